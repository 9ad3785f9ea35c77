// What describes a tool to workflow engines: written by its maintainer, read by engines; with scripts and
// without.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertSound, registerTool, site } from "./harness.mjs";

const TOOL = "quay.io/team/tool";
const VERSION = `/ga4gh/trs/v2/tools/${encodeURIComponent(TOOL)}/versions`;
const CWL = "cwlVersion: v1.2\nclass: CommandLineTool\nbaseCommand: sort\n";

describe("files for workflow engines", () => {
  const here = site();
  before(async () => {
    await here.start();
    await registerTool(here, { image: `${TOOL}:1.0`, description: "Sorts lines" });
  });
  after(here.stop);

  const descriptor = (version) => fetch(`${here.server.url}${VERSION}/${version}/PLAIN_CWL/descriptor`);

  async function write(page, file, text) {
    await page.getByLabel("Written in").selectOption({ label: "CWL" });
    await page.getByLabel("File", { exact: true }).fill(file);
    await page.getByLabel("What it holds").fill(text);
    await page.getByRole("button", { name: "Save the file" }).click();
  }

  test("a maintainer writes one, and an engine reads it", async () => {
    const { page, leave } = await here.visitSignedIn();
    await page.goto(`/tools/${TOOL}`);
    await page.getByRole("link", { name: "Workflow files" }).click();
    await page.getByText("There are none yet.").waitFor();
    await assertSound(page);

    // What does not fit comes back with what was typed.
    await write(page, "../main.cwl", CWL);
    await page.getByRole("alert").getByText("the path must be relative").waitFor();
    assert.equal(await page.getByLabel("What it holds").inputValue(), CWL);
    await assertSound(page);

    await write(page, "main.cwl", CWL);
    await page.getByText("The file is saved").waitFor();
    const read = await descriptor("1.0");
    assert.equal(read.headers.get("content-type"), "text/plain; charset=utf-8");
    assert.equal(await read.text(), CWL);
    await page.getByText("Show the file").click();
    await page.getByText("baseCommand: sort").first().waitFor();
    await assertSound(page);

    await page.goto(`/tools/${TOOL}`);
    await page.getByRole("heading", { name: "For workflow engines" }).waitFor();
    await assertSound(page);
    await leave();
  });

  test("a file is of one version, and is saved again for the next", async () => {
    const { page, leave } = await here.visitSignedIn();
    await page.goto(`/edit/${TOOL}`);
    await page.getByLabel("Paste the image").fill(`${TOOL}:2.0`);
    await page.getByRole("button", { name: "Save the changes" }).click();
    await page.getByText("of another version").waitFor();
    assert.equal((await descriptor("2.0")).status, 404);

    await page.getByRole("link", { name: "See the files" }).click();
    await page.getByText("It was written for version").waitFor();
    await assertSound(page);
    await page.getByRole("link", { name: "Edit main.cwl" }).click();
    assert.equal(await page.getByLabel("What it holds").inputValue(), CWL);
    await page.getByRole("button", { name: "Save the file" }).click();
    await page.getByText("The file is saved").waitFor();
    assert.equal(await (await descriptor("2.0")).text(), CWL);
    await leave();
  });

  test("everybody reads them, without JavaScript too, and nobody else writes", async () => {
    const { page, leave } = await here.visit({ javaScriptEnabled: false });
    await page.goto(`/tools/${TOOL}`);
    await page.getByRole("link", { name: "See the files" }).click();
    await page.getByText("Show the file").click();
    await page.getByText("baseCommand: sort").first().waitFor();
    assert.equal(await page.getByRole("button", { name: "Save the file" }).count(), 0);
    assert.equal(await page.getByRole("button", { name: "Remove main.cwl" }).count(), 0);
    await leave();
  });

  test("a maintainer removes one", async () => {
    const { page, leave } = await here.visitSignedIn();
    await page.goto(`/descriptors/${TOOL}`);
    await page.getByRole("button", { name: "Remove main.cwl" }).click();
    await page.getByText("The file is removed.").waitFor();
    assert.equal((await descriptor("2.0")).status, 404);
    await leave();
  });
});
