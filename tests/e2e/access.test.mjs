// Access, by two people at once: one asks, the other answers; by keyboard, and without scripts.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertSound, axeViolations, ECR_HOST, issues, makeAccount, signIn, site, waitForIssue, waitForMended } from "./harness.mjs";

const here = site();
const CONTACT = "tools@example.org";
const ECR_TOOL = `${ECR_HOST}/_/team/md5sum`;
const QUAY_TOOL = "quay.io/team/tool";

before(async () => {
  await here.start();
  for (const name of ["grace", "hedy", "sam", "otto"]) await makeAccount(`${here.server.url}/sign-up`, name);
});
after(here.stop);

/** A visitor who is signed in under a name. */
async function visitAs(name, look = {}) {
  const visit = await here.visit(look);
  await signIn(visit.page, name);
  return visit;
}

const main = (page) => page.locator("main");
const press = (page, name) => main(page).getByRole("button", { name, exact: true }).click();
const follow = (page, name) => main(page).getByRole("link", { name }).first().click();

/** Registers a private tool in the browser of its maintainer. */
async function register(page, image) {
  await page.goto("/register");
  await page.locator("#image").fill(image);
  await page.getByLabel("Private", { exact: true }).check();
  await page.locator("#contact_email").fill(CONTACT);
  await press(page, "Register the tool");
  await page.getByText("The tool is registered.").waitFor();
}

/** Asks for access; returns the address of the request. */
async function ask(page, tool, principal) {
  await page.goto(`/tools/${tool}`);
  await follow(page, "Request access");
  await page.locator("#principal").fill(principal);
  await page.locator("#reason").fill("Variant calling for project 17.");
  await press(page, "Request access");
  await page.getByText("Access is requested.").waitFor();
  return new URL(page.url()).pathname;
}

test("access to a private image on Amazon ECR, from the question to the end", async () => {
  const grace = await visitAs("grace");
  const sam = await visitAs("sam");
  await register(grace.page, `${ECR_HOST}/team/md5sum:1.0`);

  // The contact is nobody's business but the maintainers'.
  await grace.page.getByText(CONTACT).waitFor();
  await sam.page.goto(`/tools/${ECR_TOOL}`);
  assert.ok(!(await sam.page.content()).includes(CONTACT));

  // The form is checked while it is typed.
  await follow(sam.page, "Request access");
  await sam.page.getByText("arn:aws:iam::111122223333:role/puller").waitFor();
  await sam.page.locator("#principal").fill("1111-2222-3333");
  await sam.page.locator("#reason").click();
  await waitForIssue(sam.page, "principal", "principal.account");
  await press(sam.page, "Write 111122223333");
  await waitForMended(sam.page, "principal");
  assert.equal(await sam.page.locator("#principal").inputValue(), "111122223333");
  await press(sam.page, "Request access");
  await sam.page.locator(".wharfinger-summary").getByText("no reason is given").waitFor();
  await sam.page.locator("#reason").fill("Variant calling for project 17.");
  await press(sam.page, "Request access");
  await sam.page.getByText("Access is requested.").waitFor();
  await sam.page.getByText("Waits for an answer").waitFor();
  await sam.page.getByText("arn:aws:ecr:us-west-2:312767926603:repository/team/md5sum").waitFor();

  // The maintainer is told, and answers.
  await grace.page.goto("/");
  await grace.page.getByRole("link", { name: /Inbox 1/ }).click();
  await follow(grace.page, "sam asks for access");
  await grace.page.getByText("Variant calling for project 17.").first().waitFor();
  await grace.page.getByLabel("Days").fill("30");
  await grace.page.getByLabel("Note").fill("Welcome.");
  await press(grace.page, "Approve");
  await grace.page.getByRole("heading", { name: "Give the access by hand" }).waitFor();
  await grace.page.getByText("aws ecr get-repository-policy").waitFor();
  await sam.page.reload();
  await sam.page.getByText("Approved, being set up").waitFor();
  await sam.page.getByText("Welcome.").waitFor();
  await sam.page.getByText("in 30 days").waitFor();
  await press(grace.page, "Done by hand");
  await grace.page.getByText("It is noted as done.").waitFor();

  // The requester pulls.
  await sam.page.reload();
  await sam.page.getByText("aws ecr get-login-password").waitFor();
  await sam.page.getByText(`docker pull ${ECR_HOST}/team/md5sum:1.0`).waitFor();

  // And then no more.
  await grace.page.getByRole("link", { name: "Revoke the access" }).click();
  await grace.page.getByRole("heading", { name: "What happens then" }).waitFor();
  await assertSound(grace.page, "revoking");
  await grace.page.locator("#revoke-reason").fill("The project is over.");
  await press(grace.page, "Revoke the access");
  await grace.page.getByRole("heading", { name: "Remove the access by hand" }).waitFor();
  await press(grace.page, "Done by hand");
  await grace.page.getByText("Access removed").waitFor();
  await sam.page.reload();
  await sam.page.locator(".badge", { hasText: "Revoked" }).waitFor();
  assert.equal(await sam.page.getByText("docker pull").count(), 0);
  await sam.page.getByText("The project is over.").waitFor();
  await sam.page.goto("/requests");
  await sam.page.locator(".badge", { hasText: "Revoked" }).waitFor();

  await grace.leave();
  await sam.leave();
});

