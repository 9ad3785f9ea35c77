// The controls of a form by field, read and written in a way that leaves typing and undo alone.

import type { Draft, Field, Fix } from "@wharfinger/validator";

type TextControl = HTMLInputElement | HTMLTextAreaElement;

/** The controls of one form. */
export class Controls {
  constructor(readonly form: HTMLFormElement) {}

  /** The control of a field; of radio buttons, the first. */
  get(field: string): HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement | undefined {
    const found = this.form.elements.namedItem(field);
    const control = found instanceof RadioNodeList ? found[0] : found;
    return control instanceof HTMLInputElement ||
      control instanceof HTMLTextAreaElement ||
      control instanceof HTMLSelectElement
      ? control
      : undefined;
  }

  /** What a field holds; of radio buttons, the chosen value. */
  value(field: string): string {
    const found = this.form.elements.namedItem(field);
    if (found instanceof RadioNodeList) return found.value;
    return this.get(field)?.value ?? "";
  }

  /** The draft that `fields` make, as the form would be sent. */
  draft(fields: readonly Field[]): Draft {
    const draft: Partial<Record<Field, string>> = {};
    for (const field of fields) {
      const value = this.value(field);
      if (value !== "") draft[field] = value;
    }
    return draft as Draft;
  }

  /** Shows `value` in a field that nobody is typing in; says nothing of it to anybody. */
  show(field: string, value: string): void {
    const control = this.get(field);
    if (control && control.value !== value) control.value = value;
  }

  /** Applies a fix as if it had been typed, so that undo takes it back. */
  apply(fix: Fix): void {
    // From the last place to the first, so that earlier spans stay right.
    const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start);
    for (const { field, span, text } of edits) {
      const found = this.form.elements.namedItem(field);
      const control = this.get(field);
      if (found instanceof RadioNodeList || control instanceof HTMLSelectElement) {
        this.#choose(field, text);
      } else if (control) {
        type(control, span.start, span.end, text);
      }
    }
  }

  #choose(field: string, value: string): void {
    const found = this.form.elements.namedItem(field);
    const control = this.get(field);
    if (found instanceof RadioNodeList) found.value = value;
    else if (control) control.value = value;
    control?.dispatchEvent(new Event("input", { bubbles: true }));
    control?.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Replaces a span of a control by text, through the editor where there is one. */
function type(control: TextControl, start: number, end: number, text: string): void {
  const before = control.value;
  control.focus();
  control.setSelectionRange(start, end);
  // The only way to write into a control that keeps its undo history; no standard replaces it.
  const typed =
    text === ""
      ? start === end || document.execCommand("delete")
      : document.execCommand("insertText", false, text);
  if (typed && control.value !== before) return;
  control.setRangeText(text, start, end, "end");
  control.dispatchEvent(new Event("input", { bubbles: true }));
}
