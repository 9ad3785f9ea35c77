// That axe has looked at every page there is: light, dark, and 320 pixels wide. It runs behind the tests, which
// note in the file that `WHARFINGER_LOOKS` names what they had axe look at.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const PAGES = new URL("../data/pages.txt", import.meta.url);

/** What is no page: a file that is downloaded. */
const FILES = ["/account/connections/{id}/{file}"];

/** What shows a page only where it refuses; it leads elsewhere otherwise. */
const REFUSALS = ["/sign-in/oidc/{provider}/connect"];

const lines = async (file) => (await readFile(file, "utf8")).trim().split("\n");
const parameters = (route) => route.split("{").length - 1;

/** What the addresses of a route look like; a path has slashes. */
function pattern(route) {
  const parts = route.split("/").map((part) => part.replace(/^\{path\}$/, ".+").replace(/^\{.+\}$/, "[^/]+"));
  return new RegExp(`^${parts.join("/")}$`);
}

const routes = await lines(PAGES);
const patterns = routes.map((route) => [route, pattern(route)]).sort(([one], [other]) => parameters(one) - parameters(other));
const looks = (await lines(process.env.WHARFINGER_LOOKS)).map((line) => JSON.parse(line)).map((look) => {
  const [route] = patterns.find(([, pattern]) => pattern.test(look.path)) ?? [];
  return { ...look, route };
});

for (const route of routes.filter((route) => !FILES.includes(route))) {
  test(`axe has looked at ${route}`, () => {
    // A page that says that there is none is another page.
    const isShown = ({ status }) => status < 300 || REFUSALS.includes(route);
    const seen = looks.filter((look) => look.route === route && isShown(look));
    const missing = Object.entries({
      light: seen.some(({ isDark, isNarrow }) => !isDark && !isNarrow),
      dark: seen.some(({ isDark }) => isDark),
      "320 pixels": seen.some(({ isNarrow }) => isNarrow),
    });
    assert.deepEqual(missing.filter(([, isSeen]) => !isSeen).map(([look]) => look), []);
  });
}
