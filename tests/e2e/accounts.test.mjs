// Accounts: the first administrator, signing up, one's own account, and everybody's; with the pointer,
// with the keyboard alone, and without JavaScript.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ADMINISTRATOR, assertSound, axeViolations, fillIn, goByMenu, makeAccount, nameButton, PASSWORD, signIn, signOut, site, tabTo } from "./harness.mjs";

const ANOTHER = "another horse and battery";

/** What a program is answered with an API token. */
async function askAs(here, token, path) {
  const response = await fetch(`${here.server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() };
}

describe("a server without an administrator", () => {
  const here = site({ administrator: false });
  before(here.start);
  after(here.stop);

  test("the first one makes an account with the keyboard alone, and the link is used up", async () => {
    const { page, leave } = await here.visit();
    await page.goto(here.server.welcome);
    await assertSound(page, "the first account");
    for (const [id, text] of [["name", "Ada"], ["password", PASSWORD]]) {
      await tabTo(page, id);
      await page.keyboard.type(text);
    }
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), "summary");
    assert.deepEqual(await axeViolations(page), []);
    assert.equal(await page.locator("#name").inputValue(), "Ada", "kept");
    assert.equal(await page.locator("#password").inputValue(), "", "not sent back");
    await tabTo(page, "name");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("ada");
    await tabTo(page, "password");
    await page.keyboard.type(PASSWORD);
    await tabTo(page, "Make the account");
    await page.keyboard.press("Enter");
    await page.getByText("The account is made, and you are signed in.").waitFor();
    assert.ok(!page.url().includes("done="), "said once");
    await tabTo(page, "Your menu, ada");
    await page.keyboard.press("Enter");
    await tabTo(page, "Accounts");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Accounts", exact: true }).waitFor();

    const response = await page.goto(here.server.welcome);
    assert.equal(response.status(), 404);
    await page.getByText("The link does not work any more").waitFor();
    await leave();
  });
});

describe("a server with an administrator", () => {
  const here = site();
  before(here.start);
  after(here.stop);

  test("somebody signs up, signs out and in again", async () => {
    const { page, leave } = await here.visit();
    await page.goto("/");
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Make one" }).click();
    await page.getByLabel("Account name").fill("grace");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Make the account" }).click();
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    await nameButton(page, "grace").click();
    await page.getByRole("link", { name: "AWS accounts", exact: true }).waitFor();
    assert.equal(await page.getByRole("link", { name: "Accounts", exact: true }).count(), 0);
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await signIn(page, "grace");
    await goByMenu(page, "grace", "Account");
    await page.getByText("A member since").waitFor();
    await leave();
  });

  test("a password can be looked at while it is typed", async () => {
    const { page, leave } = await here.visit();
    await page.goto("/sign-up");
    const field = page.locator("#password");
    await field.fill("what I have typed");
    const button = page.getByRole("button", { name: "Show: Password" });
    await button.click();
    assert.equal(await field.getAttribute("type"), "text");
    await page.getByRole("button", { name: "Hide: Password" }).click();
    assert.equal(await field.getAttribute("type"), "password");
    assert.equal(await field.inputValue(), "what I have typed");
    await leave();
  });

  test("a token is made, shown once, used and revoked", async () => {
    const { page, leave } = await here.visitSignedIn({}, "tina");
    await page.goto("/account");
    await page.getByLabel("Name", { exact: true }).fill("nightly import");
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.locator("#unfit-scopes").waitFor();
    await page.getByLabel("Account", { exact: true }).check();
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText("it is shown this once").waitFor();
    assert.deepEqual(await axeViolations(page), []);
    const token = await page.locator("#made code").innerText();
    assert.match(token, /^whf_pat_[0-9A-Za-z]{38}$/);
    await page.getByRole("button", { name: "Copy the token" }).waitFor();
    const own = await askAs(here, token, "/api/v1/account");
    assert.equal(own.status, 200);
    assert.equal(own.body.name, "tina");

    await page.goto("/account");
    assert.ok(!(await page.content()).includes(token));
    await page.getByText("Last used").nth(1).waitFor();
    await page.getByRole("button", { name: "Revoke the token nightly import" }).click();
    await page.getByText("The token is revoked").waitFor();
    assert.equal((await askAs(here, token, "/api/v1/account")).status, 401);
    await leave();
  });

  test("a browser is signed out from another one", async () => {
    const one = await here.visitSignedIn({}, "sam");
    const other = await here.visitSignedIn({}, "sam");
    await one.page.goto("/account");
    assert.equal(await one.page.getByText("This browser").count(), 1);
    await one.page.getByRole("button", { name: "Sign out all other browsers" }).click();
    await one.page.getByText("All other browsers are signed out.").waitFor();
    await other.page.goto("/account");
    await other.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await fillIn(other.page, "sam");
    await other.page.locator("main").getByRole("button", { name: "Sign in" }).click();
    await other.page.getByRole("heading", { name: "Your account" }).waitFor();
    await one.leave();
    await other.leave();
  });

  test("an administrator makes an account, and its owner sets the password", async () => {
    const { page, leave } = await here.visitSignedIn();
    await goByMenu(page, ADMINISTRATOR, "Accounts");
    await page.getByLabel("Account name").fill("lin");
    await page.getByRole("button", { name: "Make the account" }).click();
    await page.getByText("The account is made.").waitFor();
    assert.deepEqual(await axeViolations(page), []);
    const link = await page.locator("#made code").innerText();

    const owner = await here.visit();
    await owner.page.goto(link);
    assert.deepEqual(await axeViolations(owner.page), []);
    await owner.page.getByLabel("New password", { exact: true }).fill(ANOTHER);
    await owner.page.getByRole("button", { name: "Set the password" }).click();
    await owner.page.getByText("The password is set").waitFor();

    await page.goto("/accounts/lin");
    await page.getByRole("button", { name: "Disable it" }).click();
    await page.getByText("The account is disabled.").waitFor();
    await owner.page.goto("/account");
    await owner.page.getByRole("heading", { name: "Sign in" }).waitFor();
    await fillIn(owner.page, "lin", ANOTHER);
    await owner.page.locator("main").getByRole("button", { name: "Sign in" }).click();
    await owner.page.getByText("The name or the password is wrong").waitFor();
    await owner.leave();
    await leave();
  });

  test("each form of an account is judged and kept by itself", async () => {
    const { page, leave } = await here.visitSignedIn({}, "kay");
    await page.goto("/account");
    const field = (id) => page.locator(`#${id}`);
    const send = async (name) => {
      await page.getByRole("button", { name, exact: true }).click();
      await page.locator("#summary, [role=status]").first().waitFor();
    };
    const marked = () => page.locator("main input[aria-invalid]").evaluateAll((marked) => marked.map(({ id }) => id));
    await field("name").fill("nightly import");
    await field("scope-tools").check();
    await field("scope-pull").check();
    await field("expires_in_days").fill("9999");
    await field("email").fill("kay at example");

    // What was typed into the others is neither judged nor lost.
    await field("old_password").fill("not the one I have");
    await field("password").fill("short");
    await send("Change the password");
    assert.deepEqual(await marked(), ["old_password", "password"]);
    const isKept = async () => {
      assert.equal(await field("name").inputValue(), "nightly import");
      assert.equal(await field("expires_in_days").inputValue(), "9999");
      assert.equal(await field("scope-tools").isChecked(), true);
      assert.equal(await field("scope-pull").isChecked(), true);
      assert.equal(await field("scope-access").isChecked(), false);
    };
    await isKept();
    assert.equal(await field("email").inputValue(), "kay at example");

    await field("password_for_email").fill("not the one I have");
    await field("password").fill("typed beside it");
    await page.getByRole("button", { name: "Show: New password" }).click();
    await send("Save the address");
    assert.deepEqual(await marked(), ["email", "password_for_email"]);
    await assertSound(page, "a refused address");
    await isKept();
    assert.equal(await field("password").inputValue(), "", "no secret is kept");
    assert.equal(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), "{}", "nothing is kept longer");

    await field("email").fill("kay@example.org");
    await field("password_for_email").fill(PASSWORD);
    await send("Save the address");
    await page.getByText("The address is saved.").waitFor();
    await isKept();
    assert.equal(await field("email").inputValue(), "kay@example.org");
    await send("Make the token");
    assert.deepEqual(await marked(), ["expires_in_days"]);
    await isKept();

    await page.goto("/");
    await page.goto("/account");
    assert.equal(await field("name").inputValue(), "", "nothing is kept longer");
    await leave();
  });

  test("everything works without JavaScript", async () => {
    const { page, leave } = await here.visit({ javaScriptEnabled: false });
    await page.goto("/sign-up");
    await page.getByLabel("Account name").fill("noscript");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Make the account" }).click();
    await page.getByText("you are signed in").waitFor();
    await page.locator("#email").fill("noscript@example.org");
    await page.getByLabel("Your password, to change the address").fill(PASSWORD);
    await page.getByRole("button", { name: "Save the address" }).click();
    await page.getByText("Not confirmed yet").waitFor();
    await page.getByLabel("The password you have now").fill(PASSWORD);
    await page.getByLabel("New password", { exact: true }).fill(ANOTHER);
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByText("The password is set").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("a script");
    await page.getByLabel("Tools", { exact: true }).check();
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByText("it is shown this once").waitFor();
    assert.match(await page.locator("#made code").innerText(), /^whf_pat_/);
    await signOut(page, "noscript");
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByText("This server sends no mail").waitFor();
    await leave();
  });

  test("a long name leaves the navigation its room", async () => {
    const name = "a-name-of-thirty-nine-letters-and-signs";
    await makeAccount(`${here.server.url}/sign-up`, name);
    for (const width of [320, 700, 1180]) {
      const { page, leave } = await here.visit({ viewport: { width, height: 800 } });
      await signIn(page, name);
      await page.goto("/account");
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(overflow <= 0, `${overflow} of ${width} pixels too wide`);
      await leave();
    }
  });

  test("the navigation takes one line, and two on a narrow screen", async () => {
    const { page, leave } = await here.visitSignedIn();
    for (const [width, lines] of [[320, 2], [600, 1], [880, 1], [920, 1], [1180, 1], [1920, 1]]) {
      await page.setViewportSize({ width, height: 800 });
      const { height } = await page.locator(".masthead").boundingBox();
      assert.ok(height <= 20 + lines * 45, `${height} pixels high at ${width}`);
    }
    await leave();
  });

  test("a menu opens below its button, and Escape closes it", async () => {
    const { page, leave } = await here.visitSignedIn();
    for (const [width, button, link] of [
      [1180, nameButton(page, ADMINISTRATOR), "Given-up mail"],
      [320, nameButton(page, ADMINISTRATOR), "Given-up mail"],
      [320, page.getByRole("button", { name: "Menu", exact: true }), "Diagnose"],
    ]) {
      await page.setViewportSize({ width, height: 800 });
      const last = page.getByRole("link", { name: link, exact: true });
      assert.equal(await last.isVisible(), false);
      await button.click();
      await last.waitFor();
      const [above, below] = [await button.boundingBox(), await page.locator(".menu:popover-open").boundingBox()];
      assert.ok(below.y >= above.y + above.height - 1, `${JSON.stringify([above, below])} at ${width}`);
      await assertSound(page, `${link} in the menu`);
      await page.setViewportSize({ width, height: 800 });
      await page.keyboard.press("Escape");
      await last.waitFor({ state: "hidden" });
      assert.equal(await button.evaluate((element) => element === document.activeElement), true);
    }
    await leave();
  });
});
