// The main walk: seven registries, each first with a mistake that is shown before any request and
// mended by its button; with the pointer, with the keyboard alone, and without JavaScript.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { CASES } from "./cases.mjs";
import { ADMINISTRATOR, fillIn, issues, site, waitForIssue, waitForMended } from "./harness.mjs";

/** Fills a control as a person does: types, or chooses. */
async function fill(page, field, value) {
  const control = page.locator(`[name="${field}"]`).first();
  if (field === "registry") await control.selectOption(value);
  else await control.pressSequentially(value);
}

async function showsTheTool(page, { toolPath, pull, login, isPrivate, registry }) {
  await page.waitForURL(`**/tools/${toolPath}*`);
  assert.equal(await page.locator("h1").innerText(), toolPath);
  const commands = await page.locator("copy-text code").allInnerTexts();
  assert.equal(commands.at(-1), pull);
  assert.equal(commands.length, login ? 2 : 1);
  if (login) assert.ok(commands[0].startsWith(login), commands[0]);
  const badge = await page.locator(".tool-head .badge").first().innerText();
  assert.equal(badge, isPrivate ? "Private" : "Public");
  assert.ok((await page.locator(".tool-head .meta").innerText()).includes(registry));
}

describe("with the pointer", () => {
  const here = site();
  before(here.start);
  after(here.stop);

  for (const example of CASES) {
    test(example.registry, async () => {
      const { page, requests, leave } = await here.visitSignedIn();
      await page.goto("/register");
      await page.waitForLoadState("networkidle");
      const before = requests.length;
      for (const [field, value] of Object.entries(example.fill)) await fill(page, field, value);
      // On to somewhere else, as people do.
      await page.locator("#description").click();
      const { field, code, mend } = example.mistake;
      await waitForIssue(page, field, code);
      if (field !== "visibility") {
        assert.equal(await page.locator(`[name="${field}"]`).getAttribute("aria-invalid"), "true");
      }
      await issues(page, field).getByRole("button", { name: mend }).click();
      await waitForMended(page, field);
      const preview = page.locator('[data-preview-text="tool_path"]');
      assert.equal(await preview.innerText(), example.toolPath);
      assert.equal(await page.locator('[data-preview-text="pull"]').innerText(), example.pull);
      // What is wrong is found without asking anybody; of a draft with nothing wrong the path is looked up.
      const lookUp = `GET ${here.server.url}/api/v1/tools/${example.toolPath}`;
      assert.deepEqual(requests.slice(before).filter((request) => request !== lookUp), []);

      await page.getByRole("button", { name: "Register the tool" }).click();
      await showsTheTool(page, example);
      await page.getByText("The tool is registered.").waitFor();
      await leave();
    });
  }
});

describe("with the keyboard alone", () => {
  const here = site();
  before(here.start);
  after(here.stop);

  /** Presses Tab until the focus is where it should be. */
  async function tabTo(page, isThere, key = "Tab") {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await page.evaluate(isThere.test, isThere.argument)) return;
      await page.keyboard.press(key);
    }
    assert.fail(`the keyboard does not lead to ${JSON.stringify(isThere.argument)}`);
  }
  const named = (name) => ({ test: (name) => document.activeElement?.name === name, argument: name });
  const saying = (text) => ({
    test: (text) => document.activeElement?.tagName === "BUTTON" && document.activeElement.innerText === text,
    argument: text,
  });

  for (const example of CASES) {
    test(example.registry, async () => {
      const { page, leave } = await here.visitSignedIn();
      await page.goto("/register");
      for (const [field, value] of Object.entries(example.fill)) {
        await tabTo(page, named(field));
        if (field === "registry") {
          // Typing ahead in a picker chooses; no click is involved.
          await page.keyboard.type(example.registry);
          const chosen = () => page.locator("#registry").inputValue();
          assert.equal(await chosen(), value);
        } else {
          await page.keyboard.type(value);
        }
      }
      await page.keyboard.press("Tab");
      const { field, code, mend } = example.mistake;
      await waitForIssue(page, field, code);
      await tabTo(page, saying(mend), "Shift+Tab");
      await page.keyboard.press("Enter");
      await waitForMended(page, field);
      await tabTo(page, saying("Register the tool"));
      await page.keyboard.press("Enter");
      await showsTheTool(page, example);
      await leave();
    });
  }
});

