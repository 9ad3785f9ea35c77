// Keeps the image line and its parts in agreement: what is edited last counts, and the other side
// shows what it means. Nobody is typing in the side that is written.

import type { Draft, DraftField, Registry, Validator } from "@wharfinger/validator";

const PARTS = ["registry", "registry_path", "namespace", "name", "tag", "digest"] as const satisfies DraftField[];
const CUSTOM = "custom";
const HOST_EXAMPLE = "registry.example.org:5000";

export class Agreement {
  readonly #registries: ReadonlyMap<string, Registry>;
  /** The image line as it was last written here; anything else there was typed by somebody. */
  #lineWritten = "";
  /** The host that was typed for a registry with several, while another one is chosen. */
  #hostAside = "";

  constructor(
    private readonly form: HTMLFormElement,
    private readonly validator: Validator,
  ) {
    this.#registries = new Map(validator.registries().map((registry) => [registry.id, registry]));
    const hint = form.querySelector("[data-parts-hint]");
    if (hint) hint.textContent = "Taken from the line above as you type. Edit either; the other follows.";
  }

  /** After a control was edited: the side that it is not on. */
  follow(edited: EventTarget | null): void {
    const name = (edited as { name?: unknown } | null)?.name;
    if (!this.#control("registry")) return;
    if (name === "image") this.#fromLine();
    else if (PARTS.some((part) => part === name)) this.#fromParts(name === "registry");
  }

  /** When the page is shown, perhaps again and with what the browser has kept. */
  settle(): void {
    if (this.#value("image") !== "") this.follow(this.#control("image") ?? null);
    else if (PARTS.some((part) => this.#value(part) !== "")) this.follow(this.#control("name") ?? null);
    else this.#showHost();
  }

  #fromLine(): void {
    const line = this.#value("image");
    const image = line.trim() === "" ? null : this.validator.readImage({ image: line });
    this.#write("registry", image?.registry ?? "");
    this.#write("registry_path", image && this.#hasHosts(image.registry) ? image.registry_host : "");
    for (const part of ["namespace", "name", "tag", "digest"] as const) this.#write(part, image?.[part] ?? "");
    this.#showHost();
  }

  #fromParts(isOtherRegistry: boolean): void {
    // "As the image line says" asks for the line's own parts.
    if (isOtherRegistry && this.#value("registry") === "" && this.#value("image") !== "") {
      this.#fromLine();
      return;
    }
    if (isOtherRegistry) this.#keepHost();
    this.#showHost();
    const draft: Draft = Object.fromEntries(PARTS.map((part) => [part, this.#value(part)]));
    const image = this.validator.readImage(draft)?.image;
    // A line that somebody typed is never lost to parts that make no image yet.
    if (image === undefined && this.#value("image") !== this.#lineWritten) return;
    this.#lineWritten = image ?? "";
    this.#write("image", this.#lineWritten);
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
