// Reads drafts as JSON, one a line, and writes what the npm package says about each.
//
// Usage: node.mjs [REGISTRIES], a file with the registries that an operator added.

import { readFileSync } from "node:fs";
import { argv, stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import { checkRegistration, Validator } from "../../web/validator/dist/index.js";

const [, , registries] = argv;
const check = registries ? checkWith(JSON.parse(readFileSync(registries, "utf8"))) : checkRegistration;

function checkWith(registries) {
  const validator = new Validator({ registries });
  return (draft) => validator.checkRegistration(draft);
}

// Not `node:readline`, which also ends lines at U+2028 inside a text.
const drafts = (await text(stdin)).split("\n").slice(0, -1);
stdout.write(drafts.map((draft) => `${JSON.stringify(check(JSON.parse(draft)))}\n`).join(""));
