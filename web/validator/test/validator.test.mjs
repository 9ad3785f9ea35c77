// What the functions promise, on the built package. The rules themselves are tested where they
// are written.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import * as validator from "@wharfinger/validator";
import * as short from "@wharfinger/validator/reference";
import { packageFolder, root, run } from "./packed.mjs";

const {
  applyFix,
  checkAccessRequest,
  checkPrincipal,
  checkRegistration,
  isImageReference,
  parseImageReference,
  pullInstructions,
  readImage,
  readMendedImage,
  registrationSchema,
  registries,
  Validator,
} = validator;

const ECR = "312767926603.dkr.ecr.us-west-2.amazonaws.com";

test("a good draft is valid and normalised", () => {
  const report = checkRegistration({ image: " quay.io/biocontainers/samtools:1.17 ".trim() });
  assert.equal(report.valid, true);
  assert.equal(report.normalized.tool_path, "quay.io/biocontainers/samtools");
  assert.equal(report.normalized.visibility, "public");
  assert.equal(report.normalized.digest, null);
});

test("fixes lead to a valid draft", () => {
  let draft = { image: `${ECR}/md5sum`, visibility: "public", contact_email: "ada@example.org" };
  const { issues } = checkRegistration(draft);
  assert.ok(issues.some((issue) => issue.code === "privacy.registry_is_private"));
  draft = applyFix(draft, issues.find((issue) => issue.fixes.length > 0).fixes[0]);
  assert.equal(draft.visibility, "private");
  assert.equal(checkRegistration(draft).valid, true);
});

test("a fix changes from the last place to the first, and makes a new object", () => {
  const texts = { name: "abcdef", tag: null };
  const at = (start, end, text, field = "name") => ({ field, span: { start, end }, text });
  const fix = { label: "", edits: [at(0, 1, "AA"), at(3, 3, "-"), at(4, 6, ""), at(0, 0, "t", "tag")] };
  assert.deepEqual(applyFix(texts, fix), { name: "AAbc-d", tag: "t" });
  assert.deepEqual(texts, { name: "abcdef", tag: null });
});

test("a fix changes the data of a form, and leaves the rest of it alone", () => {
  const form = new FormData();
  for (const [name, value] of [["csrf", "t"], ["image", "Nginx:1"], ["image", ""]]) form.append(name, value);
  const changed = applyFix(form, checkRegistration(form).issues[0].fixes[0]);
  assert.deepEqual([...changed], [["csrf", "t"], ["image", "nginx:1"]]);
  assert.deepEqual([...form], [["csrf", "t"], ["image", "Nginx:1"], ["image", ""]]);
});

test("line ends of two characters count as two in an object, and as one in a form", () => {
  const image = "docker pull\r\nNginx:1";
  const keep = (draft) => applyFix(draft, checkRegistration(draft).issues[0].fixes[0]);
  assert.deepEqual(keep({ image }), { image: "Nginx:1" });
  const form = new FormData();
  form.append("image", image);
  assert.equal(keep(form).get("image"), "Nginx:1");
});

test("spans count UTF-16 code units", () => {
  const image = "quay.io/\u{1f980}\u{1f980}/b\u00f6x";
  for (const { span, field } of checkRegistration({ image }).issues.filter((issue) => issue.field === "image")) {
    assert.ok(span.end <= image.length, `${field} ${span.end}`);
  }
  const [first] = checkRegistration({ image }).issues;
  assert.equal(image.slice(first.span.start, first.span.end), "\u{1f980}\u{1f980}");
});

test("an object of any origin is a draft", () => {
  const foreign = runInNewContext('({ image: "nginx:1" })');
  for (const draft of [foreign, Object.assign(Object.create(null), { image: "nginx:1" })]) {
    assert.equal(checkRegistration(draft).valid, true);
    assert.ok(registrationSchema["~standard"].validate(draft).value);
  }
});

test("a draft is what JSON makes of it", () => {
  const plain = checkRegistration({ image: "nginx:1", tag: "a" });
  const odd = Object.assign(Object.create({ registry: "inherited" }), {
    image: "nginx:1",
    tag: "a",
    name: undefined,
    namespace: () => "x",
    [Symbol("digest")]: "y",
  });
  assert.deepEqual(checkRegistration(odd), plain);
  assert.deepEqual(checkRegistration({ image: "nginx:1", tag: "a", name: null, digest: " " }), plain);
});

