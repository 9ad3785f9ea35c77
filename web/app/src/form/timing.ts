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

  /**
   * What to show of the issues about a field that holds `value`. While it is typed in, that is what
   * lies before the end of the text, and what `stays` whatever is typed next.
   */
  shown(
    field: string,
    value: string,
    isTypedIn: boolean,
    issues: readonly Issue[],
    stays: (issue: Issue) => boolean,
  ): readonly Issue[] {
    const hasErrors = issues.some((issue) => issue.severity === "error");
    if (this.#everything) return issues;
    if (this.#judged.has(field)) {
      // Mended: the next mistake waits again until it is finished.
      if (!hasErrors && isTypedIn) this.#judged.delete(field);
      return issues;
    }
    if (!isTypedIn) return [];
    return issues.filter((issue) => issue.span.end < value.length || stays(issue));
  }
}

/** What might be typed next: more of the same word, a tag, a path. */
const CONTINUATIONS = ["a", ":a", "/a/a"];

/**
 * Whether an issue at the end of a text stays, whatever is typed next. A digest is unfinished until
 * its last digit, so nothing is said about one before.
 */
export function stays(issue: Issue, value: string, check: (text: string) => readonly Issue[]): boolean {
  if (issue.code.startsWith("reference.digest")) return false;
  return CONTINUATIONS.every((more) =>
    check(value + more).some(({ code, span }) => code === issue.code && span.start === issue.span.start),
  );
}
