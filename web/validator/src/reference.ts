/**
 * Reads image references, without the rest: no issues, no fixes, no registries, in a sixth of the
 * size.
 *
 * @packageDocumentation
 */

import packed from "../wasm/reference.lzma";
import {
  __wbg_reset_state,
  initSync,
  isImageReference as isReference,
  readImageReference as readReference,
} from "../wasm/reference.js";
import { Runtime } from "./runtime.js";
import type { ImageReference, ParseOptions } from "./types.js";
import { unpack } from "./unpack.js";
import { demandString, isCompat } from "./values.js";

export type { ImageReference, ParseOptions };
export { ValidatorFault } from "./runtime.js";

/** How many bytes the module has; the build puts the number here. */
declare const REFERENCE_BYTES: number;

const reference = /* @__PURE__ */ new Runtime({ initSync, reset: __wbg_reset_state }, () =>
  unpack(packed, REFERENCE_BYTES),
);

/**
 * Whether a value is an image reference, as far as it is written; a registry's own rules are for
 * `parseImageReference` of the whole validator.
 */
export function isImageReference(value: unknown, options: ParseOptions = {}): value is string {
  const compat = isCompat(options);
  return typeof value === "string" && reference.call(() => isReference(value, compat));
}

/**
 * The parts of an image reference; `null` when it is refused.
 *
 * @throws TypeError when the text is no string.
 */
export function readImageReference(text: string, options: ParseOptions = {}): ImageReference | null {
  demandString(text, "an image reference");
  const compat = isCompat(options);
  const parts = reference.call(() => readReference(text, compat));
  if (parts === undefined) return null;
  const [domain = "", path = "", tag, digest, familiar = ""] = parts.split("\n");
  return { domain, path, tag: tag || null, digest: digest || null, familiar };
}
