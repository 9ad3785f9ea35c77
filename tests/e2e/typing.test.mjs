// What happens at every keystroke: marks, parts, preview; and what must not happen: the text under
// the cursor is never touched, undo works, composition is left alone.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ECR_HOST, issues, site, waitForIssue, waitForMended } from "./harness.mjs";

const here = site({
  config: {
    registries: [
      { id: "our-harbor", name: "Our Harbor", host: "harbor.example.org", visibility: "private", login: "docker login {host}" },
    ],
  },
});
before(here.start);
after(here.stop);

async function form() {
  const visit = await here.visit();
  await visit.page.goto("/register");
  const line = visit.page.locator("#image");
  return { ...visit, line, value: (field) => visit.page.locator(`#${field}`).inputValue() };
}

test("a line is split into its parts while it is typed", async () => {
  const { page, line, value, leave } = await form();
  await line.pressSequentially("registry.gitlab.com/group/sub/tool:1.2");
  for (const [field, expected] of Object.entries({
    registry: "gitlab",
    registry_path: "",
    namespace: "group",
    name: "sub/tool",
    tag: "1.2",
    digest: "",
  })) {
    assert.equal(await value(field), expected, field);
  }
  assert.equal(await page.locator("#registry_path").isVisible(), false);
  await line.fill(`${ECR_HOST}/team/tool`);
  assert.equal(await value("registry_path"), ECR_HOST);
  assert.equal(await value("namespace"), "_");
  assert.equal(await page.locator("#registry_path").isVisible(), true);
  await leave();
});

test("parts make a line", async () => {
  const { page, value, leave } = await form();
  await page.locator("#registry").selectOption("quay");
  await page.locator("#namespace").pressSequentially("coreos");
  assert.equal(await value("image"), "");
  await page.locator("#name").pressSequentially("etcd");
  await page.locator("#tag").pressSequentially("v3.5.0");
  assert.equal(await value("image"), "quay.io/coreos/etcd:v3.5.0");
  await page.locator("#registry").selectOption("ghcr");
  assert.equal(await value("image"), "ghcr.io/coreos/etcd:v3.5.0");
  await leave();
});

test("a line that was typed is not lost to parts that make no image yet", async () => {
  const { page, value, leave } = await form();
  const words = "sorts alignments";
  await page.locator("#image").fill(words);
  await page.locator("#tag").pressSequentially("1.17--h50ea8bc_0");
  assert.equal(await value("image"), words);
  await page.locator("#registry").selectOption("quay");
  assert.equal(await value("image"), words);
  assert.equal(await value("tag"), "1.17--h50ea8bc_0");
  await page.locator("#image").fill("ghcr.io/owner/tool:1");
  await page.locator("#registry").selectOption("");
  assert.equal(await value("image"), "ghcr.io/owner/tool:1");
  assert.equal(await value("registry"), "ghcr");
  await leave();
});

test("a typo in the line leaves the parts as the line reads without it", async () => {
  const { page, line, value, leave } = await form();
  await line.fill("quay.io/coreos/etcd:v3.5.0");
  await line.press("End");
  await line.pressSequentially(" ");
  await line.pressSequentially("x");
  await page.getByText("As the line above reads once it is mended").waitFor();
  for (const [field, expected] of Object.entries({ registry: "quay", namespace: "coreos", name: "etcd", tag: "v3.5.0" })) {
    assert.equal(await value(field), expected, field);
  }
  await line.fill("quay.io");
  await page.getByText("The line above cannot be read").waitFor();
  for (const field of ["registry", "namespace", "name", "tag"]) assert.equal(await value(field), "", field);
  // Another line with a mistake has its own mend.
  await line.fill("docker pull ghcr.io/owner/tool");
  await page.getByRole("button", { name: "Keep ghcr.io/owner/tool" }).click();
  for (const [field, expected] of Object.entries({ registry: "ghcr", namespace: "owner", name: "tool", tag: "" })) {
    assert.equal(await value(field), expected, field);
  }
  assert.equal(await issues(page, "tag").count(), 0);
  await leave();
});

