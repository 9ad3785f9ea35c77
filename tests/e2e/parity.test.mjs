// The browser decides as the server does, byte for byte: drafts are checked by the validator that
// the page loads, and by the binary, and the lines must be equal.
//
// PARITY_DRAFTS names a file with a draft a line; without it the shared cases are bent into as many.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CASES } from "./cases.mjs";
import { binary, site } from "./harness.mjs";

/** Fewest drafts that make a sample. */
const DRAFTS_MIN = 500;

/** What happens to texts on their way into a form. */
const BENDS = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => ` ${text}\t`,
  (text) => text.replace("/", " / "),
  (text) => text.replace(":", "："),
  (text) => text.replace("a", "а"),
  (text) => `${text}🧬`,
  (text) => `docker pull ${text}`,
  (text) => `https://${text}/`,
  (text) => `${text}@sha256:${"0f".repeat(31)}`,
];
const VISIBILITIES = [undefined, "public", "private", "Private"];

function drafts() {
  const file = process.env.PARITY_DRAFTS;
  if (file) return readFileSync(file, "utf8").split("\n").filter((line) => line !== "");
  const whole = CASES.flatMap(({ fill }) =>
    Object.keys(fill).flatMap((field) =>
      BENDS.flatMap((bend) =>
        VISIBILITIES.map((visibility) => JSON.stringify({ ...fill, [field]: bend(fill[field]), visibility })),
      ),
    ),
  );
  return [...whole, '{"image":1}', '{"image":"nginx","private_access":true}', "{}"];
}

/** Registries that an operator added, and drafts about them. */
const REGISTRIES = JSON.parse(readFileSync(new URL("../data/operators.json", import.meta.url), "utf8"));

function operatorDrafts() {
  const hosts = REGISTRIES.flatMap(({ host }) => [host, host.replace("*", "bio"), `${host}:443`, `${host}:80`, `x.${host}`]);
  const images = hosts.flatMap((host) => BENDS.map((bend) => ({ image: bend(`${host}/team/tool:1`) })));
  const parts = REGISTRIES.flatMap(({ id }) =>
    ["", ...hosts].map((registry_path) => ({ registry: id, registry_path, namespace: "team", name: "tool", tag: "1" })),
  );
  return [...images, ...parts].flatMap((draft) => VISIBILITIES.map((visibility) => JSON.stringify({ ...draft, visibility })));
}

const here = site();
before(here.start);
after(here.stop);

test("the browser and the binary give the same reports", () => sameReports(drafts()));

test("they do so with an operator's registries", async () => {
  const folder = mkdtempSync(join(tmpdir(), "wharfinger-parity-"));
  const config = join(folder, "config.json");
  writeFileSync(config, JSON.stringify({ registries: REGISTRIES }));
  await sameReports(operatorDrafts(), REGISTRIES, ["--config", config]);
  rmSync(folder, { recursive: true });
});

async function sameReports(lines, registries = [], options = []) {
  assert.ok(lines.length >= DRAFTS_MIN, `${lines.length} drafts are too few`);
  const { stdout, stderr } = spawnSync(binary(), ["check", "--registration", "--jsonl", ...options], {
    input: `${lines.join("\n")}\n`,
    maxBuffer: 1 << 30,
    encoding: "utf8",
  });
  assert.equal(stderr, "");
  const expected = stdout.trimEnd().split("\n");

  const { page, leave } = await here.visit();
  await page.goto("/register");
  const validator = await page.locator('link[rel="modulepreload"]').getAttribute("href");
  const found = await page.evaluate(
    async ([validator, registries, lines]) => {
      const { Validator } = await import(validator);
      const rules = new Validator({ registries });
      return lines.map((line) => JSON.stringify(rules.checkRegistration(JSON.parse(line))));
    },
    [validator, registries, lines],
  );
  assert.equal(found.length, expected.length);
  found.forEach((line, index) => assert.equal(line, expected[index], lines[index]));
  assert.ok(new Set(found).size > DRAFTS_MIN / 10, "the sample has variety");
  await leave();
}
