//! What describes a tool to workflow engines.

use askama::Template;

use super::frame::{Frame, When};
use super::line::{Line, Refusal};

/// The page of a tool's files.
#[derive(Debug, Template)]
#[template(path = "descriptors.html")]
pub(crate) struct Descriptors {
    pub(crate) frame: Frame,
    /// What the visitor has just done.
    pub(crate) done: Option<&'static str>,
    pub(crate) refusal: Option<Refusal>,
    pub(crate) path: String,
    pub(crate) tool: String,
    /// The version that the tool is at.
    pub(crate) version: String,
    pub(crate) files: Vec<File>,
    /// Where the forms go.
    pub(crate) action: String,
    /// What maintainers write with.
    pub(crate) form: Option<Form>,
}

/// A file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) kind: &'static str,
    pub(crate) title: &'static str,
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) sha256: String,
    /// The version that it was written for.
    pub(crate) version: String,
    /// Whether the tool is at that version.
    pub(crate) is_current: bool,
    pub(crate) written: When,
    /// The page with the file in its form.
    pub(crate) edit: String,
}

/// The form that writes a file.
#[derive(Debug)]
pub(crate) struct Form {
    /// The revision of the tool that it is for.
    pub(crate) revision: String,
    pub(crate) types: Vec<Type>,
    pub(crate) type_unfit: Option<String>,
    pub(crate) file: Line,
    pub(crate) text: String,
    pub(crate) text_unfit: Option<String>,
    /// Why whoever sent the form may not write.
    pub(crate) turned: Option<String>,
}

/// A type that can be chosen.
#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) value: &'static str,
    pub(crate) title: &'static str,
    pub(crate) is_chosen: bool,
}