test("a part that is typed beside a line with a mistake mends the line as the parts have read it", async () => {
  const { page, line, value, leave } = await form();
  await line.fill("https://quay.io/repository/biocontainers/samtools");
  await page.locator("#tag").pressSequentially("1.17--h50ea8bc_0");
  assert.equal(await value("image"), "quay.io/biocontainers/samtools:1.17--h50ea8bc_0");
  assert.equal(await value("namespace"), "biocontainers");
  await leave();
});

test("a part that was typed beside a line that cannot be read stays when the line is mended", async () => {
  const { page, line, value, leave } = await form();
  await line.fill("sorts alignments");
  await page.locator("#tag").pressSequentially("1.17--h50ea8bc_0");
  await line.fill("https://quay.io/repository/biocontainers/samtools");
  assert.equal(await value("tag"), "1.17--h50ea8bc_0");
  assert.equal(await value("name"), "samtools");
  await page.getByRole("button", { name: "Use quay.io/biocontainers/samtools" }).click();
  assert.equal(await value("tag"), "1.17--h50ea8bc_0");
  assert.equal(await page.locator('[data-preview-text="pull"]').innerText(), "docker pull quay.io/biocontainers/samtools:1.17--h50ea8bc_0");
  await leave();
});

for (const javaScriptEnabled of [true, false]) {
  test(`going back keeps what was typed, ${javaScriptEnabled ? "and reloading too" : "also without JavaScript"}`, async () => {
    const { page, leave } = await here.visit({ javaScriptEnabled });
    await page.goto("/register");
    const typed = { image: "quay.io/coreos/etcd:v3.5.0", tool_name: "etcdctl", description: "Talks to etcd" };
    for (const [field, text] of Object.entries(typed)) await page.locator(`#${field}`).fill(text);
    const isKept = async (how) => {
      for (const [field, text] of Object.entries(typed)) {
        assert.equal(await page.locator(`#${field}`).inputValue(), text, `${field} after ${how}`);
      }
      if (!javaScriptEnabled) return;
      assert.equal(await page.locator("#registry").inputValue(), "quay", how);
      assert.equal(await page.locator("#tag").inputValue(), "v3.5.0", how);
      const path = page.locator('[data-preview-text="tool_path"]');
      assert.equal(await path.textContent(), "quay.io/coreos/etcd/etcdctl", `the preview after ${how}`);
    };
    // Without scripts it is the browser's own doing; Chromium does it over Back alone.
    if (javaScriptEnabled) {
      for (const time of ["once", "twice"]) {
        await page.reload();
        await isKept(`Reload, ${time}`);
      }
    }
    await page.getByRole("link", { name: "Registries" }).click();
    await page.getByRole("heading", { name: "Registries" }).waitFor();
    if (javaScriptEnabled) {
      await page.waitForLoadState();
      assert.equal(await page.evaluate(() => sessionStorage.length), 0, "nothing is kept once it was left");
    }
    await page.goBack();
    await page.getByRole("heading", { name: "Register a tool" }).waitFor();
    await isKept("Back");
    await leave();
  });
}

