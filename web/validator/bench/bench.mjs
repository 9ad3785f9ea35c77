// The validator beside what people use instead: zod, valibot, ajv and a regular expression, on the
// same registration form with the same rules, as far as the others can express them.
//
// What is printed are ratios within this run: absolute times say more about the machine. The
// others say per field that something is wrong; this says what, where, and how to mend it.

import Ajv from "ajv";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import * as v from "valibot";
import { z } from "zod";
import { checkRegistration, isImageReference, parseImageReference, warmup } from "@wharfinger/validator";
import { FORMS, IMAGE, LIMITS, PATTERNS } from "./form.mjs";

/** A round is long enough for the clock, and short enough that some pass undisturbed. */
const ROUND_MS = 20;
const ROUNDS = 15;

const started = performance.now();
warmup();
const firstCall = performance.now() - started;

const ajv = new Ajv({ allErrors: true }).compile({
  type: "object",
  additionalProperties: false,
  required: ["image"],
  properties: {
    image: { type: "string", maxLength: LIMITS.image, pattern: PATTERNS.image.source },
    tool_name: { type: "string", pattern: PATTERNS.tool_name.source },
    visibility: { enum: ["public", "private"] },
    contact_email: { type: "string", maxLength: LIMITS.contact_email, pattern: PATTERNS.contact_email.source },
    description: { type: "string", maxLength: LIMITS.description },
    source_url: { type: "string", maxLength: LIMITS.source_url, pattern: PATTERNS.source_url.source },
  },
  if: { properties: { visibility: { const: "private" } }, required: ["visibility"] },
  then: { required: ["contact_email"] },
});

const zod = z
  .strictObject({
    image: z.string().max(LIMITS.image).regex(PATTERNS.image),
    tool_name: z.string().regex(PATTERNS.tool_name).optional(),
    visibility: z.enum(["public", "private"]).optional(),
    contact_email: z.string().max(LIMITS.contact_email).regex(PATTERNS.contact_email).optional(),
    description: z.string().max(LIMITS.description).optional(),
    source_url: z.string().max(LIMITS.source_url).regex(PATTERNS.source_url).optional(),
  })
  .refine((form) => form.visibility !== "private" || form.contact_email, "a private tool needs a contact");

const valibot = v.pipe(
  v.strictObject({
    image: v.pipe(v.string(), v.maxLength(LIMITS.image), v.regex(PATTERNS.image)),
    tool_name: v.optional(v.pipe(v.string(), v.regex(PATTERNS.tool_name))),
    visibility: v.optional(v.picklist(["public", "private"])),
    contact_email: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.contact_email), v.regex(PATTERNS.contact_email))),
    description: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.description))),
    source_url: v.optional(v.pipe(v.string(), v.maxLength(LIMITS.source_url), v.regex(PATTERNS.source_url))),
  }),
  v.check((form) => form.visibility !== "private" || !!form.contact_email, "a private tool needs a contact"),
);

const regexps = (form) =>
  Object.entries(PATTERNS).every(([field, pattern]) => form[field] === undefined || pattern.test(form[field]));

const TASKS = [
  {
    name: "whole form",
    inputs: FORMS,
    ours: (form) => checkRegistration(form).valid,
    others: {
      zod: (form) => zod.safeParse(form).success,
      valibot: (form) => v.safeParse(valibot, form).success,
      ajv: (form) => ajv(form),
      RegExp: regexps,
    },
  },
  {
    name: "one image, every issue",
    inputs: IMAGE,
    ours: (image) => parseImageReference(image).valid,
    others: { RegExp: (image) => PATTERNS.image.exec(image) !== null },
  },
  {
    name: "one image, yes or no",
    inputs: IMAGE,
    ours: (image) => isImageReference(image),
    others: { RegExp: (image) => PATTERNS.image.test(image) },
  },
];

for (const { name, inputs, ours, others } of TASKS) {
  for (const [kind, list] of Object.entries(inputs)) {
    const contenders = { ours, ...others };
    for (const [who, check] of Object.entries(contenders)) {
      const wrong = list.find((input) => check(input) !== (kind === "valid"));
      if (wrong !== undefined) throw new Error(`${who} calls ${JSON.stringify(wrong)} not ${kind}`);
    }
    const times = measure(Object.values(contenders), list);
    const [time] = times;
    const ratios = Object.keys(others).map((who, at) => `${who} ${(time / times[at + 1]).toFixed(2)}`);
    console.log(`${name}, ${kind}: ${Math.round(time)} ns; time as a multiple of ${ratios.join(", ")}`);
  }
}

console.log(`start: ${firstCall.toFixed(1)} ms, once`);
const sizes = await Promise.all(
  ["@wharfinger/validator", "@wharfinger/validator/form", "zod", "valibot", "ajv"].map(async (name) => [name, await size(name)]),
);
console.log(`bytes, minified and gzipped: ${sizes.map(([name, bytes]) => `${name} ${bytes}`).join(", ")}`);
const wasm = fileURLToPath(new URL("../wasm/wharfinger.wasm", import.meta.url));
console.log(`bytes of WebAssembly, unpacked: ${statSync(wasm).size}`);

/** The best time of each function for one input, in nanoseconds; rounds take turns. */
function measure(functions, inputs) {
  const best = functions.map(() => Infinity);
  let sink = 0;
  const repeats = functions.map((work) => {
    let repeat = 1;
    for (;;) {
      const begun = performance.now();
      for (let i = 0; i < repeat; i++) for (const input of inputs) sink += +work(input);
      if (performance.now() - begun > ROUND_MS) return repeat;
      repeat *= 2;
    }
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, work] of functions.entries()) {
      const begun = performance.now();
      for (let i = 0; i < repeats[at]; i++) for (const input of inputs) sink += +work(input);
      best[at] = Math.min(best[at], ((performance.now() - begun) * 1e6) / (repeats[at] * inputs.length));
    }
  }
  if (Number.isNaN(sink)) throw new Error("nothing was measured");
  return best;
}

async function size(name) {
  const { outputFiles } = await build({
    stdin: { contents: `export * from "${name}"`, resolveDir: fileURLToPath(new URL(".", import.meta.url)) },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}
