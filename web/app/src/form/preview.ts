// The preview beside the form: what the tool will be called, and how it will be pulled.

import type { Image, Registry } from "@wharfinger/validator";
import { prose } from "./prose.js";

/** Shows an image, or that none can be read yet. */
export function showPreview(image: Image | null): void {
  const preview = document.querySelector<HTMLElement>("[data-preview]");
  if (!preview) return;
  const part = (name: string) => preview.querySelector<HTMLElement>(`[data-preview-${name}]`);
  const text = (name: string, value: string) => {
    const place = preview.querySelector(`[data-preview-text="${name}"]`);
    if (place && place.textContent !== value) place.textContent = value;
  };
  const hide = (name: string, isHidden: boolean) => {
    const found = part(name);
    if (found) found.hidden = isHidden;
  };
  hide("empty", image !== null);
  hide("full", image === null);
  if (!image) return;
  hide("login", image.pull.login === null);
  text("tool_path", image.tool_path);
  text("login", image.pull.login ?? "");
  text("pull", image.pull.pull);
}

/** Says why the visibility can be what it can be. */
export function showReason(image: Image | null, registry: Registry | undefined): void {
  const place = document.querySelector<HTMLElement>("[data-reason-mixed]");
  if (!place) return;
  const reasons = place.dataset;
  const reason = !image
    ? reasons["reasonNone"]
    : registry === undefined
      ? reasons["reasonUnknown"]
      : { public: reasons["reasonPublic"], private: reasons["reasonPrivate"], mixed: reasons["reasonMixed"] }[
          registry.visibility
        ];
  place.replaceChildren(prose((reason ?? "").replace("{name}", registry?.name ?? image?.registry_host ?? "")));
}
