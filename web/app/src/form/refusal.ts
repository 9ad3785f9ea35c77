// What the server has drawn: the summary of a form that it refused, and issues that only it can
// know, such as a path that is taken. True until something is changed.

export class Refusal {
  readonly #drawn: readonly Element[];

  constructor(form: HTMLFormElement) {
    this.#drawn = [...form.querySelectorAll("#refusal, .wharfinger-issues > *")];
  }

  get isThere(): boolean {
    return this.#drawn.some((element) => element.isConnected);
  }

  /** Whether the server's summary is shown. */
  get isRefused(): boolean {
    return this.#drawn.some((element) => element.id === "refusal" && element.isConnected);
  }

  clear(): void {
    for (const element of this.#drawn) element.remove();
  }
}
