// The package as it would be installed: packed once, unpacked into a project of its own.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const packageFolder = fileURLToPath(new URL("..", import.meta.url));
export const root = join(packageFolder, "../..");

/** Below the root, so that the tools in its `node_modules` are found; the package is nearer. */
const projects = join(root, "target/npm-projects");

const made = [];
process.on("exit", () => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

let packed;

/** The path of the tarball that `npm pack` makes. */
export function tarball() {
  if (!packed) {
    const folder = temporary("tarball-");
    run("npm", ["pack", "--silent", "--pack-destination", folder], packageFolder);
    packed = join(folder, readdirSync(folder)[0]);
  }
  return packed;
}

/** A project with `files` in which the package is installed from its tarball. */
export function project(name, files) {
  const folder = temporary(`${name}-`);
  const installed = join(folder, "node_modules/@wharfinger/validator");
  mkdirSync(installed, { recursive: true });
  run("tar", ["-xzf", tarball(), "-C", installed, "--strip-components=1"], folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function temporary(prefix) {
  mkdirSync(projects, { recursive: true });
  const folder = mkdtempSync(join(projects, prefix));
  made.push(folder);
  return folder;
}

/** Runs a program in a folder; what it prints, or an error that holds it. */
export function run(program, args, folder) {
  try {
    return execFileSync(program, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")}\n${error.stdout}${error.stderr}`);
  }
}

/** Runs a tool of the workspace. */
export function tool(name, args, folder) {
  return run(join(root, "node_modules/.bin", name), args, folder);
}