for (const javaScriptEnabled of [true, false]) {
  test(`going back keeps the parts that were typed, ${javaScriptEnabled ? "with" : "without"} JavaScript`, async () => {
    const { page, leave } = await here.visit({ javaScriptEnabled });
    await page.goto("/register");
    const typed = { namespace: "coreos", name: "etcd", tag: "v3.5.0" };
    for (const [field, text] of Object.entries(typed)) await page.locator(`#${field}`).fill(text);
    // A browser that knows its visitor's name offers none here.
    assert.equal(await page.locator("#name").getAttribute("autocomplete"), "none");
    await page.getByRole("link", { name: "Registries" }).click();
    await page.getByRole("heading", { name: "Registries" }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Register a tool" }).waitFor();
    for (const [field, text] of Object.entries(typed)) assert.equal(await page.locator(`#${field}`).inputValue(), text, field);
    await leave();
  });
}

test("a registry chosen with the keyboard counts as one chosen with the pointer", async () => {
  const { page, leave } = await form();
  await page.locator("#registry").focus();
  await page.keyboard.type("Seven");
  assert.equal(await page.locator("#registry").inputValue(), "seven-bridges");
  await page.locator("#registry_path").waitFor();
  await leave();
});

test("what may be unfinished is not called wrong, what stays wrong is", async () => {
  const { page, line, leave } = await form();
  await line.pressSequentially("quay.io/coreos/");
  assert.equal(await issues(page, "image").count(), 0);
  await line.pressSequentially("Etcd-x");
  await waitForIssue(page, "image", "reference.uppercase");
  await leave();
});

test("marks lie where the issue is, also behind characters outside the BMP", async () => {
  const { page, line, leave } = await form();
  const text = "quay.io/🧬lab/𝒔amtools:1.17";
  await line.fill(text);
  await page.locator("#tag").focus();
  await page.locator('[data-issues="image"] mark').first().waitFor();
  const marked = await page.locator(".wharfinger-marked").evaluate((line) => {
    return [line.textContent, [...line.querySelectorAll("mark")].map((mark) => mark.textContent)];
  });
  assert.equal(marked[0], text);
  assert.deepEqual(marked[1], ["🧬", "𝒔"]);
  // The summary leads to the very place.
  await page.getByRole("button", { name: "Register the tool" }).click();
  await page.locator(".wharfinger-summary a").first().click();
  const selected = await line.evaluate((node) => node.value.slice(node.selectionStart, node.selectionEnd));
  assert.equal(selected, "🧬");
  await leave();
});

test("a long paste is not drawn a second time", async () => {
  const { page, line, leave } = await form();
  // Letters of one code unit about those of two: whoever only counts cuts one of these in half.
  await line.fill(`quay.io/a/é${"🧬".repeat(50_000)}é`);
  await page.locator("#tag").focus();
  const marked = page.locator('[data-issues="image"] .wharfinger-marked');
  await marked.waitFor();
  // In the page: half a letter does not survive the way here.
  const { length, isWellFormed } = await marked.evaluate(({ textContent }) => ({
    length: textContent.length,
    isWellFormed: textContent.isWellFormed(),
  }));
  assert.ok(length < 1_000, `${length} code units`);
  assert.equal(isWellFormed, true);
  await leave();
});

test("the server leaves out of a long text what the browser leaves out", async () => {
  const text = `${"a".repeat(130)}é${"🧬".repeat(120)}${"a".repeat(300)}`;
  const drawn = [];
  for (const javaScriptEnabled of [true, false]) {
    const { page, leave } = await here.visit({ javaScriptEnabled });
    await page.goto(`/register?image=${encodeURIComponent(text)}`);
    // The script puts its own in the place of what the server has drawn.
    if (javaScriptEnabled) await page.getByText("The line above cannot be read").waitFor();
    drawn.push(await page.locator('[data-issues="image"] .wharfinger-marked').innerHTML());
    await leave();
  }
  assert.equal(drawn[0], drawn[1]);
  assert.match(drawn[0], /…/);
});

test("the summary takes the focus and nothing is sent", async () => {
  const { page, line, requests, leave } = await form();
  await page.waitForLoadState("networkidle");
  const before = requests.length;
  await line.press("Enter");
  await page.locator(".wharfinger-summary").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.className), "wharfinger-summary");
  await waitForIssue(page, "image", "registration.image_missing");
  await page.locator(".wharfinger-summary a").first().press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "image");
  // The browser asks for the icon when it likes.
  const sent = requests.slice(before).filter((request) => !request.includes("/assets/favicon"));
  assert.deepEqual(sent, []);
  await leave();
});

test("undo takes back a mend, and typing", async () => {
  const { page, line, leave } = await form();
  await line.pressSequentially("docker pull quay.io/CoreOS/etcd:v3.5.0");
  await page.getByRole("button", { name: "Keep quay.io/CoreOS/etcd:v3.5.0" }).click();
  await page.getByRole("button", { name: "Use coreos" }).click();
  assert.equal(await line.inputValue(), "quay.io/coreos/etcd:v3.5.0");
  await line.press("Control+z");
  assert.equal(await line.inputValue(), "quay.io/CoreOS/etcd:v3.5.0");
  await waitForIssue(page, "image", "reference.uppercase");
  await line.press("Control+z");
  assert.equal(await line.inputValue(), "docker pull quay.io/CoreOS/etcd:v3.5.0");
  await leave();
});

