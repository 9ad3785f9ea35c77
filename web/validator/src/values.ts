// What callers without types pass, and what is said about it.

import type { ParseOptions } from "./types.js";

/** Throws where a value is no string, or no text. */
export function demandString(value: unknown, what: string): asserts value is string {
  if (typeof value !== "string") throw new TypeError(`${what} is a string, not ${named(value)}`);
  if (HALF_PAIR.test(value)) throw new TypeError(`${what} ${HAS_HALF_PAIR}`);
}

/** Half of a surrogate pair, which JSON does not carry (RFC 8259, section 8.2): the server and the command line refuse it too. */
const HALF_PAIR = /\p{Cs}/u;
const HAS_HALF_PAIR = "has half of a surrogate pair, which is no character";

/** Why a value cannot be read as a draft; `undefined` where it can. */
export function whyNoDraft(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return `a draft is an object with texts, not ${named(value)}`;
  }
  try {
    const found = Object.entries(value).find(([, text]) => typeof text === "string" && HALF_PAIR.test(text));
    return found && `\`${found[0]}\` ${HAS_HALF_PAIR}`;
  } catch {
    // The rules say what a getter did.
    return undefined;
  }
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
