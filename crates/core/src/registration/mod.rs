//! Registration: from a draft to a report, and to a [`Registration`] that only [`check()`] can build.

use crate::code::Code;
use crate::mended::mended;
use crate::report::{Edit, Field, Fix, Issue, Span};
use crate::tool_path::ToolPath;

mod agree;
mod check;
mod host;
mod parts;
mod preview;
mod stored;
mod texts;

pub use check::{ISSUES_MAX, check, read_image};
pub use preview::{Preview, mended_preview, preview};
pub use stored::{Corrupt, Stored};
pub use texts::{DESCRIPTION_CHARS_MAX, SOURCE_URL_BYTES_MAX};

pub use crate::privacy::Visibility;

/// A registration form as it was filled in: every field optional, nothing trusted.
///
/// A field that is absent and a field of nothing but white space mean the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    texts: [Option<String>; Field::ALL.len()],
    /// What was wrong with the shape of the input before it became a draft: fields a draft does
    /// not have, values that are not text. Sorted by field name by whoever fills it.
    pub faults: Vec<Fault>,
}

/// Something in the input that no draft can hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A field that drafts do not have.
    UnknownField(String),
    /// A value that is not text; the second part says what it is (`a number`, `a list`, ...).
    WrongType(Field, &'static str),
}

impl Fault {
    /// What is said about it, under the codes that the form has for it.
    pub(crate) fn issue(&self, unknown_field: Code, wrong_type: Code) -> Issue {
        match self {
            Self::UnknownField(name) => Issue::new(
                unknown_field,
                Field::Draft,
                Span::at(0),
                format!("a draft has no field `{name}`"),
            )
            .help("check the spelling, or leave the field out"),
            Self::WrongType(field, kind) => Issue::new(
                wrong_type,
                *field,
                Span::at(0),
                format!("`{field}` must be text, not {kind}"),
            )
            .help("put the value in quotes"),
        }
    }
}

impl Draft {
    /// The text of a field, if it was given.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&str> {
        self.texts[field as usize].as_deref()
    }

    /// The text of a field, if it holds more than white space.
    #[must_use]
    pub fn given(&self, field: Field) -> Option<&str> {
        self.get(field).filter(|text| !text.trim().is_empty())
    }

    /// The tool name, if one was given, without the white space around it.
    #[must_use]
    pub fn tool_name(&self) -> Option<&str> {
        self.given(Field::ToolName).map(str::trim)
    }

    /// The visibility that was chosen; public where none was, or none that can be read.
    #[must_use]
    pub fn visibility(&self) -> Visibility {
        self.given(Field::Visibility)
            .and_then(|text| Visibility::from_name(text.trim()))
            .unwrap_or(Visibility::Public)
    }

    /// Whether a field was given as something else than text.
    pub(crate) fn is_faulty(&self, field: Field) -> bool {
        self.faults
            .iter()
            .any(|fault| matches!(fault, Fault::WrongType(of, _) if *of == field))
    }

    /// Sets the text of a field.
    pub fn set(&mut self, field: Field, text: impl Into<String>) {
        self.texts[field as usize] = Some(text.into());
    }

    /// Takes a field out.
    pub fn clear(&mut self, field: Field) {
        self.texts[field as usize] = None;
    }

    /// The same draft with a field set, for building one in a line.
    ///
    /// ```
    /// use wharfinger_core::{registration::Draft, report::Field};
    /// let draft = Draft::default().with(Field::Image, "quay.io/biocontainers/samtools");
    /// assert_eq!(draft.get(Field::Image), Some("quay.io/biocontainers/samtools"));
    /// ```
    #[must_use]
    pub fn with(mut self, field: Field, text: impl Into<String>) -> Self {
        self.set(field, text);
        self
    }

    /// The draft that the controls of a posted form make: those named like a field and filled in. Of
    /// several with one name the last counts.
    ///
    /// ```
    /// use wharfinger_core::{registration::Draft, report::Field};
    /// let draft = Draft::from_form([("csrf", "x"), ("image", "nginx"), ("tag", "")]);
    /// assert_eq!(draft, Draft::default().with(Field::Image, "nginx"));
    /// ```
    #[must_use]
    pub fn from_form<T: AsRef<str>>(pairs: impl IntoIterator<Item = (T, T)>) -> Self {
        Self::from_form_with(pairs, Field::is_of_registration)
    }

    /// The same for the form that has these fields.
    pub(crate) fn from_form_with<T: AsRef<str>>(
        pairs: impl IntoIterator<Item = (T, T)>,
        has: fn(Field) -> bool,
    ) -> Self {
        let mut draft = Self::default();
        for (name, value) in pairs {
            if let Some(field) = Field::from_name(name.as_ref()).filter(|field| has(*field))
                && !value.as_ref().is_empty()
            {
                // Browsers send line breaks as CR LF (HTML, 4.10.21.4) and give scripts LF; what
                // is checked and stored must not depend on who sent it.
                draft.set(field, value.as_ref().replace("\r\n", "\n"));
            }
        }
        draft
    }

    /// Applies a fix. Edits whose span does not fit the field are left out.
    pub fn apply(&mut self, fix: &Fix) {
        self.edit(&fix.edits);
    }

    /// Applies edits; of those that overlap, the widest counts.
    fn edit(&mut self, edits: &[Edit]) {
        for field in Field::ALL {
            let edits = edits.iter().filter(|edit| edit.field == *field);
            let edits: Vec<Edit> = edits.cloned().collect();
            if !edits.is_empty() {
                self.set(*field, mended(self.get(*field).unwrap_or_default(), &edits));
            }
        }
    }
}

