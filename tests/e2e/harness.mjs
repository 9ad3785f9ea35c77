// The real server and a real browser, for the tests beside this file.
//
// WHARFINGER names the server's binary (otherwise the newest of target/release and target/debug),
// CHROMIUM the browser. Every test waits for conditions, never for time.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Longest wait for a condition; generous, because machines that run tests are busy. */
const PATIENCE_MS = 20_000;

/** The operator's token, for what is set up through the API. */
export const TOKEN = "a-token-for-the-browser-tests";

/** The administrator that every site has, and everybody's password. */
export const ADMINISTRATOR = "ada";
export const PASSWORD = "correct horse battery staple";

/** The image of the Dockstore documentation, on private Amazon ECR. */
export const ECR_HOST = "312767926603.dkr.ecr.us-west-2.amazonaws.com";

export function binary() {
  if (process.env.WHARFINGER) return process.env.WHARFINGER;
  const built = ["release", "debug"].map((profile) => join(ROOT, "target", profile, "wharfinger")).filter(existsSync);
  assert.notEqual(built.length, 0, "build the server first: cargo build");
  return built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

/** Starts a server over a database of its own; `options` are further arguments of `serve`, `environment`
 * further variables, or `undefined` ones to leave out; `port` is a free one unless it is given. */
export async function startServer({ options = [], config, port = 0, environment = {} } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "wharfinger-e2e-"));
  const args = ["serve", "--listen", `127.0.0.1:${port}`, "--database", `sqlite:${join(folder, "tools.db")}`, ...options];
  if (config) {
    await writeFile(join(folder, "config.json"), JSON.stringify(config));
    args.push("--config", join(folder, "config.json"));
  }
  const child = spawn(binary(), args, {
    cwd: folder,
    env: { ...process.env, WHARFINGER_OPERATOR_TOKEN: TOKEN, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = [];
  let welcome;
  const url = await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        said.push(line);
        welcome ??= /Open (http:\S+\/welcome\/\S+)/.exec(line)?.[1];
        const found = /Listening on (http:\S+)/.exec(line);
        if (found) resolve(found[1].replace(/\/$/, ""));
      });
    }
    child.on("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said.join("\n")}`)));
    child.on("error", reject);
  });
  return {
    url,
    /** The address at which the first administrator makes their account. */
    welcome,
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}

