// When a field is judged: once it was left or the form was sent, then at every keystroke until
// nothing is wrong with it.

import type { FormField, Issue } from "../index.js";
import type { Controls } from "./controls.js";

export class Visits {
  readonly #edited = new Set<string>();
  readonly #judged = new Set<string>();

  constructor(private readonly controls: Controls) {}

  /** Somebody typed in a field. */
  edit(field: FormField): void {
    this.#edited.add(field);
  }

  /** Somebody left a field; whether it is judged now. One that was only passed through is not. */
  leave(field: FormField): boolean {
    if (!this.#edited.has(field) && !this.controls.value(field)) return false;
    this.judge(field);
    // What is chosen has always been answered: what the text just left means for it is said now.
    for (const other of this.controls.fields()) {
      if (this.controls.isChoice(other) && this.controls.value(other)) this.judge(other);
    }
    return true;
  }

  /** Whether somebody has typed in a field. */
  isEdited(field: FormField): boolean {
    return this.#edited.has(field);
  }

  judge(field: FormField): void {
    this.#judged.add(field);
  }

  judgeAll(): void {
    for (const field of this.controls.fields()) this.judge(field);
  }

  isJudged(field: FormField): boolean {
    return this.#judged.has(field);
  }

  /** Nothing is wrong with a field any more: its next mistake waits until it is left. */
  heal(field: FormField): void {
    const isBeingTyped = this.controls.of(field).some((control) => control === control.ownerDocument.activeElement);
    if (isBeingTyped && !this.controls.isChoice(field)) this.#judged.delete(field);
  }

  forget(): void {
    this.#edited.clear();
    this.#judged.clear();
  }
}

/** What might be typed next: more of the same word, a tag, a path. */
const CONTINUATIONS = ["a", ":a", "/a/a"];

/**
 * Whether an error stays, whatever is typed behind `text`. An image may be unfinished, which `check`
 * of its continuations tells; a digest is until its last digit. Elsewhere, what lies before the end
 * of the text stays.
 */
export function isLasting(issue: Issue, text: string, check: (longer: string) => readonly Issue[]): boolean {
  const { code, severity, span } = issue;
  if (severity !== "error" || span.start === span.end) return false;
  const isOfImage = /^(reference|registry)\./.test(code) && !code.startsWith("reference.digest");
  if (!isOfImage) return span.end < text.length;
  return CONTINUATIONS.every((more) =>
    check(text + more).some((issue) => issue.code === code && issue.span.start === span.start),
  );
}