/// What [`check()`] found: issues, and the registration when none of them is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// In stable order; see [`crate::report::sort_issues`].
    pub issues: Vec<Issue>,
    /// Present exactly when no issue is an error.
    pub registration: Option<Registration>,
}

impl Report {
    /// Whether the draft may be registered.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.registration.is_some()
    }
}

/// A tool that satisfies every rule. Only [`check()`] and, at the database boundary,
/// [`Registration::restore`] build one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub(crate) tool_path: ToolPath,
    pub(crate) registry: String,
    pub(crate) tag: Option<String>,
    pub(crate) digest: Option<String>,
    pub(crate) visibility: Visibility,
    pub(crate) contact_email: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) source_url: Option<String>,
}

impl Registration {
    /// The text under which the tool is found.
    #[must_use]
    pub fn tool_path(&self) -> &ToolPath {
        &self.tool_path
    }

    /// Id of the registry, such as `quay` or `custom`.
    #[must_use]
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// Tag, if the draft named one.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// Digest with its algorithm, if the draft named one.
    #[must_use]
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// What names the version that is registered: the digest, since that is what is pulled where there
    /// is one; else the tag; else `latest`, which `docker` takes where there is neither.
    #[must_use]
    pub fn version(&self) -> &str {
        self.digest().or(self.tag()).unwrap_or("latest")
    }

    /// Whether the tool is public or private.
    #[must_use]
    pub fn visibility(&self) -> Visibility {
        self.visibility
    }

    /// Whom users ask for access.
    #[must_use]
    pub fn contact_email(&self) -> Option<&str> {
        self.contact_email.as_deref()
    }

    /// What the tool does.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Where its source lives.
    #[must_use]
    pub fn source_url(&self) -> Option<&str> {
        self.source_url.as_deref()
    }

    /// The canonical image reference, as `docker pull` takes it.
    #[must_use]
    pub fn image(&self) -> String {
        let mut text = format!("{}/{}", self.tool_path.host(), self.tool_path.repository());
        if let Some(tag) = &self.tag {
            text.push(':');
            text.push_str(tag);
        }
        if let Some(digest) = &self.digest {
            text.push('@');
            text.push_str(digest);
        }
        text
    }

    /// The draft that this registration would be made from: what an edit form starts with.
    #[must_use]
    pub fn to_draft(&self) -> Draft {
        let mut draft = Draft::default()
            .with(Field::Image, self.image())
            .with(Field::Visibility, self.visibility.as_str());
        for (field, text) in [
            (Field::ToolName, self.tool_path.tool_name()),
            (Field::ContactEmail, self.contact_email()),
            (Field::Description, self.description()),
            (Field::SourceUrl, self.source_url()),
        ] {
            if let Some(text) = text {
                draft.set(field, text);
            }
        }
        draft
    }
}
