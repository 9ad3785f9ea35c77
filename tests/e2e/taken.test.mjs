// That a tool path is taken is said before the form is sent, where the server can say so; it never keeps
// anybody from sending it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, registerTool, signIn, site, waitForIssue } from "./harness.mjs";

const here = site();
const TAKEN = "quay.io/coreos/etcd";
const LOOK_UP = "**/api/v1/tools/**";

before(async () => {
  await here.start();
  await registerTool(here, { image: `${TAKEN}:v3.5.0` });
});
after(here.stop);

async function form(look) {
  const visit = await here.visit(look);
  const { page } = visit;
  await page.goto("/register");
  return {
    ...visit,
    line: page.locator("#image"),
    notice: page.locator("[data-taken]"),
    asked: () => visit.requests.filter((request) => request.includes("/api/")),
    verdict: (text) => page.locator("[data-status]").getByText(text, { exact: true }).waitFor(),
  };
}

test("a path that is taken is said politely, with the tool that has it, and the form can be sent", async () => {
  const { page, line, notice, verdict, leave } = await form();
  await line.pressSequentially(`${TAKEN}:v3.6.0`);
  await verdict("The rules find nothing wrong with it, but its tool path is taken.");
  assert.equal(await notice.getAttribute("role"), "status");
  assert.match(await notice.textContent(), /^A tool is already registered as quay\.io\/coreos\/etcd, opens in a new tab\. Update that tool/);
  await assertSound(page, "a taken path");
  const [tool] = await Promise.all([page.waitForEvent("popup"), notice.getByRole("link", { name: TAKEN }).click()]);
  await tool.getByRole("heading", { name: TAKEN, level: 1 }).waitFor();
  await tool.close();

  // Another name is another path.
  await page.locator("#tool_name").fill("etcdctl");
  await verdict("The rules find nothing wrong with it, and its tool path is free.");
  assert.equal(await notice.innerHTML(), "");

  await page.locator("#tool_name").fill("");
  await verdict("The rules find nothing wrong with it, but its tool path is taken.");
  await signIn(page);
  await page.goto(`/register?image=${TAKEN}:v3.6.0`);
  await notice.getByRole("link").waitFor();
  await page.getByRole("button", { name: "Register the tool" }).click();
  await waitForIssue(page, "tool_name", "tool_path.conflict");
  // The page says it once, in the server's words.
  assert.equal(await notice.innerHTML(), "");
  await leave();
});

test("one question is asked for each pause, about a draft with nothing wrong", async () => {
  const { page, line, asked, verdict, leave } = await form();
  await line.fill("docker pull quay.io/coreos/flannel");
  await line.pressSequentially(":v1");
  await page.getByRole("button", { name: "Keep quay.io/coreos/flannel:v1" }).click();
  await verdict("The rules find nothing wrong with it, and its tool path is free.");
  const ofPath = `GET ${here.server.url}/api/v1/tools/quay.io/coreos/flannel`;
  assert.deepEqual(asked(), [ofPath]);
  // Neither the tag nor a description is in the path.
  await line.press("End");
  await line.pressSequentially("2");
  await page.locator("#description").pressSequentially("An overlay network");
  await verdict("The rules find nothing wrong with it, and its tool path is free.");
  assert.deepEqual(asked(), [ofPath]);
  await leave();
});

test("an answer about a path that was typed on is neither waited for nor shown", async () => {
  const { page, line, notice, verdict, leave } = await form();
  const held = [];
  await page.route(LOOK_UP, (route) => {
    if (route.request().url().endsWith(TAKEN)) held.push(route);
    else route.continue();
  });
  const first = page.waitForRequest(LOOK_UP);
  await line.fill(TAKEN);
  const request = await first;
  const givenUp = page.waitForEvent("requestfailed", (failed) => failed === request);
  await line.press("End");
  await line.pressSequentially("ctl");
  await givenUp;
  await verdict("The rules find nothing wrong with it, and its tool path is free.");
  assert.equal(held.length, 1);
  assert.equal(await notice.innerHTML(), "");
  await leave();
});

test("where the server does not answer nothing is said, and the form is sent all the same", async () => {
  const { page, line, notice, verdict, leave } = await form();
  await signIn(page);
  await page.goto("/register");
  await page.route(LOOK_UP, (route) => route.fulfill({ status: 429, body: "" }));
  const answered = page.waitForResponse(LOOK_UP);
  await line.fill(TAKEN);
  await answered;
  await verdict("The rules find nothing wrong with it.");
  assert.equal(await notice.innerHTML(), "");
  await page.unroute(LOOK_UP);
  // As where there is no network.
  await page.route(LOOK_UP, (route) => route.abort("aborted"));
  const failed = page.waitForEvent("requestfailed");
  await page.locator("#tool_name").fill("ctl");
  await failed;
  await verdict("The rules find nothing wrong with it.");
  await page.getByRole("button", { name: "Register the tool" }).click();
  await page.waitForURL(`**/tools/${TAKEN}/ctl*`);
  await leave();
});

test("whoever comes back from the tool that was registered is told that it has the path", async () => {
  const { page, line, notice, verdict, leave } = await form();
  await signIn(page);
  await page.goto("/register");
  await line.fill("quay.io/prometheus/prometheus:v3");
  await verdict("The rules find nothing wrong with it, and its tool path is free.");
  await page.getByRole("button", { name: "Register the tool" }).click();
  await page.getByText("The tool is registered.").waitFor();
  await page.goBack();
  await verdict("The rules find nothing wrong with it, but its tool path is taken.");
  await notice.getByRole("link", { name: "quay.io/prometheus/prometheus" }).waitFor();
  await leave();
});

test("a tool that is edited keeps its path, so nothing is asked", async () => {
  const { page, requests, verdict, leave } = await form();
  await signIn(page);
  await page.goto(`/tools/${TAKEN}`);
  await page.getByRole("link", { name: "Edit the tool" }).click();
  await page.locator("#description").fill("A key-value store");
  await verdict("The rules find nothing wrong with it.");
  await page.getByRole("button", { name: "Save the changes" }).click();
  await page.getByText("A key-value store").waitFor();
  assert.deepEqual(requests.filter((request) => request.includes("/api/")), []);
  await leave();
});