/** Makes an account at a page of the server, as its form does. */
export async function makeAccount(address, name, email = "") {
  const { origin } = new URL(address);
  const response = await fetch(address, {
    method: "POST",
    headers: { origin },
    body: new URLSearchParams({ name, email, password: PASSWORD }),
    redirect: "manual",
  });
  assert.equal(response.status, 303, await response.text());
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A server and a browser for the tests of one file: `before(site.start)`, `after(site.stop)`. It has an
 * administrator unless `settings.administrator` is false. */
export function site(settings = {}) {
  const accounts = new Set([ADMINISTRATOR]);
  const site = {
    async start() {
      [site.server, site.browser] = await Promise.all([startServer(settings), startBrowser()]);
      if (settings.administrator !== false) await makeAccount(site.server.welcome, ADMINISTRATOR);
    },
    async stop() {
      await site.browser?.close();
      await site.server?.stop();
    },
    /** A visitor with a browser profile of their own; `look` are options of the profile. */
    async visit(look = {}) {
      const context = await site.browser.newContext({
        baseURL: site.server.url,
        viewport: { width: 1180, height: 900 },
        ...look,
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const complaints = [];
      const requests = [];
      page.on("pageerror", (error) => complaints.push(`script: ${error}`));
      page.on("console", (message) => {
        // A refused form answers 401, 409 or 422, which the console reports as if it were a fault.
        if (["error", "warning"].includes(message.type()) && !/status of 4\d\d/.test(message.text())) {
          complaints.push(`console: ${message.text()}`);
        }
      });
      page.on("requestfailed", (request) => {
        // Leaving a page gives up what it was still loading, such as its icon.
        const reason = request.failure()?.errorText;
        // Without scripts Chromium blocks their preloads, and says that the policy did.
        const isUnwanted = look.javaScriptEnabled === false && reason === "csp";
        if (reason !== "net::ERR_ABORTED" && !isUnwanted) complaints.push(`request: ${request.url()} ${reason}`);
      });
      page.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
      return {
        page,
        context,
        requests,
        /** Ends the visit; the browser must not have complained, of the content policy or else. */
        async leave() {
          await context.close();
          assert.deepEqual(complaints, []);
        },
      };
    },
    /** A visitor who is signed in: the administrator, or somebody with an account of this name. */
    async visitSignedIn(look = {}, name = ADMINISTRATOR) {
      if (!accounts.has(name)) {
        await makeAccount(`${site.server.url}/sign-up`, name);
        accounts.add(name);
      }
      const visit = await site.visit(look);
      await signIn(visit.page, name);
      return visit;
    },
  };
  return site;
}

export async function signIn(page, name = ADMINISTRATOR) {
  await page.goto("/sign-in");
  await fillIn(page, name);
  await page.locator("main").getByRole("button", { name: "Sign in" }).click();
  await nameButton(page, name).waitFor();
}

/** What shows that somebody is signed in, and opens the menu of what is theirs. */
export function nameButton(page, name) {
  return page.getByRole("button", { name: `Your menu, ${name}`, exact: true });
}

/** Goes where a link of that menu leads. */
export async function goByMenu(page, name, link) {
  await nameButton(page, name).click();
  await page.getByRole("link", { name: link, exact: true }).click();
}

/** Signs out, as people do. */
export async function signOut(page, name = ADMINISTRATOR) {
  await nameButton(page, name).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
}

/** Gives a name and a password, where a page asks for them. */
export async function fillIn(page, name = ADMINISTRATOR, password = PASSWORD) {
  await page.getByLabel("Account name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
}

/** The issues that are drawn about a field. */
export function issues(page, field) {
  return page.locator(`[data-issues="${field}"] .wharfinger-issue`);
}

/** Waits until a field has an issue with this code. */
export async function waitForIssue(page, field, code) {
  await page.locator(`[data-issues="${field}"] .wharfinger-issue[data-code="${code}"]`).first().waitFor();
}

/** Waits until a field has no error. */
export async function waitForMended(page, field) {
  const errors = page.locator(`[data-issues="${field}"] .wharfinger-issue.wharfinger-error`);
  await errors.first().waitFor({ state: "detached" });
}

/** Notes what axe looks at where `WHARFINGER_LOOKS` names a file: `looks.mjs` misses the other pages. */
async function noteLook(page) {
  const file = process.env.WHARFINGER_LOOKS;
  if (!file) return;
  const look = await page.evaluate(() => ({
    path: location.pathname,
    status: performance.getEntriesByType("navigation")[0].responseStatus,
    isDark: matchMedia("(prefers-color-scheme: dark)").matches,
    isNarrow: innerWidth <= 320,
  }));
  await appendFile(file, `${JSON.stringify(look)}\n`);
}

/** What axe has against the page, as lines. */
export async function axeViolations(page) {
  await noteLook(page);
  const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(source);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

/** Goes on with the tabulator until a control with this id or this text has the focus. */
export async function tabTo(page, target) {
  for (let presses = 0; presses < 80; presses += 1) {
    const isThere = await page.evaluate((target) => {
      const { id, textContent } = document.activeElement ?? {};
      return id === target || textContent?.trim() === target;
    }, target);
    if (isThere) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${target} cannot be reached with the keyboard`);
}

/** That the page as it is passes axe and does not scroll sideways: light, dark, and 320 pixels wide. */
export async function assertSound(page, name = page.url()) {
  const size = page.viewportSize();
  for (const [colorScheme, width] of [["dark", size.width], ["light", 320], ["light", size.width]]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ ...size, width });
    assert.deepEqual(await axeViolations(page), [], `${name}, ${colorScheme}, ${width} pixels`);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(overflow <= 0, `${name}: ${overflow} pixels too wide for ${width}`);
  }
}

/** Registers a tool through the API, for tests that need one to be there. */
export async function registerTool(site, draft) {
  const response = await fetch(`${site.server.url}/api/v1/tools`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(draft),
  });
  assert.equal(response.status, 201, await response.clone().text());
  return response.json();
}

/** Archives a tool through the API. */
export async function archiveTool(site, path) {
  const response = await fetch(`${site.server.url}/api/v1/tools/${path}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", "if-match": "*" },
    body: JSON.stringify({ archived: true }),
  });
  assert.equal(response.status, 200, await response.text());
}
