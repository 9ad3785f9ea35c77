// The tarball, used the ways people use packages.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { project, root, run, tool } from "./packed.mjs";

const IMAGE = "https://ghcr.io/Samtools/samtools:1.17";

/** What each of them must print. */
const EXPECTED = "false reference.scheme,reference.uppercase";

const SCRIPT = `
  const report = checkRegistration({ image: "${IMAGE}" });
  console.log(report.valid, report.issues.map((issue) => issue.code).join(","));
`;

const ESM = `import { checkRegistration } from "@wharfinger/validator";${SCRIPT}`;

const TYPES = `
import {
  applyFix,
  checkRegistration,
  type Code,
  type Draft,
  isImageReference,
  parseImageReference,
  registrationSchema,
  Validator,
} from "@wharfinger/validator";
import { enhanceForm, type EnhancedForm } from "@wharfinger/validator/form";
import { isImageReference as isShort, readImageReference } from "@wharfinger/validator/reference";
import type { StandardSchemaV1 } from "@standard-schema/spec";

const draft: Draft = { image: "nginx", visibility: undefined };
const report = checkRegistration(draft);
if (report.valid) {
  const path: string = report.normalized.tool_path;
  console.log(path);
} else {
  const nothing: null = report.normalized;
  console.log(nothing);
}
for (const issue of report.issues) {
  const code: Code = issue.code;
  if (issue.code === "reference.scheme") console.log(code, issue.span.start, issue.help?.length);
  // @ts-expect-error no rule has this name
  if (issue.code === "reference.schema") console.log(code);
  const changed: Draft = issue.fixes[0] ? applyFix(draft, issue.fixes[0]) : draft;
  console.log(changed);
}
// @ts-expect-error a draft has no such field
checkRegistration({ images: "nginx" });
// @ts-expect-error there are two modes
parseImageReference("nginx", { mode: "lax" });
const parsed = parseImageReference("nginx", { mode: "compat" });
if (parsed.valid) console.log(parsed.reference.domain);
// @ts-expect-error a refused image has no reference
else console.log(parsed.reference.domain);
const isOne: boolean = isImageReference("nginx");
const schema: StandardSchemaV1<Draft, { readonly tool_path: string }> = registrationSchema;
const validator = new Validator({
  registries: [{ id: "ours", name: "Ours", host: "registry.example.org", visibility: "mixed" }],
});
// @ts-expect-error a registry has a visibility
new Validator({ registries: [{ id: "ours", name: "Ours", host: "registry.example.org" }] });
export function connect(form: HTMLFormElement): EnhancedForm {
  form.addEventListener("wharfinger:check", (event) => console.log(event.detail.report.valid));
  return enhanceForm(form, { validator });
}
const texts: string[] = ([1, "nginx"] as unknown[]).filter((item) => isShort(item));
const domain: string | undefined = readImageReference("nginx")?.domain;
checkRegistration(new FormData());
console.log(isOne, schema, texts, domain);
`;