describe("without JavaScript", () => {
  const here = site();
  before(here.start);
  after(here.stop);

  for (const example of CASES) {
    test(example.registry, async () => {
      const { page, leave } = await here.visitSignedIn({ javaScriptEnabled: false });
      await page.goto("/register");
      for (const [field, value] of Object.entries(example.fill)) {
        const control = page.locator(`[name="${field}"]`).first();
        if (field === "registry") await control.selectOption(value);
        else await control.fill(value);
      }
      const refused = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("button", { name: "Register the tool" }).click();
      assert.equal((await refused).status(), 422);
      const { field, code, mend } = example.mistake;
      await waitForIssue(page, field, code);
      assert.equal(await page.locator(".wharfinger-summary li").count(), 1);
      await issues(page, field).getByRole("button", { name: mend }).click();
      await waitForMended(page, field);
      await page.getByRole("button", { name: "Register the tool" }).click();
      await showsTheTool(page, example);
      await leave();
    });
  }

  test("Enter sends the form and presses no mend", async () => {
    const { page, leave } = await here.visitSignedIn({ javaScriptEnabled: false });
    await page.goto("/register");
    await page.locator("#image").fill("https://quay.io/coreos/etcd:v3.5.0");
    await page.locator("#image").press("Enter");
    await waitForIssue(page, "image", "reference.scheme");
    await page.locator("#image").press("Enter");
    await page.locator(".wharfinger-summary").waitFor();
    assert.equal(await page.locator("#image").inputValue(), "https://quay.io/coreos/etcd:v3.5.0");
    await leave();
  });
});

describe("what the rules do not know", () => {
  const here = site();
  before(here.start);
  after(here.stop);

  test("a path that is taken is said at the field that can be changed", async () => {
    const { page, leave } = await here.visitSignedIn();
    for (const attempt of ["first", "second"]) {
      await page.goto("/register");
      await page.locator("#image").fill("quay.io/coreos/etcd:v3.5.0");
      await page.getByRole("button", { name: "Register the tool" }).click();
      if (attempt === "first") await page.waitForURL("**/tools/**");
    }
    await waitForIssue(page, "tool_name", "tool_path.conflict");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "refusal");
    assert.equal(await page.locator("[data-status]").innerText(), "", "not that nothing is wrong");
    const link = page.locator("#refusal").getByRole("link", { name: "quay.io/coreos/etcd", exact: true });
    assert.equal(await link.getAttribute("href"), "/tools/quay.io/coreos/etcd");
    await page.locator("#tool_name").fill("etcdctl");
    await page.getByRole("button", { name: "Register the tool" }).click();
    await page.waitForURL("**/tools/quay.io/coreos/etcd/etcdctl*");
    await leave();
  });

  test("whoever is not signed in keeps what was typed", async () => {
    const { page, leave } = await here.visit();
    await page.goto("/register");
    await page.locator("#image").fill("quay.io/prometheus/busybox:latest");
    await page.locator("#description").fill("Two\nlines");
    await page.getByRole("button", { name: "Register the tool" }).click();
    await page.getByText("give the name and the password of your account").waitFor();
    assert.equal(await page.locator("#image").inputValue(), "quay.io/prometheus/busybox:latest");
    assert.equal(await page.locator("#description").inputValue(), "Two\nlines");
    await fillIn(page, ADMINISTRATOR, "wrong");
    await page.getByRole("button", { name: "Register the tool" }).click();
    await page.getByText("What you have filled in is kept").waitFor();
    await fillIn(page);
    await page.getByRole("button", { name: "Register the tool" }).click();
    await page.waitForURL("**/tools/quay.io/prometheus/busybox*");
    assert.equal(await page.locator(".description").innerText(), "Two\nlines");
    await leave();
  });
});
