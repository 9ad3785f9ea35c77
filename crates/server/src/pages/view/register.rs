//! The registration form, empty or with what the rules say about it.

use askama::Template;
use wharfinger_core::privacy::Visibility;
use wharfinger_core::registration::{Draft, Preview};
use wharfinger_core::registry::CUSTOM_ID;
use wharfinger_core::report::{Field, Issue};

use super::control::{Control, Kind};
use super::findings::{Findings, SummaryLine, summary};
use super::frame::{FormScripts, Frame};
use super::home::Choice;

/// The registration page.
#[derive(Debug, Template)]
#[template(path = "register.html")]
pub(crate) struct Register<'a> {
    pub(crate) frame: Frame,
    pub(crate) form_scripts: FormScripts,
    /// The registries of the picker.
    pub(crate) registries: Vec<Choice>,
    /// The registries an operator added, for the browser; JSON that is safe inside a script element.
    pub(crate) registries_json: String,
    pub(crate) visibility_reason: Option<String>,
    pub(crate) reasons: Reasons,
    pub(crate) preview: Option<Preview>,
    /// Why whoever sent the form may not register.
    pub(crate) turned: Option<String>,
    pub(crate) form: Form<'a>,
}

/// The draft with its findings.
#[derive(Debug)]
pub(crate) struct Form<'a> {
    draft: &'a Draft,
    issues: &'a [Issue],
    /// Whether it was sent and refused, so that the summary is shown.
    pub(crate) is_refused: bool,
    /// The path, where a tool has it already.
    pub(crate) taken: Option<String>,
}

/// Why a tool can be public or private, by what its registry holds; `{name}` stands for the
/// registry. The browser takes them from the page, so that both say the same.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reasons {
    pub(crate) public: &'static str,
    pub(crate) private: &'static str,
    pub(crate) mixed: &'static str,
    pub(crate) unknown: &'static str,
    pub(crate) none: &'static str,
}

/// The reasons; sentences without their full stop. None begins with the name, which may be a host: pages
/// begin sentences with a capital letter, and a host has none.
pub(crate) const REASONS: Reasons = Reasons {
    public: "everybody can pull every image on {name}",
    private: "images on {name} can only be pulled with authorisation",
    mixed: "on {name}, the owner of an image decides who can pull it",
    none: "what is possible depends on the registry",
    unknown: "nobody here knows who can pull from {name}, which is not in the catalogue of registries; say what is true",
};

impl Register<'_> {
    fn login(&self) -> Option<&str> {
        self.preview.as_ref()?.pull.login.as_deref()
    }

    /// The host of the image, where its registry is not known.
    fn unknown_host(&self) -> Option<&str> {
        let image = &self.preview.as_ref()?.image;
        (image.registry == CUSTOM_ID).then_some(&*image.host)
    }
}

/// Label, hint and kind of each control that takes text.
const CONTROLS: &[(Field, &str, &str, Kind)] = &[
    (
        Field::Image,
        "Paste the image",
        "A `docker pull` command, the address of a registry’s page, or a reference such as `quay.io/biocontainers/samtools:1.17`.",
        Kind::Reference,
    ),
    (
        Field::RegistryPath,
        "Registry host",
        "For registries with several hosts, such as Amazon ECR and Seven Bridges; empty for the others.",
        Kind::Path,
    ),
    (
        Field::Namespace,
        "Namespace",
        "The user, organisation or group. `_` where there is none, as on private Amazon ECR.",
        Kind::Path,
    ),
    (
        Field::Name,
        "Name",
        "The repository below the namespace; some registries nest them, as in `group/tool`.",
        Kind::Path,
    ),
    (
        Field::Tag,
        "Tag",
        "Such as `1.17`; without one, `docker pull` takes `latest`.",
        Kind::Path,
    ),
    (
        Field::Digest,
        "Digest",
        "Such as `sha256:` and 64 hexadecimal digits; it names one image for ever.",
        Kind::Path,
    ),
    (
        Field::ToolName,
        "Tool name",
        "Only where one image holds several tools: it tells them apart at the end of the tool path.",
        Kind::Path,
    ),
    (
        Field::ContactEmail,
        "Contact e-mail",
        "Whom to ask for access: needed for a private tool. It is not shown on the tool’s page.",
        Kind::Email,
    ),
    (
        Field::Description,
        "Description",
        "What the tool does, in a sentence or two. People find it by these words.",
        Kind::Prose,
    ),
    (
        Field::SourceUrl,
        "Source",
        "Where its source code lives.",
        Kind::Url,
    ),
];

