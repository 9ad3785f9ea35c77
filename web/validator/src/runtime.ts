// The one WebAssembly instance: started at the first call, started afresh after a fault.

import { initSync, __wbg_reset_state } from "../wasm/wharfinger.js";
import { wasmBytes } from "./bytes.js";

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

let isStarted = false;
let generation = 0;

/** Starts the WebAssembly, if it has not been. */
export function start(): void {
  if (isStarted) return;
  initSync({ module: new WebAssembly.Module(wasmBytes()) });
  isStarted = true;
}

/** Counts fresh starts: what was made in an earlier one is gone. */
export function currentGeneration(): number {
  return generation;
}

/** Does `work` in the WebAssembly. */
export function call<T>(work: () => T): T {
  start();
  try {
    return work();
  } catch (error) {
    // Too deep a stack throws a `RangeError` from anywhere, half-way through.
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      generation++;
      __wbg_reset_state();
      throw new ValidatorFault(error);
    }
    throw error;
  }
}
