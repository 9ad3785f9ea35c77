// The image line, its parts, the preview and the verdict come from one reading of the draft: they agree
// after every key.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ECR_HOST, site } from "./harness.mjs";

const here = site();
before(here.start);
after(here.stop);

const DIGEST = `sha256:${"9f86d081884c7d65".repeat(4)}`;

/** What people paste and type, and the host and the parts that it ends with. */
const LINES = [
  ["docker pull quay.io/x/y:1", "quay.io", "quay", "x", "y", "1", ""],
  ["docker run --rm -it ghcr.io/Owner/tool:v1 sh", "ghcr.io", "ghcr", "owner", "tool", "v1", ""],
  ["$ podman pull docker.io/biocontainers/samtools:v1.9-4-deb_cv1", "docker.io", "docker-hub", "biocontainers", "samtools", "v1.9-4-deb_cv1", ""],
  ["nginx:1.25", "docker.io", "docker-hub", "library", "nginx", "1.25", ""],
  ["https://quay.io/repository/biocontainers/samtools?tab=tags", "quay.io", "quay", "biocontainers", "samtools", "", ""],
  ["registry.gitlab.com/group/sub/tool:1.2", "registry.gitlab.com", "gitlab", "group", "sub/tool", "1.2", ""],
  [`${ECR_HOST}/team/tool:1`, ECR_HOST, "amazon-ecr", "_", "team/tool", "1", ""],
  ["aws ecr get-login-password | docker login", null],
  [`ghcr.io/owner/tool:1@${DIGEST}`, "ghcr.io", "ghcr", "owner", "tool", "1", DIGEST],
  ["singularity pull docker://registry.example.org:5000/Lab/tool:2", "registry.example.org:5000", "custom", "lab", "tool", "2", ""],
  ['"public.ecr.aws/docker/library/python:3.12-slim"', "public.ecr.aws", "amazon-ecr-public", "docker", "library/python", "3.12-slim", ""],
  ["FROM quay.io/coreos/etcd:v3.5.0 AS build", "quay.io", "quay", "coreos", "etcd", "v3.5.0", ""],
];

const SELECTED = ["registry", "namespace", "name", "tag", "digest"];

/** What the form says. */
function said(page) {
  return page.evaluate(() => {
    const text = (selector) => document.querySelector(selector).textContent;
    const isShown = (selector) => document.querySelector(selector).checkVisibility();
    const fields = ["image", "registry", "registry_path", "namespace", "name", "tag", "digest"];
    return {
      ...Object.fromEntries(fields.map((field) => [field, document.getElementById(field).value])),
      preview: isShown("[data-preview-full]") && {
        toolPath: text('[data-preview-text="tool_path"]'),
        pull: text('[data-preview-text="pull"]'),
        isMended: isShown("[data-preview-mended]"),
      },
      verdict: text("[data-status]"),
      hint: text("[data-parts-hint]"),
    };
  });
}

/** That the parts, the preview and the verdict are about the same image. */
function assertAgree(form) {
  const at = JSON.stringify(form);
  const { registry, registry_path: host, namespace, name, tag, digest, preview } = form;
  const isRight = /^The rules find nothing wrong/.test(form.verdict);
  if (!preview) {
    assert.deepEqual([registry, host, namespace, name, tag, digest], ["", "", "", "", "", ""], at);
    assert.match(form.hint, form.image.trim() === "" ? /^Taken from the line/ : /^The line above cannot be read/, at);
    assert.equal(isRight, false, at);
    return;
  }
  assert.notEqual(registry, "", at);
  assert.ok(preview.toolPath.endsWith(`/${namespace}/${name}`), at);
  const [ofPath] = preview.toolPath.split("/");
  if (host !== "") assert.equal(ofPath, host, at);
  const repository = [namespace, name].filter((part) => part !== "_").join("/");
  const reference = `${repository}${tag && `:${tag}`}${digest && `@${digest}`}`;
  const whole = [`${ofPath}/${reference}`, reference, reference.replace(/^library\//, "")];
  assert.ok(whole.map((whole) => `docker pull ${whole}`).includes(preview.pull), at);
  assert.match(form.hint, preview.isMended ? /^As the line above reads once it is mended/ : /^Taken from the line/, at);
  if (preview.isMended) assert.equal(isRight, false, at);
}

async function register() {
  const visit = await here.visit();
  await visit.page.goto("/register");
  await visit.page.getByText("Taken from the line above").waitFor();
  return { ...visit, line: visit.page.locator("#image") };
}

for (const [text, host, ...parts] of LINES) {
  test(`after every key of ${text.slice(0, 40)}`, async () => {
    const { page, line, leave } = await register();
    await line.focus();
    for (const key of text) {
      await page.keyboard.type(key);
      assertAgree(await said(page));
    }
    const typed = await said(page);
    assert.equal(typed.image, text, "as it was typed");
    assert.equal(typed.preview && typed.preview.toolPath.split("/")[0], host ?? false);
    if (host) assert.deepEqual(SELECTED.map((field) => typed[field]), parts);
    // Edited in the middle, by a typo that is taken back, and cleared from its end.
    await line.evaluate((node) => node.setSelectionRange(node.value.length / 2, node.value.length / 2));
    for (const key of ["Space", "X", "/", "Backspace", "Backspace", "Backspace"]) {
      await page.keyboard.press(key);
      assertAgree(await said(page));
    }
    assert.deepEqual(await said(page), typed);
    await page.keyboard.press("End");
    for (const _ of text) {
      await page.keyboard.press("Backspace");
      assertAgree(await said(page));
    }
    await leave();
  });
}

test("mends are pressed one after the other", async () => {
  const { page, line, leave } = await register();
  await line.fill("docker pull Quay.IO/CoreOS/etcd:v3.5.0");
  const { preview } = await said(page);
  for (let presses = 0; (await page.locator('[data-issues="image"] .wharfinger-fix').count()) > 0; presses += 1) {
    assert.ok(presses < 5);
    await page.locator('[data-issues="image"] .wharfinger-fix').first().click();
    const form = await said(page);
    assertAgree(form);
    assert.deepEqual({ ...form.preview, isMended: true }, preview, "what was promised");
  }
  await leave();
});

test("after a reload too", async () => {
  const { page, line, leave } = await register();
  await line.fill("docker pull quay.io/x/y:1");
  await page.reload();
  await page.getByText("As the line above reads once it is mended").waitFor();
  await line.press("End");
  for (const key of ["2", "Backspace", "Backspace", "Backspace", "Backspace", "z", " ", "Backspace"]) {
    await page.keyboard.press(key === " " ? "Space" : key);
    assertAgree(await said(page));
  }
  assert.equal((await said(page)).name, "z");
  await leave();
});
