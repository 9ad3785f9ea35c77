// What is done on pages more than once, and what is played in the demo's simulated AWS.

import assert from "node:assert/strict";
import { ECR_HOST } from "./harness.mjs";

/** The tool that the demo has on Amazon ECR, and who may be let in there. */
export const TOOL = `${ECR_HOST}/_/md5sum`;
export const USER = "arn:aws:iam::444455556666:user/ada";

export const main = (page) => page.locator("main");
export const press = (page, name) => main(page).getByRole("button", { name, exact: true }).click();
export const heading = (page, name) => main(page).getByRole("heading", { name, exact: true }).waitFor();

/** Loads a page again until it has a heading: the server works beside it. */
export async function reloadUntil(page, name) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await main(page).getByRole("heading", { name, exact: true }).count()) return;
    await page.reload();
  }
  assert.fail(`${page.url()} never says “${name}”`);
}

/** What a pattern finds on the page of the simulated AWS. */
export async function onAws(page, pattern) {
  await page.goto("/demo/aws");
  const found = pattern.exec(await main(page).innerText());
  assert.ok(found, `the simulated AWS says nothing like ${pattern}`);
  return found.slice(1);
}
