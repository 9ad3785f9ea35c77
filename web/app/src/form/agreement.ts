// Keeps the image line and its parts in agreement: what is edited last counts, and the other side
// shows what it means. Nobody is typing in the side that is written.
//
// The parts say what the preview says, after every key: how the line reads, or reads once it is mended,
// and nothing where it cannot be read even then, but for parts that somebody typed beside it.

import type { Draft, DraftField, Image, Registry, Validator } from "@wharfinger/validator";

const PARTS = ["registry", "registry_path", "namespace", "name", "tag", "digest"] as const satisfies DraftField[];
const CUSTOM = "custom";
const HOST_EXAMPLE = "registry.example.org:5000";

const HINT = "Taken from the line above as you type. Edit either; the other follows.";
const HINT_MENDED = "As the line above reads once it is mended. Edit either; the other follows.";
const HINT_NONE = "The line above cannot be read as it is now.";

type Part = (typeof PARTS)[number];

export class Agreement {
  readonly #registries: ReadonlyMap<string, Registry>;
  /** The image line as it was last written here; anything else there was typed by somebody. */
  #lineWritten = "";
  /** Whether the line holds something that cannot be read as it is. */
  #isUnreadable = false;
  /** The parts that were typed beside the line and make no image with the others yet. */
  #typed = new Set<Part>();
  /** The host that was typed for a registry with several, while another one is chosen. */
  #hostAside = "";

  constructor(
    private readonly form: HTMLFormElement,
    private readonly validator: Validator,
  ) {
    this.#registries = new Map(validator.registries().map((registry) => [registry.id, registry]));
    this.#say(HINT);
  }

  /** What the form means: of a line with a mistake the parts are what it will say, not what it says. */
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
    const line = this.#value("image");
    const said = this.#parts(this.#read(line, []));
    // Nobody knows any more who wrote the parts; what the line does not say may have been typed, and counts.
    this.#isUnreadable = true;
    for (const part of PARTS) if (this.#value(part) !== said[part]) this.#typed.add(part);
    const isInParts = line === "" && this.#typed.size > 0;
    this.follow(this.#control(isInParts ? "name" : "image") ?? null);
    this.#showHost();
  }

  #fromLine(): void {
    const line = this.#value("image");
    const isReadable = line.trim() === "" || this.validator.readImage({ image: line }) !== null;
    // What was typed beside a line that could not be read is never lost to it; the rules say where
    // the two differ.
    const isTyped = (part: Part) => this.#typed.has(part) && this.#value(part) !== "";
    const kept = isReadable && !this.#isUnreadable ? [] : PARTS.filter(isTyped);
    const image = this.#read(line, isReadable ? [] : kept);
    const said = this.#parts(image);
    for (const part of PARTS) if (!kept.includes(part)) this.#write(part, said[part]);
    this.#typed = new Set(isReadable ? [] : kept);
    this.#isUnreadable = !isReadable;
    this.#say(isReadable ? HINT : image ? HINT_MENDED : HINT_NONE);
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
    const image = this.validator.readImage(this.#values(PARTS))?.image;
    // A line that somebody typed is never lost to parts that make no image yet.
    if (image === undefined && this.#value("image") !== this.#lineWritten) return;
    this.#lineWritten = image ?? "";
    this.#write("image", this.#lineWritten);
    this.#typed.clear();
    this.#isUnreadable = false;
    this.#say(HINT);
  }

  /** The image that a line names, as it is or once it is mended, with what was typed beside it. */
  #read(line: string, beside: readonly Part[]): Image | null {
    return line.trim() === "" ? null : this.validator.readMendedImage({ image: line, ...this.#values(beside) });
  }

  /** What the parts hold of an image. */
  #parts(image: Image | null): Record<Part, string> {
    return {
      registry: image?.registry ?? "",
      registry_path: image && this.#hasHosts(image.registry) ? image.registry_host : "",
      namespace: image?.namespace ?? "",
      name: image?.name ?? "",
      tag: image?.tag ?? "",
      digest: image?.digest ?? "",
    };
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

  #values(fields: readonly DraftField[]): Draft {
    return Object.fromEntries(fields.map((field) => [field, this.#value(field)]));
  }

  #write(field: DraftField, value: string): void {
    const control = this.#control(field);
    if (control && control.value !== value) control.value = value;
  }
}
