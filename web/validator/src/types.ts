// The shapes of design: what goes in and comes out, the same here, over HTTP and on the command
// line.

import type { BuiltInRegistryId, Code, Field, Severity } from "./names.js";

export type { BuiltInRegistryId, Code, Field, Severity };

/** The id of a registry: built-in, `custom` for any other host, or one that an operator added. */
export type RegistryId = BuiltInRegistryId | "custom" | (string & {});

/** The fields of a draft: what issues are about, but for the draft as a whole and what else is asked. */
export type DraftField = Exclude<Field, "draft" | AccessField>;

/** The fields of a form that asks for access. */
export type AccessField = "principal" | "reason";

/** The fields that a form can have controls for. */
export type FormField = DraftField | AccessField;

/**
 * A registration form as it was filled in: every field optional, nothing trusted. Absent and blank
 * mean the same.
 *
 * The image is named in one line (`image`) or in parts (`registry`, `registry_path`, `namespace`,
 * `name`, `tag`, `digest`).
 */
export type Draft = { readonly [field in DraftField]?: string | null | undefined };

/** A half-open range of UTF-16 code units, as in `String.prototype.slice`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replace one span of one field by a text. */
export interface Edit<F extends Field = Field> {
  readonly field: F;
  readonly span: Span;
  readonly text: string;
}

/** A mend that can be applied with one click; see {@link applyFix}. */
export interface Fix<F extends Field = Field> {
  /** What the button says. Backticks mark literals. */
  readonly label: string;
  /** At most one edit per place, counted in the texts that were checked. */
  readonly edits: readonly Edit<F>[];
}

/** One thing that is wrong, or worth knowing, and where. */
export interface Issue<F extends Field = Field> {
  /** The stable name of the rule. */
  readonly code: Code;
  readonly severity: Severity;
  readonly field: F;
  /** Empty where something is missing. */
  readonly span: Span;
  /** What was found and what is allowed. Backticks mark literals. */
  readonly message: string;
  /** The next step. */
  readonly help: string | null;
  /** Mends, the likeliest first. */
  readonly fixes: readonly Fix<F>[];
}

/** A tool as it would be registered. */
export interface Registration {
  readonly registry: RegistryId;
  readonly registry_host: string;
  /** `_` when empty. */
  readonly namespace: string;
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
  readonly tool_name: string | null;
  readonly visibility: "public" | "private";
  readonly contact_email: string | null;
  readonly description: string | null;
  readonly source_url: string | null;
  /** The text under which the tool is found. */
  readonly tool_path: string;
  /** The canonical image reference. */
  readonly image: string;
}

interface Valid<T> {
  readonly valid: true;
  /** Warnings and notes. */
  readonly issues: readonly Issue[];
  readonly normalized: T;
}

interface Invalid {
  readonly valid: false;
  /** In stable order; at least one of them is an error. */
  readonly issues: readonly Issue[];
  readonly normalized: null;
}

/** What a check found. `valid` tells whether `normalized` is there. */
export type Report = Valid<Registration> | Invalid;

/** An accepted image reference, in parts. */
export interface ImageReference {
  /** The registry host; `docker.io` where none is named. */
  readonly domain: string;
  readonly path: string;
  readonly tag: string | null;
  readonly digest: string | null;
  /** The short form that people know, such as `nginx:1.27`. */
  readonly familiar: string;
}

/** The verdict on one image reference. */
export type ParsedImageReference =
  | {
      readonly image: string;
      readonly valid: true;
      readonly reference: ImageReference;
      readonly issues: readonly Issue<"image">[];
    }
  | {
      readonly image: string;
      readonly valid: false;
      readonly reference: null;
      readonly issues: readonly Issue<"image">[];
    };

/** How strictly a reference is read. */
export interface ParseOptions {
  /**
   * `strict` takes what can be pulled, `compat` what `docker` takes, verdict for verdict.
   *
   * @defaultValue `"strict"`
   */
  readonly mode?: "strict" | "compat" | undefined;
}

/** Commands to paste into a POSIX shell. */
export interface PullInstructions {
  /** Logs in; `null` where nobody needs to. */
  readonly login: string | null;
  /** What to put for the words in capitals of the login, how long it lasts. */
  readonly login_note: string | null;
  readonly pull: string;
}

/** The image that a draft names, with what it takes to pull it. */
export interface Image {
  readonly registry: RegistryId;
  readonly registry_host: string;
  /** `_` when empty. */
  readonly namespace: string;
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
  /** The canonical image reference. */
  readonly image: string;
  readonly tool_path: string;
  /** The page about the image on the registry's own site. */
  readonly page: string | null;
  readonly pull: PullInstructions;
}

/** How many segments a repository of a registry has. */
export interface Segments {
  readonly min: number;
  /** `null` for no limit of its own. */
  readonly max: number | null;
}

/** A registry of the catalogue. */
export interface Registry {
  readonly id: RegistryId;
  readonly name: string;
  /** The host, where there is only one. */
  readonly host: string | null;
  readonly host_example: string;
  /** Whether it has several hosts, so that a draft must name one in `registry_path`. */
  readonly custom_path: boolean;
  readonly segments: Segments;
  /** What the segments mean, such as `NAMESPACE/REPOSITORY`. */
  readonly layout: string;
  /** What its users call the first segment, such as `owner`. */
  readonly namespace_word: string;
  readonly visibility: "public" | "private" | "mixed";
  readonly anonymous_pull: boolean;
  /** Whether an operator added it. */
  readonly operator: boolean;
}

/** A registry that an operator adds: the same data as in the server's configuration. */
export interface OperatorRegistry {
  /** Kebab-case, other than every built-in id. */
  readonly id: string;
  readonly name: string;
  /** `registry.example.org:5000`, or `*.registry.example.org` with `*` for whole labels. */
  readonly host: string;
  readonly segments?: { readonly min: number; readonly max?: number | null } | undefined;
  readonly visibility: "public" | "private" | "mixed";
  readonly anonymous_pull?: boolean | undefined;
  /** `{host}` stands for the host. */
  readonly login?: string | null | undefined;
}

/** The verdict on somebody who asks for access. */
export type CheckedPrincipal =
  | { readonly valid: true; readonly issues: readonly Issue<"principal">[]; readonly normalized: string }
  | { readonly valid: false; readonly issues: readonly Issue<"principal">[]; readonly normalized: null };

/**
 * A form that asks for access as it was filled in: who needs it, and what for. Absent and blank mean
 * the same.
 */
export type AccessDraft = { readonly [field in AccessField]?: string | null | undefined };

/** Access as it would be asked for. */
export interface Access {
  /** The spelling to store: for AWS always an ARN. */
  readonly principal: string;
  readonly reason: string;
}

/** What a check of a request for access found. `valid` tells whether `normalized` is there. */
export type AccessReport = Valid<Access> | Invalid;
