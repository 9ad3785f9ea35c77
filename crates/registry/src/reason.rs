//! What an error says about what can be known.

use wharfinger_core::evidence::Unknown;

use crate::distribution::RegistryError;
use crate::http::HttpError;

/// Why nothing is known after an error.
pub(crate) fn reason(error: &RegistryError) -> Unknown {
    match error {
        RegistryError::Http { error, .. } => match error {
            HttpError::Refused(_) => Unknown::Refused,
            HttpError::Unresolved(_)
            | HttpError::Unreachable(_)
            | HttpError::Tls(_)
            | HttpError::CutOff(_) => Unknown::Unreachable,
            HttpError::TimedOut => Unknown::TimedOut,
            HttpError::Busy => Unknown::Busy,
            HttpError::BadHead(_)
            | HttpError::BodyTooLong(_)
            | HttpError::Encoded(_)
            | HttpError::TooManyRedirects => Unknown::Nonsense,
        },
        RegistryError::Status { status: 429, .. } => Unknown::RateLimited,
        RegistryError::Status { status, .. } if *status >= 500 => Unknown::Failing,
        RegistryError::Status { .. }
        | RegistryError::Stranger { .. }
        | RegistryError::Challenge(_)
        | RegistryError::Token(_)
        | RegistryError::Manifest { .. }
        | RegistryError::Digest { .. }
        | RegistryError::ContentType { .. }
        | RegistryError::Tags(_)
        | RegistryError::TagsAstray(_) => Unknown::Nonsense,
    }
}
