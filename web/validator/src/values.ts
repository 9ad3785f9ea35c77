// What callers without types pass, and what is said about it.

import type { ParseOptions } from "./types.js";

/** Throws where a value is no string. */
export function demandString(value: unknown, what: string): asserts value is string {
  if (typeof value !== "string") throw new TypeError(`${what} is a string, not ${named(value)}`);
}

/** Whether the options ask for docker's own verdict. */
export function isCompat({ mode = "strict" }: ParseOptions): boolean {
  if (mode !== "strict" && mode !== "compat") throw new TypeError(`the mode is "strict" or "compat", not ${JSON.stringify(mode)}`);
  return mode === "compat";
}

/** What a value is, in words. */
export function named(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
