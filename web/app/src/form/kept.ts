// What was typed is there again after a reload, as it is after Back: Firefox does it by itself; the
// other browsers start with the form that the server has drawn. And it is there again after another form
// of the page was sent, which no browser does.

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What is kept, until the next page of this tab is shown: that is how long it is needed. */
const KEY = "form";
const KEY_BESIDE = "beside";

/** What controls hold by their name: several for boxes that are ticked. */
type Values = Record<string, readonly string[]>;

interface Kept {
  readonly of: string;
  readonly values: Values;
}

/** Puts back what the form held when its page was reloaded, and keeps what it will hold. */
export function keepOverReload(form: HTMLFormElement): void {
  const revision = (form.elements.namedItem("revision") as HTMLInputElement | null)?.value ?? "";
  // A form for another revision of the tool is another form.
  const of = `${location.pathname} ${revision}`;
  const [navigation] = performance.getEntriesByType("navigation");
  try {
    const text = (navigation as PerformanceNavigationTiming | undefined)?.type === "reload" && sessionStorage.getItem(KEY);
    const kept: Kept | null = text ? JSON.parse(text) : null;
    if (kept?.of === of) write(form, kept.values);
  } catch {
    // Storage that is forbidden keeps nothing.
  }
  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ of, values: read(form) } satisfies Kept));
    } catch {
      // As above.
    }
  });
}

/** Puts back what the other forms of a page held when one of them was sent, and keeps what they will hold. No
 * two of them have a control of the same name. */
export function keepBeside(page: HTMLElement): void {
  const forms = [...page.querySelectorAll("form")];
  try {
    const text = sessionStorage.getItem(KEY_BESIDE);
    if (text) for (const form of forms) write(form, JSON.parse(text));
  } catch {
    // Storage that is forbidden keeps nothing.
  }
  page.addEventListener("submit", ({ target }) => {
    const others = forms.filter((form) => form !== target);
    try {
      sessionStorage.setItem(KEY_BESIDE, JSON.stringify(Object.assign({}, ...others.map(read))));
    } catch {
      // As above.
    }
  });
}

/** Forgets what was kept once a page is shown: it has been put back by now, or is not wanted. */
export function forgetWhenShown(): void {
  addEventListener("pageshow", () => {
    try {
      for (const key of [KEY, KEY_BESIDE]) sessionStorage.removeItem(key);
    } catch {
      // As above.
    }
  });
}

/** The controls that people fill in, but for secrets, also while they are shown. */
function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (element): element is Control =>
      element.matches("input, textarea, select") && !element.matches("[type=hidden], [autocomplete$=password], [hidden]"),
  );
}

function isTick(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox");
}

function read(form: HTMLFormElement): Values {
  const values: Record<string, string[]> = {};
  for (const control of controls(form)) {
    const held = (values[control.name] ??= []);
    if (!isTick(control) || control.checked) held.push(control.value);
  }
  return values;
}

function write(form: HTMLFormElement, values: Values): void {
  for (const control of controls(form)) {
    const held = values[control.name];
    if (held === undefined) continue;
    if (isTick(control)) control.checked = held.includes(control.value);
    else control.value = held[0] ?? "";
  }
}
