// What callers without types pass, and what is said about it.

import type { ParseOptions } from "./types.js";

/** Throws where a value is no string, or no text. */
export function demandString(value: unknown, what: string): asserts value is string {
  if (typeof value !== "string") throw new TypeError(`${what} is a string, not ${named(value)}`);
  if (isHalf(value)) throw new TypeError(HALF);
}

const HALF = "a text has half of a surrogate pair";

/** Whether a text cannot be sent as JSON (RFC 8259, section 8.2): the server and the command line refuse it too. */
const isHalf = (value: unknown): boolean => typeof value === "string" && /\p{Cs}/u.test(value);

/** Why a value cannot be read as a draft; `undefined` where it can. */
export function whyNoDraft(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `a draft is an object with texts, not ${named(value)}`;
  }
  try {
    if (Object.values(value).some(isHalf)) return HALF;
  } catch {
    // The rules say what a getter did.
  }
  return undefined;
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
