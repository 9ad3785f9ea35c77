// `wharfinger login`: the program on one side, a browser on the other.

import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { axeViolations, site } from "./harness.mjs";
import { machine } from "./machine.mjs";

const here = site();
before(here.start);
after(here.stop);

const status = async (token) => {
  const response = await fetch(`${here.server.url}/api/v1/tools`, { headers: { authorization: `Bearer ${token}` } });
  return response.status;
};

describe("a machine", () => {
  test("is let in by the code that is typed, and logged out again", async () => {
    const laptop = await machine();
    const visit = await here.visitSignedIn({}, "tina");
    const { page } = visit;
    const login = laptop.run("login", here.server.url, "--name", "tina's laptop");
    const code = await login.code;
    await page.goto("/device");
    await page.getByLabel("Code", { exact: true }).fill(code.replace("-", " ").toLowerCase());
    await page.getByRole("button", { name: "Show who asks" }).click();
    await page.getByRole("heading", { name: "Let this machine in?" }).waitFor();
    await page.getByText("tina's laptop").waitFor();
    await page.getByText("Yours, too").waitFor();
    assert.deepEqual(await axeViolations(page), []);
    await page.getByRole("button", { name: "Let it in" }).click();
    await page.getByText("The machine is let in").waitFor();
    const { exit, stdout, stderr } = await login.ended;
    assert.deepEqual([exit, stdout], [0, ""], stderr);
    assert.match(stderr, /Logged in at \S+ as tina; the token ends on \d{4}-\d\d-\d\d$/);

    assert.equal((await stat(laptop.file)).mode & 0o777, 0o600);
    const { token, account } = (await laptop.credentials()).servers[here.server.url];
    assert.equal(account, "tina");
    assert.equal(await status(token), 200);
    const standing = await laptop.run("login", "--status").ended;
    assert.equal(standing.exit, 0);
    assert.match(standing.stdout, /^http:\S+\ttina\t\S+\tworks$/);

    await page.goto("/account");
    await page.getByText("tina's laptop", { exact: true }).waitFor();
    const logout = await laptop.run("logout").ended;
    assert.equal(logout.exit, 0, logout.stderr);
    assert.deepEqual((await laptop.credentials()).servers, {});
    assert.equal(await status(token), 401);
    await page.reload();
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    assert.equal(await page.getByText("tina's laptop").count(), 0);
    await visit.leave();
    await laptop.gone();
  });

  test("is let in by the address with the code, without scripts, by somebody who signs in on the way", async () => {
    const laptop = await machine();
    const visit = await here.visit({ javaScriptEnabled: false });
    const { page } = visit;
    await here.visitSignedIn({}, "sam").then((other) => other.leave());
    const login = laptop.run("login", here.server.url);
    await page.goto(`/device?user_code=${await login.code}`);
    await page.getByLabel("Account name").fill("sam");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery staple");
    await page.locator("main").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Let it in" }).click();
    await page.getByText("The machine is let in").waitFor();
    assert.equal((await login.ended).exit, 0);
    const before = (await laptop.credentials()).servers[here.server.url].token;
    // Logged in once more, the old token is of no use to anybody.
    const again = laptop.run("login");
    await page.goto(`/device?user_code=${await again.code}`);
    await page.getByRole("button", { name: "Let it in" }).click();
    assert.equal((await again.ended).exit, 0);
    assert.equal(await status(before), 401);
    assert.equal(await status((await laptop.credentials()).servers[here.server.url].token), 200);
    await visit.leave();
    await laptop.gone();
  });

  test("is refused", async () => {
    const laptop = await machine();
    const visit = await here.visitSignedIn({}, "sam");
    const { page } = visit;
    const login = laptop.run("login", here.server.url);
    await page.goto(`/device?user_code=${await login.code}`);
    await page.getByRole("button", { name: "Refuse" }).click();
    await page.getByText("The machine is refused").waitFor();
    const { exit, stderr } = await login.ended;
    assert.equal(exit, 1);
    assert.match(stderr, /error: `\S+` refused: whoever has read the code refused this machine$/);
    assert.equal((await laptop.run("login", "--status").ended).exit, 1);
    await visit.leave();
    await laptop.gone();
  });

  test("gives up when it is told to", async () => {
    const laptop = await machine();
    const login = laptop.run("login", here.server.url);
    await login.code;
    login.child.kill("SIGINT");
    const { exit, stderr } = await login.ended;
    assert.equal(exit, 130);
    assert.match(stderr, /Stopped; this machine was not logged in$/);
    await assert.rejects(laptop.credentials());
    await laptop.gone();
  });
});
