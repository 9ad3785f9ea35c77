// The forms that the rules check, checked while typing by the rules that the server applies when they
// are sent. Without this script the server does all of it.

import { Validator } from "@wharfinger/validator";
import { enhanceForm, type EnhancedForm } from "@wharfinger/validator/form";
import type { Draft, Report } from "@wharfinger/validator";
import { Agreement } from "./form/agreement.js";
import { keepOverReload } from "./form/kept.js";
import { Preview } from "./form/preview.js";
import { Refusal } from "./form/refusal.js";
import { Taken } from "./form/taken.js";
import { linkRules } from "./form/why.js";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-check]")) {
  const added = document.getElementById("registries")?.textContent;
  const validator = new Validator({ registries: added ? JSON.parse(added) : [] });
  keepOverReload(form);
  const refusal = new Refusal(form);
  // Before the check: it must not meet what the server said about another text.
  form.addEventListener("input", () => refusal.clear());
  const { dataset } = form;
  const enhanced =
    dataset["check"] === "access"
      ? checkAccess(form, validator, dataset["host"] ?? "")
      : checkRegistration(form, validator, refusal);
  // What the server has drawn stays as long as nothing is changed; its mends become ours.
  if (refusal.isThere && !enhanced.report.valid) {
    refusal.clear();
    enhanced.showAll();
  }
  sendOnce(form);
}

/** A form that registers or edits a tool. */
function checkRegistration(form: HTMLFormElement, validator: Validator, refusal: Refusal): EnhancedForm {
  const agreement = new Agreement(form, validator);
  const preview = new Preview(form, validator);
  // Before the check: it must meet a line and parts that agree.
  form.addEventListener("input", (event) => agreement.follow(event.target));
  let draft: Draft = {};
  let report: Report | undefined;
  const show = () => {
    if (report) preview.show(draft, report, refusal.isRefused, taken.isTaken);
  };
  const taken = new Taken(show);
  form.addEventListener("wharfinger:check", ({ detail }) => {
    draft = detail.draft;
    report = detail.report as Report;
    // What the server has just refused it need not be asked about.
    taken.look(refusal.isRefused ? null : (report.normalized?.tool_path ?? null));
    show();
    linkRules(form);
  });
  agreement.settle();
  const enhanced = enhanceForm(form, { validator, meant: (draft) => agreement.meant(draft) });
  checkWhenFilled(form, () => {
    agreement.settle();
    enhanced.check();
  });
  return enhanced;
}

/** A form that asks for access to an image on a registry. */
function checkAccess(form: HTMLFormElement, validator: Validator, host: string): EnhancedForm {
  form.addEventListener("wharfinger:check", () => linkRules(form));
  const enhanced = enhanceForm(form, { validator, accessTo: host });
  checkWhenFilled(form, () => void enhanced.check());
  return enhanced;
}

/** Over Back the browser fills the form in after scripts have run. A page that comes back alive has
 * nothing to check: it was checked when it was filled in. */
function checkWhenFilled(form: HTMLFormElement, check: () => void): void {
  const checked = filled(form);
  addEventListener("pageshow", () => {
    if (filled(form) !== checked) check();
  }, { once: true });
}

/** What the form would send, to compare. */
function filled(form: HTMLFormElement): string {
  return JSON.stringify([...new FormData(form)]);
}

/** How long a form that is on its way is not sent again; when no answer has come by then, trying
 * once more is what a person would do, and registering twice is refused by the tool path. */
const ON_ITS_WAY_MS = 5_000;

/** A double click sends a form once. */
function sendOnce(form: HTMLFormElement): void {
  const status = form.querySelector<HTMLElement>("[data-status]");
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const now = performance.now();
    if (now - sentAt < ON_ITS_WAY_MS) {
      event.preventDefault();
      if (status) status.textContent = "It is on its way. If no answer comes, send it again in a few seconds.";
      return;
    }
    sentAt = now;
  });
  // Back from the page that the form led to.
  addEventListener("pageshow", () => (sentAt = -Infinity));
}
