// What a refused submit shows: a heading and a link to each field, focused. And one quiet line for
// those who do not see what appears.

import type { FormWords, Refusal } from "../form.js";
import { idOf } from "./controls.js";
import { element, literals } from "./draw.js";

export class Summary {
  readonly #box: HTMLElement;
  readonly #list: HTMLElement;
  readonly #heading: HTMLElement;
  readonly #status: HTMLElement;
  readonly #isMade: boolean;
  #words: FormWords["summary"] | undefined;
  #drawn = "";

  constructor(form: HTMLFormElement) {
    const document = form.ownerDocument;
    const place = form.querySelector<HTMLElement>("[data-issue-summary]");
    this.#isMade = !place;
    this.#box = place ?? element(document, "div", "");
    this.#box.classList.add("wharfinger-summary");
    this.#box.tabIndex = -1;
    this.#box.hidden = true;
    this.#box.setAttribute("role", "group");
    this.#heading = element(document, "p", "wharfinger-heading");
    this.#box.setAttribute("aria-labelledby", idOf(this.#heading));
    this.#list = element(document, "ul", "");
    this.#box.replaceChildren(this.#heading, this.#list);
    if (!place) form.prepend(this.#box);
    this.#status = element(document, "div", "wharfinger-status");
    this.#status.setAttribute("role", "status");
    // Heard, not seen, whatever style sheet the host has.
    Object.assign(this.#status.style, {
      position: "absolute",
      width: "1px",
      height: "1px",
      overflow: "hidden",
      clipPath: "inset(50%)",
      whiteSpace: "nowrap",
    });
    form.append(this.#status);
  }

  /** Shows what keeps the form from being sent, and goes there. */
  show(refusals: readonly Refusal[], words: FormWords["summary"]): void {
    this.#words = words;
    this.#box.hidden = refusals.length === 0;
    this.update(refusals);
    if (refusals.length > 0) this.#box.focus();
  }

  /** Keeps a summary that is shown true. */
  update(refusals: readonly Refusal[]): void {
    if (this.#box.hidden || !this.#words) return;
    if (refusals.length === 0) {
      this.hide();
      return;
    }
    const key = JSON.stringify(refusals.map(({ message, control, span }) => [message, control?.id, span]));
    if (key === this.#drawn) return;
    this.#drawn = key;
    const { ownerDocument: document } = this.#box;
    this.#heading.textContent = this.#words(refusals.length);
    this.#list.replaceChildren(
      ...refusals.map(({ message, control, span }) => {
        const item = document.createElement("li");
        if (!control) {
          item.append(...literals(document, message));
          return item;
        }
        const link = document.createElement("a");
        link.href = `#${idOf(control)}`;
        link.append(...literals(document, message));
        link.addEventListener("click", (event) => {
          event.preventDefault();
          control.focus();
          select(control, span);
        });
        item.append(link);
        return item;
      }),
    );
  }

  hide(): void {
    this.#box.hidden = true;
    this.#drawn = "";
  }

  /** Says something to those who do not see it. */
  say(text: string): void {
    this.#status.textContent = text.replaceAll("`", "");
  }

  remove(): void {
    this.#status.remove();
    if (this.#isMade) this.#box.remove();
    else this.#box.replaceChildren();
    this.#box.hidden = true;
  }
}

/** Selects the place in question, where the control has a selection. */
function select(control: HTMLElement, span: Refusal["span"]): void {
  const text = control as HTMLInputElement;
  if (span && typeof text.selectionStart === "number") text.setSelectionRange(span.start, span.end);
}
