//! Why there is no answer.

use super::limits::{HEAD_BYTES_MAX, HEADERS_MAX, REDIRECTS_MAX};
use crate::guard::Refusal;

/// Why there is no answer. The texts end a sentence that begins with the target.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// The guard says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Its name has no address, or the resolver does not answer.
    #[error("has a name that cannot be resolved")]
    Unresolved(#[source] Option<std::io::Error>),
    /// No address takes a connection.
    #[error("takes no connection")]
    Unreachable(#[source] Option<std::io::Error>),
    /// Its certificate is not good, or it speaks no TLS.
    #[error("cannot be talked to with TLS")]
    Tls(#[source] std::io::Error),
    /// Too slow.
    #[error("does not answer in time")]
    TimedOut,
    /// Too many requests of ours are under way.
    #[error("is not asked now, because too many requests are under way")]
    Busy,
    /// The head of the answer is too long, or is none.
    #[error(
        "does not answer in HTTP/1.1, or with more than {HEADERS_MAX} fields or {HEAD_BYTES_MAX} bytes in front of the body"
    )]
    BadHead(#[source] hyper::Error),
    /// The body of the answer is too long.
    #[error("answers with more than {0} bytes")]
    BodyTooLong(usize),
    /// The body is compressed, though we said that we take none that is.
    #[error("answers in the encoding `{0}`, which was not asked for")]
    Encoded(String),
    /// It points somewhere else again and again.
    #[error("redirects more than {REDIRECTS_MAX} times")]
    TooManyRedirects,
    /// The connection ends before the answer does.
    #[error("stops in the midst of its answer")]
    CutOff(#[source] Option<hyper::Error>),
}
