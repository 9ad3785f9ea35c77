import { isImageReference as isReference, Rules } from "../wasm/wharfinger.js";
import { rules as runtime } from "./rules.js";
import { ValidatorFault } from "./runtime.js";
import { demandString, isCompat, whyNoDraft } from "./values.js";
import { type RegistrationSchema, schema } from "./standard.js";
import type {
  AccessDraft,
  AccessReport,
  CheckedPrincipal,
  Draft,
  Image,
  OperatorRegistry,
  ParsedImageReference,
  ParseOptions,
  PullInstructions,
  Registry,
  Report,
} from "./types.js";

/** What a validator can be told. */
export interface ValidatorOptions {
  /** Registries that the operator of the site added. */
  readonly registries?: readonly OperatorRegistry[] | undefined;
}

/**
 * The rules under one catalogue of registries: the built-in ones, and those that the operator of
 * the site added. Cheap to make; the functions of this package are those of one without additions.
 */
export class Validator {
  readonly #registries: readonly OperatorRegistry[];
  #rules: Rules | undefined;
  #generation = -1;

  /**
   * The registration form as a [Standard Schema](https://standardschema.dev): from a
   * {@link Draft} to a `Registration`.
   */
  readonly schema: RegistrationSchema;

  /** @throws TypeError when a registry contradicts itself or the catalogue. */
  constructor(options: ValidatorOptions = {}) {
    // A copy: after a fault it is read again.
    this.#registries = JSON.parse(JSON.stringify(options?.registries ?? []));
    this.schema = schema((draft) => this.checkRegistration(draft));
    // Wrong options are the caller's mistake and show at once; right ones cost nothing yet.
    if (this.#registries.length !== 0) this.#ask((rules) => rules);
  }

  /**
   * Checks a draft against every rule. All issues are found at once, in a stable order.
   *
   * @throws TypeError when the draft is no object.
   */
  checkRegistration(draft: Draft | FormData): Report {
    demandDraft(draft);
    return this.#ask((rules) => rules.checkRegistration(draft));
  }

  /**
   * Reads the image that a draft names, even while the draft is wrong elsewhere: what a preview
   * shows. `null` when it cannot be read.
   *
   * @throws TypeError when the draft is no object.
   */
  readImage(draft: Draft | FormData): Image | null {
    demandDraft(draft);
    return this.#ask((rules) => rules.readImage(draft));
  }

  /**
   * Reads the image that a draft names once its likeliest mends are applied, such as taking the
   * command from around it: what a preview can show before they are. `null` when it cannot be read
   * even then.
   *
   * @throws TypeError when the draft is no object.
   */
  readMendedImage(draft: Draft | FormData): Image | null {
    demandDraft(draft);
    return this.#ask((rules) => rules.readMendedImage(draft));
  }

  /**
   * The commands that pull an image. `null` when the image cannot be read.
   *
   * @param visibility - a private image needs a login also where the registry has anonymous pulls
   * @throws TypeError when the image is no string.
   */
  pullInstructions(image: string, visibility: "public" | "private" = "public"): PullInstructions | null {
    demandString(image, "an image");
    return this.readImage({ image, visibility })?.pull ?? null;
  }

  /**
   * Reads an image reference and says everything that is wrong with it.
   *
   * @throws TypeError when the text is no string.
   */
  parseImageReference(text: string, options: ParseOptions = {}): ParsedImageReference {
    demandString(text, "an image reference");
    const compat = isCompat(options);
    return this.#ask((rules) => rules.parseImageReference(text, compat));
  }

  /**
   * Checks somebody who asks for access to images on a registry: an AWS account id or ARN, or a
   * user name.
   *
   * @param host - the registry host, such as `312767926603.dkr.ecr.us-west-2.amazonaws.com`
   * @throws TypeError when one of the two is no string.
   */
  checkPrincipal(text: string, host: string): CheckedPrincipal {
    demandString(text, "a principal");
    demandString(host, "a registry host");
    return this.#ask((rules) => rules.checkPrincipal(host, text));
  }

  /**
   * Checks a request for access to a private image: who needs it, and what for.
   *
   * @param host - the registry host of the image
   * @throws TypeError when the draft is no object, or the host no string.
   */
  checkAccessRequest(draft: AccessDraft | FormData, host: string): AccessReport {
    demandDraft(draft);
    demandString(host, "a registry host");
    return this.#ask((rules) => rules.checkAccessRequest(host, draft));
  }

  /** Every registry of the catalogue, those that were added last. */
  registries(): readonly Registry[] {
    return this.#ask((rules) => rules.registries());
  }

  #ask<T>(question: (rules: Rules) => T): T {
    runtime.start();
    try {
      return runtime.call(() => {
        // After a fault nothing of the earlier start is left.
        if (this.#rules === undefined || this.#generation !== runtime.generation) {
          this.#rules = new Rules(this.#registries);
          this.#generation = runtime.generation;
        }
        return question(this.#rules);
      });
    } catch (error) {
      // What the rules themselves refuse to read is the caller's mistake.
      throw error instanceof ValidatorFault ? error : new TypeError((error as Error).message, { cause: error });
    }
  }
}

/**
 * Whether a value is an image reference, which only strings are. The cheapest call, for filters and
 * `pattern`-like checks.
 */
export function isImageReference(value: unknown, options: ParseOptions = {}): value is string {
  const compat = isCompat(options);
  return typeof value === "string" && runtime.call(() => isReference(value, compat));
}

function demandDraft(draft: unknown): void {
  const reason = whyNoDraft(draft);
  if (reason) throw new TypeError(reason);
}
