// The summary on top of a form that was sent with errors: it takes the focus, and each line leads
// to the place it is about.

import type { Issue } from "@wharfinger/validator";
import { element, prose } from "./prose.js";

/** Draws the summary and gives it the focus. */
export function showSummary(
  place: HTMLElement,
  errors: readonly Issue[],
  goTo: (issue: Issue) => void,
): void {
  const count = errors.length;
  const title = count === 1 ? "One thing to mend" : `${count} things to mend`;
  const list = element("ul", {});
  for (const issue of errors) {
    const link = element("a", { href: `#${issue.field}` }, prose(issue.message));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(issue);
    });
    list.append(element("li", {}, link));
  }
  const summary = element(
    "div",
    { class: "notice error", role: "alert", tabindex: "-1", id: "summary" },
    element("h2", {}, title),
    list,
  );
  place.replaceChildren(summary);
  summary.focus();
}
