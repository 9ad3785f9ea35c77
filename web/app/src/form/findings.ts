// Draws what the rules say about a field, in the shape in which the server draws it without
// scripts: the field's text with marks, then the issues with their mends.

import type { Fix, Issue, Severity } from "@wharfinger/validator";
import { element, prose } from "./prose.js";

const LABELS: Record<Severity, string> = { error: "Wrong", warning: "Check", info: "Note" };
const WEIGHTS: Severity[] = ["error", "warning", "info"];

/** A stretch of text, marked or not. */
export interface Segment {
  text: string;
  severity: Severity | undefined;
}

/** What each list shows: drawing the same again would take a button away under the pointer. */
const drawnIn = new WeakMap<HTMLElement, string>();

/** Draws `issues` about a control that holds `text` into the list below it. */
export function draw(
  list: HTMLElement,
  text: string,
  issues: readonly Issue[],
  mend: (fix: Fix) => void,
): void {
  const shows = issues.length === 0 ? "" : JSON.stringify([text, issues]);
  if (drawnIn.get(list) === shows) return;
  drawnIn.set(list, shows);
  const drawn: Node[] = [];
  const cut = segments(text, issues);
  if (cut.some((segment) => segment.severity)) {
    const marked = element("p", { class: "marked", translate: "no" });
    marked.append(element("span", { class: "unseen" }, "What is marked: "));
    for (const { text, severity } of cut) {
      marked.append(severity ? element("mark", { "data-severity": severity }, text) : text);
    }
    drawn.push(marked);
  }
  for (const issue of issues) drawn.push(drawIssue(issue, mend));
  list.replaceChildren(...drawn);
}

function drawIssue(issue: Issue, mend: (fix: Fix) => void): HTMLElement {
  const drawn = element("div", {
    class: "issue",
    "data-severity": issue.severity,
    "data-code": issue.code,
  });
  const says = element("p", { class: "says" }, element("strong", {}, `${LABELS[issue.severity]}:`));
  says.append(" ", prose(issue.message));
  drawn.append(says);
  if (issue.help) drawn.append(element("p", { class: "helps sentence" }, prose(issue.help)));
  const mends = element("div", { class: "mends" });
  for (const fix of issue.fixes) {
    const button = element("button", { class: "mend", type: "button" }, prose(fix.label));
    button.addEventListener("click", () => mend(fix));
    mends.append(button);
  }
  const why = element("a", { href: `/codes/${issue.code}` }, "Why?");
  why.append(element("span", { class: "unseen" }, ` ${issue.code}`));
  mends.append(why);
  drawn.append(mends);
  return drawn;
}

/** Cuts `text` where marks begin and end. Where marks overlap, the graver one is drawn. */
export function segments(text: string, issues: readonly Issue[]): Segment[] {
  if (text === "") return [];
  const marks = issues.filter(({ span }) => span.end <= text.length);
  if (marks.length === 0) return [];
  const cuts = new Set([0, text.length]);
  for (const { span } of marks) cuts.add(span.start).add(span.end);
  const places = [...cuts].sort((a, b) => a - b);
  const cut: Segment[] = [];
  places.forEach((start, index) => {
    // A place where something is missing: an empty mark between two stretches.
    const gap = gravest(marks.filter(({ span }) => span.start === start && span.end === start));
    if (gap) cut.push({ text: "", severity: gap });
    const end = places[index + 1];
    if (end === undefined) return;
    const covering = marks.filter(({ span }) => span.start <= start && end <= span.end);
    cut.push({ text: text.slice(start, end), severity: gravest(covering) });
  });
  return cut;
}

function gravest(issues: readonly Issue[]): Severity | undefined {
  return WEIGHTS.find((severity) => issues.some((issue) => issue.severity === severity));
}
