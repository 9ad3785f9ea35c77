// The API against its own document, by schemathesis; see README.md.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startSite } from "./site.mjs";

const CONFIGURATION = fileURLToPath(new URL("schemathesis.toml", import.meta.url));

/** What is drawn by chance is the same in every run, so that a failure is one for everybody. */
const SEED = Number(process.env.CONTRACT_SEED ?? 20_261_128);

/** Requests that are drawn for an operation: each run ends within half a minute on two cores. */
const EXAMPLES_MAX = Number(process.env.CONTRACT_EXAMPLES ?? 15);

/** Fewer requests than this are not what such a run makes: it has left something out. */
const CASES_MIN = 1_000;

let folder;

before(async () => {
  assert.ok(process.env.SCHEMATHESIS, "SCHEMATHESIS names the program; `cargo xtask setup` installs it");
  // Where it is started it looks for its configuration, and for the files that are named there.
  folder = await mkdtemp(join(tmpdir(), "wharfinger-contract-"));
  await copyFile(CONFIGURATION, join(folder, "schemathesis.toml"));
});

after(() => rm(folder, { recursive: true, force: true }));

/** Runs schemathesis over a document at `where`; whether it found nothing, and what it said. */
async function run(site, where, options = []) {
  const { paths, names, requests } = site;
  for (const [name, values] of Object.entries({ paths, names, requests })) {
    await writeFile(join(folder, `${name}.txt`), values.map((value) => `"${value}"\n`).join(""));
  }
  const args = ["run", where, "--url", site.server.url, "--seed", SEED, ...options];
  const child = spawn(process.env.SCHEMATHESIS, args, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", COLUMNS: "120" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => said.push(data));
  const code = await new Promise((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", reject);
  });
  return { isClean: code === 0, said: Buffer.concat(said).toString() };
}

const document = (site) => `${site.server.url}/api/v1/openapi.json`;

/** A run as somebody: `headers` are what shows who it is, `others` further options. */
function runAs(who, headers, others = []) {
  test(`as ${who}`, async (t) => {
    const site = await startSite();
    try {
      const options = [...headers(site).flatMap((header) => ["--header", header]), ...others];
      const { isClean, said } = await run(site, document(site), ["--max-examples", EXAMPLES_MAX, ...options]);
      assert.ok(isClean, said);
      const cases = Number(/(\d+) generated/.exec(said)?.[1]);
      t.diagnostic(`${cases} requests`);
      assert.ok(cases >= CASES_MIN, said);
    } finally {
      await site.server.stop();
    }
  });
}

runAs("nobody", () => []);
runAs("a program of a member", ({ memberToken }) => [`Authorization: Bearer ${memberToken}`]);
runAs("a program of an administrator", ({ administratorToken }) => [`Authorization: Bearer ${administratorToken}`]);
runAs("an administrator's browser", ({ cookie }) => [`Cookie: ${cookie}`, "Sec-Fetch-Site: same-origin"], [
  // It would sign itself out, and ask the rest as nobody; the other runs end sessions.
  ...["--exclude-operation-id", "endSession"],
  // To ask without credentials it takes the cookie away that the document names, and without TLS the cookie
  // has another name, so it stays and opens what it should; the other runs ask without.
  ...["--exclude-checks", "ignored_auth"],
]);

test("a document that is not true is found out", async () => {
  const site = await startSite();
  try {
    const untrue = await (await fetch(document(site))).json();
    delete untrue.paths["/api/v1/account"].get.responses["401"];
    const file = join(folder, "untrue.json");
    await writeFile(file, JSON.stringify(untrue));
    const { isClean, said } = await run(site, file, ["--include-path", "/api/v1/account", "--max-examples", 1]);
    assert.ok(!isClean, said);
    assert.match(said, /ST103 Undocumented status code\n\n *Received: 401/);
  } finally {
    await site.server.stop();
  }
});
