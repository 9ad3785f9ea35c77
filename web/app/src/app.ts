// What every page gets on top of its HTML. Nothing here is needed to use a page.

import "./copy-text.js";
import "./relative-time.js";
import "./show-password.js";
import { forgetWhenShown, keepBeside } from "./form/kept.js";

for (const page of document.querySelectorAll<HTMLElement>("[data-keep-beside]")) keepBeside(page);
// Here, so that it is done on the page that a form leads to.
forgetWhenShown();

// `/` leads to the search, as on other sites with many entries; not while somebody types.
const search = document.querySelector<HTMLInputElement>("[data-slash-focuses]");
document.addEventListener("keydown", (event) => {
  const target = event.target;
  const types =
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"));
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || types || !search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// `?done=` and `?notice=` have been said; a bookmark of the page should not say them again.
const address = new URL(location.href);
for (const said of ["done", "notice"]) {
  if (!address.searchParams.has(said)) continue;
  address.searchParams.delete(said);
  history.replaceState(history.state, "", address);
}
