// Every other page: what it shows, where it leads, what it says when there is nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ADMINISTRATOR, ECR_HOST, fillIn, registerTool, signOut, site, waitForIssue, waitForMended } from "./harness.mjs";

/** A registry whose texts have next to no place to break. */
const LONG = `${"long-".repeat(11)}label`;
const here = site({
  config: {
    registries: [
      {
        id: "our-registry",
        name: `Registry${"s".repeat(40)}`,
        host: `${LONG}.${LONG}.example.org`,
        visibility: "private",
        login: "docker login {host}",
      },
    ],
  },
});
before(async () => {
  await here.start();
  const { page, leave } = await here.visit();
  await page.goto("/");
  await page.getByText("The wharf is empty").waitFor();
  await page.getByRole("link", { name: "Register the first tool" }).click();
  await page.waitForURL("**/register");
  await leave();
  for (let number = 1; number <= 27; number += 1) {
    await registerTool(here, { image: `quay.io/example/tool-${number}:1`, description: `Tool number ${number}` });
  }
  await registerTool(here, {
    image: `${ECR_HOST}/test_namespace/test_image:1.0`,
    tool_name: "md5sum",
    visibility: "private",
    contact_email: "tools@example.org",
    description: "Checks a sum",
    source_url: "https://github.com/example/md5sum",
  });
});
after(here.stop);

test("tools are found by search, filters and pages", async () => {
  const { page, leave } = await here.visit();
  await page.goto("/");
  const paths = () => page.locator(".tool h3").allInnerTexts();
  assert.equal((await paths())[0], `${ECR_HOST}/_/test_namespace/test_image/md5sum`);
  const first = await paths();
  await page.getByRole("link", { name: "Next page" }).click();
  await page.getByRole("link", { name: "First page" }).waitFor();
  const second = await paths();
  assert.equal(new Set([...first, ...second]).size, 28);

  await page.goto("/");
  await page.keyboard.press("/");
  await page.keyboard.type("number 17");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/?q=number*");
  assert.deepEqual(await paths(), ["quay.io/example/tool-17"]);

  await page.goto("/");
  await page.getByLabel("Visibility").selectOption("private");
  await page.getByRole("button", { name: "Search" }).click();
  await page.waitForURL("**visibility=private**");
  assert.deepEqual(await paths(), [`${ECR_HOST}/_/test_namespace/test_image/md5sum`]);

  await page.getByLabel("Search tools").fill("samtolls");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByText("No tool matches").waitFor();
  await page.getByRole("link", { name: "Show all tools" }).click();
  await page.locator(".tool").first().waitFor();
  await leave();
});

test("a tool's page says how to pull it and keeps the contact to itself", async () => {
  const { page, leave } = await here.visit();
  await page.goto(`/tools/${ECR_HOST}/_/test_namespace/test_image/md5sum`);
  await page.getByRole("heading", { name: "Access" }).waitFor();
  await page.getByRole("link", { name: "https://github.com/example/md5sum" }).waitFor();
  const text = await page.locator("body").innerText();
  assert.ok(!text.includes("tools@example.org"));
  assert.equal(await page.getByRole("link", { name: "Edit the tool" }).count(), 0);
  await page.goto("/tools/quay.io/example/tool-3");
  const link = page.getByRole("link", { name: "Quay.io" });
  assert.equal(await link.getAttribute("href"), "https://quay.io/repository/example/tool-3");
  await leave();
});

test("the docker form of a path leads to the tool", async () => {
  const { page, leave } = await here.visit();
  await page.goto(`/tools/${ECR_HOST}/test_namespace/test_image/md5sum`);
  assert.ok(page.url().endsWith(`/tools/${ECR_HOST}/_/test_namespace/test_image/md5sum`));
  await leave();
});

