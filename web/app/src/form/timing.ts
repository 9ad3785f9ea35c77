// When what is wrong is shown: never while it may only be unfinished, always once somebody has
// moved on, and then with every keystroke until it is mended.

import type { Issue } from "@wharfinger/validator";

export class Timing {
  readonly #judged = new Set<string>();
  #everything = false;

  /** Somebody has moved on from a field, pasted into it, or chosen in it. */
  judge(field: string): void {
    this.#judged.add(field);
  }

  /** The form was sent: from now on everything is shown. */
  judgeEverything(): void {
    this.#everything = true;
  }

  /** What to show of the issues about a field that holds `value`. */
  shown(field: string, value: string, isTypedIn: boolean, issues: readonly Issue[]): readonly Issue[] {
    const hasErrors = issues.some((issue) => issue.severity === "error");
    if (this.#everything) return issues;
    if (this.#judged.has(field)) {
      // Mended: the next mistake waits again until it is finished.
      if (!hasErrors && isTypedIn) this.#judged.delete(field);
      return issues;
    }
    if (!isTypedIn) return [];
    // What lies before the end of the text stays wrong whatever is typed next.
    return issues.filter(({ span }) => span.end < value.length);
  }
}
