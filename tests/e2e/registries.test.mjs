// Registries that are not supported: asked for from the form, supported, added by an administrator, and then known to
// the browser's rules.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, site } from "./harness.mjs";

const HOST = "harbor.example.org";
const IMAGE = `${HOST}/team/tool:1`;

const here = site({ options: ["--issues-repository", "example/tools"] });

before(here.start);
after(here.stop);

const press = (page, name) => page.locator("main").getByRole("button", { name, exact: true }).click();
const wait = (page, text) => page.getByText(text).first().waitFor();

test("a registry is asked for, supported, added with one click, and known to the form", async () => {
  const rita = await here.visitSignedIn({ viewport: { width: 320, height: 640 }, colorScheme: "dark" }, "rita");
  await rita.page.goto("/register");
  const request = rita.page.getByRole("link", { name: "Request this registry" });
  await rita.page.locator("#image").fill("quay.io/team/tool:1");
  await wait(rita.page, "docker pull quay.io/team/tool:1");
  assert.equal(await request.isVisible(), false, "its registry is known");
  await rita.page.locator("#image").fill(IMAGE);
  await request.click();
  assert.equal(await rita.page.getByLabel("The registry’s host").inputValue(), HOST);
  await assertSound(rita.page);
  await press(rita.page, "Ask for it");
  await wait(rita.page, "You have asked for it");
  await assertSound(rita.page);
  const address = new URL(rita.page.url()).pathname;

  const sam = await here.visitSignedIn({ javaScriptEnabled: false }, "sam");
  await sam.page.goto("/registries/requests");
  await press(sam.page, `I want it too: ${HOST}`);
  await wait(sam.page, "2 people ask for it");
  const issue = await sam.page.getByRole("link", { name: /on GitHub/ }).getAttribute("href");
  assert.ok(issue.startsWith("https://github.com/example/tools/issues/new?title="), issue);

  const ada = await here.visitSignedIn();
  await ada.page.goto("/registries/requests");
  await wait(ada.page, HOST);
  await assertSound(ada.page);
  await ada.page.goto(address);
  await assertSound(ada.page);
  await ada.page.getByLabel("Why").fill("Many tools are there.");
  await press(ada.page, "Accept and add it");
  await wait(ada.page, "It is supported");
  assert.equal(await ada.page.getByRole("button", { name: "Accept and add it" }).count(), 0, "once is enough");
  await assertSound(ada.page);

  // The rules in the browser have it, and so has whoever asked.
  await rita.page.goto(`/register?image=${IMAGE}`);
  await rita.page.locator("#image").fill(`${IMAGE}2`);
  await wait(rita.page, `docker pull ${IMAGE}2`);
  assert.equal(await rita.page.locator("[data-code='registry.unknown']").count(), 0);
  assert.equal(await rita.page.getByRole("link", { name: "Request this registry" }).isVisible(), false);
  await rita.page.goto("/inbox");
  await wait(rita.page, "A registry that you asked for was decided on");
  await rita.page.goto(address);
  await wait(rita.page, "Many tools are there.");

  // What was added is taken out again, after a question.
  await ada.page.goto("/registries");
  await assertSound(ada.page);
  await ada.page.goto(address);
  await ada.page.getByRole("link", { name: "Take it out" }).click();
  await wait(ada.page, "Tools registered under it stay");
  await assertSound(ada.page);
  await press(ada.page, "Take it out");
  await wait(ada.page, "The registry is taken out");
  await rita.page.goto(`/register?image=${IMAGE}`);
  await request.waitFor();
  await rita.page.goto(address);
  await wait(rita.page, "It was accepted, and is not in the catalogue");
  await assertSound(rita.page);
  for (const visit of [rita, sam, ada]) await visit.leave();
});

test("what is no registry's host is refused with the reason", async () => {
  const ada = await here.visitSignedIn();
  await ada.page.goto("/registries/requests");
  await ada.page.getByLabel("The registry’s host").fill("quay.io");
  await press(ada.page, "Ask for it");
  await wait(ada.page, "is supported already");
  await assertSound(ada.page);
  await ada.leave();
});
