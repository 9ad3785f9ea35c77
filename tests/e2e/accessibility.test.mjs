// axe finds nothing on any page, light and dark, and at 320 pixels nothing scrolls sideways.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { archiveTool, axeViolations, ECR_HOST, fillIn, makeAccount, registerTool, site, waitForIssue } from "./harness.mjs";

const here = site({ options: ["--demo"] });
before(async () => {
  await here.start();
  await registerTool(here, {
    image: `${ECR_HOST}/test_namespace/a_rather_long_repository_name/test_image:1.0`,
    tool_name: "md5sum",
    visibility: "private",
    contact_email: "tools@example.org",
    description: "Checks a sum. ".repeat(20),
    source_url: "https://github.com/example/a-rather-long-repository-name-that-has-to-wrap-somewhere",
  });
  await makeAccount(`${here.server.url}/sign-up`, "grace");
  await registerTool(here, { image: "quay.io/example/archived:1" });
  await archiveTool(here, "quay.io/example/archived");
});
after(here.stop);

const TOOL = `${ECR_HOST}/_/test_namespace/a_rather_long_repository_name/test_image/md5sum`;

async function mistakes(page) {
  await page.locator("#image").fill(`docker pull ${ECR_HOST}/Test_Namespace/a_rather_long_name/test image`);
  await page.locator("#contact_email").fill("nobody");
  await page.locator("#source_url").fill("ftp://x");
  await page.getByRole("button", { name: "Register the tool" }).click();
  await page.locator(".wharfinger-summary").waitFor();
}

/** Pastes an output and has it explained. */
function explain(output) {
  return async (page) => {
    await page.getByLabel("The output").fill(output);
    await page.getByRole("button", { name: "Explain it" }).click();
    await page.locator("#cause-title, main .notice").first().waitFor();
  };
}

const CWLTOOL = `INFO ['docker', 'pull', '${ECR_HOST}/test_namespace/a_rather_long_repository_name/test_image:1.0']
ERROR Docker is required to run this tool: Command '['docker', 'pull', '${ECR_HOST}/test_namespace/a_rather_long_repository_name/test_image:1.0']' returned non-zero exit status 1.`;

const PAGES = [
  ["home", "/"],
  ["nothing found", "/?q=samtolls"],
  ["register", "/register"],
  ["register with a preview", `/register?image=${ECR_HOST}/team/tool:1`],
  ["register with mistakes", "/register", mistakes],
  ["tool", `/tools/${TOOL}`],
  ["tool, just registered", `/tools/${TOOL}?done=registered`],
  ["edit", `/edit/${TOOL}`],
  [
    "edit with a mistake",
    `/edit/${TOOL}`,
    async (page) => {
      await page.getByLabel("Public", { exact: true }).check();
      await waitForIssue(page, "visibility", "privacy.registry_is_private");
    },
  ],
  ["edit, archived", "/edit/quay.io/example/archived"],
  ["registries", "/registries"],
  ["diagnose", "/diagnose"],
  ["diagnose, nothing found", "/diagnose", explain("all is well")],
  ["diagnose, explained", "/diagnose", explain(`docker login -p hunter22 quay.io\n${CWLTOOL}\nno basic auth credentials`)],
  ["cause of a failed pull", "/codes/pull.no_grant"],
  ["rules", "/codes"],
  ["rule", "/codes/privacy.registry_is_private"],
  ["account", "/account"],
  ["device", "/device"],
  ["device, let in", "/device?done=approved"],
  ["device, no such code", "/device?user_code=BCDF-GHJK"],
  ["device, who asks", "/device", async (page) => {
    const asked = await fetch(`${here.server.url}/oauth/device_authorization`, {
      method: "POST",
      body: new URLSearchParams({ client_id: "wharfinger-cli", machine: "a-rather-long-name-of-a-machine.".repeat(3) }),
    });
    await page.getByLabel("Code", { exact: true }).fill((await asked.json()).user_code);
    await page.getByRole("button", { name: "Show who asks" }).click();
    await page.getByRole("button", { name: "Let it in" }).waitFor();
  }],
  ["account with mistakes", "/account", async (page) => {
    await page.getByRole("button", { name: "Make the token" }).evaluate((button) => { button.form.noValidate = true; });
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.getByRole("alert").waitFor();
  }],
  ["account with a token", "/account", async (page) => {
    await page.getByLabel("Name", { exact: true }).fill("a program");
    await page.getByLabel("Administration", { exact: true }).check();
    await page.getByRole("button", { name: "Make the token" }).click();
    await page.locator("#made").waitFor();
  }],
  ["accounts", "/accounts"],
  ["an account", "/accounts/operator"],
  ["audit log", "/audit"],
  ["tools without a maintainer", "/unmaintained"],
  ["mail that was given up", "/given-up-mail"],
  ["a link to a password", "/accounts/grace", async (page) => {
    await page.getByRole("button", { name: "Make a link to set the password" }).click();
    await page.locator("#made").waitFor();
  }],
  ["address confirmed", "/verified"],
  ["not found", "/nowhere"],
];
const SIGNED_OUT = [
  ["diagnose, signed out", "/diagnose", explain(CWLTOOL)],
  ["sign-in", "/sign-in"],
  ["sign-in refused", "/sign-in", async (page) => {
    await fillIn(page, "nobody", "wrong");
    await page.locator("main").getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
  }],
  ["register, signed out", "/register"],
  ["sign-up", "/sign-up"],
  ["sign-up refused", "/sign-up", async (page) => {
    await fillIn(page, "Grace", "short");
    await page.getByRole("button", { name: "Make the account" }).click();
    await page.getByRole("alert").waitFor();
  }],
  ["forgotten password, where no mail is sent", "/forgot-password"],
  ["a link that works no more", "/password/whf_lnk_"],
];
const LOOKS = {
  light: { colorScheme: "light" },
  dark: { colorScheme: "dark" },
  "320 pixels": { viewport: { width: 320, height: 640 } },
  "320 pixels, dark": { viewport: { width: 320, height: 640 }, colorScheme: "dark" },
  "forced colours": { forcedColors: "active" },
};

for (const [look, options] of Object.entries(LOOKS)) {
  describe(look, () => {
    for (const [pages, isSignedIn] of [[PAGES, true], [SIGNED_OUT, false]]) {
      for (const [name, path, act] of pages) {
        test(name, async () => {
          const { page, leave } = isSignedIn ? await here.visitSignedIn(options) : await here.visit(options);
          await page.emulateMedia({ reducedMotion: "reduce" });
          await page.goto(path);
          await act?.(page);
          assert.deepEqual(await axeViolations(page), []);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(overflow <= 0, `${overflow} pixels too wide`);
          await leave();
        });
      }
    }
  });
}
