// UTF-8 in and out of WebAssembly. The build puts these in the place of the globals of the same
// name that wasm-bindgen's glue takes at load time: jsdom has none, and loading a module should
// not do work.

/** The part of `TextEncoder` that the glue uses. */
export class TextEncoder {
  encode(text: string): Uint8Array {
    const bytes = new Uint8Array(text.length * 3);
    return bytes.subarray(0, this.encodeInto(text, bytes).written);
  }

  encodeInto(text: string, bytes: Uint8Array): { read: number; written: number } {
    let at = 0;
    for (let read = 0; read < text.length; read++) {
      let code = text.charCodeAt(read);
      if (code < 0x80) {
        bytes[at++] = code;
        continue;
      }
      if (code >= 0xd800 && code < 0xe000) {
        const next = text.charCodeAt(read + 1);
        const isPair = code < 0xdc00 && next >= 0xdc00 && next < 0xe000;
        // Half a pair has no UTF-8.
        code = isPair ? 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00) : 0xfffd;
        if (isPair) read++;
      }
      if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
      } else {
        if (code < 0x10000) {
          bytes[at++] = 0xe0 | (code >> 12);
        } else {
          bytes[at++] = 0xf0 | (code >> 18);
          bytes[at++] = 0x80 | ((code >> 12) & 63);
        }
        bytes[at++] = 0x80 | ((code >> 6) & 63);
      }
      bytes[at++] = 0x80 | (code & 63);
    }
    return { read: text.length, written: at };
  }
}

/** Shorter texts are decoded faster here than by a call into the browser. */
const SHORT_BYTES_MAX = 32;

let native: { decode(bytes: Uint8Array): string } | undefined;

/** The part of `TextDecoder` that the glue uses; what it decodes was encoded by Rust. */
export class TextDecoder {
  decode(bytes?: Uint8Array): string {
    if (bytes === undefined) return "";
    if (bytes.length > SHORT_BYTES_MAX && typeof globalThis.TextDecoder === "function") {
      native ??= new globalThis.TextDecoder("utf-8", { ignoreBOM: true });
      return native.decode(bytes);
    }
    let text = "";
    for (let at = 0; at < bytes.length; ) {
      let code = bytes[at++]!;
      if (code >= 0xc0) {
        let more = code < 0xe0 ? 1 : code < 0xf0 ? 2 : 3;
        code &= 0x3f >> more;
        while (more-- > 0) code = (code << 6) | (bytes[at++]! & 63);
      }
      text += String.fromCodePoint(code);
    }
    return text;
  }
}
