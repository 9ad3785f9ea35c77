// The rules of this site: the validator with the registries that its operator added.

import { Validator } from "@wharfinger/validator";

/** The rules, with what the page says in a data block. */
export function rulesOfPage(): Validator {
  const block = document.getElementById("registries")?.textContent;
  return new Validator({ registries: block ? JSON.parse(block) : [] });
}
