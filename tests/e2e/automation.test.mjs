// Access to Amazon ECR that the server gives itself, on the simulated AWS of the demo: from the AWS
// account to the end, with somebody who edits the policy by hand in between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { heading, main, onAws, press, reloadUntil, USER } from "./demo.mjs";
import { assertSound, ECR_HOST, site } from "./harness.mjs";
import { printed } from "./proof.mjs";

/** A repository of the demo's account in which nobody has a tool yet. */
const REPOSITORY = "samtools";
const TOOL = `${ECR_HOST}/_/${REPOSITORY}`;

const here = site({ options: ["--demo"] });

before(here.start);
after(here.stop);

/** The keys of whoever asks for access in the demo, which its page of AWS shows. */
async function keysOf(page) {
  const pattern = /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/;
  const [accessKeyId, secretAccessKey] = await onAws(page, pattern);
  return { accessKeyId, secretAccessKey };
}

/** The policy of the repository on the page of the simulated AWS. */
const policyOf = (page) =>
  main(page)
    .locator("section", { hasText: `repository/${REPOSITORY}` })
    .filter({ has: page.getByRole("button", { name: "Save the policy" }) });

test("a tool is registered, its account connected, access given, lost, given again and ended", async () => {
  const ada = await here.visitSignedIn();
  const sam = await here.visitSignedIn({}, "sam");

  await ada.page.goto("/register");
  await ada.page.locator("#image").fill(`${ECR_HOST}/${REPOSITORY}:1.0`);
  await ada.page.getByLabel("Private", { exact: true }).check();
  await ada.page.locator("#contact_email").fill("tools@example.org");
  await press(ada.page, "Register the tool");
  await ada.page.getByText("The tool is registered.").waitFor();
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
  await main(ada.page).getByRole("link", { name: "on the simulated AWS" }).click();
  await press(ada.page, "Make the role from the template");
  await ada.page.goto(wizard);
  await press(ada.page, "Check and turn on");
  await heading(ada.page, "It is on");
  await assertSound(ada.page);
  await ada.page.goto("/account/connections");
  await ada.page.getByText("Proven").first().waitFor();
  await assertSound(ada.page);

  // Who the account belongs to is known now, to everybody.
  await sam.page.goto("/");
  await main(sam.page).locator("li", { hasText: TOOL }).getByText("Owner verified").waitFor();

  // Sam shows who they are on AWS, by the link of the form, and asks as that user.
  await sam.page.goto(`/request/${TOOL}`);
  await main(sam.page).getByRole("link", { name: "proven to be yours" }).click();
  await press(sam.page, "Show the command");
  const command = await sam.page.locator("copy-text code").innerText();
  await assertSound(sam.page);
  await sam.page.getByLabel("Output of the command").fill(printed(command, await keysOf(ada.page)));
  await press(sam.page, "Prove it");
  await sam.page.getByText("It is proven").waitFor();
  await main(sam.page).getByText(USER, { exact: true }).waitFor();
  await assertSound(sam.page);
  await sam.page.goto(`/request/${TOOL}`);
  await sam.page.locator("#principal").fill(USER);
  await sam.page.locator("#reason").fill("Variant calling for project 17.");
  await press(sam.page, "Request access");
  await sam.page.getByText("Access is requested.").waitFor();
  const request = new URL(sam.page.url()).pathname;

  await ada.page.goto("/review");
  await ada.page.getByText("Proven to be theirs").waitFor();
  await assertSound(ada.page);
  await ada.page.goto(request);
  await ada.page.getByText("Proven to be theirs").waitFor();
  await ada.page.getByText("What approving writes to").waitFor();
  assert.match(await ada.page.locator(".diff ins").allInnerTexts().then((lines) => lines.join("")), /user\/ada/);
  await assertSound(ada.page);
  await ada.page.locator("#days").fill("800");
  await press(ada.page, "Show it for these days");
  await ada.page.getByText("For 800 days:").waitFor();
  assert.match(await ada.page.locator(".diff ins").allInnerTexts().then((lines) => lines.join("")), /user\/ada/);
  await assertSound(ada.page);
  await press(ada.page, "Approve");
  await sam.page.goto(request);
  await reloadUntil(sam.page, "In the repository’s policy");
  await heading(sam.page, "Pull it");
  await assertSound(sam.page);

  // Ada lets pull passwords be handed out; Sam is told how to fetch one, and that none is taken back.
  assert.equal(await main(sam.page).getByText("Without an AWS client").count(), 0);
  await ada.page.goto("/account/connections");
  await press(ada.page, "Hand out pull passwords");
  await ada.page.getByText("no check has seen that the role lets it be").waitFor();
  await assertSound(ada.page);
  await ada.page.goto("/demo/aws");
  await press(ada.page, "Delete the role");
  await press(ada.page, "Make the role from the template");
  await ada.page.goto(wizard);
  await press(ada.page, "Check again");
  await ada.page.goto("/account/connections");
  await ada.page.getByText("Handed out", { exact: true }).waitFor();
  await assertSound(ada.page);

  // Another role is tried before it is used, and this one lets nobody in.
  await main(ada.page).getByRole("link", { name: "Use another role" }).click();
  await heading(ada.page, "The other role");
  await assertSound(ada.page);
  await main(ada.page).getByRole("textbox").fill(`arn:aws:iam::${ECR_HOST.slice(0, 12)}:role/another-role-for-wharfinger`);
  await press(ada.page, "Check and change");
  await heading(ada.page, "What was found");
  await assertSound(ada.page);
  await sam.page.reload();
  await sam.page.getByText("Without an AWS client").click();
  await sam.page.getByText(`wharfinger credential-helper --configure ${ECR_HOST}`).waitFor();
  await sam.page.getByText("Amazon ECR takes no password back").waitFor();
  await assertSound(sam.page);

  // Somebody takes our statements out, and leaves the others.
  await ada.page.goto("/demo/aws");
  await assertSound(ada.page);
  const policy = policyOf(ada.page).getByLabel("Policy", { exact: true });
  const written = JSON.parse(await policy.inputValue());
  assert.deepEqual(written.Statement.filter(({ Sid }) => !Sid.startsWith("Wharfinger1")), []);
  assert.ok(written.Statement.length > 0);
  const theirs = { Sid: "Pipeline", Effect: "Allow", Principal: { AWS: "*" }, Action: "ecr:ListImages" };
  await policy.fill(JSON.stringify({ ...written, Statement: [theirs] }));
  await policyOf(ada.page).getByRole("button", { name: "Save the policy" }).click();
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

  // Somebody takes out what another one wrote, and Ada has it put back.
  await ada.page.goto("/demo/aws");
  const both = JSON.parse(await policy.inputValue());
  const ours = both.Statement.filter(({ Sid }) => Sid !== theirs.Sid);
  assert.equal(ours.length, both.Statement.length - 1);
  await policy.fill(JSON.stringify({ ...both, Statement: ours }));
  await policyOf(ada.page).getByRole("button", { name: "Save the policy" }).click();
  await ada.page.goto(repository);
  await press(ada.page, "Look now");
  await reloadUntil(ada.page, "Statements of others that are gone");
  await assertSound(ada.page);
  await main(ada.page).getByRole("link", { name: "Put back …" }).click();
  await heading(ada.page, "Put back this statement?");
  await assertSound(ada.page);
  await press(ada.page, "Put it back");
  await ada.page.goto("/demo/aws");
  await ada.page.waitForFunction(async (sid) => (await (await fetch("/demo/aws")).text()).includes(sid), theirs.Sid);

  await ada.page.goto(request);
  await main(ada.page).getByRole("link", { name: "Revoke the access" }).click();
  await ada.page.getByText("out of the repository’s policy, within seconds").waitFor();
  await assertSound(ada.page);
  await ada.page.locator("#revoke-reason").fill("Project 17 is over.");
  await press(ada.page, "Revoke the access");
  await ada.page.goto("/demo/aws");
  await ada.page.waitForFunction(
    async () => !(await (await fetch("/demo/aws")).text()).includes("Wharfinger1"),
  );
  assert.match(await policyOf(ada.page).locator("textarea").inputValue(), /"Pipeline"/);
  // The status itself: the story further down has the word as well.
  const status = main(sam.page).locator(".meta .badge").first();
  for (let tries = 0; tries < 100 && (await status.innerText()) !== "Revoked"; tries += 1) {
    await sam.page.reload();
  }
  assert.equal(await status.innerText(), "Revoked");
  await ada.leave();
  await sam.leave();
});
