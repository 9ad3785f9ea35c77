//! Registrations as columns of a database, and back.

use crate::contact;
use crate::privacy::Visibility;
use crate::prose;
use crate::reference::{ImageReference, Mode};
use crate::registry::AMAZON_ECR_ID;
use crate::tool_path::{EMPTY_NAMESPACE, ToolPath, is_tool_name};

use super::{Registration, texts};

/// The columns of a stored registration, as [`Registration::stored`] gave them out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Id of the registry, such as `quay` or `custom`.
    pub registry: String,
    /// Registry host with its port, if any.
    pub host: String,
    /// Namespace, `_` when empty.
    pub namespace: String,
    /// Repository name below the namespace.
    pub name: String,
    /// The name that tells tools of one image apart.
    pub tool_name: Option<String>,
    /// Tag.
    pub tag: Option<String>,
    /// Digest with its algorithm.
    pub digest: Option<String>,
    /// `public` or `private`.
    pub visibility: String,
    /// Whom users ask for access.
    pub contact_email: Option<String>,
    /// What the tool does.
    pub description: Option<String>,
    /// Where its source lives.
    pub source_url: Option<String>,
}

/// A stored row that cannot be what it was stored as: the database was changed by something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrupt {
    /// The column that does not parse.
    pub column: &'static str,
    /// What it held.
    pub found: String,
}

impl Corrupt {
    pub(crate) fn new(column: &'static str, found: &str) -> Self {
        Self {
            column,
            found: found.to_owned(),
        }
    }
}

impl std::fmt::Display for Corrupt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "column `{}` holds `{}`", self.column, self.found)
    }
}

impl std::error::Error for Corrupt {}

impl Registration {
    /// The columns to store.
    #[must_use]
    pub fn stored(&self) -> Stored {
        Stored {
            registry: self.registry.clone(),
            host: self.tool_path.host().to_owned(),
            namespace: self.tool_path.namespace().to_owned(),
            name: self.tool_path.name().to_owned(),
            tool_name: self.tool_path.tool_name().map(str::to_owned),
            tag: self.tag.clone(),
            digest: self.digest.clone(),
            visibility: self.visibility.as_str().to_owned(),
            contact_email: self.contact_email.clone(),
            description: self.description.clone(),
            source_url: self.source_url.clone(),
        }
    }

    /// Reads stored columns back.
    ///
    /// The shape is parsed again, the policy is not: a tool that was registered under yesterday's
    /// rules stays readable when today's are stricter about registries, privacy or lengths of
    /// texts.
    ///
    /// # Errors
    /// [`Corrupt`] names the first column that no registration can have.
    pub fn restore(stored: Stored) -> Result<Self, Corrupt> {
        let Some(visibility) = Visibility::from_name(&stored.visibility) else {
            return Err(Corrupt::new("visibility", &stored.visibility));
        };
        check_texts(&stored)?;
        // A path without a namespace is spelt with `_`, so that what was joined has one always.
        if stored.namespace.is_empty() {
            return Err(Corrupt::new("namespace", ""));
        }
        let registration = Self {
            tool_path: ToolPath::join(
                &stored.host,
                &stored.namespace,
                &stored.name,
                stored.tool_name.as_deref(),
            ),
            registry: stored.registry,
            tag: stored.tag,
            digest: stored.digest,
            visibility,
            contact_email: stored.contact_email,
            description: stored.description,
            source_url: stored.source_url,
        };
        if registration.is_an_image() {
            Ok(registration)
        } else {
            Err(damaged_part(&registration.stored()))
        }
    }

    /// Whether the parts are those of the image that they are together.
    fn is_an_image(&self) -> bool {
        let path = &self.tool_path;
        let image = self.image();
        is_namespace_of(&self.registry, path.namespace(), path.name())
            && ImageReference::parse(&image, Mode::Strict).is_some_and(|reference| {
                reference.domain() == path.host()
                    && reference.path() == path.repository()
                    && reference.tag() == self.tag()
                    && reference.digest() == self.digest()
            })
    }
}

type IsGood = fn(&str) -> bool;

/// The columns that are no part of the image's name.
fn check_texts(stored: &Stored) -> Result<(), Corrupt> {
    let is_id = |id: &str| {
        !id.is_empty() && !id.contains(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c))
    };
    if !is_id(&stored.registry) {
        return Err(Corrupt::new("registry", &stored.registry));
    }
    let checks: [(_, _, IsGood); 4] = [
        ("tool_name", stored.tool_name.as_deref(), is_tool_name),
        (
            "contact_email",
            stored.contact_email.as_deref(),
            contact::is_address,
        ),
        ("description", stored.description.as_deref(), |text| {
            !text.contains(prose::is_control)
        }),
        (
            "source_url",
            stored.source_url.as_deref(),
            texts::is_web_address,
        ),
    ];
    for (column, text, is_good) in checks {
        if let Some(text) = text.filter(|text| !is_good(text)) {
            return Err(Corrupt::new(column, text));
        }
    }
    Ok(())
}

/// Whether a repository is cut in two where [`check()`](super::check()) cuts it.
fn is_namespace_of(registry: &str, namespace: &str, name: &str) -> bool {
    if registry == AMAZON_ECR_ID {
        return namespace == EMPTY_NAMESPACE;
    }
    !namespace.contains('/') && (namespace != EMPTY_NAMESPACE || !name.contains('/'))
}

/// Finds the column that is to blame when the parts make no image; each is tried in an image that
/// is good without it.
fn damaged_part(stored: &Stored) -> Corrupt {
    let is_good = |image: &str, part: fn(&ImageReference<'_>, &str) -> bool, text: &str| {
        ImageReference::parse(image, Mode::Strict).is_some_and(|read| part(&read, text))
    };
    let is_path = |text: &str| {
        let image = ["quay.io/", text].concat();
        is_good(&image, |read, text| read.path() == text, text)
    };
    let Stored {
        host,
        namespace,
        name,
        ..
    } = stored;
    if !is_good(
        &[host, "/a/b"].concat(),
        |read, text| read.domain() == text,
        host,
    ) {
        return Corrupt::new("host", host);
    }
    if !is_path(name) {
        return Corrupt::new("name", name);
    }
    if namespace != EMPTY_NAMESPACE && !is_path(namespace)
        || !is_namespace_of(&stored.registry, namespace, name)
    {
        return Corrupt::new("namespace", namespace);
    }
    if let Some(tag) = &stored.tag
        && !is_good(
            &["a:", tag].concat(),
            |read, text| read.tag() == Some(text),
            tag,
        )
    {
        return Corrupt::new("tag", tag);
    }
    if let Some(digest) = &stored.digest
        && !is_good(
            &["a@", digest].concat(),
            |read, text| read.digest() == Some(text),
            digest,
        )
    {
        return Corrupt::new("digest", digest);
    }
    // Each is good, and together they are too long, or Docker Hub's namespace is missing.
    if namespace == EMPTY_NAMESPACE {
        Corrupt::new("namespace", namespace)
    } else {
        Corrupt::new("name", name)
    }
}
