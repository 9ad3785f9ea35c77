// A machine of somebody's, on which the program runs as it does on theirs: with a home of its own, and
// nothing in its environment that says where else to look.

import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { binary } from "./harness.mjs";

/** A machine with a home of its own, which is on its `PATH`. */
export async function machine() {
  const home = await mkdtemp(join(tmpdir(), "wharfinger-machine-"));
  const file = join(home, ".config/wharfinger/credentials.json");
  return {
    home,
    /** Starts `wharfinger`. */
    run: (...args) => start(home, binary(), args),
    /** Starts any program; `environment` are further variables. */
    program: (name, args, environment) => start(home, name, args, environment),
    /** Where `wharfinger login` keeps its tokens. */
    file,
    credentials: async () => JSON.parse(await readFile(file, "utf8")),
    /** Puts the program under another name into the home. */
    link: (name) => symlink(binary(), join(home, name)),
    /** Writes a file into the home, and says where it is. */
    async write(name, text) {
      await writeFile(join(home, name), text);
      return join(home, name);
    },
    gone: () => rm(home, { recursive: true }),
  };
}

/** Starts a program. `code` is the code that `wharfinger login` shows, `ended` what became of it. */
function start(home, program, args, environment = {}) {
  const child = spawn(program, args, {
    cwd: home,
    // `XDG_RUNTIME_DIR` is where Podman keeps what somebody has logged in to by hand.
    env: { HOME: home, XDG_RUNTIME_DIR: home, PATH: `${home}:${process.env.PATH}:/usr/bin`, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { stdout: [], stderr: [] };
  let found;
  const code = new Promise((resolve) => { found = resolve; });
  for (const name of ["stdout", "stderr"]) {
    createInterface({ input: child[name] }).on("line", (line) => {
      said[name].push(line);
      const shown = /^ {4}([A-Z]{4}-[A-Z]{4})$/.exec(line)?.[1];
      if (shown) found(shown);
    });
  }
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exit, signal) => {
      resolve({ exit, signal, stdout: said.stdout.join("\n"), stderr: said.stderr.join("\n") });
    });
  });
  return { child, code, ended };
}
