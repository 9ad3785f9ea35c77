//! The catalogue of issue codes: one table, from which `wharfinger explain`, the documentation
//! and the TypeScript types are made.
//!
//! A code is `area.reason`. Codes are never renamed and never reused.

use std::fmt;

use crate::report::Severity;

/// What the catalogue says about one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The rule in one sentence.
    pub summary: &'static str,
    /// Why the rule exists.
    pub why: &'static str,
    /// An input that breaks it.
    pub example: &'static str,
    /// Where the rule comes from: a specification, a provider's page, measured behaviour.
    pub source: &'static str,
}

macro_rules! codes {
    ($($variant:ident = $text:literal, $severity:ident {
        summary: $summary:literal,
        why: $why:literal,
        example: $example:literal,
        source: $source:literal $(,)?
    })*) => {
        /// The stable name of a rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = $summary] $variant,)*
        }

        impl Code {
            /// Every code, in catalogue order.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The spelling, `area.reason`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// How much an issue with this code weighs.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)* }
            }

            /// What the catalogue says about it.
            #[must_use]
            pub const fn entry(self) -> Entry {
                match self {
                    $(Self::$variant => Entry {
                        summary: $summary,
                        why: $why,
                        example: $example,
                        source: $source,
                    },)*
                }
            }

            /// The code spelled `name`.
            ///
            /// ```
            /// use wharfinger_core::code::Code;
            /// assert_eq!(Code::from_name("reference.empty"), Some(Code::ReferenceEmpty));
            /// ```
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == name)
            }
        }
    };
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

codes! {
    // --- reference: reading an image reference -------------------------------------------------
    ReferenceEmpty = "reference.empty", Error {
        summary: "An image reference is needed.",
        why: "Nothing was given, so there is no image to pull.",
        example: "",
        source: "distribution/reference: ErrNameEmpty",
    }

    // --- registry: which registry, and its own rules ---------------------------------------------
    RegistryUnknown = "registry.unknown", Warning {
        summary: "The registry host is not in the catalogue.",
        why: "Only the general rules of image references can be checked for it; whether it is public or private, and how to log in, is not known.",
        example: "registry.example.org/team/tool:1.0",
        source: "catalogue of this project; operators may add registries in the configuration",
    }

    // --- registration: the draft as a whole ------------------------------------------------------
    RegistrationImageMissing = "registration.image_missing", Error {
        summary: "A draft must name its image.",
        why: "A tool is found and pulled by its image; give it in one line (`image`) or in parts (`registry`, `namespace`, `name`).",
        example: "{\"visibility\": \"public\"}",
        source: "registration form of this project",
    }

    RegistrationUnknownField = "registration.unknown_field", Error {
        summary: "A draft has only the fields of the registration form.",
        why: "A field that is silently ignored is a field whose author believes that it took effect.",
        example: "{\"image\": \"nginx:1.25\", \"private_access\": \"true\"}",
        source: "measured on Dockstore: the published property `custom_docker_registry_path` cannot be set, its setter is spelt differently",
    }
    RegistrationWrongType = "registration.wrong_type", Error {
        summary: "Every field of a draft is text.",
        why: "A number or a list would have to be turned into text by guesswork; `1.10` and `1.1` are the same number and different tags.",
        example: "{\"image\": \"nginx\", \"tag\": 1.10}",
        source: "registration form of this project",
    }

    // --- tool_path: the text under which a tool is found ---------------------------------------------

    // --- privacy: public or private ----------------------------------------------------------------
    PrivacyRegistryIsPrivate = "privacy.registry_is_private", Error {
        summary: "A private-only registry demands a private tool.",
        why: "Its images can only be pulled with authorisation, so a public tool would promise a pull that fails.",
        example: "{\"image\": \"312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum\", \"visibility\": \"public\"}",
        source: "Amazon ECR User Guide, Private registry authentication",
    }

    // --- contact: whom users ask for access ----------------------------------------------------------

    // --- principal: who asks for access ----------------------------------------------------------------
}