test("what no draft can hold becomes an issue", () => {
  const { issues } = checkRegistration({ image: 7, tag: ["x"], digest: {}, name: true, colour: "red" });
  const found = issues.map(({ code, field }) => `${field} ${code}`);
  for (const field of ["image", "tag", "digest", "name"]) assert.ok(found.includes(`${field} registration.wrong_type`));
  assert.ok(found.includes("draft registration.unknown_field"));
});

test("no object is a mistake of the caller", () => {
  for (const [value, named] of [
    [null, "null"],
    [undefined, "undefined"],
    ["nginx", "a string"],
    [7, "a number"],
    [["nginx"], "an array"],
  ]) {
    const thrown = { name: "TypeError", message: `a draft is an object with texts, not ${named}` };
    assert.throws(() => checkRegistration(value), thrown);
    assert.throws(() => readImage(value), thrown);
    assert.throws(() => readMendedImage(value), thrown);
  }
});

test("the data of a form is the draft that the server reads from it", () => {
  const form = new FormData();
  // A token against forgery, a control that is sent twice, one left empty, a file.
  const sent = [["csrf", "t"], ["image", "nginx"], ["image", "nginx:1"], ["image", ""], ["tag", ""], ["description", "a\r\nb"]];
  for (const [name, value] of sent) form.append(name, value);
  form.append("source_url", new Blob(["x"]));
  const found = checkRegistration(form);
  assert.deepEqual(found, checkRegistration({ image: "nginx:1", description: "a\nb" }));
  assert.equal(found.valid, true);
  assert.equal(readImage(form).tool_path, "docker.io/library/nginx");
});

test("what is no string is no reference, and reading it a mistake of the caller", () => {
  // As texts, `undefined`, `null`, `true` and `7` would be repositories of Docker Hub.
  for (const [value, named] of [
    [undefined, "undefined"],
    [null, "null"],
    [true, "a boolean"],
    [7, "a number"],
    [["nginx"], "an array"],
    [new String("nginx"), "an object"],
    [Symbol("nginx"), "a symbol"],
  ]) {
    for (const mode of ["strict", "compat"]) assert.equal(isImageReference(value, { mode }), false);
    const thrown = (what) => ({ name: "TypeError", message: `${what} is a string, not ${named}` });
    assert.throws(() => parseImageReference(value), thrown("an image reference"));
    assert.throws(() => pullInstructions(value), thrown("an image"));
    assert.throws(() => checkPrincipal(value, "quay.io"), thrown("a principal"));
    assert.throws(() => checkPrincipal("marie", value), thrown("a registry host"));
    assert.equal(short.isImageReference(value), false);
    assert.throws(() => short.readImageReference(value), thrown("an image reference"));
  }
});

test("hostile values neither break nor slow the validator", () => {
  const throwing = { get image() { throw new Error("mine"); } };
  for (let times = 0; times < 1000; times++) assert.throws(() => checkRegistration(throwing), { name: "TypeError", message: /readable/ });
  const cyclic = {};
  cyclic.image = cyclic;
  const list = new Proxy([], { get() { throw new Error("mine"); } });
  for (const image of [list, new Array(2 ** 32 - 1)]) {
    assert.deepEqual(checkRegistration({ image }).issues.map(({ code }) => code), ["registration.wrong_type"]);
  }
  assert.deepEqual(checkRegistration(cyclic).issues.map(({ code }) => code), ["registration.wrong_type"]);
  let deep = "x";
  for (let level = 0; level < 2000; level++) deep = [deep];
  const values = [deep, "\0".repeat(5000), "\ud800\udc00\ufffd", "a/".repeat(5000), "\u{1f980}".repeat(3000), "x".repeat(200_000)];
  for (const value of values) {
    for (const field of ["image", "name", "contact_email", "description", "source_url"]) {
      const { valid } = checkRegistration({ [field]: value });
      assert.equal(typeof valid, "boolean");
    }
  }
});

test("half a surrogate pair is refused, as the server and the command line refuse it", () => {
  const refused = { name: "TypeError", message: /half of a surrogate pair/ };
  assert.throws(() => checkRegistration({ image: "a\ud800b" }), refused);
  assert.throws(() => checkRegistration({ image: "nginx", colour: "\udc00" }), refused);
  assert.throws(() => parseImageReference("a\ud800b"), refused);
  assert.equal(isImageReference("a\ud800b"), false);
  const { issues } = registrationSchema["~standard"].validate({ description: "a\ud800b" });
  assert.match(issues[0].message, /half of a surrogate pair/);
  // Where a form sends it, it has become another character.
  const form = new FormData();
  form.append("image", "a\ud800b");
  assert.deepEqual(checkRegistration(form).issues[0].span, { start: 1, end: 2 });
});

