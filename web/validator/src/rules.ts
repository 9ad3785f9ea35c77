// The module with every rule, inside the script: nothing to fetch, nothing to configure in a
// bundler.

import packed from "../wasm/wharfinger.lzma";
import { __wbg_reset_state, initSync } from "../wasm/wharfinger.js";
import { Runtime } from "./runtime.js";
import { unpack } from "./unpack.js";

/** How many bytes the module has; the build puts the number here. */
declare const RULES_BYTES: number;

export const rules = /* @__PURE__ */ new Runtime({ initSync, reset: __wbg_reset_state }, () =>
  unpack(packed, RULES_BYTES),
);
