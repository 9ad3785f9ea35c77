// Written by `cargo xtask generate` from the catalogues of `wharfinger-core`.

/** The stable name of a rule, `area.reason`. Never renamed. */
export type Code =
  | "reference.empty"
  | "registry.unknown"
  | "registration.image_missing"
  | "registration.unknown_field"
  | "registration.wrong_type"
  | "privacy.registry_is_private";

/** What an issue can be about, in the order of a report. */
export type Field =
  | "draft"
  | "image"
  | "registry"
  | "registry_path"
  | "namespace"
  | "name"
  | "tag"
  | "digest"
  | "tool_name"
  | "visibility"
  | "contact_email"
  | "description"
  | "source_url"
  | "principal";

/** How much an issue weighs. Only errors make a report invalid. */
export type Severity =
  | "error"
  | "warning"
  | "info";
