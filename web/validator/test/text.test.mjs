// The text codec against the platform's, and the unpacker against what was packed.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { packageFolder } from "./packed.mjs";

async function source(name) {
  const { outputFiles } = await build({
    entryPoints: [join(packageFolder, "src", name)],
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

const ours = await source("text.ts");

function* texts() {
  const units = ["a", "\0", "\x7f", "\x80", "\u07ff", "\u0800", "\uffff", "\ud800", "\udbff", "\udc00", "\udfff", "\u{1f980}"];
  for (const a of units) for (const b of units) for (const c of units) yield a + b + c;
  yield "";
  yield "x".repeat(100) + "\u{1f980}".repeat(100);
}

test("encodes as the platform does", () => {
  const encoder = new ours.TextEncoder();
  for (const text of texts()) {
    const wanted = new TextEncoder().encode(text);
    assert.deepEqual(encoder.encode(text), wanted);
    const bytes = new Uint8Array(text.length * 3);
    assert.deepEqual(encoder.encodeInto(text, bytes), { read: text.length, written: wanted.length });
  }
});

test("decodes as the platform does, with and without it", () => {
  const platform = globalThis.TextDecoder;
  for (const available of [platform, undefined]) {
    globalThis.TextDecoder = available;
    try {
      const decoder = new ours.TextDecoder();
      for (const text of texts()) {
        const bytes = new TextEncoder().encode(text);
        assert.equal(decoder.decode(bytes), new platform().decode(bytes));
      }
    } finally {
      globalThis.TextDecoder = platform;
    }
  }
});

test("unpacks what was packed", async () => {
  const { unpack } = await source("unpack.ts");
  for (const name of ["wharfinger", "reference"]) {
    const read = (extension) => readFileSync(join(packageFolder, "wasm", `${name}.${extension}`));
    const wasm = read("wasm");
    assert.ok(wasm.equals(unpack(read("lzma").toString("base64"), wasm.length)), name);
  }
});
