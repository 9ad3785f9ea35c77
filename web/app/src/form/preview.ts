// The preview beside the form: what the tool will be called, how it will be pulled, and why its
// visibility can be what it can be.

import type { Draft, Image, Registry, Report, Validator } from "@wharfinger/validator";

export class Preview {
  readonly #registries: ReadonlyMap<string, Registry>;
  readonly #preview = document.querySelector<HTMLElement>("[data-preview]");
  readonly #reason = document.querySelector<HTMLElement>("[data-reason-mixed]");
  readonly #status: HTMLElement | null;

  constructor(
    form: HTMLFormElement,
    private readonly validator: Validator,
  ) {
    this.#registries = new Map(validator.registries().map((registry) => [registry.id, registry]));
    this.#status = form.querySelector<HTMLElement>("[data-status]");
  }

  /** Shows a draft; of one that the server refused only it knows what is wrong. `isTaken` says whether a tool
   * has its path, where the server was asked. */
  show(draft: Draft, report: Report, isRefused: boolean, isTaken: boolean | undefined): void {
    const image = this.validator.readImage(draft);
    const mended = image ?? this.validator.readMendedImage(draft);
    this.#showImage(mended, image === null);
    this.#showReason(mended);
    const errors = report.issues.filter((issue) => issue.severity === "error").length;
    const text = errors === 0 ? verdict(isTaken) : `${errors === 1 ? "One thing" : `${errors} things`} to mend.`;
    const isEmpty = Object.entries(draft).every(([field, value]) => field === "visibility" || !value);
    if (this.#status) this.#status.textContent = isEmpty || isRefused ? "" : text;
  }

  #showImage(image: Image | null, isMended: boolean): void {
    this.#hide("empty", image !== null);
    this.#hide("full", image === null);
    if (!image) return;
    this.#hide("mended", !isMended);
    this.#hide("login", image.pull.login === null);
    this.#hide("unknown", this.#registries.has(image.registry));
    this.#ask(image.registry_host);
    this.#write("tool_path", image.tool_path);
    this.#write("login", image.pull.login ?? "");
    this.#write("pull", image.pull.pull);
  }

  #showReason(image: Image | null): void {
    if (!this.#reason) return;
    const registry = image && this.#registries.get(image.registry);
    const kind = !image ? "None" : !registry ? "Unknown" : { public: "Public", private: "Private", mixed: "Mixed" }[registry.visibility];
    const reason = this.#reason.dataset[`reason${kind}`] ?? "";
    this.#reason.textContent = reason.replace("{name}", registry?.name ?? image?.registry_host ?? "");
  }

  /** Has the link to request a registry lead to the one that was typed. */
  #ask(host: string): void {
    const link = this.#preview?.querySelector<HTMLAnchorElement>("a[data-preview-ask]");
    if (link) link.search = new URLSearchParams({ host }).toString();
  }

  #hide(part: string, isHidden: boolean): void {
    const found = this.#preview?.querySelector<HTMLElement>(`[data-preview-${part}]`);
    if (found) found.hidden = isHidden;
  }

  #write(part: string, text: string): void {
    const found = this.#preview?.querySelector(`[data-preview-text="${part}"]`);
    if (found && found.textContent !== text) found.textContent = text;
  }
}

/** What is said of a draft that the rules accept: no more than was looked at. */
function verdict(isTaken: boolean | undefined): string {
  if (isTaken === undefined) return "The rules find nothing wrong with it.";
  return isTaken
    ? "The rules find nothing wrong with it, but its tool path is taken."
    : "The rules find nothing wrong with it, and its tool path is free.";
}
