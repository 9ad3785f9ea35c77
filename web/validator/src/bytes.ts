// The WebAssembly, inside the script: nothing to fetch, nothing to configure in a bundler.

import packed from "../wasm/wharfinger.lzma";
import { unpack } from "./unpack.js";

/** How many bytes the module has; the build puts the number here. */
declare const WASM_BYTES: number;

/** The bytes of the module. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return unpack(bytes, WASM_BYTES);
}
