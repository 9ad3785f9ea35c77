/**
 * Checks image references, registry paths and tool registrations with the rules that the server
 * applies: the same code, compiled to WebAssembly, inside this script.
 *
 * @packageDocumentation
 */

import { rules } from "./rules.js";
import { Validator } from "./validator.js";
import type {
  AccessDraft,
  AccessReport,
  CheckedPrincipal,
  Draft,
  Image,
  ParsedImageReference,
  ParseOptions,
  PullInstructions,
  Registry,
  Report,
} from "./types.js";
import type { RegistrationSchema } from "./standard.js";

export { applyFix } from "./fix.js";
export { ValidatorFault } from "./runtime.js";
export { isImageReference, Validator } from "./validator.js";
export type { ValidatorOptions } from "./validator.js";
export type { RegistrationSchema, SchemaIssue, SchemaResult } from "./standard.js";
export type * from "./types.js";

const builtIn = /* @__PURE__ */ new Validator();

/** {@link Validator.checkRegistration} with the built-in registries. */
export function checkRegistration(draft: Draft | FormData): Report {
  return builtIn.checkRegistration(draft);
}

/** {@link Validator.readImage} with the built-in registries. */
export function readImage(draft: Draft | FormData): Image | null {
  return builtIn.readImage(draft);
}

/** {@link Validator.readMendedImage} with the built-in registries. */
export function readMendedImage(draft: Draft | FormData): Image | null {
  return builtIn.readMendedImage(draft);
}

/** {@link Validator.pullInstructions} with the built-in registries. */
export function pullInstructions(
  image: string,
  visibility: "public" | "private" = "public",
): PullInstructions | null {
  return builtIn.pullInstructions(image, visibility);
}

/** {@link Validator.parseImageReference} with the built-in registries. */
export function parseImageReference(text: string, options: ParseOptions = {}): ParsedImageReference {
  return builtIn.parseImageReference(text, options);
}

/** {@link Validator.checkPrincipal} with the built-in registries. */
export function checkPrincipal(text: string, host: string): CheckedPrincipal {
  return builtIn.checkPrincipal(text, host);
}

/** {@link Validator.checkAccessRequest} with the built-in registries. */
export function checkAccessRequest(draft: AccessDraft | FormData, host: string): AccessReport {
  return builtIn.checkAccessRequest(draft, host);
}

/** {@link Validator.registries} without additions. */
export function registries(): readonly Registry[] {
  return builtIn.registries();
}

/** {@link Validator.schema} with the built-in registries. */
export const registrationSchema: RegistrationSchema = builtIn.schema;

/** Starts the WebAssembly now instead of at the first call, for example while the page is idle. */
export function warmup(): void {
  rules.start();
}