test("the field that is typed in is never written to", async () => {
  const { page, line, leave } = await form();
  await line.evaluate((node) => {
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
    globalThis.written = [];
    Object.defineProperty(node, "value", {
      get,
      set(text) {
        globalThis.written.push(text);
        set.call(this, text);
      },
    });
  });
  await line.pressSequentially(" Quay.IO/coreos/etcd:v3.5.0 ");
  assert.deepEqual(await page.evaluate(() => globalThis.written), []);
  assert.equal(await line.inputValue(), " Quay.IO/coreos/etcd:v3.5.0 ");
  await leave();
});

test("composition goes on undisturbed", async () => {
  const { page, line, context, leave } = await form();
  await line.focus();
  const client = await context.newCDPSession(page);
  for (const text of ["に", "にほ", "にほん"]) {
    await client.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  }
  assert.equal(await line.inputValue(), "にほん");
  await client.send("Input.insertText", { text: "日本" });
  assert.equal(await line.inputValue(), "日本");
  await page.locator("#tag").focus();
  assert.notEqual(await issues(page, "image").count(), 0);
  await leave();
});

test("a click is not lost when leaving a field draws what is wrong with it", async () => {
  const { page, line, leave } = await form();
  await line.pressSequentially("quay.io/CoreOS/etcd:v3.5.0");
  await waitForIssue(page, "image", "reference.uppercase");
  // Leaving this field draws an issue above the button that is being pressed.
  await page.locator("#tag").pressSequentially("-");
  await page.getByRole("button", { name: "Register the tool" }).click();
  await page.locator(".wharfinger-summary").waitFor();
  await leave();
});

test("a private tool needs a contact, said when it is due", async () => {
  const { page, line, leave } = await form();
  await line.fill(`${ECR_HOST}/team/tool:1`);
  await page.getByLabel("Private", { exact: true }).check();
  assert.equal(await issues(page, "contact_email").count(), 0);
  await page.locator("#contact_email").pressSequentially("nobody@");
  assert.equal(await issues(page, "contact_email").count(), 0);
  await page.locator("#description").focus();
  assert.notEqual(await issues(page, "contact_email").count(), 0);
  await page.locator("#contact_email").press("End");
  await page.locator("#contact_email").pressSequentially("example.org");
  await waitForMended(page, "contact_email");
  assert.match(await page.locator("#reason-visibility").innerText(), /Amazon ECR can only be pulled with authorisation/i);
  await leave();
});

test("a host that cannot be right is not shown as a registry that is unknown", async () => {
  const { page, line, value, leave } = await form();
  await line.fill("31276792660.dkr.ecr.us-west-2.amazonaws.com/team/tool:1");
  await page.locator("#tag").focus();
  await waitForIssue(page, "image", "registry.ecr_account");
  assert.equal(await value("registry"), "");
  assert.equal(await page.locator("[data-preview-full]").isVisible(), false);
  assert.doesNotMatch(await page.locator("#reason-visibility").innerText(), /not in the catalogue/);
  await line.fill(`${ECR_HOST}/team/tool:1`);
  assert.equal(await value("registry"), "amazon-ecr");
  assert.equal(await page.locator('[data-preview-text="tool_path"]').innerText(), `${ECR_HOST}/_/team/tool`);
  await leave();
});

test("an operator's registry counts in the browser too", async () => {
  const { page, line, value, leave } = await form();
  await line.fill("harbor.example.org/team/tool:1");
  assert.equal(await value("registry"), "our-harbor");
  await page.locator("#tag").focus();
  await waitForIssue(page, "visibility", "privacy.registry_is_private");
  assert.match(await page.locator("#reason-visibility").innerText(), /Our Harbor/);
  await leave();
});

test("the preview's commands can be copied", async () => {
  const { page, line, context, leave } = await form();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await line.fill("quay.io/coreos/etcd:v3.5.0");
  await page.getByRole("button", { name: "Copy the pull command" }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, "docker pull quay.io/coreos/etcd:v3.5.0");
  await leave();
});