function tsconfig(options) {
  const compilerOptions = {
    target: "es2022",
    lib: ["es2022", "dom"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    types: [],
    ...options,
  };
  return JSON.stringify({ compilerOptions, files: ["main.ts"] });
}

test("Node, ECMAScript modules", () => {
  const folder = project("esm", { "main.mjs": ESM });
  assert.equal(run("node", ["main.mjs"], folder).trim(), EXPECTED);
});

test("Node, CommonJS", () => {
  const folder = project("cjs", {
    "main.cjs": `const { checkRegistration } = require("@wharfinger/validator");
      require("@wharfinger/validator/form");
      require("@wharfinger/validator/reference").readImageReference("nginx").path;${SCRIPT}`,
  });
  assert.equal(run("node", ["main.cjs"], folder).trim(), EXPECTED);
});

test("Node needs nothing that a page may forbid until the first call", () => {
  const folder = project("lazy", {
    "main.mjs": `
      for (const name of ["WebAssembly", "TextEncoder", "TextDecoder", "document", "atob"]) {
        Object.defineProperty(globalThis, name, { get() { throw new Error(name + " was touched"); } });
      }
      await import("@wharfinger/validator");
      await import("@wharfinger/validator/form");
      await import("@wharfinger/validator/reference");
      console.log("untouched");`,
  });
  assert.equal(run("node", ["main.mjs"], folder).trim(), "untouched");
});

test("TypeScript, nodenext", () => {
  for (const type of ["module", "commonjs"]) {
    const folder = project(`nodenext-${type}`, {
      "main.ts": TYPES,
      "package.json": JSON.stringify({ type }),
      "tsconfig.json": tsconfig({ module: "nodenext", moduleResolution: "nodenext" }),
    });
    tool("tsc", ["--project", "."], folder);
  }
});

test("TypeScript, bundler", () => {
  const folder = project("bundler", {
    "main.ts": TYPES,
    "tsconfig.json": tsconfig({ module: "esnext", moduleResolution: "bundler" }),
  });
  tool("tsc", ["--project", "."], folder);
});

test("Vite build", () => {
  const folder = project("vite", {
    "package.json": JSON.stringify({ type: "module" }),
    "main.js": ESM,
    "vite.config.js": `export default {
      logLevel: "warn",
      build: { lib: { entry: "main.js", formats: ["es"], fileName: "main" } },
    };`,
  });
  tool("vite", ["build"], folder);
  const [bundle] = readdirSync(join(folder, "dist"));
  assert.equal(run("node", [join("dist", bundle)], folder).trim(), EXPECTED);
});

test("esbuild", () => {
  for (const format of ["esm", "cjs", "iife"]) {
    const folder = project(`esbuild-${format}`, { "main.mjs": ESM });
    const output = format === "esm" ? "out.mjs" : "out.cjs";
    tool("esbuild", ["main.mjs", "--bundle", "--minify", `--format=${format}`, `--outfile=${output}`, "--log-level=warning"], folder);
    assert.equal(run("node", [output], folder).trim(), EXPECTED, format);
  }
});

test("what is not used is left out of a bundle", () => {
  const folder = project("unused", { "main.mjs": 'import "@wharfinger/validator"; console.log(1);' });
  tool("esbuild", ["main.mjs", "--bundle", "--format=esm", "--outfile=out.mjs", "--log-level=error"], folder);
  assert.ok(readFileSync(join(folder, "out.mjs")).length < 200);
});

test("Jest, jsdom", () => {
  const folder = project("jest", {
    "package.json": JSON.stringify({ jest: { testEnvironment: "jsdom", rootDir: "." } }),
    "main.test.js": `
      const { checkRegistration } = require("@wharfinger/validator");
      const { enhanceForm } = require("@wharfinger/validator/form");

      test("checks, with letters beyond ASCII", () => {
        expect(globalThis.TextEncoder).toBeUndefined();
        const report = checkRegistration({ image: "quay.io/b\\u00f6/x \\u{1f980}" });
        expect(report.issues.map((issue) => issue.span)).toContainEqual({ start: 9, end: 10 });
      });

      test("enhances a form", () => {
        document.body.innerHTML = '<form><input name="image" value="${IMAGE}"><button></button></form>';
        const form = document.querySelector("form");
        const enhanced = enhanceForm(form);
        expect(enhanced.report.valid).toBe(false);
        form.requestSubmit();
        expect(form.querySelectorAll(".wharfinger-issue").length).toBe(2);
        for (let clicks = 0; clicks < 2; clicks++) form.querySelector(".wharfinger-fix").click();
        expect(form.elements.image.value).toBe("ghcr.io/samtools/samtools:1.17");
        expect(enhanced.report.valid).toBe(true);
        expect(form.querySelectorAll(".wharfinger-issue").length).toBe(0);
      });
    `,
  });
  run("node", [join(root, "node_modules/jest/bin/jest.js"), "--ci"], folder);
});
