// Builds the package into `dist`: ESM and CommonJS, and one set of type declarations for each.
// `cargo xtask build` has put the WebAssembly and its glue into `wasm` before.

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const folder = fileURLToPath(new URL(".", import.meta.url));
const dist = join(folder, "dist");
const scratch = join(folder, "dist.new");

/** The entries; the form builds on the index and does not repeat it, the reference stands alone. */
const ENTRIES = ["index", "form", "reference"];

rmSync(scratch, { recursive: true, force: true });
mkdirSync(scratch, { recursive: true });

for (const [format, extension] of [["esm", "js"], ["cjs", "cjs"]]) {
  for (const entry of ENTRIES) {
    await build({
      absWorkingDir: folder,
      entryPoints: [`src/${entry}.ts`],
      outfile: join(scratch, `${entry}.${extension}`),
      bundle: true,
      format,
      target: ["es2022"],
      platform: "neutral",
      // Names stay readable in stack traces; whoever bundles this minifies it.
      minifySyntax: true,
      minifyWhitespace: true,
      legalComments: "none",
      loader: { ".lzma": "base64" },
      define: { RULES_BYTES: bytesOf("wharfinger"), REFERENCE_BYTES: bytesOf("reference") },
      inject: entry === "form" ? [] : ["src/text.ts"],
      plugins: entry === "form" ? [shareIndex(`./index.${extension}`)] : [],
      logLevel: "warning",
    });
  }
}

execFileSync("node", [join(folder, "../../node_modules/typescript/bin/tsc"), "--project", folder, "--outDir", join(scratch, "types")], {
  stdio: "inherit",
});
writeTypes(join(scratch, "types/src"));
rmSync(join(scratch, "types"), { recursive: true });

// Whole or not at all: a reader never meets half a build.
rmSync(dist, { recursive: true, force: true });
renameSync(scratch, dist);

/** How many bytes a module has unpacked, as source text. */
function bytesOf(name) {
  return String(statSync(join(folder, `wasm/${name}.wasm`)).size);
}

/** The form entry imports the main one instead of carrying a second copy of it. */
function shareIndex(path) {
  return {
    name: "share-index",
    setup({ onResolve }) {
      onResolve({ filter: /^\.\.?\/index\.js$/ }, () => ({ path, external: true }));
    },
  };
}

/** Declarations of a module, for `import` and for `require`. */
function writeTypes(from, below = "") {
  for (const item of readdirSync(join(from, below), { withFileTypes: true })) {
    const path = join(below, item.name);
    if (item.isDirectory()) {
      mkdirSync(join(scratch, path), { recursive: true });
      writeTypes(from, path);
    } else if (item.name.endsWith(".d.ts")) {
      const text = readFileSync(join(from, path), "utf8");
      if (text.includes("../wasm/")) continue;
      writeFileSync(join(scratch, path), text);
      writeFileSync(join(scratch, path.replace(/\.d\.ts$/, ".d.cts")), text.replace(/(from "\.[^"]*)\.js"/g, '$1.cjs"'));
    }
  }
}
