// The form entry in a real browser, under a strict content security policy.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import axe from "axe-core";
import { chromium } from "playwright-core";
import { packageFolder } from "./packed.mjs";

const ECR = "312767926603.dkr.ecr.us-west-2.amazonaws.com";

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Register</title><script type="module" src="/page.js"></script></head>
<body><main><h1>Register</h1>
<form action="/sent" method="get">
  <p><label for="image">Image</label> <input id="image" name="image" aria-describedby="hint"> <span id="hint">As you pull it</span></p>
  <p><label>Tool name <input name="tool_name"></label></p>
  <fieldset><legend>Who can pull it?</legend>
    <label><input type="radio" name="visibility" value="public" checked> Everybody</label>
    <label><input type="radio" name="visibility" value="private"> On request</label>
  </fieldset>
  <p><label>Contact <input name="contact_email" type="email"></label></p>
  <p><label><input name="terms" type="checkbox" required> I may publish it</label></p>
  <button>Register</button> <button formnovalidate name="draft" value="1">Save</button> <button type="reset">Clear</button>
</form></main></body></html>`;

const SCRIPT = `
import { enhanceForm } from "/form.js";
window.events = [];
const form = document.querySelector("form");
for (const name of ["check", "fix", "refuse"]) {
  form.addEventListener("wharfinger:" + name, ({ detail }) => events.push([name, detail]));
}
window.enhanced = enhanceForm(form);
`;

const ACCESS = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Ask</title><script type="module" src="/access.js"></script></head>
<body><main><h1>Ask</h1>
<form action="/sent" method="get">
  <p><label for="principal">Whom to let in</label> <input id="principal" name="principal"></p>
  <p><label for="reason">Reason</label> <textarea id="reason" name="reason"></textarea></p>
  <p><label>Note <input name="image" value="not an image"></label></p>
  <button>Ask</button>
</form></main></body></html>`;

const ACCESS_SCRIPT = `
import { enhanceForm } from "/form.js";
window.enhanced = enhanceForm(document.querySelector("form"), { accessTo: "${ECR}" });
`;

const FILES = {
  "/": ["text/html", PAGE],
  "/access": ["text/html", ACCESS],
  "/access.js": ["text/javascript", ACCESS_SCRIPT],
  "/sent": ["text/html", "<!doctype html><title>Sent</title>"],
  "/page.js": ["text/javascript", SCRIPT],
  ...Object.fromEntries(
    ["form.js", "index.js"].map((name) => [`/${name}`, ["text/javascript", readFileSync(join(packageFolder, "dist", name))]]),
  ),
};

