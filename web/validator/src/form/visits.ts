// When a field is judged: once it was left or the form was sent, then at every keystroke until
// nothing is wrong with it.

import type { DraftField } from "../index.js";
import type { Controls } from "./controls.js";

export class Visits {
  readonly #edited = new Set<string>();
  readonly #judged = new Set<string>();

  constructor(private readonly controls: Controls) {}

  /** Somebody typed in a field. */
  edit(field: DraftField): void {
    this.#edited.add(field);
  }

  /** Somebody left a field; whether it is judged now. One that was only passed through is not. */
  leave(field: DraftField): boolean {
    if (!this.#edited.has(field) && !this.controls.value(field)) return false;
    this.judge(field);
    // What is chosen has always been answered: what the text just left means for it is said now.
    for (const other of this.controls.fields()) {
      if (this.controls.isChoice(other) && this.controls.value(other)) this.judge(other);
    }
    return true;
  }

  judge(field: DraftField): void {
    this.#judged.add(field);
  }

  judgeAll(): void {
    for (const field of this.controls.fields()) this.judge(field);
  }

  isJudged(field: DraftField): boolean {
    return this.#judged.has(field);
  }

  /** Nothing is wrong with a field any more: its next mistake waits until it is left. */
  heal(field: DraftField): void {
    const isBeingTyped = this.controls.of(field).some((control) => control === control.ownerDocument.activeElement);
    if (isBeingTyped && !this.controls.isChoice(field)) this.#judged.delete(field);
  }

  forget(): void {
    this.#edited.clear();
    this.#judged.clear();
  }
}