test("Quay.io by hand, with two maintainers and without scripts", async () => {
  const look = { javaScriptEnabled: false };
  const grace = await visitAs("grace", look);
  const sam = await visitAs("sam", look);
  await register(grace.page, "quay.io/team/tool:1.0");
  await follow(grace.page, "Maintainers");
  await grace.page.getByLabel("Account name").fill("hedy");
  await press(grace.page, "Add");
  await grace.page.getByText("The maintainer is added, and told.").waitFor();

  // Mends are buttons that the server carries out.
  await sam.page.goto(`/request/${QUAY_TOOL}`);
  await sam.page.locator("#principal").fill("@sam");
  await sam.page.locator("#reason").fill("Project 17.");
  await press(sam.page, "Request access");
  await sam.page.locator("#refusal").waitFor();
  assert.ok((await issues(sam.page, "principal").count()) > 0);
  await sam.page.locator("#principal").fill("sam");
  await press(sam.page, "Request access");
  await sam.page.getByText("Access is requested.").waitFor();

  // Several in one go.
  const otto = await visitAs("otto", look);
  await ask(otto.page, QUAY_TOOL, "otto");
  const hedy = await visitAs("hedy", look);
  await hedy.page.goto("/review");
  for (const tick of await hedy.page.getByRole("checkbox").all()) await tick.check();
  await press(hedy.page, "Approve");
  await hedy.page.getByRole("heading", { name: "What came of them" }).waitFor();
  assert.equal(await hedy.page.locator(".outcomes li").count(), 2);

  await hedy.page.goto("/review?waiting=hand");
  await hedy.page.locator(".tool", { hasText: "sam" }).getByRole("link").first().click();
  await hedy.page.getByRole("link", { name: "https://quay.io/repository/team/tool" }).waitFor();
  await press(hedy.page, "Done by hand");
  await sam.page.reload();
  await sam.page.getByText("docker login").waitFor();
  await sam.page.getByLabel("Reason").fill("Done with it.");
  await press(sam.page, "Give the access back");
  await sam.page.getByText("The access is given back.").waitFor();

  // Who answers too late sees where things stand, and what they wrote.
  await hedy.page.goto("/review?waiting=hand");
  await hedy.page.locator(".tool", { hasText: "sam" }).getByRole("link").first().click();
  await grace.page.goto(new URL(hedy.page.url()).pathname);
  await press(hedy.page, "Done by hand");
  await press(grace.page, "Done by hand");
  await grace.page.getByText("the request was changed since you opened this page").waitFor();
  await grace.page.getByText("Access removed").waitFor();

  for (const visit of [grace, sam, otto, hedy]) await visit.leave();
});

