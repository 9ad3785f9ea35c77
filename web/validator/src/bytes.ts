// The WebAssembly, inside the script: nothing to fetch, nothing to configure in a bundler.

import base64 from "../wasm/wharfinger.wasm";

/** The bytes of the module. */
export function wasmBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
