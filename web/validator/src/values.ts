// What callers without types pass, and what is said about it.

/** Throws where a value is no string. */
export function demandString(value: unknown, what: string): asserts value is string {
  if (typeof value !== "string") throw new TypeError(`${what} is a string, not ${named(value)}`);
}

/** What a value is, in words. */
export function named(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
