// A WebAssembly instance: started at the first call, started afresh after a fault.

/**
 * A fault inside the validator, never the input's. The validator has started afresh: the next
 * call works.
 */
export class ValidatorFault extends Error {
  override name = "ValidatorFault";

  constructor(cause: unknown) {
    super("the validator met a fault of its own and has started afresh; please report it", { cause });
  }
}

/** What wasm-bindgen's glue offers to start a module. */
interface Glue {
  readonly initSync: (options: { module: WebAssembly.Module }) => unknown;
  readonly reset: () => void;
}

/** One module behind its glue. */
export class Runtime {
  readonly #glue: Glue;
  readonly #bytes: () => Uint8Array<ArrayBuffer>;
  #isStarted = false;
  #generation = 0;

  constructor(glue: Glue, bytes: () => Uint8Array<ArrayBuffer>) {
    this.#glue = glue;
    this.#bytes = bytes;
  }

  /** Counts fresh starts: what was made in an earlier one is gone. */
  get generation(): number {
    return this.#generation;
  }

  /** Starts the WebAssembly, if it has not been. */
  start(): void {
    if (this.#isStarted) return;
    this.#glue.initSync({ module: new WebAssembly.Module(this.#bytes()) });
    this.#isStarted = true;
  }

  /** Does `work` in the WebAssembly. */
  call<T>(work: () => T): T {
    this.start();
    try {
      return work();
    } catch (error) {
      // Too deep a stack throws a `RangeError` from anywhere, half-way through.
      if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
        this.#generation++;
        this.#glue.reset();
        throw new ValidatorFault(error);
      }
      throw error;
    }
  }
}
