// The package as a package: its files, its entry points, its size.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { publint } from "publint";
import { packageFolder, project, run, tarball, tool } from "./packed.mjs";

/** What a page should load for the whole validator, in bytes, gzipped. Not reached yet. */
const PACKAGE_GZIP_GOAL = 64 * 1024;

/** Most bytes that it may load until then: the present size with room for a rule or two. */
const PACKAGE_GZIP_MAX = 95 * 1024;

/** Most bytes, gzipped, of the entry that only reads references. */
const REFERENCE_GZIP_MAX = 16 * 1024;

/** Most bytes, gzipped, that the form entry adds. */
const FORM_GZIP_MAX = 16 * 1024;

test("publint finds nothing", async () => {
  const { messages } = await publint({ pkgDir: packageFolder, strict: true });
  assert.deepEqual(messages, []);
});

test("the types fit every way of importing", () => {
  const found = tool("attw", [tarball(), "--no-emoji", "--format", "ascii"], packageFolder);
  assert.match(found, /No problems found/);
  assert.match(found, /@wharfinger\/validator\/form/);
  assert.match(found, /@wharfinger\/validator\/reference/);
});

test("the tarball holds what is needed and nothing else", () => {
  const files = run("tar", ["-tzf", tarball()], packageFolder).trim().split("\n").sort();
  const unexpected = files.filter((file) => !/^package\/(dist\/.*\.(c?js|d\.c?ts)|(form|reference)\/package\.json|LICENSE-(MIT|APACHE)|README\.md|package\.json)$/.test(file));
  assert.deepEqual(unexpected, []);
  for (const name of ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "dist/index.js", "dist/index.cjs", "dist/form.js", "dist/reference.js"]) {
    assert.ok(files.includes(`package/${name}`), name);
  }
  const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  assert.equal(manifest.dependencies, undefined);
});

test("the package and its form entry keep their budgets", async () => {
  const folder = project("size", {
    "all.js": 'export * from "@wharfinger/validator";',
    "reference.js": 'export * from "@wharfinger/validator/reference";',
    "form.js": 'export * from "@wharfinger/validator"; export * from "@wharfinger/validator/form";',
  });
  const size = async (entry) => {
    const { outputFiles } = await build({
      absWorkingDir: folder,
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "esm",
      write: false,
    });
    return gzipSync(outputFiles[0].contents, { level: 9 }).length;
  };
  const whole = await size("all.js");
  const form = (await size("form.js")) - whole;
  const reference = await size("reference.js");
  console.log(`whole package: ${whole} bytes gzip, goal ${PACKAGE_GZIP_GOAL}, limit ${PACKAGE_GZIP_MAX}`);
  console.log(`reference entry: ${reference} of ${REFERENCE_GZIP_MAX} bytes gzip`);
  console.log(`form entry: ${form} of ${FORM_GZIP_MAX} bytes gzip`);
  assert.ok(whole <= PACKAGE_GZIP_MAX, `the whole package has ${whole} bytes gzipped`);
  assert.ok(reference <= REFERENCE_GZIP_MAX, `the reference entry has ${reference} bytes gzipped`);
  assert.ok(form <= FORM_GZIP_MAX, `the form entry adds ${form} bytes gzipped`);
});

test("the examples of the README say what happens", () => {
  const readme = readFileSync(join(packageFolder, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code]) => code);
  assert.equal(blocks.length, 4);
  // `expression; // value` becomes a comparison; a comment may stand on the next line.
  const tested = blocks.map((code) => {
    const [, imports, rest] = /^((?:import [^\n]*\n)+)(.*)$/s.exec(code);
    const checks = rest.replace(EXAMPLE, (_, expression, value) => `check(${expression}, ${JSON.stringify(value)});`);
    return `${imports}${CHECK}${checks}`;
  });
  const folder = project("readme", Object.fromEntries(tested.map((code, at) => [`${at}.mjs`, code])));
  const counts = tested.map((_, at) => Number(run("node", [`${at}.mjs`], folder).trim().split("\n").at(-1)));
  assert.deepEqual(counts, [5, 5, 2, 1]);
});

/** `expression; // value`, or the value as a comment on the next line. */
const EXAMPLE = /^([a-z]\S[^\n]*);(?: |\n)\/\/ ([^\n]+)$/gm;

/** Compares a value with what the README says about it; text may be cut with an ellipsis. */
const CHECK = `
  import { isDeepStrictEqual } from "node:util";
  let checked = 0;
  process.on("exit", () => console.log(checked));
  function check(found, said) {
    checked++;
    const [value, cut] = [said.replace(/, as in .*/, ""), said.endsWith('…"')];
    const fits = cut
      ? found.startsWith(value.slice(1, -2))
      : isDeepStrictEqual(JSON.parse(JSON.stringify(found)), JSON.parse(JSON.stringify(eval("(" + value + ")"))));
    if (!fits) throw new Error(\`the README says \${said}, found \${JSON.stringify(found)}\`);
  }
`;
