import type { Edit, Field, Fix } from "./types.js";

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
export function applyFix<T extends FormData | { readonly [field in Field]?: string | null | undefined }>(
  texts: T,
  fix: Fix,
): T {
  // From the last place to the first, so that the spans of the others stay right.
  const edits = [...fix.edits].sort((a, b) => b.span.start - a.span.start || b.span.end - a.span.end);
  if (typeof FormData === "function" && texts instanceof FormData) {
    const form = new FormData();
    for (const [name, value] of texts) form.append(name, value);
    // Of a control that was sent twice the last that is filled in was checked.
    const isSent = (value: unknown): value is string => typeof value === "string" && value !== "";
    // Browsers send CR LF, and the rules read LF there.
    const sent = (field: Field) => form.getAll(field).filter(isSent).pop()?.replaceAll("\r\n", "\n");
    for (const edit of edits) form.set(edit.field, edited(sent(edit.field), edit));
    return form as T;
  }
  const changed = { ...texts } as { [field in Field]?: string | null | undefined };
  for (const edit of edits) changed[edit.field] = edited(changed[edit.field], edit);
  return changed as T;
}

function edited(before: unknown, { span, text }: Edit): string {
  const plain = typeof before === "string" ? before : "";
  return plain.slice(0, span.start) + text + plain.slice(span.end);
}
