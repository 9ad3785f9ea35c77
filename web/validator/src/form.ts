/**
 * Enhances a plain form that registers a tool, or asks for access to one: issues at their fields, offending characters marked, mends as
 * buttons. The form works without it; this only saves the round trip.
 *
 * @packageDocumentation
 */

import { Validator } from "./index.js";
import type { AccessReport, Draft, Fix, FormField, Issue, Report } from "./index.js";
import { ACCESS, Controls, type Held, REGISTRATION } from "./form/controls.js";
import { Drawer } from "./form/draw.js";
import { Summary } from "./form/summary.js";
import { isLasting, Visits } from "./form/visits.js";

/** How a form is enhanced. */
export interface FormOptions {
  /** The rules to check by; those with the built-in registries unless given. */
  readonly validator?: Validator | undefined;
  /**
   * What the form means, given what its controls hold: for hosts whose controls follow each other.
   * Fields that are left out are neither checked nor mended.
   */
  readonly meant?: ((draft: Draft) => Draft) | undefined;
  /**
   * The host of the registry, such as `quay.io`, where the form asks for access to a private image on
   * it: its controls are `principal` and `reason`.
   */
  readonly accessTo?: string | undefined;
  /** The words that are drawn besides messages. */
  readonly words?: Partial<FormWords> | undefined;
}

/** The words that are drawn besides messages. */
export interface FormWords {
  /** The heading of the summary after a refused submit. */
  readonly summary: (count: number) => string;
  /** What is said, not shown, once a field has been left with issues. */
  readonly found: (label: string, messages: string) => string;
  /** What is said, not shown, once a mend was applied. */
  readonly applied: (label: string) => string;
}

/** A form that was enhanced. */
export interface EnhancedForm {
  readonly form: HTMLFormElement;
  /** What the last check found. */
  readonly report: FormReport;
  /** Checks again, for example after a script changed a control. */
  check(): FormReport;
  /** Shows every issue, as a refused submit does, for example on a page the server refused. */
  showAll(): void;
  /** Takes away everything that was added. */
  destroy(): void;
}

/** What a check of a form finds; which of the two, `accessTo` says. */
export type FormReport = Report | AccessReport;

/** The events that an enhanced form sends, for hosts to build on. They bubble. */
export interface FormEvents {
  /** The form was checked: after every change. */
  "wharfinger:check": CustomEvent<{ readonly draft: Draft; readonly report: FormReport }>;
  /** A mend was applied. */
  "wharfinger:fix": CustomEvent<{ readonly fix: Fix; readonly issue: Issue }>;
  /** A submit was refused. */
  "wharfinger:refuse": CustomEvent<{ readonly report: FormReport }>;
}

declare global {
  interface HTMLElementEventMap extends FormEvents {}
}

const WORDS: FormWords = {
  summary: (count) => (count === 1 ? "One thing to mend" : `${count} things to mend`),
  found: (label, messages) => `${label}: ${messages}`,
  applied: (label) => `Done: ${label}`,
};

/** Pasted, dropped and corrected text is finished text: it is judged at once. */
const FINISHED = new Set(["insertFromPaste", "insertFromDrop", "insertReplacementText"]);

/**
 * Enhances a form whose controls are named like the fields of a draft, or with `accessTo` like those of
 * a request for access; other controls are left alone.
 *
 * A field is judged once it is left, or the form is sent; from then on at every keystroke until
 * nothing is wrong with it, and again when it is left. While it is typed in for the first time, only
 * what stays wrong whatever is typed next is shown. Nothing is disabled, and nothing is
 * rewritten while somebody types.
 *
 * @example
 * ```ts
 * import { enhanceForm } from "@wharfinger/validator/form";
 * enhanceForm(document.querySelector("form"));
 * ```
 */
export function enhanceForm(form: HTMLFormElement, options: FormOptions = {}): EnhancedForm {
  return new Enhancement(form, options);
}

class Enhancement implements EnhancedForm {
  readonly #rules: (held: Held) => FormReport;
  readonly #meant: (held: Held) => Held;
  readonly #words: FormWords;
  readonly #controls: Controls;
  readonly #visits: Visits;
  readonly #drawer: Drawer;
  readonly #summary: Summary;
  readonly #listening = new AbortController();
  readonly #hadNoValidate: boolean;
  #held: Held = {};
  #report: FormReport;
  /** What was said about each field when it was left. */
  readonly #said = new Map<FormField, string>();
  #isPressing = false;
  #leftWhilePressing: FormField | undefined;

  constructor(
    readonly form: HTMLFormElement,
    options: FormOptions,
  ) {
    const validator = options.validator ?? new Validator();
    const { accessTo, meant } = options;
    this.#rules = (held) =>
      accessTo === undefined ? validator.checkRegistration(held) : validator.checkAccessRequest(held, accessTo);
    this.#meant = (meant as ((held: Held) => Held) | undefined) ?? ((held) => held);
    this.#words = { ...WORDS, ...options.words };
    this.#controls = new Controls(form, accessTo === undefined ? REGISTRATION : ACCESS);
    this.#visits = new Visits(this.#controls);
    this.#drawer = new Drawer(form, this.#controls, (issue, fix) => this.#apply(issue, fix));
    this.#summary = new Summary(form);
    // The browser's own bubbles show one message at a time and stop the submit event.
    this.#hadNoValidate = form.noValidate;
    form.noValidate = true;
    this.#listen();
    this.#report = this.check();
  }

  get report(): FormReport {
    return this.#report;
  }

