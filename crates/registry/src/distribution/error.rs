//! Why a registry's answer cannot be used.

use std::fmt;

use super::manifest::ManifestError;
use super::tags::{PAGES_MAX, TAGS_MAX};
use crate::guard::Target;
use crate::http::HttpError;

/// Why a question to a registry came to nothing. Not finding or not being let in are answers, and
/// no errors.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// No answer.
    #[error("`{target}` {error}")]
    Http {
        /// Who was asked.
        target: String,
        /// What went wrong.
        error: HttpError,
    },
    /// A status that says something about the registry, not about the image.
    #[error("`{target}` answers with status {status}")]
    Status {
        /// Who was asked.
        target: String,
        /// The status.
        status: u16,
    },
    /// "Not found" or "forbidden" in other words than registries have for it.
    #[error(
        "`{target}` answers with status {status}, but not as a registry does: it may come from what stands in front of one"
    )]
    Stranger {
        /// Who was asked.
        target: String,
        /// The status.
        status: u16,
    },
    /// `WWW-Authenticate` names no way in that we know.
    #[error("`{0}` asks for authentication in a way that no registry does")]
    Challenge(String),
    /// The token service gives no token.
    #[error("`{0}` answers without a token")]
    Token(String),
    /// A manifest that is none.
    #[error("what `{target}` gives {error}")]
    Manifest {
        /// Who was asked.
        target: String,
        /// What is wrong.
        error: ManifestError,
    },
    /// Another content than the digest names.
    #[error("what `{target}` gives is not what its digest `{digest}` names")]
    Digest {
        /// Who was asked.
        target: String,
        /// The digest.
        digest: String,
    },
    /// Something else than a manifest.
    #[error("`{target}` gives `{content_type}`, which is no image and no index")]
    ContentType {
        /// Who was asked.
        target: String,
        /// Its `Content-Type`.
        content_type: String,
    },
    /// A page of tags that is none.
    #[error("`{0}` gives no list of tags")]
    Tags(String),
    /// A list of tags without an end, or that leads elsewhere.
    #[error(
        "the list of tags at `{0}` leads in a circle, to another host or on in an overlong `Link`; at most {TAGS_MAX} tags on {PAGES_MAX} pages are read"
    )]
    TagsAstray(String),
}

impl RegistryError {
    pub(crate) fn http(target: impl fmt::Display, error: HttpError) -> Self {
        Self::Http {
            target: target.to_string(),
            error,
        }
    }

    pub(super) fn status(target: &Target, status: u16) -> Self {
        Self::Status {
            target: target.to_string(),
            status,
        }
    }
}
