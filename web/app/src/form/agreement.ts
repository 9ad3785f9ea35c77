// Keeps the image line and its parts in agreement: what is edited last counts, and the other side
// shows what it means. Nobody is typing in the side that is written.
//
// While the line cannot be read, the parts stay as they were last read, and count for nothing but
// for those that somebody typed meanwhile: the line is mended with one click, what it meant is not.

import type { Draft, DraftField, Registry, Validator } from "@wharfinger/validator";

const PARTS = ["registry", "registry_path", "namespace", "name", "tag", "digest"] as const satisfies DraftField[];
const CUSTOM = "custom";
const HOST_EXAMPLE = "registry.example.org:5000";

const HINT = "Taken from the line above as you type. Edit either; the other follows.";
const HINT_ASIDE = "As the line above was last read. It cannot be read as it is now.";
const HINT_NONE = "The line above cannot be read as it is now.";

type Part = (typeof PARTS)[number];

export class Agreement {
  readonly #registries: ReadonlyMap<string, Registry>;
  /** The image line as it was last written here; anything else there was typed by somebody. */
  #lineWritten = "";
  /** Whether the line holds something that cannot be read. */
  #isUnreadable = false;
  /** The parts that were typed since the line could be read last. */
  readonly #typed = new Set<Part>();
  /** The host that was typed for a registry with several, while another one is chosen. */
  #hostAside = "";

  constructor(
    private readonly form: HTMLFormElement,
    private readonly validator: Validator,
  ) {
    this.#registries = new Map(validator.registries().map((registry) => [registry.id, registry]));
    this.#say(HINT);
  }

  /** What the form means: without the parts of a line that is no longer there. */
  meant(draft: Draft): Draft {
    if (!this.#isUnreadable) return draft;
    const meant: { [field in DraftField]?: string | null | undefined } = { ...draft };
    for (const part of PARTS) if (!this.#typed.has(part)) delete meant[part];
    return meant;
  }

  /** After a control was edited: the side that it is not on. */
  follow(edited: EventTarget | null): void {
    const name = (edited as { name?: unknown } | null)?.name;
    if (!this.#control("registry")) return;
    const part = PARTS.find((part) => part === name);
    if (name === "image") this.#fromLine();
    else if (part) this.#fromParts(part);
  }

  /** When the page is shown, perhaps again and with what the browser has kept. */
  settle(): void {
    const given = PARTS.filter((part) => this.#value(part) !== "");
    // Nobody knows any more who wrote the parts; what may have been typed counts.
    this.#isUnreadable = true;
    for (const part of given) this.#typed.add(part);
    if (this.#value("image") !== "") this.follow(this.#control("image") ?? null);
    else if (given.length > 0) this.follow(this.#control("name") ?? null);
    else this.#readLine(true);
    this.#showHost();
  }

  #fromLine(): void {
    const line = this.#value("image");
    const isEmpty = line.trim() === "";
    const image = isEmpty ? null : this.validator.readImage({ image: line });
    const wasUnreadable = this.#isUnreadable;
    this.#readLine(image !== null || isEmpty);
    if (this.#isUnreadable) {
      this.#showHost();
      return;
    }
    const read = {
      registry: image?.registry ?? "",
      registry_path: image && this.#hasHosts(image.registry) ? image.registry_host : "",
      namespace: image?.namespace ?? "",
      name: image?.name ?? "",
      tag: image?.tag ?? "",
      digest: image?.digest ?? "",
    };
    for (const part of PARTS) {
      // What was typed beside a line that could not be read is never lost to it; the rules say where
      // the two differ.
      if (wasUnreadable && this.#typed.has(part) && this.#value(part) !== "") continue;
      this.#write(part, read[part]);
    }
    this.#typed.clear();
    this.#showHost();
  }

  #fromParts(edited: Part): void {
    const isOtherRegistry = edited === "registry";
    // "As the image line says" asks for the line's own parts.
    if (isOtherRegistry && this.#value("registry") === "" && this.#value("image") !== "") {
      this.#typed.delete(edited);
      this.#fromLine();
      return;
    }
    if (isOtherRegistry) this.#keepHost();
    this.#showHost();
    this.#typed.add(edited);
    const parts = this.#isUnreadable ? [...this.#typed] : PARTS;
    const draft: Draft = Object.fromEntries(parts.map((part) => [part, this.#value(part)]));
    const image = this.validator.readImage(draft)?.image;
    // A line that somebody typed is never lost to parts that make no image yet.
    if (image === undefined && this.#value("image") !== this.#lineWritten) return;
    this.#lineWritten = image ?? "";
    this.#write("image", this.#lineWritten);
    if (this.#isUnreadable) for (const part of PARTS) if (!this.#typed.has(part)) this.#write(part, "");
    this.#typed.clear();
    this.#readLine(true);
  }

  #readLine(isReadable: boolean): void {
    this.#isUnreadable = !isReadable;
    const isAside = PARTS.some((part) => this.#value(part) !== "");
    this.#say(isReadable ? HINT : isAside ? HINT_ASIDE : HINT_NONE);
  }

  #say(text: string): void {
    const hint = this.form.querySelector("[data-parts-hint]");
    if (hint && hint.textContent !== text) hint.textContent = text;
  }

  /** Whether a registry has several hosts, so that one must be named. */
  #hasHosts(id: string): boolean {
    return id === CUSTOM || this.#registries.get(id)?.custom_path === true;
  }

  /** A host means nothing to a registry with one of its own; coming back, it is there again. */
  #keepHost(): void {
    const host = this.#value("registry_path");
    if (this.#hasHosts(this.#value("registry"))) {
      if (host === "") this.#write("registry_path", this.#hostAside);
    } else if (host !== "") {
      this.#hostAside = host;
      this.#write("registry_path", "");
    }
  }

  /** The host's control is there only where it means something. */
  #showHost(): void {
    const field = this.#control("registry_path")?.closest<HTMLElement>("[data-field]");
    if (!field) return;
    const id = this.#value("registry");
    field.hidden = !this.#hasHosts(id);
    const example = field.querySelector(".hint");
    if (field.hidden || !example) return;
    const code = document.createElement("code");
    code.textContent = this.#registries.get(id)?.host_example ?? HOST_EXAMPLE;
    example.replaceChildren("Such as ", code, ".");
  }

  #control(field: DraftField): HTMLInputElement | HTMLSelectElement | undefined {
    const control = this.form.elements.namedItem(field);
    return control instanceof HTMLInputElement || control instanceof HTMLSelectElement ? control : undefined;
  }

  #value(field: DraftField): string {
    return this.#control(field)?.value ?? "";
  }

  #write(field: DraftField, value: string): void {
    const control = this.#control(field);
    if (control && control.value !== value) control.value = value;
  }
}
