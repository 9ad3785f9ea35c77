// The API against its own document, by schemathesis; see README.md.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { EXAMPLES_MAX, prepare, run } from "./schemathesis.mjs";
import { startSite } from "./site.mjs";

/** Fewer requests than this are not what such a run makes: it has left something out. */
const CASES_MIN = 1_000;

let prepared;

before(async () => {
  prepared = await prepare("schemathesis.toml");
});

after(() => prepared.remove());

/** Runs schemathesis over a document at `where`. */
function runOver(site, where, options) {
  const { paths, names, requests } = site;
  const { folder } = prepared;
  return run({ folder, where, url: site.server.url, dictionaries: { paths, names, requests }, options });
}

const document = (site) => `${site.server.url}/api/v1/openapi.json`;

/** A run as somebody: `headers` are what shows who it is, `others` further options. */
function runAs(who, headers, others = []) {
  test(`as ${who}`, async (t) => {
    const site = await startSite();
    try {
      const options = [...headers(site).flatMap((header) => ["--header", header]), ...others];
      const all = ["--max-examples", EXAMPLES_MAX, ...options];
      const { isClean, cases, said } = await runOver(site, document(site), all);
      assert.ok(isClean, said);
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
    const file = join(prepared.folder, "untrue.json");
    await writeFile(file, JSON.stringify(untrue));
    const { isClean, said } = await runOver(site, file, ["--include-path", "/api/v1/account", "--max-examples", 1]);
    assert.ok(!isClean, said);
    assert.match(said, /ST103 Undocumented status code\n\n *Received: 401/);
  } finally {
    await site.server.stop();
  }
});
