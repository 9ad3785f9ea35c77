// Messages with their literals in backticks, as the server draws them.

/** The nodes of a message. A backtick without a partner is text. */
export function prose(message: string): DocumentFragment {
  const nodes = document.createDocumentFragment();
  let rest = message;
  for (;;) {
    const found = /`([^`]*)`/.exec(rest);
    if (!found) break;
    nodes.append(rest.slice(0, found.index), element("code", {}, found[1] ?? ""));
    rest = rest.slice(found.index + found[0].length);
  }
  nodes.append(rest);
  return nodes;
}

/** An element with attributes and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
