//! What is said about a file.

use std::borrow::Cow;
use std::fmt;

use wharfinger_core::code::{Code, Entry};
use wharfinger_core::report::{Severity, Span};

/// One thing that is wrong with an image that a file names, or worth knowing, and where in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Stable name of the rule.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// Where in the file, in bytes; empty where something is missing.
    pub span: Span,
    /// The image that it is about, with its variables filled in; none where there is no such text.
    pub image: Option<String>,
    /// What was found and what is allowed; no full stop.
    pub message: Cow<'static, str>,
    /// The next step, in the imperative.
    pub help: Option<Cow<'static, str>>,
    /// Mends, the likeliest first; only those that change what is written in this file.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A remark, with the severity that its kind has.
    pub fn remark(remark: Remark, span: Span, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code: FindingCode::Remark(remark),
            severity: remark.severity(),
            span,
            image: None,
            message: message.into(),
            help: Some(remark.help().into()),
            fixes: Vec::new(),
        }
    }
}

/// A mend of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub label: Cow<'static, str>,
    /// Texts to replace, in bytes of the file; none overlaps another.
    pub edits: Vec<Edit>,
    /// Whether [`crate::fix()`] makes it: there is no other mend, and the image that was written cannot be
    /// pulled or is the same one.
    pub is_safe: bool,
}

/// Replace a part of a file by a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What to replace.
    pub span: Span,
    /// What to put there; empty to delete.
    pub text: String,
}

/// The name of the rule behind a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// A rule on images.
    Rule(Code),
    /// Something about the file.
    Remark(Remark),
}

impl FindingCode {
    /// Every code that a file can get, in catalogue order.
    pub fn all() -> impl Iterator<Item = Self> {
        let rules = Code::ALL
            .iter()
            .filter(|code| matches!(code.area(), "reference" | "registry"))
            .map(|code| Self::Rule(*code));
        rules.chain(Remark::ALL.iter().map(|remark| Self::Remark(*remark)))
    }

    /// The spelling, `area.reason`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule(code) => code.as_str(),
            Self::Remark(remark) => remark.as_str(),
        }
    }

    /// How much it weighs.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Rule(code) => code.severity(),
            Self::Remark(remark) => remark.severity(),
        }
    }

    /// What the catalogue says about it.
    #[must_use]
    pub const fn entry(self) -> Entry {
        match self {
            Self::Rule(code) => code.entry(),
            Self::Remark(remark) => remark.entry(),
        }
    }
}

impl fmt::Display for FindingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What can be said about a file rather than about an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Remark {
    /// Only a run tells which image it is.
    NotChecked,
    /// The file is not what its name says.
    Unreadable,
    /// The file is no text.
    NotText,
    /// The file is larger, or names more images, than what is looked at.
    TooLarge,
}

impl Remark {
    /// Every remark, in catalogue order.
    pub const ALL: &[Self] = &[
        Self::NotChecked,
        Self::Unreadable,
        Self::NotText,
        Self::TooLarge,
    ];

    /// The spelling, `lint.reason`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotChecked => "lint.not_checked",
            Self::Unreadable => "lint.unreadable",
            Self::NotText => "lint.not_text",
            Self::TooLarge => "lint.too_large",
        }
    }

    /// The remark spelled `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|remark| remark.as_str() == name)
    }

    /// How much it weighs: what was not looked at must not look fine.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::NotChecked => Severity::Info,
            Self::Unreadable | Self::NotText | Self::TooLarge => Severity::Warning,
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Self::NotChecked => {
                "give it a default in this file, or check the image where it is known"
            }
            Self::Unreadable => "mend the syntax, so that the images in it can be checked",
            Self::NotText => "save the file as UTF-8",
            Self::TooLarge => "split the file, or check its images with `wharfinger check`",
        }
    }

    /// What there is to say about it.
    #[must_use]
    pub const fn entry(self) -> Entry {
        match self {
            Self::NotChecked => Entry {
                summary: "The image depends on a variable, a parameter or a template.",
                why: "Its value is decided when the file is used, so only the parts that are written down can be checked. A default in the same file is taken for the value.",
                example: "(`FROM nginx:${TAG}` without `ARG TAG=1.27`)",
                source: "Dockerfile reference, compose specification, the workflow languages",
            },
            Self::Unreadable => Entry {
                summary: "The file cannot be parsed, so its images were not found.",
                why: "Whatever uses the file will refuse it too.",
                example: "(`services: [` in `compose.yaml`)",
                source: "YAML 1.2",
            },
            Self::NotText => Entry {
                summary: "The file is not UTF-8, so its images were not found.",
                why: "Every format here is text in UTF-8 or in ASCII.",
                example: "(a `Dockerfile` in UTF-16)",
                source: "YAML 1.2, section 5.2; BuildKit's parser",
            },
            Self::TooLarge => Entry {
                summary: "The file is larger, or names more images, than what is looked at; the others were not checked.",
                why: "Files of that size are data, and reading them would hold up all others.",
                example: "(a `dump.yaml` of 5 MB)",
                source: "limit of this project",
            },
        }
    }
}
