//! Which image is asked about, and under which addresses.

use std::fmt;

use wharfinger_core::reference::{ImageReference, TAG_BYTES_MAX};
use wharfinger_core::registration::Registration;

use super::habits::Habits;
use crate::guard::{Guard, Refusal, Target};

/// The tag that is meant where none is named (distribution's `TagNameOnly`).
pub(super) const LATEST: &str = "latest";

/// An image on a registry: a repository, and which of its images is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The registry as images name it, with its port: `docker.io`.
    pub host: String,
    /// The repository as the registry knows it: `library/nginx`.
    pub repository: String,
    /// A tag or a digest; `None` for the repository as a whole.
    pub reference: Option<String>,
}

impl Image {
    /// The image of a tool. A digest decides where there is one, as it does for `docker pull`.
    #[must_use]
    pub fn of(registration: &Registration) -> Self {
        let path = registration.tool_path();
        Self {
            host: path.host().to_owned(),
            repository: path.repository().to_owned(),
            reference: registration
                .digest()
                .or(registration.tag())
                .map(str::to_owned),
        }
    }

    /// The image that a reference means; `latest` where it says nothing, as docker reads it.
    ///
    /// ```
    /// use wharfinger_core::reference::{ImageReference, Mode};
    /// use wharfinger_registry::distribution::Image;
    ///
    /// let nginx = Image::meant_by(&ImageReference::parse("nginx", Mode::Strict).unwrap());
    /// assert_eq!(nginx.to_string(), "docker.io/library/nginx:latest");
    /// ```
    #[must_use]
    pub fn meant_by(reference: &ImageReference<'_>) -> Self {
        let which = reference.digest().or(reference.tag()).unwrap_or(LATEST);
        Self {
            host: reference.domain().to_owned(),
            repository: reference.path().into_owned(),
            reference: Some(which.to_owned()),
        }
    }

    /// Where its manifest is.
    pub(super) fn manifest(&self, guard: &Guard, reference: &str) -> Result<Target, Refusal> {
        self.target(guard, &["manifests/", reference].concat())
    }

    /// Where the list of its tags begins.
    pub(super) fn tags(&self, guard: &Guard, page: usize) -> Result<Target, Refusal> {
        self.target(guard, &format!("tags/list?n={page}"))
    }

    /// What a token must be good for (Docker's token authentication specification).
    pub(super) fn scope(&self) -> String {
        format!("repository:{}:pull", self.repository)
    }

    fn target(&self, guard: &Guard, end: &str) -> Result<Target, Refusal> {
        let host = Habits::of(&self.host).api_host(&self.host).to_owned();
        let scheme = guard.scheme_of(&host);
        Target::parse(&format!("{scheme}://{host}/v2/{}/{end}", self.repository))
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.host, self.repository)?;
        match self.reference.as_deref() {
            Some(digest) if digest.contains(':') => write!(f, "@{digest}"),
            Some(tag) => write!(f, ":{tag}"),
            None => Ok(()),
        }
    }
}

/// Whether a registry may call an image so (OCI distribution specification, Pulling manifests).
pub(super) fn is_tag(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.len() <= TAG_BYTES_MAX
        && text.bytes().all(is_inner)
        && text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
}
