// <copy-text data-label="pull command"><code>…</code></copy-text>: a text with a copy button.

/** How long the button says that it has copied. */
const SAID_MS = 2000;

const COPY = "M5.5 5.5V3a1 1 0 0 1 1-1H13a1 1 0 0 1 1 1v6.5a1 1 0 0 1-1 1h-2.5M3 5.5h6.5a1 1 0 0 1 1 1V13a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V6.5a1 1 0 0 1 1-1z";

class CopyText extends HTMLElement {
  connectedCallback(): void {
    const source = this.querySelector("code");
    if (!source || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    const says = document.createElement("span");
    says.className = "says";
    says.textContent = "Copy";
    const what = document.createElement("span");
    what.className = "unseen";
    what.textContent = ` the ${this.dataset["label"] ?? "text"}`;
    const heard = document.createElement("span");
    heard.className = "unseen";
    heard.setAttribute("role", "status");
    button.append(icon(), says, what);
    this.append(button, heard);
    let timer = 0;
    button.addEventListener("click", async () => {
      const copied = await copy(source);
      says.textContent = copied ? "Copied" : "Press Ctrl+C";
      heard.textContent = copied ? "Copied to the clipboard" : "Selected; press Ctrl+C to copy";
      clearTimeout(timer);
      timer = setTimeout(() => {
        says.textContent = "Copy";
        heard.textContent = "";
      }, SAID_MS);
    });
  }
}

/** Copies the text, or selects it where the browser does not let pages write the clipboard. */
async function copy(source: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(source);
    return false;
  }
}

function icon(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", COPY);
  path.setAttribute("fill", "none");
  path.setAttribute("stroke", "currentColor");
  path.setAttribute("stroke-width", "1.5");
  svg.append(path);
  return svg;
}

customElements.define("copy-text", CopyText);
