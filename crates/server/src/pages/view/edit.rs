//! The form that changes a tool.

use askama::Template;
use wharfinger_core::report::Field;

use super::control::Control;
use super::frame::{FormScripts, Frame};
use super::register::{Form, Reasons};

/// The page that changes a tool.
#[derive(Debug, Template)]
#[template(path = "edit.html")]
pub(crate) struct Edit<'a> {
    pub(crate) frame: Frame,
    pub(crate) form_scripts: FormScripts,
    pub(crate) registries_json: String,
    pub(crate) visibility_reason: Option<String>,
    pub(crate) reasons: Reasons,
    pub(crate) form: Form<'a>,
    pub(crate) path: &'a str,
    pub(crate) tool_name: Option<&'a str>,
    /// The revision that the change is for.
    pub(crate) revision: String,
    pub(crate) is_archived: bool,
    /// Whether the page holds what somebody has typed, which is kept whatever came of it.
    pub(crate) is_typed: bool,
    /// Why the change was not made, where it is not about a field.
    pub(crate) refusal: Option<&'static str>,
    /// Why whoever sent the form may not change the tool.
    pub(crate) turned: Option<String>,
    pub(crate) tool: String,
    pub(crate) save: String,
    pub(crate) archive: String,
}

impl<'a> Edit<'a> {
    fn about(&self) -> impl Iterator<Item = Control<'a>> {
        [Field::Description, Field::SourceUrl]
            .map(|field| self.form.control(field))
            .into_iter()
    }
}
