// The Tool Registry Service against its standard, by schemathesis and by TRS-cli; see README.md.
//
// The schemas that every answer is held against are those of the standard's own document: no package carries
// the document itself, but Galaxy's models are made out of it by a program, and give them back.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ECR_HOST, TOKEN, registerTool, startServer } from "../e2e/harness.mjs";
import { EXAMPLES_MAX, prepare, run } from "./schemathesis.mjs";

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

const CLIENT = beside("trs-cli/client.py");

/** Runs a program in Python; what it prints. */
const python = async (...args) => (await promisify(execFile)(...args)).stdout;

/** Fewer requests than this are not what such a run makes. */
const CASES_MIN = 100;

const DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const PINNED = "quay.io/biocontainers/samtools";
const PRIVATE = `${ECR_HOST}/_/team/md5sum/checksums`;

/** What describes the pinned tool, the first one first. */
const FILES = { "sort.cwl": "cwlVersion: v1.2\nclass: Workflow\n", "steps/index.cwl": "class: CommandLineTool\n" };

let server;

/** What the standard says, in a file in the folder; where the schemas are changed, it does not any more. */
async function standard(folder, change = () => {}) {
  assert.ok(process.env.TRS_MODELS, "TRS_MODELS names a Python that has Galaxy's models; `cargo xtask setup` installs it");
  const schemas = JSON.parse(await python(process.env.TRS_MODELS, [beside("trs-models/schemas.py")]));
  change(schemas);
  const where = join(folder, "trs.openapi.yaml");
  // JSON is YAML.
  await writeFile(where, `${await readFile(beside("trs.openapi.yaml"), "utf8")}  schemas: ${JSON.stringify(schemas)}\n`);
  return where;
}

/** Runs schemathesis; `choose` says which document in a folder it goes by. */
async function hold(choose, options) {
  const { folder, remove } = await prepare("trs.schemathesis.toml");
  try {
    const dictionaries = { ids: [PINNED, PRIVATE], versions: [DIGEST, "1.17", "1.0"] };
    return await run({ folder, where: await choose(folder), url: `${server.url}/ga4gh/trs/v2`, dictionaries, options });
  } finally {
    await remove();
  }
}

async function describe(file, body) {
  const answer = await fetch(`${server.url}/api/v1/descriptors/${PINNED}?type=CWL&file=${file}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "text/plain", "if-match": "*" },
    body,
  });
  assert.equal(answer.status, 200, await answer.text());
}

before(async () => {
  server = await startServer({ options: ["--writes-per-minute", "0"] });
  const contact_email = "tools@example.org";
  for (const draft of [
    { image: `${PINNED}:1.17@${DIGEST}`, description: "Sorts alignments" },
    { image: "ghcr.io/astral-sh/uv" },
    { image: `${ECR_HOST}/team/md5sum:1.0`, tool_name: "checksums", visibility: "private", contact_email },
  ]) {
    await registerTool({ server }, draft);
  }
  for (const [file, text] of Object.entries(FILES)) await describe(file, text);
});

after(() => server?.stop());

test("every answer is one that the standard gives", async (t) => {
  const document = (folder) => process.env.CONTRACT_TRS ?? standard(folder);
  const { isClean, cases, said } = await hold(document, ["--max-examples", EXAMPLES_MAX]);
  assert.ok(isClean, said);
  t.diagnostic(`${cases} requests`);
  assert.ok(cases >= CASES_MIN, said);
});

test("an answer that does not fit a schema is found out", async () => {
  const untrue = (folder) => standard(folder, (schemas) => (schemas.ToolClass.required = ["colour"]));
  const { isClean, said } = await hold(untrue, ["--include-path", "/toolClasses", "--max-examples", 1]);
  assert.ok(!isClean, said);
  assert.match(said, /colour/);
});

test("a client that knows only the standard reads everything", async () => {
  assert.ok(process.env.TRS_CLI, "TRS_CLI names a Python that has TRS-cli; `cargo xtask setup` installs it");
  // It raises where an answer is not of the standard's models, to the last member.
  const read = JSON.parse(await python(process.env.TRS_CLI, [CLIENT, server.url, PINNED, DIGEST, PRIVATE]));
  assert.deepEqual(read.service.type, { group: "org.ga4gh", artifact: "trs", version: "2.1.0" });
  assert.deepEqual(read.classes, ["CommandLineTool"]);
  assert.deepEqual(read.tools, [PRIVATE, "ghcr.io/astral-sh/uv", PINNED]);
  assert.deepEqual(read.of_a_registry, [PINNED]);
  assert.equal(read.pinned.id, PINNED);
  assert.deepEqual(read.by_alias, read.pinned);
  assert.deepEqual(read.versions, read.pinned.versions);
  assert.deepEqual(read.version, read.pinned.versions[0]);
  // Its image stays as it is; its files may be written anew.
  assert.equal(read.version.is_production, false);
  assert.equal(read.version.images[0].checksum[0].checksum, DIGEST.slice("sha256:".length));
  assert.equal(read.private.images[0].image_name, `${ECR_HOST}/team/md5sum:1.0`);
  assert.deepEqual(read.version.descriptor_type, ["CWL"]);
  assert.deepEqual(read.described, [PINNED]);
  assert.equal(read.descriptor.content, FILES["sort.cwl"]);
  assert.equal(read.plain, FILES["sort.cwl"]);
  assert.equal(read.beside.content, FILES["steps/index.cwl"]);
  assert.deepEqual(read.files, [
    { file_type: "PRIMARY_DESCRIPTOR", path: "sort.cwl" },
    { file_type: "SECONDARY_DESCRIPTOR", path: "steps/index.cwl" },
  ]);
  for (const missing of [read.missing, read.containerfile, read.undescribed]) assert.equal(missing.code, 404);
});
