// Access to Amazon ECR that the server gives itself, on the simulated AWS of the demo: from the AWS
// account to the end, with somebody who edits the policy by hand in between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { heading, main, onAws, press, reloadUntil, TOOL, USER } from "./demo.mjs";
import { assertSound, ECR_HOST, site } from "./harness.mjs";
import { printed } from "./proof.mjs";

const here = site({ options: ["--demo"] });

before(here.start);
after(here.stop);

/** The keys of whoever asks for access in the demo, which its page of AWS shows. */
async function keysOf(page) {
  const pattern = /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/;
  const [accessKeyId, secretAccessKey] = await onAws(page, pattern);
  return { accessKeyId, secretAccessKey };
}

test("an account is connected, access is given, lost, given again and ended", async () => {
  const ada = await here.visitSignedIn();
  const sam = await here.visitSignedIn({}, "sam");

  // The first administrator of a demo maintains its tools.
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

  // Who the account belongs to is known now, to everybody.
  await sam.page.goto("/");
  await sam.page.getByText("Owner verified").waitFor();

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
  await sam.page.reload();
  await sam.page.getByText("Without an AWS client").click();
  await sam.page.getByText(`wharfinger credential-helper --configure ${ECR_HOST}`).waitFor();
  await sam.page.getByText("Amazon ECR takes no password back").waitFor();
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
  await main(ada.page).getByRole("link", { name: "Revoke the access" }).click();
  await ada.page.getByText("out of the repository’s policy, within seconds").waitFor();
  await assertSound(ada.page);
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