  check(): FormReport {
    this.#held = this.#meant(this.#controls.held());
    const report = (this.#report = this.#rules(this.#held));
    for (const field of this.#controls.fields()) {
      const issues = report.issues.filter((issue) => issue.field === field);
      const error = issues.find((issue) => issue.severity === "error");
      this.#controls.setValidity(field, error?.message ?? "");
      if (!error) this.#visits.heal(field);
      this.#drawer.draw(field, this.#visits.isJudged(field) ? issues : this.#lasting(field, issues));
    }
    this.#summary.update(this.#refusals());
    this.#send("wharfinger:check", { draft: this.#held, report });
    return report;
  }

  /** Of a field that is typed in: what stays wrong whatever is typed next. */
  #lasting(field: FormField, issues: readonly Issue[]): readonly Issue[] {
    if (!this.#visits.isEdited(field)) return [];
    const text = this.#controls.value(field) ?? "";
    return issues.filter((issue) =>
      isLasting(issue, text, (longer) => this.#rules({ [field]: longer }).issues),
    );
  }

  showAll(): void {
    this.#visits.judgeAll();
    this.check();
    this.#summary.show(this.#refusals(), this.#words.summary);
  }

  destroy(): void {
    this.#listening.abort();
    for (const field of this.#controls.fields()) this.#controls.setValidity(field, "");
    this.#drawer.clear();
    this.#summary.remove();
    this.form.noValidate = this.#hadNoValidate;
  }

  #listen(): void {
    const { form } = this;
    const { signal } = this.#listening;
    const field = (event: Event) => this.#controls.fieldOf(event.target);
    form.addEventListener(
      "input",
      (event) => {
        const edited = field(event);
        if (!edited) return;
        this.#visits.edit(edited);
        if (event instanceof InputEvent && FINISHED.has(event.inputType)) this.#visits.judge(edited);
        this.check();
      },
      { signal },
    );
    form.addEventListener(
      "change",
      (event) => {
        const chosen = field(event);
        // A text control sends this while it is being left; `focusout` follows.
        if (chosen && this.#controls.isChoice(chosen)) this.#judge(chosen);
      },
      { signal },
    );
    form.addEventListener(
      "focusout",
      (event) => {
        const left = field(event);
        if (!left || field({ target: event.relatedTarget } as Event) === left) return;
        // Issues that appear between press and release would move the button away from under
        // the pointer.
        if (this.#isPressing) this.#leftWhilePressing = left;
        else this.#judge(left);
      },
      { signal },
    );
    form.addEventListener("pointerdown", () => (this.#isPressing = true), { signal });
    for (const end of ["pointerup", "pointercancel"]) {
      form.ownerDocument.addEventListener(
        end,
        // After the click that follows.
        () => setTimeout(() => this.#release()),
        { signal },
      );
    }
    form.addEventListener("submit", (event) => this.#submit(event), { signal });
    // The controls change after the event.
    form.addEventListener("reset", () => queueMicrotask(() => this.#reset()), { signal });
  }

  #release(): void {
    this.#isPressing = false;
    const left = this.#leftWhilePressing;
    this.#leftWhilePressing = undefined;
    if (left) this.#judge(left);
  }

  #judge(field: FormField): void {
    if (!this.#visits.leave(field)) return;
    this.check();
    const found = this.#drawer.shown(field);
    // Leaving a field twice with the same issues is no news.
    if (found !== "" && found !== this.#said.get(field)) {
      this.#summary.say(this.#words.found(this.#controls.label(field), found));
    }
    this.#said.set(field, found);
  }

  #submit(event: SubmitEvent): void {
    // Whoever presses a button with `formnovalidate` (save as draft) wants no check.
    if ((event.submitter as HTMLButtonElement | null)?.formNoValidate && !this.#hadNoValidate) return;
    this.#leftWhilePressing = undefined;
    this.#visits.judgeAll();
    const report = this.check();
    const refusals = this.#refusals();
    if (refusals.length === 0) {
      this.#summary.hide();
      return;
    }
    event.preventDefault();
    this.#summary.show(refusals, this.#words.summary);
    this.#send("wharfinger:refuse", { report });
  }

  /** What keeps the form from being sent: our errors, and what the browser says of other controls. */
  #refusals(): Refusal[] {
    const errors: Refusal[] = this.#report.issues
      .filter((issue) => issue.severity === "error")
      .map((issue) => ({ message: issue.message, control: this.#controls.first(issue.field), span: issue.span }));
    for (const control of this.#controls.others()) {
      if (!control.validity.valid) errors.push({ message: control.validationMessage, control });
    }
    return errors;
  }

  #apply(issue: Issue, fix: Fix): void {
    // A script may have changed a control since the last check; then the spans are not its.
    if (JSON.stringify(this.#meant(this.#controls.held())) !== JSON.stringify(this.#held)) {
      this.check();
      return;
    }
    this.#controls.apply(fix);
    for (const { field } of fix.edits) this.#visits.judge(field as FormField);
    this.check();
    this.#summary.say(this.#words.applied(fix.label));
    this.#send("wharfinger:fix", { fix, issue });
  }

  #reset(): void {
    this.#visits.forget();
    this.#said.clear();
    this.#summary.hide();
    this.check();
  }

  #send<T extends keyof FormEvents>(name: T, detail: FormEvents[T]["detail"]): void {
    this.form.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }
}

/** Something that keeps a form from being sent. */
export interface Refusal {
  readonly message: string;
  readonly control: HTMLElement | undefined;
  readonly span?: { readonly start: number; readonly end: number };
}