test("a tool is edited under the same rules, archived and brought back", async () => {
  const { page, leave } = await here.visitSignedIn();
  await page.goto(`/tools/${ECR_HOST}/_/test_namespace/test_image/md5sum`);
  await page.getByRole("link", { name: "Edit the tool" }).click();
  await page.getByLabel("Public", { exact: true }).check();
  await waitForIssue(page, "visibility", "privacy.registry_is_private");
  await page.getByRole("button", { name: "Make the tool private" }).click();
  await waitForMended(page, "visibility");
  await page.locator("#description").fill("Checks a sum, better");
  await page.getByRole("button", { name: "Save the changes" }).click();
  await page.getByText("The changes are saved.").waitFor();
  assert.equal(await page.locator(".description").innerText(), "Checks a sum, better");

  await page.getByRole("link", { name: "Edit the tool" }).click();
  await page.getByRole("button", { name: "Archive the tool" }).click();
  await page.getByRole("heading", { name: "This tool is archived" }).waitFor();
  await page.getByRole("link", { name: "Edit the tool" }).click();
  await page.getByRole("button", { name: "Unarchive the tool" }).click();
  await page.getByText("The tool is listed again.").waitFor();
  await leave();
});

test("a change does not overwrite one that came in between", async () => {
  const one = await here.visitSignedIn();
  const other = await here.visitSignedIn();
  for (const { page } of [one, other]) await page.goto("/edit/quay.io/example/tool-1");
  for (const [{ page }, text] of [[one, "One"], [other, "Other"]]) {
    await page.locator("#description").fill(text);
    await page.getByRole("button", { name: "Save the changes" }).click();
  }
  await other.page.getByText("was changed since you opened this form").waitFor();
  assert.equal(await other.page.locator("#description").inputValue(), "Other");
  await other.page.getByRole("button", { name: "Save the changes" }).click();
  await other.page.getByText("The changes are saved.").waitFor();
  await one.leave();
  await other.leave();
});

test("editing asks to sign in, and leads back", async () => {
  const { page, leave } = await here.visit();
  await page.goto("/edit/quay.io/example/tool-2");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await fillIn(page, ADMINISTRATOR, "mistyped");
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  await fillIn(page);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Edit a tool" }).waitFor();
  await signOut(page);
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  await leave();
});

test("registries and rules are listed, each rule with its page", async () => {
  const { page, leave } = await here.visit();
  await page.goto("/registries");
  for (const name of ["Docker Hub", "Quay.io", "GitLab", "Seven Bridges", "Amazon ECR Public"]) {
    await page.getByRole("rowheader", { name }).first().waitFor();
  }
  await page.goto("/codes");
  await page.getByRole("link", { name: "privacy.registry_is_private" }).click();
  await page.getByText("Breaks it").waitFor();
  await leave();
});

test("the registries lose no column on a narrow screen", async () => {
  for (const width of [320, 700, 1060, 1180]) {
    const { page, leave } = await here.visit({ viewport: { width, height: 800 } });
    await page.goto("/registries");
    const hidden = await page.locator(".registries").evaluate((table) => {
      const { right } = table.parentElement.getBoundingClientRect();
      const cells = [...table.querySelectorAll("tbody th, tbody td")];
      return cells.filter((cell) => cell.scrollWidth > cell.clientWidth || cell.getBoundingClientRect().right > right + 1).map((cell) => cell.innerText);
    });
    assert.deepEqual(hidden, [], `${width} pixels`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${overflow} of ${width} pixels too wide`);
    // A table to whoever listens, however it is drawn.
    await page.getByRole("row", { name: /GitLab/ }).getByRole("cell", { name: "registry.gitlab.com", exact: true }).waitFor();
    await leave();
  }
});

test("rules and the audit log are cut nowhere", async () => {
  const { page, leave } = await here.visitSignedIn({ viewport: { width: 320, height: 800 } });
  for (const path of ["/codes", "/audit"]) {
    await page.goto(path);
    const cut = await page.locator(".tool p").evaluateAll((texts) =>
      texts.filter((text) => text.scrollHeight > text.clientHeight + 1).map((text) => text.innerText),
    );
    assert.deepEqual(cut, [], path);
  }
  await leave();
});

test("a refusal is a page with a way on", async () => {
  const { page, leave } = await here.visit();
  for (const [path, status] of [["/nowhere", 404], ["/tools/quay.io/a/b", 404], ["/codes/no.such", 404], ["/?visibility=secret", 400]]) {
    const response = await page.goto(path);
    assert.equal(response.status(), status, path);
    await page.getByRole("link", { name: "Find a tool" }).waitFor();
  }
  await leave();
});