/// The control of a field with what was typed into it.
fn control<'a>(field: Field, draft: &'a Draft, issues: &'a [Issue]) -> Control<'a> {
    let &(_, label, hint, kind) = CONTROLS
        .iter()
        .find(|(of, ..)| *of == field)
        .expect("every field that takes text has a row");
    let text = draft.get(field).unwrap_or_default();
    Control::new(field, label, hint, kind).holding(text, issues)
}

impl<'a> Form<'a> {
    pub(crate) fn new(draft: &'a Draft, issues: &'a [Issue]) -> Self {
        Self {
            draft,
            issues,
            is_refused: false,
            taken: None,
        }
    }

    /// The same form after it was sent and refused.
    pub(crate) fn refused(self) -> Self {
        Self {
            is_refused: true,
            ..self
        }
    }

    /// The same form, refused because a tool has its path.
    pub(crate) fn taken(self, path: String) -> Self {
        Self {
            taken: Some(path),
            ..self.refused()
        }
    }

    pub(crate) fn draft(&self) -> &'a Draft {
        self.draft
    }

    pub(crate) fn control(&self, field: Field) -> Control<'a> {
        control(field, self.draft, self.issues)
    }

    pub(crate) fn image(&self) -> Control<'a> {
        self.control(Field::Image)
    }

    pub(crate) fn contact_email(&self) -> Control<'a> {
        self.control(Field::ContactEmail)
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = Control<'a>> {
        use Field::{Digest, Name, Namespace, RegistryPath, Tag};
        [RegistryPath, Namespace, Name, Tag, Digest]
            .map(|field| self.control(field))
            .into_iter()
    }

    pub(crate) fn about(&self) -> impl Iterator<Item = Control<'a>> {
        use Field::{Description, SourceUrl, ToolName};
        [ToolName, Description, SourceUrl]
            .map(|field| self.control(field))
            .into_iter()
    }

    pub(crate) fn registry(&self) -> Findings<'a> {
        self.choice(Field::Registry)
    }

    pub(crate) fn visibility(&self) -> Findings<'a> {
        self.choice(Field::Visibility)
    }

    /// The findings about a choice: nobody typed its letters, so marking some says nothing.
    fn choice(&self, field: Field) -> Findings<'a> {
        Findings {
            segments: Vec::new(),
            ..Findings::of(
                field,
                self.draft.get(field).unwrap_or_default(),
                self.issues,
            )
        }
    }

    pub(crate) fn is_private(&self) -> bool {
        self.draft.get(Field::Visibility) == Some(Visibility::Private.as_str())
    }

    /// Whether there is something to mend before it is sent again; a form that was turned away as a
    /// whole may be right as it is.
    pub(crate) fn has_summary(&self) -> bool {
        self.is_refused && self.issues.iter().any(Issue::is_error)
    }

    pub(crate) fn summary(&self) -> Vec<SummaryLine<'a>> {
        if self.is_refused {
            summary(self.issues)
        } else {
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::REASONS;

    #[test]
    fn no_reason_begins_with_what_may_be_a_host() {
        for reason in [
            REASONS.public,
            REASONS.private,
            REASONS.mixed,
            REASONS.unknown,
            REASONS.none,
        ] {
            assert!(reason.starts_with(|first: char| first.is_ascii_lowercase()));
        }
    }
}