test("references are read in two modes", () => {
  assert.equal(isImageReference("myUser/image"), false);
  assert.equal(isImageReference("myUser/image", { mode: "compat" }), true);
  const strict = parseImageReference("myUser/image");
  assert.equal(strict.valid, false);
  assert.equal(strict.reference, null);
  assert.ok(strict.issues.some((issue) => issue.severity === "error"));
  const compat = parseImageReference("nginx:1.27", { mode: "compat" });
  assert.deepEqual(compat.reference, {
    domain: "docker.io",
    path: "library/nginx",
    tag: "1.27",
    digest: null,
    familiar: "nginx:1.27",
  });
});

test("there are two modes", () => {
  for (const read of [isImageReference, parseImageReference, short.isImageReference, short.readImageReference]) {
    assert.throws(() => read("nginx", { mode: "lenient" }), { name: "TypeError", message: /"strict" or "compat", not "lenient"/ });
  }
});

test("compat mode gives distribution's verdict on every row", () => {
  const rows = readFileSync(join(root, "tests/data/references.jsonl"), "utf8").trim().split("\n");
  let compared = 0;
  for (const line of rows) {
    const row = JSON.parse(line);
    // Bytes that are not UTF-8 have no JavaScript string.
    if (row.input === undefined) continue;
    assert.equal(isImageReference(row.input, { mode: "compat" }), row.ok, line);
    assert.equal(short.isImageReference(row.input, { mode: "compat" }), row.ok, line);
    for (const mode of ["compat", "strict"]) {
      const found = short.readImageReference(row.input, { mode });
      assert.equal(found !== null, isImageReference(row.input, { mode }), line);
      const { reference } = parseImageReference(row.input, { mode });
      // A registry's own rules may refuse what is written well.
      if (reference !== null) assert.deepEqual(found, reference, line);
    }
    compared++;
  }
  assert.ok(compared > 9000, `${compared} rows were compared`);
});

test("an image is read while the draft is wrong elsewhere", () => {
  const image = readImage({ image: `${ECR}/test_namespace/test_image:1`, visibility: "secret" });
  assert.equal(image.tool_path, `${ECR}/_/test_namespace/test_image`);
  assert.match(image.pull.login, /^aws ecr get-login-password --region us-west-2 \|/);
  assert.equal(readImage({ image: "not an image" }), null);
  assert.equal(readImage({}), null);
});

test("an image is read once its likeliest mends are applied", () => {
  const draft = { image: 'docker pull "https://Quay.io/Org/tool:1"', tool_name: "sub" };
  assert.equal(readImage(draft), null);
  assert.deepEqual(readMendedImage(draft), readImage({ ...draft, image: "quay.io/org/tool:1" }));
  assert.deepEqual(readMendedImage({ image: "nginx:1" }), readImage({ image: "nginx:1" }));
  // Two words are two words, not a name with a space too many.
  assert.equal(readMendedImage({ image: "sorts alignments" }), null);
});

test("pull instructions", () => {
  assert.deepEqual(pullInstructions("nginx:1.27"), { login: null, login_note: null, pull: "docker pull nginx:1.27" });
  assert.match(pullInstructions("quay.io/org/tool", "private").login, /^docker login/);
  assert.equal(pullInstructions("UPPER"), null);
});

test("principals", () => {
  assert.equal(checkPrincipal("111122223333", ECR).normalized, "arn:aws:iam::111122223333:root");
  const refused = checkPrincipal("1111", ECR);
  assert.equal(refused.valid, false);
  assert.equal(refused.issues[0].field, "principal");
});

test("requests for access get the reports of the cases", () => {
  const rows = readFileSync(join(root, "tests/data/access.jsonl"), "utf8").trim().split("\n");
  for (const line of rows) {
    const { name, host, draft, report } = JSON.parse(line);
    assert.equal(JSON.stringify(checkAccessRequest(draft, host)), JSON.stringify(report), name);
  }
  const form = new FormData();
  for (const [name, value] of [["csrf", "t"], ["principal", "ada"], ["reason", "a\r\nb"]]) form.append(name, value);
  assert.deepEqual(checkAccessRequest(form, "quay.io"), checkAccessRequest({ principal: "ada", reason: "a\nb" }, "quay.io"));
  assert.throws(() => checkAccessRequest(null, "quay.io"), { name: "TypeError", message: /a draft is an object/ });
  assert.throws(() => checkAccessRequest({}, null), { name: "TypeError", message: /a registry host is a string/ });
});

