import type { Field, Fix } from "./types.js";

/**
 * Applies a fix to the texts that were checked, and returns the changed ones as a new object.
 *
 * @example
 * ```ts
 * const report = checkRegistration(draft);
 * const fix = report.issues[0]?.fixes[0];
 * if (fix) draft = applyFix(draft, fix);
 * ```
 */
export function applyFix<T extends { readonly [field in Field]?: string | null | undefined }>(
  texts: T,
  fix: Fix,
): T {
  const changed: { [field in Field]?: string | null | undefined } = { ...texts };
  // From the last place to the first, so that the spans of the others stay right.
  const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
  for (const { field, span, text } of edits) {
    const before = changed[field] ?? "";
    changed[field] = before.slice(0, span.start) + text + before.slice(span.end);
  }
  return changed as T;
}
