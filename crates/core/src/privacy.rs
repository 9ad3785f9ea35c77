//! Privacy: whether a tool may, must or must not be private.
//!
//! [`check`] is the one function that every write path calls: registering, editing, changing the
//! visibility or the contact.

use crate::code::Code;
use crate::registry::RegistryVisibility;
use crate::report::{Field, Fix, Issue, Span};

/// What is assumed of a registry that the catalogue does not know.
pub const UNKNOWN_REGISTRY: RegistryVisibility = RegistryVisibility::Mixed;

/// Whether a tool's image can be pulled by everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// Everybody can pull it.
    Public,
    /// Pulling needs authorisation; users request access from the contact.
    Private,
}

impl Visibility {
    /// The spelling in drafts and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }

    /// The visibility spelled `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "public" => Some(Self::Public),
            "private" => Some(Self::Private),
            _ => None,
        }
    }
}

/// Judges a visibility by what the registry offers and whether there is somebody to ask.
///
/// `registry` is its name and what it offers; `None` when the image could not be read.
/// `visibility_span` and `contact_span` say where the two fields stand.
pub fn check(
    registry: Option<(&str, RegistryVisibility)>,
    visibility: Visibility,
    has_contact: bool,
    visibility_span: Span,
    contact_span: Span,
    issues: &mut Vec<Issue>,
) {
    let issue =
        |code, message: String, help: &'static str, meant: Visibility, label: &'static str| {
            Issue::new(code, Field::Visibility, visibility_span, message)
                .help(help)
                .fix(Fix::new(
                    label,
                    Field::Visibility,
                    visibility_span,
                    meant.as_str(),
                ))
        };
    match (registry, visibility) {
        (Some((name, RegistryVisibility::PrivateOnly)), Visibility::Public) => issues.push(issue(
            Code::PrivacyRegistryIsPrivate,
            format!("images on {name} can only be pulled with authorisation, so this tool must be private"),
            "set visibility to private",
            Visibility::Private,
            "Make the tool private",
        )),
        (Some((name, RegistryVisibility::PublicOnly)), Visibility::Private) => issues.push(issue(
            Code::PrivacyRegistryIsPublic,
            format!("everybody can pull images on {name}, so this tool cannot be private"),
            "set visibility to public",
            Visibility::Public,
            "Make the tool public",
        )),
        _ => {}
    }
    let must_be_public = matches!(registry, Some((_, RegistryVisibility::PublicOnly)));
    if visibility == Visibility::Private && !has_contact && !must_be_public {
        issues.push(
            Issue::new(
                Code::PrivacyContactRequired,
                Field::ContactEmail,
                contact_span,
                "a private tool needs a contact whom users can ask for access",
            )
            .help("give the e-mail address of the person or group who decides; it is not shown publicly"),
        );
    }
}