test("registries of an operator", () => {
  const ours = { id: "our-harbor", name: "Our Harbor", host: "harbor.example.org", visibility: "private" };
  const mine = new Validator({ registries: [ours] });
  assert.equal(mine.registries().length, registries().length + 1);
  assert.equal(mine.registries().at(-1).operator, true);
  const draft = { image: "harbor.example.org/team/tool:1", visibility: "public", contact_email: "ada@example.org" };
  assert.deepEqual(
    mine.checkRegistration(draft).issues.map((issue) => issue.code),
    ["privacy.registry_is_private"],
  );
  assert.ok(checkRegistration(draft).issues.some((issue) => issue.code === "registry.unknown"));
  const wrong = [
    [{ ...ours, id: "quay" }, /taken/],
    [{ ...ours, hots: 1 }, /hots/],
    [{ ...ours, visibility: "secret" }, /`secret`, expected one of `public`/],
    [{ ...ours, host: undefined }, /host/],
    [{ ...ours, segments: { min: 2.5 } }, /`min` must be a whole number/],
    [{ ...ours, segments: [1, 2] }, /`segments` must be an object/],
    [{ ...ours, name: 7 }, /`name` must be a text/],
    [{ ...ours, anonymous_pull: "true" }, /`anonymous_pull` must be true or false/],
    [{ ...ours, visibility: null }, /`visibility` must be a text/],
    ["ours", /`registries\[0\]` must be an object/],
    [["ours"], /`registries\[0\]` must be an object/],
  ];
  for (const [registry, message] of wrong) {
    assert.throws(() => new Validator({ registries: [registry] }), { name: "TypeError", message });
  }
});

test("registries are those that were given, also after a fault", () => {
  const ours = { id: "our-harbor", name: "Our Harbor", host: "harbor.example.org", visibility: "private" };
  const given = [ours];
  const mine = new Validator({ registries: given });
  ours.id = "quay";
  given.length = 0;
  assert.equal(mine.registries().at(-1).id, "our-harbor");
  assert.throws(() => new Validator({ registries: {} }), { name: "TypeError", message: /must be a list/ });
});

test("standard schema", () => {
  const { validate, version, vendor } = registrationSchema["~standard"];
  assert.deepEqual([version, vendor], [1, "wharfinger"]);
  assert.equal(validate({ image: "nginx:1" }).value.tool_path, "docker.io/library/nginx");
  const { issues } = validate({ image: "Nginx:1", tool_name: "a b", colour: "red" });
  assert.deepEqual(issues.map((issue) => issue.path.join()).sort(), ["", "image", "tool_name"]);
  assert.ok(issues.every((issue) => issue.severity === "error" && issue.message));
  for (const value of [null, "nginx", [], 7]) assert.equal(validate(value).issues.length, 1);
});

test("names in the types are the names in use", () => {
  const names = readFileSync(join(packageFolder, "src/names.ts"), "utf8");
  const ids = registries().map((registry) => registry.id);
  for (const id of ids) assert.ok(names.includes(`| "${id}"`), id);
  const { issues } = checkRegistration({ image: "https://Quay.io/B\u00f6/x y:", visibility: "x", contact_email: "x" });
  for (const { code } of issues) assert.ok(names.includes(`| "${code}"`), code);
});

test("a fault inside is an error of its own, and the next call works", () => {
  const script = `
    const Original = WebAssembly.Instance;
    let isBroken = false;
    let started = 0;
    WebAssembly.Instance = function (module, imports) {
      started++;
      const { exports } = new Original(module, imports);
      const broken = () => { throw new WebAssembly.RuntimeError("unreachable"); };
      const handler = { get: (all, name) => (isBroken && name.startsWith("rules_check") ? broken : all[name]) };
      return { exports: new Proxy({ ...exports }, handler) };
    };
    const { Validator, ValidatorFault, checkRegistration } = await import("@wharfinger/validator");
    const other = new Validator({ registries: [{ id: "ours", name: "O", host: "r.example.org", visibility: "mixed" }] });
    const draft = { image: "r.example.org/a/b:1" };
    const before = JSON.stringify(other.checkRegistration(draft));
    isBroken = true;
    let fault;
    try { checkRegistration(draft); } catch (error) { fault = error; }
    isBroken = false;
    const after = JSON.stringify(other.checkRegistration(draft));
    console.log(fault instanceof ValidatorFault, fault.cause.message, before === after, started);
  `;
  const printed = run("node", ["--input-type=module", "--eval", script], packageFolder);
  assert.equal(printed.trim(), "true unreachable true 2");
});
