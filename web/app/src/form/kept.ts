// What was typed is there again after a reload, as it is after Back. Firefox does it by itself; the
// other browsers start with the form that the server has drawn.

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** The one form that is kept, until the next page of this tab is shown: that is how long it is needed. */
const KEY = "form";

interface Kept {
  readonly of: string;
  readonly values: Record<string, string>;
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

/** Forgets what was kept once a page is shown: it has been put back by now, or is not wanted. */
export function forgetWhenShown(): void {
  addEventListener("pageshow", () => {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // As above.
    }
  });
}

/** The controls that people fill in, but for secrets. */
function controls(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (element): element is Control =>
      element.matches("input, textarea, select") && !element.matches("[type=hidden], [type=password], [hidden]"),
  );
}

function isTick(control: Control): control is HTMLInputElement {
  return control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox");
}

function read(form: HTMLFormElement): Record<string, string> {
  const filled = controls(form).filter((control) => !isTick(control) || control.checked);
  return Object.fromEntries(filled.map((control) => [control.name, control.value]));
}

function write(form: HTMLFormElement, values: Record<string, string>): void {
  for (const control of controls(form)) {
    const value = values[control.name];
    if (value === undefined) continue;
    if (isTick(control)) control.checked = control.value === value;
    else control.value = value;
  }
}
