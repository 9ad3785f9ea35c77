// What a registry says about an image: warned of when the tool is registered, shown with the tool, asked
// anew by hand. The registry is one that changes its mind.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { assertSound, site } from "./harness.mjs";

const DIGEST = `sha256:${"ab".repeat(32)}`;

let isOpen = true;
const registry = createServer((request, response) => {
  if (!isOpen) response.writeHead(401, { "www-authenticate": 'Basic realm="lab"' });
  else if (request.url === "/v2/team/tool/manifests/1.0") {
    const type = "application/vnd.oci.image.manifest.v1+json";
    response.writeHead(200, { "content-type": type, "docker-content-digest": DIGEST });
  } else response.writeHead(404, { "docker-distribution-api-version": "registry/2.0" });
  response.end();
});
await new Promise((resolve) => registry.listen(0, "127.0.0.1", resolve));
const HOST = `127.0.0.1:${registry.address().port}`;
const TOOL = `/tools/${HOST}/team/tool`;

const here = site({ options: ["--image-evidence", "warn", "--internal-registry", `http://${HOST}`] });
before(here.start);
after(async () => {
  await here.stop();
  registry.close();
});

const wait = (page, text) => page.getByText(text).first().waitFor();

async function register(page) {
  await page.goto("/register");
  await page.locator("#image").fill(`${HOST}/team/tool:1.0`);
  await page.getByLabel("Private", { exact: true }).check();
  await page.locator("#contact_email").fill("tools@example.org");
  await page.locator("main").getByRole("button", { name: "Register the tool", exact: true }).click();
  await wait(page, "The tool is registered.");
}

describe("what a registry says", () => {
  test("is warned of and shown, and asked for anew no sooner than in a minute", async () => {
    const visit = await here.visitSignedIn();
    const { page } = visit;
    await register(page);
    await wait(page, "everybody can pull this image, whatever the tool says.");
    await wait(page, "that anyone may pull it.");
    await assertSound(page);

    isOpen = false;
    await page.getByRole("button", { name: "Look now" }).click();
    await wait(page, "The registry was asked less than a minute ago");
    await wait(page, "that anyone may pull it.");
    await assertSound(page);
    await visit.leave();
  });

  test("is for the maintainers of a private tool", async () => {
    const visit = await here.visit();
    const { page } = visit;
    await page.goto(TOOL);
    assert.equal(await page.getByText("anyone may pull it").count(), 0);
    assert.equal(await page.getByRole("button", { name: "Look now" }).count(), 0);
    await visit.leave();
  });
});
