// Keeps the image line and its parts in agreement: what is edited last counts, and the other side
// shows what it means. Nobody is typing in the side that is written.

import type { Draft, Field, Image, Registry, Validator } from "@wharfinger/validator";
import type { Controls } from "./controls.js";

/** The fields that name the image in parts. */
export const PARTS = ["registry", "registry_path", "namespace", "name", "tag", "digest"] as const satisfies Field[];

const CUSTOM = "custom";

export class Agreement {
  readonly #registries: Map<string, Registry>;
  /** The host that was typed for a registry with several, while another one is chosen. */
  #hostAside = "";

  constructor(
    private readonly controls: Controls,
    private readonly rules: Validator,
  ) {
    this.#registries = new Map(rules.registries().map((registry) => [registry.id, registry]));
  }

  /** Whether the form names the image in parts at all. */
  get hasParts(): boolean {
    return this.controls.get("registry") !== undefined;
  }

  /** The registry with this id. */
  registry(id: string): Registry | undefined {
    return this.#registries.get(id);
  }

  /** After the line was edited: its parts. */
  fromLine(): void {
    if (!this.hasParts) return;
    const line = this.controls.value("image");
    const image = line.trim() === "" ? null : this.rules.readImage({ image: line });
    this.controls.show("registry", image?.registry ?? "");
    this.controls.show("registry_path", image && this.#hasHost(image.registry) ? image.registry_host : "");
    for (const part of ["namespace", "name", "tag", "digest"] as const) {
      this.controls.show(part, image?.[part] ?? "");
    }
    this.settle();
  }

  /** After a part was edited: the line that says the same, or none yet. */
  fromParts(edited: string): void {
    if (edited === "registry") this.#keepHost();
    this.settle();
    const image: Image | null = this.rules.readImage(this.controls.draft(PARTS) as Draft);
    this.controls.show("image", image?.image ?? "");
  }

  /** The host's control is there only where it means something. */
  settle(): void {
    const field = this.controls.get("registry_path")?.closest<HTMLElement>("[data-field]");
    const id = this.controls.value("registry");
    if (!field) return;
    field.hidden = !this.#hasHost(id);
    const example = this.#registries.get(id)?.host_example;
    const hint = field.querySelector(".hint");
    if (!field.hidden && hint) {
      hint.replaceChildren("Such as ");
      const code = document.createElement("code");
      code.textContent = example ?? "registry.example.org:5000";
      hint.append(code, ".");
    }
  }

  /** Whether a registry has several hosts, so that one must be named. */
  #hasHost(id: string): boolean {
    return id === CUSTOM || this.#registries.get(id)?.custom_path === true;
  }

  #keepHost(): void {
    const host = this.controls.value("registry_path");
    if (this.#hasHost(this.controls.value("registry"))) {
      if (host === "") this.controls.show("registry_path", this.#hostAside);
    } else if (host !== "") {
      this.#hostAside = host;
      this.controls.show("registry_path", "");
    }
  }

}
