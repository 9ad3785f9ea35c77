// Signing in with a provider: the browser goes to a real OpenID provider and comes back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, nameButton, PASSWORD, signIn, signOut as signOutBy, site } from "./harness.mjs";
import { freePort, startProvider } from "./provider.mjs";

const SECRET = "hush";

let provider;
let here;
before(async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  provider = await startProvider(`${url}/sign-in/oidc/university/callback`, SECRET);
  process.env.UNIVERSITY_SECRET = SECRET;
  const university = {
    id: "university",
    name: "Example University",
    issuer: provider.issuer,
    client_id: "ES256",
    client_secret_env: "UNIVERSITY_SECRET",
  };
  here = site({ port, options: ["--public-url", url], config: { sign_in: [university] } });
  await here.start();
});
after(async () => {
  await here?.stop();
  await provider?.stop();
});

/** A visitor; the provider's own pages ask for a font, which no test needs from elsewhere. */
async function visit(look) {
  const visit = await here.visit(look);
  await visit.context.route("https://fonts.googleapis.com/**", (route) => route.fulfill({ contentType: "text/css", body: "" }));
  return visit;
}

/** Signs in at the provider's own pages, and agrees that we may know. */
async function consent(page, person) {
  await page.waitForURL(`${provider.issuer}/**`);
  await page.locator("[name=login]").fill(person);
  await page.locator("[name=password]").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const continueThere = (page) => page.getByRole("link", { name: "Continue with Example University" }).click();
const signOut = async (page, person) => {
  await signOutBy(page, person);
  await page.getByRole("link", { name: "Sign in" }).waitFor();
};

for (const [scripts, javaScriptEnabled, person] of [["with scripts", true, "marie"], ["without scripts", false, "pierre"]]) {
  test(`who comes the first time gets an account, and the same one again, ${scripts}`, async () => {
    const { page, leave } = await visit({ javaScriptEnabled });
    await page.goto("/inbox");
    if (javaScriptEnabled) await assertSound(page, "sign-in with a provider");
    await continueThere(page);
    await consent(page, person);
    await page.getByRole("heading", { name: "Welcome" }).waitFor();
    if (javaScriptEnabled) await assertSound(page, "a new account");
    await page.getByRole("link", { name: "Go on" }).click();
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await page.goto("/account");
    await nameButton(page, person).waitFor();
    await page.locator(".badge", { hasText: "Connected" }).waitFor();
    await page.getByText(`${person}@example.org`).first().waitFor();
    await page.locator(".badge", { hasText: "Confirmed" }).waitFor();
    if (javaScriptEnabled) await assertSound(page, "account with a provider");

    await signOut(page, person);
    await page.goto("/inbox");
    await continueThere(page);
    // The provider knows the browser, and sends it back at once.
    await page.getByRole("heading", { name: "Inbox" }).waitFor();
    await nameButton(page, person).waitFor();
    await leave();
  });
}

test("an account with a password is connected, and then signs in either way", async () => {
  const { page, leave } = await visit();
  await connect(page, "irene");
  await consent(page, "irene-of-the-university");
  await page.locator(".badge", { hasText: "Connected" }).waitFor();
  await signOut(page, "irene");
  await signIn(page, "irene");
  await signOut(page, "irene");
  await page.goto("/account");
  await continueThere(page);
  await page.getByRole("heading", { name: "Your account" }).waitFor();
  await nameButton(page, "irene").waitFor();
  await leave();
});

/** Keeps the pages at a path, which go on by themselves, to be looked at. */
async function keep(context, path) {
  await context.route((url) => url.pathname === path, async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    const body = (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, "");
    await route.fulfill({ response, body });
  });
}

/** Somebody new goes to the provider, to be connected. */
async function connect(page, name) {
  await page.goto("/sign-up");
  await page.getByLabel("Account name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByLabel("Your password, to connect a provider", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Connect with Example University" }).click();
}

test("pages on the way to the provider and back say where it goes on", async () => {
  const { page, context, leave } = await visit();
  const path = "/sign-in/oidc/university";
  await keep(context, path);
  await keep(context, `${path}/callback`);
  await connect(page, "lise");
  await page.getByRole("heading", { name: "To the provider" }).waitFor();
  await assertSound(page, "to the provider");
  // What the provider sends along is not looked at before the next step.
  await page.goto(`${path}/callback`);
  await page.getByRole("heading", { name: "Back from the provider" }).waitFor();
  await assertSound(page, "back from the provider");
  await leave();
});

test("whose person has another account here is told so", async () => {
  for (const name of ["otto", "otto-again"]) {
    const { page, leave } = await visit();
    await connect(page, name);
    await consent(page, "otto-of-the-university");
    if (name === "otto") {
      await page.locator(".badge", { hasText: "Connected" }).waitFor();
    } else {
      await page.getByRole("heading", { name: "Not connected" }).waitFor();
      await assertSound(page, "not connected");
    }
    await leave();
  }
});

test("who declines there is told so here, and can try again", async () => {
  const { page, leave } = await visit();
  await page.goto("/sign-in");
  await continueThere(page);
  await page.waitForURL(`${provider.issuer}/**`);
  await page.getByRole("link", { name: /cancel/i }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByRole("alert").waitFor();
  assert.ok(page.url().startsWith(here.server.url));
  await assertSound(page, "declined at the provider");
  await continueThere(page);
  await consent(page, "vera");
  await page.getByRole("heading", { name: "Welcome" }).waitFor();
  await leave();
});
