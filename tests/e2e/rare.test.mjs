// Pages that are seldom seen, with something on them: mail that was given up, tools that nobody answers for.

import { after, before, test } from "node:test";
import { heading, main, press } from "./demo.mjs";
import { assertSound, ECR_HOST, makeAccount, site } from "./harness.mjs";
import { REFUSED, startSmtp } from "./smtp.mjs";

const smtp = await startSmtp();
const here = site({
  options: ["--smtp-url", `smtp://127.0.0.1:${smtp.port}?tls=none`, "--mail-from", "Wharfinger <no-reply@example.org>"],
});

before(here.start);
after(async () => {
  await here.stop();
  await smtp.stop();
});

test("mail that was given up is listed and sent again", async () => {
  const names = ["grace", "a-rather-long-name-of-an-account-123456"];
  for (const name of names) await makeAccount(`${here.server.url}/sign-up`, name, `${name}@${REFUSED}`);
  const { page, leave } = await here.visitSignedIn();
  await page.goto("/given-up-mail");
  const again = main(page).getByRole("button", { name: /^Send again/ });
  for (let tries = 0; tries < 100 && (await again.count()) < names.length; tries += 1) await page.reload();
  await assertSound(page);
  await press(page, "Send all 2 again");
  await main(page).getByRole("status").waitFor();
  await assertSound(page);
  await leave();
});

test("tools are listed whose maintainers are all disabled", async () => {
  const grace = await here.visitSignedIn({}, "hedy");
  for (const image of ["quay.io/example/tool:1", `${ECR_HOST}/a_rather_long_namespace/a_rather_long_repository_name:1`]) {
    await grace.page.goto("/register");
    await grace.page.locator("#image").fill(image);
    if (image.startsWith(ECR_HOST)) {
      await grace.page.getByLabel("Private", { exact: true }).check();
      await grace.page.locator("#contact_email").fill("tools@example.org");
    }
    await press(grace.page, "Register the tool");
    await grace.page.getByText("The tool is registered.").waitFor();
  }
  await grace.leave();
  const { page, leave } = await here.visitSignedIn();
  await page.goto("/accounts/hedy");
  await press(page, "Disable it");
  await page.getByText("Disabled: it cannot sign in").waitFor();
  await assertSound(page);
  await page.goto("/unmaintained");
  await heading(page, "Tools without a maintainer");
  await main(page).getByRole("list", { name: "Tools" }).waitFor();
  await assertSound(page);
  await leave();
});
