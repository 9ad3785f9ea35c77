// People with accounts of their own, for tests in which several meet.

import assert from "node:assert/strict";
import { TOKEN } from "./harness.mjs";

export const PASSWORD = "correct horse battery staple";

/** Makes an account with a password, as an administrator and then its owner would. */
export async function makeAccount(site, name) {
  const made = await fetch(`${site.server.url}/api/v1/accounts`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ name }),
  });
  assert.equal(made.status, 201, await made.clone().text());
  const { password_link: link } = await made.json();
  const set = await fetch(link.url, {
    method: "POST",
    redirect: "manual",
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ password: PASSWORD }),
  });
  assert.equal(set.status, 303, await set.clone().text());
}

/** A visitor who is signed in under a name. */
export async function visitAs(site, name, look = {}) {
  const visit = await site.visit(look);
  const { page } = visit;
  await page.goto("/sign-in");
  await page.getByLabel("Account name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  return visit;
}
