// Draws issues below their fields, and ties them to the controls for assistive technology.
//
// Only elements and classes: how they look is the host's. Nothing here takes HTML.

import type { FormField, Fix, Issue, Severity } from "../index.js";
import { type Controls, idOf } from "./controls.js";

/**
 * Most UTF-16 code units that are drawn of either end of a stretch between marks, or of a mark: two
 * lines of a form, so that of a long paste what lies about its marks is seen.
 */
const STRETCH_END_UNITS_MAX = 120;

const WEIGHTS: readonly Severity[] = ["error", "warning", "info"];

export class Drawer {
  readonly #places = new Map<string, HTMLElement>();
  readonly #drawn = new Map<string, string>();
  /** What an issue that is drawn says, so that it stays while others come and go. */
  readonly #said = new WeakMap<Element, string>();
  /** Places that we made, rather than found. */
  readonly #made = new Set<HTMLElement>();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly controls: Controls,
    private readonly apply: (issue: Issue, fix: Fix) => void,
  ) {}

  /** Shows the issues of a field; what is shown already stays untouched. */
  draw(field: FormField, issues: readonly Issue[]): void {
    const value = this.controls.isChoice(field) ? "" : (this.controls.value(field) ?? "");
    const key = issues.length === 0 ? "" : JSON.stringify([value, issues]);
    if ((this.#drawn.get(field) ?? "") === key) return;
    this.#drawn.set(field, key);
    const place = this.#place(field);
    const drawn = new Map([...place.children].map((child) => [this.#said.get(child), child]));
    const marked = mark(place.ownerDocument, value, issues);
    const wanted = issues.map((issue) => drawn.get(JSON.stringify(issue)) ?? this.#issue(place.ownerDocument, issue));
    arrange(place, marked ? [marked, ...wanted] : wanted);
    this.#describe(field, place, issues);
  }

  /** The messages that are shown at a field, in one line. */
  shown(field: FormField): string {
    const messages = this.#places.get(field)?.querySelectorAll(".wharfinger-message") ?? [];
    return [...messages].map((message) => message.textContent).join("; ");
  }

  /** Takes everything away. */
  clear(): void {
    for (const field of this.#places.keys()) this.draw(field as FormField, []);
    for (const place of this.#made) place.remove();
    this.#places.clear();
  }

  #issue(document: Document, issue: Issue): HTMLElement {
    const drawn = element(document, "div", `wharfinger-issue wharfinger-${issue.severity}`);
    drawn.dataset["code"] = issue.code;
    this.#said.set(drawn, JSON.stringify(issue));
    drawn.append(prose(document, "wharfinger-message", issue.message));
    if (issue.help) drawn.append(prose(document, "wharfinger-help", issue.help));
    for (const fix of issue.fixes) {
      if (!this.controls.canApply(fix)) continue;
      const button = element(document, "button", "wharfinger-fix") as HTMLButtonElement;
      button.type = "button";
      button.append(...literals(document, fix.label));
      button.addEventListener("click", () => this.apply(issue, fix));
      drawn.append(button);
    }
    return drawn;
  }

  /** Where a field's issues go: the host's `[data-issues="FIELD"]`, or behind the control. */
  #place(field: FormField): HTMLElement {
    const known = this.#places.get(field);
    if (known?.isConnected) return known;
    let place = this.form.querySelector<HTMLElement>(`[data-issues="${field}"]`);
    if (!place) {
      const [control] = this.controls.of(field);
      const anchor = this.#group(field) ?? control?.closest("label") ?? control;
      place = element(this.form.ownerDocument, "div", "");
      if (anchor?.localName === "fieldset") anchor.append(place);
      else anchor?.after(place);
      this.#made.add(place);
    }
    place.classList.add("wharfinger-issues");
    this.#places.set(field, place);
    return place;
  }

  /** The group of radio buttons, which takes the description in their stead. */
  #group(field: FormField): HTMLElement | undefined {
    const [control] = this.controls.of(field);
    if (control?.type !== "radio") return undefined;
    return control.closest<HTMLElement>("[role=radiogroup], fieldset") ?? undefined;
  }

  #describe(field: FormField, place: HTMLElement, issues: readonly Issue[]): void {
    const id = idOf(place);
    const group = this.#group(field);
    const isWrong = issues.some((issue) => issue.severity === "error");
    for (const target of group ? [group] : this.controls.of(field)) {
      const ids = (target.getAttribute("aria-describedby") ?? "").split(/\s+/).filter((other) => other && other !== id);
      if (issues.length > 0) ids.push(id);
      setOrRemove(target, "aria-describedby", ids.join(" "));
      // A plain group has no such state.
      if (target.localName !== "fieldset" || target.getAttribute("role") === "radiogroup") {
        setOrRemove(target, "aria-invalid", isWrong ? "true" : "");
      }
    }
  }
}

/**
 * Makes `wanted` the children of a place without moving those that it has: a button that is taken
 * out loses the focus, or the focus that a Tab is about to give it.
 */
function arrange(place: HTMLElement, wanted: readonly Element[]): void {
  for (const child of [...place.children]) if (!wanted.includes(child)) child.remove();
  let next = place.firstElementChild;
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling;
    else place.insertBefore(child, next);
  }
}

/**
 * The text of a control with the places that issues are about marked; the gravest wins where they
 * overlap. Nothing when no issue is about a place in it.
 */
function mark(document: Document, text: string, issues: readonly Issue[]): HTMLElement | undefined {
  const marks = issues.filter(({ span }) => span.start < span.end && span.end <= text.length);
  if (marks.length === 0) return undefined;
  // Said in words by the messages; read aloud it would be noise.
  const line = element(document, "p", "wharfinger-marked");
  line.setAttribute("aria-hidden", "true");
  line.setAttribute("translate", "no");
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ span }) => [span.start, span.end])])];
  cuts.sort((a, b) => a - b);
  for (const [at, start] of cuts.entries()) {
    const end = cuts[at + 1];
    if (end === undefined) break;
    const part = shortened(text.slice(start, end));
    const over = marks.filter(({ span }) => span.start <= start && end <= span.end);
    const severity = WEIGHTS.find((weight) => over.some((issue) => issue.severity === weight));
    if (severity) {
      const marked = element(document, "mark", `wharfinger-${severity}`);
      marked.textContent = part;
      line.append(marked);
    } else {
      line.append(part);
    }
  }
  return line;
}

/** A stretch without its middle, where it is long; cut between characters. */
function shortened(stretch: string): string {
  if (stretch.length <= 2 * STRETCH_END_UNITS_MAX) return stretch;
  const head = stretch.slice(0, STRETCH_END_UNITS_MAX).replace(/[\ud800-\udbff]$/, "");
  const tail = stretch.slice(-STRETCH_END_UNITS_MAX).replace(/^[\udc00-\udfff]/, "");
  return `${head}…${tail}`;
}

/** A paragraph in which backticks mark literals. */
function prose(document: Document, name: string, text: string): HTMLElement {
  const paragraph = element(document, "p", name);
  paragraph.append(...literals(document, text));
  return paragraph;
}

/** Text with every second stretch between backticks as code. */
export function literals(document: Document, text: string): (Node | string)[] {
  return text.split("`").map((part, at) => {
    if (at % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}

export function element(document: Document, tag: string, name: string): HTMLElement {
  const made = document.createElement(tag);
  if (name) made.className = name;
  return made;
}

function setOrRemove(target: Element, name: string, value: string): void {
  if (value === "") target.removeAttribute(name);
  else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}


