// Letters: what people do is told to others by mail, and every link in it leads to where it says.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { main, press } from "./demo.mjs";
import { assertSound, ECR_HOST, fillIn, makeAccount, nameButton, PASSWORD, signIn, signOut, site, tabTo } from "./harness.mjs";
import { startSmtp } from "./smtp.mjs";

const CONTACT = "tools@example.org";
const ANOTHER = "another horse and battery";
const LONG = "Variant calling for project 17, whose samples arrive in spring. ".repeat(20).trim();

const smtp = await startSmtp();
const here = site({
  options: ["--smtp-url", `smtp://127.0.0.1:${smtp.port}?tls=none`, "--mail-from", "Wharfinger <no-reply@example.org>"],
});

before(here.start);
after(async () => {
  await here.stop();
  await smtp.stop();
});

const addressOf = (name) => `${name}@example.org`;
const wait = (page, text) => page.getByText(text).first().waitFor();

/** The next letter to an address whose subject is like this, and its last link, which is the next step. */
async function letter(address, subject) {
  const mail = await smtp.next((mail) => mail.to.includes(address) && subject.test(mail.subject));
  const link = mail.links.at(-1);
  assert.ok(link.startsWith(`${here.server.url}/`), link);
  return { ...mail, link };
}

/** Confirms an address by the link in its letter; each page on the way is given to `look`. */
async function confirm(page, address, look = async () => {}) {
  const { link } = await letter(address, /confirm/i);
  await page.goto(link);
  await wait(page, address);
  await look(page);
  await press(page, "Yes, confirm the address");
  await page.getByRole("heading", { name: "The address is confirmed" }).waitFor();
  await look(page);
}

/** Somebody with an account and a confirmed address, in a browser of their own. */
async function arrive(name, look = {}) {
  await makeAccount(`${here.server.url}/sign-up`, name, addressOf(name));
  const visit = await here.visit(look);
  await confirm(visit.page, addressOf(name));
  await signIn(visit.page, name);
  return visit;
}

/** Registers a private tool. */
async function register(page, image) {
  await page.goto("/register");
  await page.locator("#image").fill(image);
  await page.getByLabel("Private", { exact: true }).check();
  await page.locator("#contact_email").fill(CONTACT);
  await press(page, "Register the tool");
  await wait(page, "The tool is registered.");
}

async function ask(page, tool, principal, reason) {
  await page.goto(`/request/${tool}`);
  await page.locator("#principal").fill(principal);
  await page.locator("#reason").fill(reason);
  await press(page, "Request access");
  await wait(page, "Access is requested.");
}

test("an address that is given when signing up is confirmed by its letter", async () => {
  const { page, leave } = await here.visit();
  await page.goto("/sign-up");
  await fillIn(page, "nina");
  await page.getByLabel("E-mail").fill(addressOf("nina"));
  await press(page, "Make the account");
  await wait(page, "Not confirmed yet");
  await confirm(page, addressOf("nina"), assertSound);
  await main(page).getByRole("link", { name: "Your account" }).click();
  await page.locator(".badge", { hasText: "Confirmed" }).waitFor();
  await leave();
});

test("a private image on Amazon ECR: two people, and a letter for each step", async () => {
  const grace = await arrive("grace");
  const sam = await arrive("sam");
  await register(grace.page, `${ECR_HOST}/team/md5sum:1.0`);
  await assertSound(grace.page, "tool, just registered");
  // The contact confirms in whatever browser the letter is read.
  const contact = await here.visit();
  await confirm(contact.page, CONTACT);
  await contact.leave();

  await ask(sam.page, `${ECR_HOST}/_/team/md5sum`, "111122223333", LONG);
  await assertSound(sam.page, "request that waits");
  const asked = await letter(addressOf("grace"), /^sam asks for access to /);
  assert.ok(asked.text.includes("111122223333"));
  await grace.page.goto(asked.link);
  await assertSound(grace.page, "request to answer");
  await grace.page.getByLabel("Note").fill("Welcome.");
  await press(grace.page, "Approve");
  await grace.page.getByRole("heading", { name: "Give the access by hand" }).waitFor();
  await assertSound(grace.page, "steps by hand on Amazon ECR");

  const approved = await letter(addressOf("sam"), / approved$/);
  assert.ok(approved.text.includes("> Welcome."));
  await sam.page.goto(approved.link);
  await wait(sam.page, "Approved, being set up");
  await assertSound(sam.page, "request that is set up");
  await press(grace.page, "Done by hand");
  await wait(grace.page, "It is noted as done.");

  const active = await letter(addressOf("sam"), / is active$/);
  const pull = `docker pull ${ECR_HOST}/team/md5sum:1.0`;
  assert.ok(active.text.includes(pull) && active.text.includes("aws ecr get-login-password"), active.text);
  await sam.page.goto(active.link);
  await wait(sam.page, pull);
  await assertSound(sam.page, "active access");

  await grace.page.getByRole("link", { name: "Revoke the access" }).click();
  await grace.page.locator("#revoke-reason").fill("The project is over.");
  await press(grace.page, "Revoke the access");
  await grace.page.getByRole("heading", { name: "Remove the access by hand" }).waitFor();
  await assertSound(grace.page, "removal by hand");
  const revoked = await letter(addressOf("sam"), / revoked$/);
  assert.ok(revoked.text.includes("> The project is over."));
  await sam.page.goto(revoked.link);
  await wait(sam.page, "The project is over.");
  assert.equal(await sam.page.getByText("docker pull").count(), 0);
  await assertSound(sam.page, "access that is revoked");

  for (const page of [grace.page, sam.page]) {
    await page.goto("/inbox");
    await assertSound(page, "inbox");
  }
  await grace.leave();
  await sam.leave();
});