const server = createServer((request, response) => {
  const [type, body] = FILES[new URL(request.url, "http://x").pathname] ?? ["text/plain", ""];
  response.setHeader("content-type", type);
  response.setHeader("content-security-policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
  response.end(body);
});

let browser;
let page;
let address;
let complaints;

before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}/`;
  const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
});

after(async () => {
  await browser?.close();
  server.close();
});

beforeEach(async () => {
  await page?.close();
  page = await browser.newPage();
  complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(address);
  await page.waitForFunction(() => window.enhanced);
});

const issues = () => page.locator(".wharfinger-message").allTextContents();
const image = () => page.locator("#image");
const fix = (label) => page.getByRole("button", { name: label });

test("an untouched form shows nothing, and the browser knows that it is not valid", async () => {
  await image().focus();
  await page.keyboard.press("Tab");
  assert.deepEqual(await issues(), []);
  assert.equal(await image().evaluate((control) => control.validity.customError), true);
  assert.deepEqual(complaints, []);
});

test("a field that was left shows its issues, marks and all", async () => {
  await image().fill("https://ghcr.io/Org/tool:1");
  await image().blur();
  assert.equal((await issues()).length, 2);
  assert.deepEqual(await page.locator(".wharfinger-marked mark").allTextContents(), ["https://", "Org"]);
  assert.equal(await image().getAttribute("aria-invalid"), "true");
  const described = await image().getAttribute("aria-describedby");
  assert.match(described, /^hint \S+$/);
  assert.match(await page.locator("[role=status]").textContent(), /^Image: /);
});

test("fixes are typed: the value changes, undo takes it back, the field keeps the focus", async () => {
  await image().fill("https://ghcr.io/Org/tool:1");
  await image().blur();
  await page.locator(".wharfinger-fix").first().click();
  await page.locator(".wharfinger-fix").first().click();
  assert.equal(await image().inputValue(), "ghcr.io/org/tool:1");
  assert.deepEqual(await issues(), []);
  assert.equal(await image().getAttribute("aria-invalid"), null);
  assert.equal(await image().getAttribute("aria-describedby"), "hint");
  assert.equal(await page.evaluate(() => document.activeElement.id), "image");
  await page.keyboard.press("Control+z");
  assert.equal(await image().inputValue(), "ghcr.io/Org/tool:1");
  await page.keyboard.press("Control+z");
  assert.equal(await image().inputValue(), "https://ghcr.io/Org/tool:1");
  const fixes = await page.evaluate(() => events.filter(([name]) => name === "fix").length);
  assert.equal(fixes, 2);
});

test("a judged field follows every keystroke; healed, it waits until it is left", async () => {
  await image().fill("ghcr.io/org/tool:-1");
  await image().blur();
  const before = await issues();
  assert.equal(before.length, 1);
  await image().focus();
  await page.keyboard.press("End");
  for (let presses = 0; presses < 2; presses++) await page.keyboard.press("Backspace");
  await page.keyboard.type("1");
  assert.deepEqual(await issues(), []);
  await page.keyboard.type(":");
  assert.deepEqual(await issues(), []);
  await image().blur();
  assert.equal((await issues()).length, 1);
  assert.equal(await image().inputValue(), "ghcr.io/org/tool:1:");
});

test("what is chosen is judged with the text it depends on, and mended across fields", async () => {
  await image().fill(`${ECR}/md5sum:1`);
  await image().blur();
  const group = page.locator("fieldset");
  assert.match(await group.textContent(), /must be private/);
  assert.ok(await group.getAttribute("aria-describedby"));
  await group.locator(".wharfinger-fix").click();
  assert.equal(await page.locator("[value=private]").isChecked(), true);
  assert.equal(await group.locator(".wharfinger-issue").count(), 0);
});

test("a refused submit lists what is wrong, goes there, and stays true while it is mended", async () => {
  await image().fill("ghcr.io/Org/tool:1");
  await page.getByRole("button", { name: "Register" }).click();
  const summary = page.locator(".wharfinger-summary");
  assert.equal(await summary.isVisible(), true);
  assert.equal(await page.evaluate(() => document.activeElement.className), "wharfinger-summary");
  // Ours, and the check box that only the browser knows about.
  assert.equal(await summary.getByRole("link").count(), 2);
  await summary.getByRole("link").first().click();
  const selected = await image().evaluate((control) => control.value.slice(control.selectionStart, control.selectionEnd));
  assert.equal(selected, "Org");
  await page.locator(".wharfinger-fix").first().click();
  assert.equal(await summary.getByRole("link").count(), 1);
  await page.getByLabel("I may publish it").check();
  await page.getByRole("button", { name: "Register" }).click();
  await page.waitForURL("**/sent?*");
  assert.match(page.url(), /image=ghcr.io%2Forg%2Ftool%3A1/);
});

test("pressing the button of an unfinished field submits at the first press", async () => {
  await page.getByLabel("I may publish it").check();
  await image().fill("ghcr.io/org/tool:1");
  await page.getByRole("button", { name: "Register" }).click();
  await page.waitForURL("**/sent?*");
});

test("a button without validation sends the form as it is", async () => {
  await image().fill("not an image");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL("**/sent?*");
});

test("an address control, which has no selection, is mended too", async () => {
  const contact = page.getByLabel("Contact");
  await contact.fill("mailto:ada@example.org");
  await contact.blur();
  await page.locator(".wharfinger-fix").first().click();
  assert.equal(await contact.inputValue(), "ada@example.org");
  await page.keyboard.press("Control+z");
  assert.equal(await contact.inputValue(), "mailto:ada@example.org");
});

test("a button that Tab leads to stays, though leaving the field says more", async () => {
  await page.focus("#image");
  await page.keyboard.type("docker pull Nginx");
  await page.keyboard.press("Tab");
  assert.equal(await page.locator(".wharfinger-issue").count(), 2);
  assert.equal(await page.locator(":focus").textContent(), "Keep Nginx");
  await page.keyboard.press("Enter");
  assert.equal(await page.inputValue("#image"), "Nginx");
});

test("everything works from the keyboard", async () => {
  await image().focus();
  await page.keyboard.type("ghcr.io/Org/tool:1");
  await page.keyboard.press("Tab");
  await page.locator(".wharfinger-fix").first().focus();
  await page.keyboard.press("Enter");
  assert.equal(await image().inputValue(), "ghcr.io/org/tool:1");
  await page.keyboard.press("Enter");
  assert.equal(await page.locator(".wharfinger-summary a").count(), 1);
});

test("a reset forgets", async () => {
  await image().fill("ghcr.io/Org/tool:1");
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByRole("button", { name: "Clear" }).click();
  assert.deepEqual(await issues(), []);
  assert.equal(await page.locator(".wharfinger-summary").isVisible(), false);
});

test("a fix that no longer fits is not applied", async () => {
  await image().fill("ghcr.io/Org/tool:1");
  await image().blur();
  await image().evaluate((control) => (control.value = "ghcr.io/other/tool:1"));
  await page.locator(".wharfinger-fix").first().click();
  assert.equal(await image().inputValue(), "ghcr.io/other/tool:1");
  assert.deepEqual(await issues(), []);
});

test("messages are text, whatever is typed", async () => {
  await image().fill("<img src=x onerror=alert(1)>");
  await image().blur();
  assert.equal(await page.locator("form img").count(), 0);
  assert.ok((await issues()).length > 0);
});

test("axe finds nothing in a form full of issues", async () => {
  await image().fill("https://ghcr.io/Org/tool:1");
  await page.getByRole("button", { name: "Register" }).click();
  // Run through the debugger, which the policy does not bind.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), []);
});

test("destroying leaves the form as it was", async () => {
  await page.evaluate(() => enhanced.destroy());
  await page.goto(address);
  await page.waitForFunction(() => window.enhanced);
  const html = () => page.locator("form").evaluate((form) => form.outerHTML.replaceAll(/ id="wharfinger-\d+"/g, ""));
  await page.evaluate(() => enhanced.destroy());
  const plain = await html();
  await page.evaluate(async () => {
    const { enhanceForm } = await import("/form.js");
    window.enhanced = enhanceForm(document.querySelector("form"));
  });
  await image().fill("ghcr.io/Org/tool:1");
  await page.getByRole("button", { name: "Register" }).click();
  await page.evaluate(() => enhanced.destroy());
  assert.equal(await html(), plain);
  assert.equal(await image().evaluate((control) => control.validity.valid), true);
});

test("a field that the host leaves out of what the form means is not checked", async () => {
  const codes = await page.evaluate(async () => {
    const { enhanceForm } = await import("/form.js");
    enhanced.destroy();
    const form = document.querySelector("form");
    form.elements.tool_name.value = "no tool name";
    const meant = ({ tool_name, ...draft }) => draft;
    return [enhanceForm(form).report, enhanceForm(form, { meant }).report].map(({ issues }) => issues.map(({ field }) => field));
  });
  assert.ok(codes[0].includes("tool_name"));
  assert.ok(!codes[1].includes("tool_name"));
});

test("a form that asks for access is checked by the rules of its registry", async () => {
  await page.goto(`${address}access`);
  await page.waitForFunction(() => window.enhanced);
  await page.locator("#principal").fill("1111-2222-3333");
  await page.locator("#reason").focus();
  await page.getByRole("button", { name: "Write 111122223333" }).click();
  assert.equal(await page.locator("#principal").inputValue(), "111122223333");
  await page.getByRole("button", { name: "Ask" }).click();
  const summary = page.locator(".wharfinger-summary");
  assert.deepEqual(await summary.getByRole("link").allInnerTexts(), ["no reason is given"]);
  await page.locator("#reason").fill("Project 17.");
  await page.getByRole("button", { name: "Ask" }).click();
  await page.waitForURL("**/sent**");
});
