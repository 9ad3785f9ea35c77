// From the error to the image: somebody's pull of a private tool fails, they paste what it said, ask for
// access, get it, paste it once more, log in as they are told, and pull. The browser, the program, Skopeo and
// the registry are real; AWS is the demo's.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { heading, main, onAws, press, reloadUntil, TOOL, USER } from "./demo.mjs";
import { assertSound, binary, ECR_HOST, site } from "./harness.mjs";
import { machine } from "./machine.mjs";
import { startGate, startRegistry } from "./registry.mjs";

const here = site({ options: ["--demo"] });
before(here.start);
after(here.stop);

/** What `cwltool` says where Docker may not pull (cwltool, `docker.py`). */
const FAILED = `INFO ['docker', 'pull', '${ECR_HOST}/md5sum:1.0']
Error response from daemon: Head "https://${ECR_HOST}/v2/md5sum/manifests/1.0": no basic auth credentials
ERROR Workflow or tool uses unsupported feature:
Docker is required to run this tool: Command '['docker', 'pull', '${ECR_HOST}/md5sum:1.0']' returned non-zero exit status 1.
`;

/** The owner of the AWS account connects it, and lets passwords be handed out. */
async function open(page) {
  await page.goto(`/tools/${TOOL}`);
  await main(page).getByRole("link", { name: "Give access automatically" }).click();
  await press(page, "Connect this account");
  await heading(page, "The role");
  const wizard = page.url();
  await page.goto("/account/connections");
  await press(page, "Hand out pull passwords");
  await page.goto("/demo/aws");
  await press(page, "Make the role from the template");
  await page.goto(wizard);
  await press(page, "Check and turn on");
  await heading(page, "It is on");
}

/** Pastes what the pull said, and waits for an answer. */
async function diagnose(page, answer) {
  await page.goto("/diagnose");
  await page.getByLabel("The output").fill(FAILED);
  await press(page, "Explain it");
  await main(page).getByText(answer).waitFor();
  await assertSound(page, `/diagnose: ${answer}`);
}

/** Types the code of a program that logs in where that is asked for. */
async function letIn(page, code) {
  await page.goto("/device");
  await page.getByLabel("Code", { exact: true }).fill(code);
  await press(page, "Show who asks");
  await press(page, "Let it in");
  await page.getByText("The machine is let in").waitFor();
}

test("a failed pull is explained, access asked for and given, and the image pulled", async (t) => {
  const ada = await here.visitSignedIn();
  const sam = await here.visitSignedIn({}, "sam");
  await open(ada.page);
  const registry = await startRegistry();
  t.after(registry.stop);
  const manifest = await registry.push("md5sum", "1.0");
  const [aws] = await onAws(ada.page, /--endpoint-url (\S+[^.\s])/);
  await assertSound(ada.page);
  const gate = await startGate({ host: ECR_HOST, aws, registry: registry.url });
  t.after(gate.stop);
  const laptop = await machine();
  t.after(laptop.gone);
  await laptop.link("docker-credential-wharfinger");
  const image = `docker://${ECR_HOST}/md5sum:1.0`;
  const trusting = { HTTPS_PROXY: gate.proxy, SSL_CERT_FILE: await laptop.write("gate.pem", gate.certificate) };
  const docker = { DOCKER_CONFIG: join(laptop.home, "docker") };
  const copy = async () => {
    const args = ["--insecure-policy", "copy", image, "dir:copied"];
    return laptop.program("skopeo", args, { ...trusting, ...docker }).ended;
  };
  const refused = await copy();
  assert.notEqual(refused.exit, 0);
  assert.match(refused.stderr, /unauthorized|authentication required/i);

  await diagnose(sam.page, "you have not asked for access yet");
  await main(sam.page).getByRole("link", { name: "Request access", exact: true }).click();
  await sam.page.locator("#principal").fill(USER);
  await sam.page.locator("#reason").fill("Checksums for project 17.");
  await press(sam.page, "Request access");
  await sam.page.getByText("Access is requested.").waitFor();
  const request = new URL(sam.page.url()).pathname;
  await diagnose(sam.page, "no maintainer has answered yet");

  await ada.page.goto(request);
  await press(ada.page, "Approve");
  await sam.page.goto(request);
  await reloadUntil(sam.page, "In the repository’s policy");

  await diagnose(sam.page, "log in here with this command");
  await main(sam.page).getByText("takes no password back").waitFor();
  const shown = await main(sam.page).locator("section[aria-labelledby=known-title] > copy-text code").allInnerTexts();
  assert.deepEqual(shown, [
    `wharfinger login ${here.server.url}`,
    `wharfinger credential-helper --configure ${ECR_HOST}`,
    `docker pull ${ECR_HOST}/md5sum:1.0`,
  ]);
  const [login, configure] = shown.map((command) => command.split(" ").slice(1));
  const loggingIn = laptop.run(...login);
  await letIn(sam.page, await loggingIn.code);
  const loggedIn = await loggingIn.ended;
  assert.equal(loggedIn.exit, 0, loggedIn.stderr);
  const configured = await laptop.program(binary(), configure, docker).ended;
  assert.equal(configured.exit, 0, configured.stderr);

  const copied = await copy();
  assert.equal(copied.exit, 0, copied.stderr);
  assert.equal(await readFile(join(laptop.home, "copied/manifest.json"), "utf8"), manifest, "byte by byte");

  await ada.page.goto(request);
  await main(ada.page).getByRole("link", { name: "Revoke the access" }).click();
  await ada.page.locator("#revoke-reason").fill("Project 17 is over.");
  await press(ada.page, "Revoke the access");
  await ada.page.waitForURL((url) => url.pathname === request);
  await diagnose(sam.page, "you have no access any more");
  const over = await copy();
  assert.notEqual(over.exit, 0);
  assert.match(over.stderr, /no active access/);
  await ada.leave();
  await sam.leave();
});