test("a private image on Quay.io by hand, without scripts, from the letters alone", async () => {
  const look = { javaScriptEnabled: false };
  const hedy = await arrive("hedy", look);
  const otto = await arrive("otto", look);
  const kim = await arrive("kim", look);
  await register(hedy.page, "quay.io/team/tool:1.0");
  await hedy.page.goto("/maintainers/quay.io/team/tool");
  await hedy.page.getByLabel("Account name").fill("otto");
  await press(hedy.page, "Add");
  await wait(hedy.page, "The maintainer is added, and told.");
  const added = await letter(addressOf("otto"), /^You maintain /);
  await otto.page.goto(added.link);
  await wait(otto.page, "quay.io/team/tool");

  await ask(kim.page, "quay.io/team/tool", "kim", "Project 17.");
  for (const name of ["hedy", "otto"]) await letter(addressOf(name), /^kim asks for access/);
  await hedy.page.goto("/review");
  await hedy.page.getByRole("checkbox").first().check();
  await press(hedy.page, "Approve");
  await hedy.page.getByRole("heading", { name: "What came of them" }).waitFor();

  // The other maintainer is told what is to be done, and is not signed in.
  const task = await letter(addressOf("otto"), /^Give access to .* by hand$/);
  await signOut(otto.page, "otto");
  await otto.page.goto(task.link);
  await fillIn(otto.page, "otto");
  await press(otto.page, "Sign in");
  await otto.page.getByRole("heading", { name: "Give the access by hand" }).waitFor();
  await otto.page.getByRole("link", { name: "https://quay.io/repository/team/tool" }).waitFor();
  await press(otto.page, "Done by hand");

  const active = await letter(addressOf("kim"), / is active$/);
  await kim.page.goto(active.link);
  await wait(kim.page, "docker login quay.io");
  await kim.page.getByLabel("Reason").fill("Done with it.");
  await press(kim.page, "Give the access back");
  await wait(kim.page, "The access is given back.");
  const back = await letter(addressOf("hedy"), /^kim gave back access/);
  await hedy.page.goto(back.link);
  await press(hedy.page, "Done by hand");
  await wait(hedy.page, "Access removed");
  for (const visit of [hedy, otto, kim]) await visit.leave();
});

describe("by keyboard alone", () => {
  /** Goes to a control and does with it what Enter does. */
  async function enter(page, target) {
    await tabTo(page, target);
    await page.keyboard.press("Enter");
  }
  async function type(page, id, text) {
    await tabTo(page, id);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(text);
  }

  test("a request is made, answered from its letter, carried out and revoked", async () => {
    const ruth = await arrive("ruth");
    const tom = await arrive("tom");
    await ruth.page.goto("/register");
    await type(ruth.page, "image", "quay.io/keys/tool:1.0");
    await tabTo(ruth.page, "visibility");
    await ruth.page.keyboard.press("ArrowRight");
    await type(ruth.page, "contact_email", addressOf("ruth"));
    await enter(ruth.page, "Register the tool");
    await wait(ruth.page, "The tool is registered.");

    await tom.page.goto("/request/quay.io/keys/tool");
    await type(tom.page, "principal", "tom");
    await type(tom.page, "reason", "By keyboard.");
    await enter(tom.page, "Request access");
    await wait(tom.page, "Access is requested.");
    const asked = await letter(addressOf("ruth"), /^tom asks for access/);
    await ruth.page.goto(asked.link);
    await type(ruth.page, "days", "7");
    await enter(ruth.page, "Approve");
    await wait(ruth.page, "Give the access by hand");
    await enter(ruth.page, "Done by hand");
    await wait(ruth.page, "It is noted as done.");
    await enter(ruth.page, "Revoke the access…");
    await wait(ruth.page, "What happens then");
    await type(ruth.page, "revoke-reason", "It was a trial.");
    await enter(ruth.page, "Revoke the access");
    await wait(ruth.page, "Remove the access by hand");
    const revoked = await letter(addressOf("tom"), / revoked$/);
    await tom.page.goto(revoked.link);
    await wait(tom.page, "It was a trial.");
    await ruth.leave();
    await tom.leave();
  });

  test("a forgotten password is set by its letter", async () => {
    const { page, leave } = await arrive("lou");
    await signOut(page, "lou");
    await page.goto("/sign-in");
    await enter(page, "Forgot your password?");
    await page.getByRole("heading", { name: "Forgot your password?" }).waitFor();
    await assertSound(page, "forgotten password");
    await type(page, "name", "lou");
    await enter(page, "Send the link");
    await wait(page, "is on its way there");
    const { link } = await letter(addressOf("lou"), /password/i);
    await page.goto(link);
    await assertSound(page, "set a password");
    await type(page, "password", ANOTHER);
    await enter(page, "Set the password");
    await wait(page, "The password is set");
    const response = await page.goto(link);
    assert.equal(response.status(), 404, "the link works once");
    await assertSound(page, "a link that works no more");

    const other = await here.visit();
    await other.page.goto("/sign-in");
    await fillIn(other.page, "lou", PASSWORD);
    await press(other.page, "Sign in");
    await wait(other.page, "The name or the password is wrong");
    await fillIn(other.page, "lou", ANOTHER);
    await press(other.page, "Sign in");
    await nameButton(other.page, "lou").waitFor();
    await other.leave();
    await leave();
  });
});