test("asking and answering by keyboard alone", async () => {
  const sam = await visitAs("sam");
  await sam.page.goto(`/request/${QUAY_TOOL}`);
  await sam.page.locator("#principal").focus();
  await sam.page.keyboard.type("sam+robot");
  await sam.page.keyboard.press("Tab");
  assert.equal(await sam.page.evaluate(() => document.activeElement?.id), "reason");
  await sam.page.keyboard.type("By keyboard.");
  await sam.page.keyboard.press("Tab");
  await sam.page.keyboard.press("Enter");
  await sam.page.getByText("Access is requested.").waitFor();

  const grace = await visitAs("grace");
  await grace.page.goto("/review");
  await grace.page.getByRole("checkbox", { name: /sam/ }).first().focus();
  await grace.page.keyboard.press("Space");
  await grace.page.getByLabel("Days").fill(""); // A refusal needs none.
  await grace.page.getByRole("button", { name: "Deny" }).focus();
  await grace.page.keyboard.press("Enter");
  await grace.page.getByRole("heading", { name: "What came of them" }).waitFor();
  const focused = await grace.page.evaluate(() => document.activeElement?.getAttribute("role"));
  assert.equal(focused, "status", "the outcome is where the focus is");
  await sam.page.reload();
  await sam.page.locator(".badge", { hasText: "Denied" }).waitFor();
  await sam.leave();
  await grace.leave();
});

test("notices are marked as read", async () => {
  const sam = await visitAs("sam");
  await sam.page.goto("/inbox");
  await press(sam.page, "Mark as read");
  await main(sam.page).getByRole("button", { name: "Mark as read" }).waitFor({ state: "detached" });
  assert.equal(await sam.page.locator(".count").count(), 0);
  await sam.leave();
});

const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "320 pixels": { viewport: { width: 320, height: 640 } },
  "320 pixels, dark": { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
};

/** Every page about access: for whom, where, and what is done there first. */
const PAGES = [
  ["tool", "sam", `/tools/${ECR_TOOL}`],
  ["tool, to its maintainer", "grace", `/tools/${QUAY_TOOL}`],
  ["request form", "sam", `/request/${ECR_TOOL}`],
  [
    "request form with mistakes",
    "sam",
    `/request/${ECR_TOOL}`,
    async (page) => {
      await page.locator("#principal").fill("*");
      await press(page, "Request access");
      await page.locator(".wharfinger-summary").waitFor();
    },
  ],
  ["own requests", "sam", "/requests"],
  ["no requests", "hedy", "/requests"],
  ["own request", "sam", "/requests", (page) => page.locator(".tool a").first().click()],
  ["review", "grace", "/review?waiting=all"],
  ["review, empty", "otto", "/review"],
  ["request to answer", "grace", "/review", (page) => page.locator(".tool a").first().click()],
  ["inbox", "grace", "/inbox"],
  ["maintainers", "grace", `/maintainers/${QUAY_TOOL}`],
  ["audit log", "grace", `/audit?tool=${QUAY_TOOL}`],
];

describe("every page about access", () => {
  before(async () => {
    const otto = await visitAs("otto");
    await ask(otto.page, ECR_TOOL, "arn:aws:iam::111122223333:role/a/rather/long/path/to-a-role-that-pulls");
    await otto.leave();
  });
  for (const [look, options] of Object.entries(LOOKS)) {
    test(look, async () => {
      const visits = new Map();
      for (const [name, who, path, act] of PAGES) {
        if (!visits.has(who)) visits.set(who, await visitAs(who, options));
        const { page } = visits.get(who);
        await page.emulateMedia({ reducedMotion: "reduce" });
        await page.goto(path);
        await act?.(page);
        await page.locator("h1").waitFor();
        assert.deepEqual(await axeViolations(page), [], name);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `${name}: ${overflow} pixels too wide`);
      }
      for (const visit of visits.values()) await visit.leave();
    });
  }
});
