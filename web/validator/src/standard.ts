// Standard Schema v1 (https://standardschema.dev), so that form libraries and routers take the
// rules as they are. The interface is copied, as its authors suggest, instead of depended upon.

import type { Draft, Issue, Registration, Report } from "./types.js";
import { whyNoDraft } from "./values.js";

/** What a Standard Schema says about a value. */
export type SchemaResult =
  | { readonly value: Registration; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One of our issues with the path that Standard Schema wants; where the input is no draft, only a message. */
export type SchemaIssue =
  | (Issue & { readonly path: readonly PropertyKey[] })
  | { readonly message: string; readonly path?: undefined };

/** A Standard Schema whose input is a draft and whose output is the registration it makes. */
export interface RegistrationSchema {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "wharfinger";
    readonly types?: { readonly input: Draft; readonly output: Registration } | undefined;
    readonly validate: (value: unknown) => SchemaResult;
  };
}

/** Makes the schema of a check. */
export function schema(check: (draft: Draft) => Report): RegistrationSchema {
  return {
    "~standard": {
      version: 1,
      vendor: "wharfinger",
      validate(value) {
        const reason = whyNoDraft(value);
        if (reason) return { issues: [{ message: reason }] };
        const report = check(value as Draft);
        if (report.valid) return { value: report.normalized };
        const errors = report.issues.filter((issue) => issue.severity === "error");
        return {
          issues: errors.map((issue) => ({
            ...issue,
            // A fault of the draft as a whole has no field of its own.
            path: issue.field === "draft" ? [] : [issue.field],
          })),
        };
      },
    },
  };
}
