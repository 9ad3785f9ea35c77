// Builds the assets of the pages into `dist`: hashed names, minified, and compressed once, so
// that the server only has to pick. The budget is part of the build: what the pages load on top
// of the validator stays small.

import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = import.meta.dirname ?? new URL(".", import.meta.url).pathname;
const dist = join(folder, "dist");

/** Most bytes of page scripts, gzipped, besides the validator. */
const PAGE_SCRIPT_GZIP_MAX = 10 * 1024;

/** Text that does not get smaller by it is not worth a second file. */
const COMPRESSED_SHARE_MAX = 0.95;

await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) await rm(join(dist, name));

const shared = { bundle: true, minify: true, logLevel: "warning", target: ["es2022"] };
const scripts = await build({
  ...shared,
  entryPoints: [join(folder, "src/app.ts"), join(folder, "src/form.ts")],
  outdir: dist,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  format: "esm",
  metafile: true,
});
await build({
  ...shared,
  entryPoints: [join(folder, "src/styles/app.css"), join(folder, "src/icons/favicon.svg")],
  outdir: dist,
  entryNames: "[name]-[hash]",
  loader: { ".svg": "copy" },
  target: ["chrome123", "firefox120", "safari17.5"],
});

for (const name of (await readdir(dist)).sort()) {
  const path = join(dist, name);
  const plain = await readFile(path);
  const forms = {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    gz: gzipSync(plain, { level: 9 }),
  };
  for (const [extension, bytes] of Object.entries(forms)) {
    if (bytes.length < plain.length * COMPRESSED_SHARE_MAX) await writeFile(`${path}.${extension}`, bytes);
  }
  console.log(`${name}: ${plain.length} bytes, ${forms.gz.length} gzip, ${forms.br.length} brotli`);
}

// What is ours in the scripts: the bundle without the validator, compressed by itself.
const ours = await build({
  ...shared,
  entryPoints: [join(folder, "src/app.ts"), join(folder, "src/form.ts")],
  outdir: dist,
  write: false,
  format: "esm",
  external: ["@wharfinger/validator", "@wharfinger/validator/*"],
});
const bytes = ours.outputFiles.reduce((sum, file) => sum + gzipSync(file.contents, { level: 9 }).length, 0);
console.log(`page scripts besides the validator: ${bytes} of ${PAGE_SCRIPT_GZIP_MAX} bytes gzip`);
if (bytes > PAGE_SCRIPT_GZIP_MAX || scripts.errors.length > 0) process.exitCode = 1;
