// Builds the assets of the pages into `dist`: hashed names, minified, and compressed once, so
// that the server only has to pick. The budget is part of the build: what the pages load on top
// of the validator stays small.

import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = fileURLToPath(new URL(".", import.meta.url));
const dist = join(folder, "dist");

/** Most bytes of page scripts, gzipped, besides the validator. */
const PAGE_SCRIPT_GZIP_MAX = 10 * 1024;

/** Text that does not get smaller by it is not worth a second file. */
const COMPRESSED_SHARE_MAX = 0.95;

await mkdir(dist, { recursive: true });
for (const name of await readdir(dist)) await rm(join(dist, name));

const shared = { bundle: true, minify: true, logLevel: "warning", entryNames: "[name]-[hash]", outdir: dist };
const script = { ...shared, format: "esm", target: ["es2022"], metafile: true };
const source = (name) => join(folder, "src", name);

const validator = await build({ ...script, entryPoints: [source("validator.ts")] });
const [validatorFile] = Object.keys(validator.metafile.outputs).map((path) => basename(path));
await build({
  ...script,
  entryPoints: [source("app.ts"), source("form.ts")],
  plugins: [validatorIn(`./${validatorFile}`)],
});
await build({
  ...shared,
  entryPoints: [source("styles/app.css"), source("icons/favicon.svg")],
  loader: { ".svg": "copy" },
  target: ["chrome123", "firefox120", "safari17.5"],
});

let pageScripts = 0;
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
  if (/^(app|form)-.*\.js$/.test(name)) pageScripts += forms.gz.length;
  console.log(`${name}: ${plain.length} bytes, ${forms.gz.length} gzip, ${forms.br.length} brotli`);
}

console.log(`page scripts besides the validator: ${pageScripts} of ${PAGE_SCRIPT_GZIP_MAX} bytes gzip`);
if (pageScripts > PAGE_SCRIPT_GZIP_MAX) process.exitCode = 1;

/** Takes the validator from a file of its own, also where the package's other entries import it. */
function validatorIn(path) {
  return {
    name: "validator-in",
    setup({ onResolve, resolve }) {
      onResolve({ filter: /.*/ }, async ({ path: wanted, pluginData, ...where }) => {
        if (pluginData === "asked" || where.kind === "entry-point") return undefined;
        const main = await resolve("@wharfinger/validator", { ...where, pluginData: "asked" });
        const found = await resolve(wanted, { ...where, pluginData: "asked" });
        return found.path === main.path ? { path, external: true } : undefined;
      });
    },
  };
}
