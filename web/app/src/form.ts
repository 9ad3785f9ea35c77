// The registration form and the edit form, checked while typing by the rules that the server
// applies when it is sent. Without this script the server does all of it.

import type { Field, Fix, Issue } from "@wharfinger/validator";
import { Agreement, PARTS } from "./form/agreement.js";
import { Controls } from "./form/controls.js";
import { draw } from "./form/findings.js";
import { showPreview, showReason } from "./form/preview.js";
import { afterPress } from "./form/press.js";
import { rulesOfPage } from "./form/rules.js";
import { showSummary } from "./form/summary.js";
import { stays, Timing } from "./form/timing.js";

/** The fields of a draft, in the order of a report. */
const FIELDS: readonly Field[] = [
  "image",
  ...PARTS,
  "tool_name",
  "visibility",
  "contact_email",
  "description",
  "source_url",
];

const AT_ONCE = new Set(["insertFromPaste", "insertFromDrop", "insertReplacementText"]);

function connect(form: HTMLFormElement): void {
  const rules = rulesOfPage();
  const controls = new Controls(form);
  const agreement = new Agreement(controls, rules);
  const timing = new Timing();
  const status = form.querySelector<HTMLElement>("[data-status]");
  const summary = form.querySelector<HTMLElement>("[data-summary]");
  let isSending = false;

  const check = (): readonly Issue[] => {
    const draft = controls.draft(FIELDS);
    const report = rules.checkRegistration(draft);
    const image = rules.readImage(draft);
    for (const field of FIELDS) drawField(field, report.issues);
    showPreview(image);
    showReason(image, image ? agreement.registry(image.registry) : undefined);
    const errors = report.issues.filter((issue) => issue.severity === "error");
    say(errors.length);
    return errors;
  };

  const drawField = (field: Field, issues: readonly Issue[]): void => {
    const list = form.querySelector<HTMLElement>(`[data-issues="${field}"]`);
    const control = controls.get(field);
    if (!list || !control) return;
    const value = controls.value(field);
    const own = issues.filter((issue) => issue.field === field);
    const about = (text: string) =>
      rules.checkRegistration({ [field]: text }).issues.filter((issue) => issue.field === field);
    const shown = timing.shown(field, value, document.activeElement === control, own, (issue) =>
      stays(issue, value, about),
    );
    const isText = !(control instanceof HTMLSelectElement) && control.type !== "radio";
    draw(list, isText ? value : "", shown, mend);
    const error = shown.find((issue) => issue.severity === "error");
    control.setCustomValidity(error?.message ?? "");
    if (error) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  };

  const say = (errors: number): void => {
    if (!status) return;
    const isDrawn = form.querySelector('.issue[data-severity="error"]') !== null;
    const text =
      errors === 0
        ? "Nothing is wrong with it."
        : isDrawn
          ? `${errors === 1 ? "One thing" : `${errors} things`} to mend.`
          : "";
    // Said again, it would be heard again.
    if (status.textContent !== text) status.textContent = text;
  };

  const edited = (field: string): void => {
    if (field === "image") agreement.fromLine();
    else if ((PARTS as readonly string[]).includes(field)) agreement.fromParts(field);
  };

  const mend = (fix: Fix): void => {
    controls.apply(fix);
    for (const { field } of fix.edits) timing.judge(field);
    check();
    const field = fix.edits[0]?.field;
    if (field) controls.get(field)?.focus();
  };

  const goTo = ({ field, span }: Issue): void => {
    const control = controls.get(field);
    control?.focus();
    if (control && !(control instanceof HTMLSelectElement) && control.type !== "radio") {
      control.setSelectionRange(span.start, span.end);
    }
  };

  form.addEventListener("input", (event) => {
    const field = nameOf(event.target);
    if (!field) return;
    edited(field);
    if (event instanceof InputEvent && AT_ONCE.has(event.inputType)) timing.judge(field);
    check();
  });
  form.addEventListener("change", (event) => {
    const field = nameOf(event.target);
    if (!field) return;
    timing.judge(field);
    check();
  });
  form.addEventListener("focusout", (event) => {
    const field = nameOf(event.target);
    // Whoever only passes through an empty field has not made a mistake yet.
    if (!field || controls.value(field) === "") return;
    timing.judge(field);
    // What the image means for the visibility is known once the image is.
    if (field === "image" || (PARTS as readonly string[]).includes(field)) timing.judge("visibility");
    afterPress(check);
  });
  form.addEventListener("submit", (event) => {
    const errors = check();
    if (errors.length > 0) {
      event.preventDefault();
      timing.judgeEverything();
      check();
      if (summary) showSummary(summary, errors, goTo);
    } else if (isSending) {
      event.preventDefault();
    } else {
      isSending = true;
      if (status) status.textContent = "Sending…";
    }
  });
  addEventListener("pageshow", () => {
    isSending = false;
  });

  const hint = form.querySelector("[data-parts-hint]");
  if (hint) hint.textContent = "Taken from the line above as you type. Edit either; the other follows.";
  const wasRefused = form.querySelector("#summary") !== null;
  if (wasRefused) {
    // What the server said stands until something is changed; it knows more, such as which paths
    // are taken.
    timing.judgeEverything();
    agreement.settle();
  } else if (controls.value("image") !== "") {
    timing.judge("image");
    edited("image");
    check();
  } else if (PARTS.some((part) => controls.value(part) !== "")) {
    edited("name");
    check();
  } else {
    agreement.settle();
  }
}

function nameOf(target: EventTarget | null): string | undefined {
  return target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
    ? target.name
    : undefined;
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-check]")) connect(form);
