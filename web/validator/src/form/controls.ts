// The controls of a form by field: read as they would be sent, written as if somebody typed.

import type { AccessField, DraftField, Fix, FormField } from "../index.js";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** Every field of a registration; the compiler holds the list complete. */
export const REGISTRATION = Object.keys({
  image: 0,
  registry: 0,
  registry_path: 0,
  namespace: 0,
  name: 0,
  tag: 0,
  digest: 0,
  tool_name: 0,
  visibility: 0,
  contact_email: 0,
  description: 0,
  source_url: 0,
} satisfies Record<DraftField, 0>) as DraftField[];

/** Every field of a form that asks for access. */
export const ACCESS = Object.keys({ principal: 0, reason: 0 } satisfies Record<AccessField, 0>) as AccessField[];

/** What controls hold, by field. */
export type Held = { readonly [field in FormField]?: string };

let ids = 0;

/** The id of an element, which gets one if it has none. */
export function idOf(element: Element): string {
  element.id ||= `wharfinger-${++ids}`;
  return element.id;
}

export class Controls {
  /** The controls of a form that is about these fields. */
  constructor(
    readonly form: HTMLFormElement,
    private readonly known: readonly FormField[],
  ) {}

  /** The fields that have a control, in the order of a report. */
  fields(): FormField[] {
    return this.known.filter((field) => this.of(field).length > 0);
  }

  /** The controls of a field: several for radio buttons. */
  of(field: string): Control[] {
    return this.#all().filter((control) => control.name === field);
  }

  /** The control to go to for a field: of radio buttons the chosen one. */
  first(field: string): Control | undefined {
    const controls = this.of(field);
    return controls.find((control) => (control as HTMLInputElement).checked) ?? controls[0];
  }

  /** The field of an event's target. */
  fieldOf(target: EventTarget | null): FormField | undefined {
    const { name } = (target ?? {}) as { name?: unknown };
    const isOurs = this.#all().includes(target as Control);
    return isOurs ? this.known.find((field) => field === name) : undefined;
  }

  /** Controls that no field has, which the browser checks. */
  others(): Control[] {
    return this.#all().filter((control) => control.willValidate && !(this.known as readonly string[]).includes(control.name));
  }

  /** Whether a field is chosen rather than typed. */
  isChoice(field: FormField): boolean {
    return this.of(field).some((control) => !isTyped(control));
  }

  /** What a field holds; `undefined` when it would not be sent. */
  value(field: FormField): string | undefined {
    for (const control of this.of(field)) {
      if (control.matches(":disabled")) continue;
      if (isTick(control) && !(control as HTMLInputElement).checked) continue;
      // As forms send it: half of a surrogate pair is no character.
      return control.value.replace(/\p{Cs}/gu, "\ufffd");
    }
    return undefined;
  }

  /** What the form would send. */
  held(): Held {
    const draft: { [field in FormField]?: string } = {};
    for (const field of this.known) {
      const value = this.value(field);
      if (value !== undefined) draft[field] = value;
    }
    return draft;
  }

  /** Tells the browser what is wrong with a field. */
  setValidity(field: FormField, message: string): void {
    for (const control of this.of(field)) control.setCustomValidity(message);
  }

  /** The text of a field's label. */
  label(field: FormField): string {
    const [control] = this.of(field);
    const group = control && isTick(control) ? control.closest("fieldset")?.querySelector("legend") : undefined;
    return (group ?? control?.labels?.[0])?.textContent?.trim() || field.replaceAll("_", " ");
  }

  /** Whether every edit of a fix has a control that can take it. */
  canApply(fix: Fix): boolean {
    return fix.edits.every(({ field, text }) => {
      const controls = this.of(field);
      return controls.some((control) => isTyped(control) || takes(control, this.#edited(fix, field) ?? text));
    });
  }

  /** Applies a fix as if it had been typed, so that undo takes it back. */
  apply(fix: Fix): void {
    const fields = [...new Set(fix.edits.map(({ field }) => field))];
    // The field of the first edit comes last, and keeps the focus.
    for (const field of fields.reverse()) {
      const wanted = this.#edited(fix, field);
      const controls = this.of(field);
      const [control] = controls;
      if (!control || wanted === undefined) continue;
      if (control.localName === "select" || isTick(control)) {
        const choice = controls.find((control) => takes(control, wanted));
        if (choice) choose(choice, wanted);
      } else {
        const edits = fix.edits.filter((edit) => edit.field === field);
        edits.sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
        for (const { span, text } of edits) {
          type(control as HTMLInputElement | HTMLTextAreaElement, span.start, span.end, text);
        }
      }
    }
  }

  /** The text of a field once a fix is applied. */
  #edited(fix: Fix, field: string): string | undefined {
    let text = this.value(field as FormField) ?? "";
    const edits = fix.edits.filter((edit) => edit.field === field);
    edits.sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
    for (const { span, text: by } of edits) text = text.slice(0, span.start) + by + text.slice(span.end);
    return text;
  }

  #all(): Control[] {
    return [...this.form.elements].filter((element): element is Control =>
      ["input", "textarea", "select"].includes(element.localName),
    );
  }
}

function isTick(control: Control): boolean {
  return control.type === "radio" || control.type === "checkbox";
}

/** Whether a control holds text that somebody types. */
export function isTyped(control: Control): boolean {
  return control.localName !== "select" && !isTick(control) && control.type !== "hidden";
}

function takes(control: Control, value: string): boolean {
  if (control.localName !== "select") return control.value === value;
  return [...(control as HTMLSelectElement).options].some((option) => option.value === value);
}

function choose(control: Control, value: string): void {
  control.focus();
  if (control.localName === "select") control.value = value;
  else (control as HTMLInputElement).checked = true;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Replaces a span of a text control through the browser's editor, which keeps the undo history. */
function type(control: HTMLInputElement | HTMLTextAreaElement, start: number, end: number, text: string): void {
  const before = control.value;
  const after = before.slice(0, start) + text + before.slice(end);
  control.focus();
  // `email` controls have no selection but the whole text.
  if (control.selectionStart === null) {
    control.select();
    text = after;
  } else {
    control.setSelectionRange(start, end);
  }
  // Called a legacy, and still the one way to write into a control without emptying its undo
  // history: `setRangeText` and `value` both do.
  const { ownerDocument: document } = control;
  if (text !== "") document.execCommand?.("insertText", false, text);
  else if (start < end) document.execCommand?.("delete");
  if (control.value === after) return;
  if (control.selectionStart === null || control.value !== before) control.value = after;
  else control.setRangeText(text, start, end, "end");
  control.dispatchEvent(new Event("input", { bubbles: true }));
}
