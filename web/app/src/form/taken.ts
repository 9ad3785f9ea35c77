// Whether the tool path of a draft is taken: the rules cannot know, the server can. It is asked about the
// path alone, once nothing else is wrong and typing pauses. Where it does not answer nothing is said, and
// either way what it says when the form is sent decides.

/** How long typing pauses before the server is asked: longer than the gap between two keys of slow typists,
 * so that it is asked about a path that is meant, and not about each on the way there. */
const ASK_AFTER_MS = 500;

export class Taken {
  /** Where it is said; on a page without it nothing is asked: a tool that is edited keeps its path. */
  readonly #place = document.querySelector<HTMLElement>("[data-taken]");
  #path: string | null = null;
  #isTaken: boolean | undefined;
  #asking = new AbortController();
  #timer = 0;

  constructor(private readonly answered: () => void) {
    // A page that comes back alive may come back from the tool that it has registered.
    addEventListener("pageshow", ({ persisted }) => {
      const path = this.#path;
      if (!persisted || path === null) return;
      this.look(null);
      this.look(path);
      this.answered();
    });
  }

  /** Whether a tool had the path when the server was asked; `undefined` while it has not answered. */
  get isTaken(): boolean | undefined {
    return this.#isTaken;
  }

  /** Looks this path up, unless that was done; what was said about another one is taken back. */
  look(path: string | null): void {
    if (!this.#place || path === this.#path) return;
    clearTimeout(this.#timer);
    this.#asking.abort();
    this.#path = path;
    this.#isTaken = undefined;
    this.#place.replaceChildren();
    if (path === null) return;
    const { signal } = (this.#asking = new AbortController());
    this.#timer = setTimeout(() => void this.#ask(path, signal), ASK_AFTER_MS);
  }

  async #ask(path: string, signal: AbortSignal): Promise<void> {
    const isTaken = await isRegistered(path, signal).catch(() => undefined);
    if (isTaken === undefined || signal.aborted) return;
    this.#isTaken = isTaken;
    if (isTaken) this.#place?.replaceChildren(notice(path));
    this.answered();
  }
}

/** Whether a tool has exactly this path; `undefined` where the server says neither. */
async function isRegistered(path: string, signal: AbortSignal): Promise<boolean | undefined> {
  // Hosts, repositories, `_` and tool names hold nothing that a URI would have to escape.
  const answer = await fetch(`/api/v1/tools/${path}`, { signal });
  if (answer.status === 404) return false;
  if (!answer.ok) return undefined;
  // The look-up takes the docker form as well, which is another path here.
  const { tool_path } = (await answer.json()) as { readonly tool_path?: unknown };
  return tool_path === path;
}

function notice(path: string): HTMLElement {
  const box = document.createElement("div");
  box.className = "notice warning";
  const text = document.createElement("p");
  const link = document.createElement("a");
  link.className = "path";
  link.href = `/tools/${path}`;
  // What is filled in must not be lost by looking.
  link.target = "_blank";
  link.textContent = path;
  const where = document.createElement("span");
  where.className = "unseen";
  where.textContent = ", opens in a new tab";
  link.append(where);
  text.append("A tool is already registered as ", link, ". Update that tool, or give this one a tool name of its own.");
  box.append(text);
  return box;
}
