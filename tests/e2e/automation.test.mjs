// Access to Amazon ECR that the server gives itself, on the simulated AWS of the demo: from the AWS
// account to the end, with somebody who edits the policy by hand in between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSound, ECR_HOST, site } from "./harness.mjs";

const here = site({ options: ["--demo"] });
const TOOL = `${ECR_HOST}/_/md5sum`;
const ROLE = "arn:aws:iam::444455556666:role/pipeline";

before(here.start);
after(here.stop);

const main = (page) => page.locator("main");
const press = (page, name) => main(page).getByRole("button", { name, exact: true }).click();
const heading = (page, name) => main(page).getByRole("heading", { name, exact: true }).waitFor();

/** Loads a page again until it has a heading: the server works beside it. */
async function reloadUntil(page, name) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await main(page).getByRole("heading", { name, exact: true }).count()) return;
    await page.reload();
  }
  assert.fail(`${page.url()} never says “${name}”`);
}

test("an account is connected, access is given, lost, given again and ended", async () => {
  const ada = await here.visitSignedIn();
  const sam = await here.visitSignedIn({}, "sam");

  // Nobody maintains the demo's tools but the operator.
  await ada.page.goto(`/maintainers/${TOOL}`);
  await ada.page.locator("#account").fill("ada");
  await press(ada.page, "Add");
  await ada.page.getByText("The maintainer is added").waitFor();

  await ada.page.goto(`/tools/${TOOL}`);
  await main(ada.page).getByRole("link", { name: "Give access automatically" }).click();
  await ada.page.getByText("This is a simulated AWS account").waitFor();
  await press(ada.page, "Connect this account");
  await heading(ada.page, "The role");
  await assertSound(ada.page);
  await press(ada.page, "Check and turn on");
  await ada.page.getByText("the role does not let us in").first().waitFor();
  await assertSound(ada.page);
  const wizard = ada.page.url();
  await ada.page.goto("/demo/aws");
  await press(ada.page, "Make the role from the template");
  await ada.page.goto(wizard);
  await press(ada.page, "Check and turn on");
  await heading(ada.page, "It is on");
  await assertSound(ada.page);
  await ada.page.goto("/account/connections");
  await ada.page.getByText("Proven").first().waitFor();
  await assertSound(ada.page);

  await sam.page.goto(`/request/${TOOL}`);
  await sam.page.locator("#principal").fill(ROLE);
  await sam.page.locator("#reason").fill("Variant calling for project 17.");
  await press(sam.page, "Request access");
  await sam.page.getByText("Access is requested.").waitFor();
  const request = new URL(sam.page.url()).pathname;

  await ada.page.goto(request);
  await ada.page.getByText("What approving writes to").waitFor();
  assert.match(await ada.page.locator(".diff ins").allInnerTexts().then((lines) => lines.join("")), /role\/pipeline/);
  await assertSound(ada.page);
  await press(ada.page, "Approve");
  await sam.page.goto(request);
  await reloadUntil(sam.page, "In the repository’s policy");
  await heading(sam.page, "Pull it");
  await assertSound(sam.page);

  // Somebody takes our statements out, and leaves the others.
  await ada.page.goto("/demo/aws");
  const policy = ada.page.getByLabel("Policy", { exact: true });
  const written = JSON.parse(await policy.inputValue());
  const others = written.Statement.filter(({ Sid }) => !Sid.startsWith("Wharfinger1"));
  assert.ok(written.Statement.length > others.length && others.length > 0);
  await policy.fill(JSON.stringify({ ...written, Statement: others }));
  await press(ada.page, "Save the policy");
  await ada.page.goto(request);
  await main(ada.page).getByRole("link", { name: "The repository", exact: true }).click();
  const repository = ada.page.url();
  await press(ada.page, "Look now");
  await sam.page.goto(request);
  await reloadUntil(sam.page, "Not there: somebody took it out");
  assert.equal(await main(sam.page).getByRole("heading", { name: "Pull it" }).count(), 0);
  await assertSound(sam.page);
  await ada.page.goto(repository);
  await assertSound(ada.page);
  await press(ada.page, "Re-apply");
  await reloadUntil(sam.page, "In the repository’s policy");

  await ada.page.goto(request);
  await ada.page.locator("#revoke-reason").fill("Project 17 is over.");
  await press(ada.page, "Revoke the access");
  await ada.page.goto("/demo/aws");
  await ada.page.waitForFunction(
    async () => !(await (await fetch("/demo/aws")).text()).includes("Wharfinger1"),
  );
  await sam.page.reload();
  assert.ok(await main(sam.page).getByText("Revoked").count());
  await ada.leave();
  await sam.leave();
});
