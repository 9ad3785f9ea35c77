// Runs of schemathesis, each in a folder of its own: where it is started it looks for its configuration,
// and for the files that are named there.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What is drawn by chance is the same in every run, so that a failure is one for everybody. */
const SEED = Number(process.env.CONTRACT_SEED ?? 20_261_128);

/** Requests that are drawn for an operation: each run ends within half a minute on two cores. */
export const EXAMPLES_MAX = Number(process.env.CONTRACT_EXAMPLES ?? 15);

/** A folder to run in, with the configuration of this name beside this file. */
export async function prepare(configuration) {
  assert.ok(process.env.SCHEMATHESIS, "SCHEMATHESIS names the program; `cargo xtask setup` installs it");
  const folder = await mkdtemp(join(tmpdir(), "wharfinger-contract-"));
  await copyFile(fileURLToPath(new URL(configuration, import.meta.url)), join(folder, "schemathesis.toml"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Runs it over the document at `where` against the server at `url`, with these dictionaries; whether it found
 * nothing, how many requests it made, and what it said.
 */
export async function run({ folder, where, url, dictionaries, options = [] }) {
  for (const [name, values] of Object.entries(dictionaries)) {
    await writeFile(join(folder, `${name}.txt`), values.map((value) => `"${value}"\n`).join(""));
  }
  const args = ["run", where, "--url", url, "--seed", SEED, ...options];
  const child = spawn(process.env.SCHEMATHESIS, args, {
    cwd: folder,
    env: { ...process.env, NO_COLOR: "1", COLUMNS: "120" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pieces = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => pieces.push(data));
  const code = await new Promise((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", reject);
  });
  const said = Buffer.concat(pieces).toString();
  return { isClean: code === 0, cases: Number(/(\d+) generated/.exec(said)?.[1]), said };
}
