//! Why somebody could not sign in.

use std::fmt;

use super::limits::{DETAIL_CHARS_MAX, PENDING_LIFETIME};

/// Why signing in with a provider did not work.
///
/// `Display` is what the person may read: what happened and what to do next. What exactly was wrong
/// with an answer would help whoever forged it, so that goes to the log alone, as
/// [`SignInError::detail`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// No provider has this id.
    #[error("there is no such sign-in provider; choose one on the sign-in page")]
    UnknownProvider,
    /// The provider does not answer, or only with an error of its own.
    #[error("the sign-in provider does not answer; try again in a minute")]
    Unreachable(Detail),
    /// The provider answers, and what it says does not fit the operator's configuration or the
    /// protocol.
    #[error(
        "the sign-in provider and this server are not set up for each other; tell whoever runs \
         this server"
    )]
    Misconfigured(Misconfiguration, Detail),
    /// The browser came back without the cookie it left with.
    #[error(
        "this browser has no sign-in under way, or began it more than {} minutes ago; sign in again",
        PENDING_LIFETIME.as_secs() / 60
    )]
    NotStarted,
    /// The browser came back too late.
    #[error(
        "signing in took longer than {} minutes; sign in again",
        PENDING_LIFETIME.as_secs() / 60
    )]
    Expired,
    /// The answer belongs to another attempt: another tab's, another browser's or a forged one.
    #[error("this answer belongs to another attempt to sign in; sign in again")]
    StateMismatch,
    /// The browser came back with something that is no answer.
    #[error("the sign-in provider's answer cannot be read; sign in again")]
    UnreadableCallback,
    /// The provider says no.
    #[error("{0}")]
    Refused(Refusal, Detail),
    /// The provider no longer takes the code that the browser brought: it was used or is too old.
    #[error("the sign-in provider's answer has been used already or is too old; sign in again")]
    CodeRefused(Detail),
    /// The provider's word about who this is did not pass a check.
    #[error(
        "the sign-in provider's answer did not pass the checks; sign in again, and tell whoever \
         runs this server if that does not help"
    )]
    TokenInvalid(Check, Detail),
}

/// What an operator has to set right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misconfiguration {
    /// The provider calls itself by another issuer than the configuration does.
    WrongIssuer,
    /// The provider names an address without TLS.
    InsecureAddress,
    /// The provider names no token endpoint, so it cannot do the code flow.
    NoTokenEndpoint,
    /// The provider wants the client to show its secret in a way that is not supported here.
    ClientAuthentication,
    /// The provider does not know the client id, or the secret is wrong.
    ClientRefused,
    /// An answer is longer than [`ANSWER_BYTES_MAX`](super::limits::ANSWER_BYTES_MAX).
    AnswerTooLong,
    /// An answer is not what the protocol asks for.
    UnexpectedAnswer,
}

/// How a provider says no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// `access_denied`: the person or the provider's rules declined.
    #[error(
        "the sign-in provider did not let you in, or you declined; sign in again, or ask the \
         provider"
    )]
    AccessDenied,
    /// `temporarily_unavailable` or `server_error`.
    #[error("the sign-in provider cannot sign anybody in at the moment; try again in a minute")]
    Unavailable,
    /// Any other error, such as `invalid_scope`; the operator has to look.
    #[error("the sign-in provider refused this server's request; tell whoever runs this server")]
    Other,
}

/// What was checked about an ID token, or about the answer that goes with it, and found wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Check {
    /// It is missing, or no token at all.
    Form,
    /// It comes from another issuer.
    Issuer,
    /// It is made for another client.
    Audience,
    /// It is made for another attempt to sign in.
    Nonce,
    /// It has expired, or was issued too long ago or in the future.
    Time,
    /// It is not signed, or with an algorithm that is not allowed.
    Algorithm,
    /// It is signed with a key that the provider does not publish.
    UnknownKey,
    /// The signature is not that of the key.
    Signature,
    /// It belongs to another access token.
    AccessToken,
    /// It names nobody, or somebody else than the user information does.
    Subject,
}

impl SignInError {
    /// What the log says beyond the words for the person, if anything.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Unreachable(detail)
            | Self::Misconfigured(_, detail)
            | Self::Refused(_, detail)
            | Self::CodeRefused(detail)
            | Self::TokenInvalid(_, detail) => Some(&detail.0),
            Self::UnknownProvider
            | Self::NotStarted
            | Self::Expired
            | Self::StateMismatch
            | Self::UnreadableCallback => None,
        }
    }

    /// Tells the log. People who come back late or twice are not the operator's concern; a provider
    /// that does not answer as it should is.
    pub(super) fn log(&self, provider: &str) {
        let detail = self.detail().unwrap_or_default();
        match self {
            Self::Unreachable(_) | Self::CodeRefused(_) => {
                tracing::warn!(provider, detail, "sign-in failed: {self}");
            }
            Self::Misconfigured(fault, _) => {
                tracing::warn!(provider, ?fault, detail, "sign-in failed: {self}");
            }
            Self::TokenInvalid(check, _) => {
                tracing::warn!(provider, ?check, detail, "sign-in failed: {self}");
            }
            Self::Refused(Refusal::Other, _) => {
                tracing::warn!(provider, detail, "sign-in failed: {self}");
            }
            _ => tracing::info!(provider, detail, "sign-in failed: {self}"),
        }
    }
}

/// What a provider said or did, for the log: cut, and without characters that would forge a line.
#[derive(Clone, PartialEq, Eq)]
pub struct Detail(String);

impl Detail {
    pub(super) fn new(text: &str) -> Self {
        Self(
            text.chars()
                .take(DETAIL_CHARS_MAX)
                .flat_map(char::escape_debug)
                .collect(),
        )
    }

    /// An error with everything that caused it; libraries say the part that matters last.
    pub(super) fn of(error: &dyn std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        Self::new(&text)
    }
}

impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wrong_is_for_the_log_alone() {
        let error = SignInError::TokenInvalid(Check::Nonce, Detail::new("nonce mismatch"));
        assert_eq!(error.detail(), Some("nonce mismatch"));
        assert!(!error.to_string().contains("nonce"), "{error}");
    }

    #[test]
    fn a_provider_cannot_forge_a_line_of_the_log() {
        let detail = Detail::new("a\nWARN b\u{1b}[31m");
        assert_eq!(format!("{detail:?}"), "a\\nWARN b\\u{1b}[31m");
        assert_eq!(Detail::new(&"x".repeat(1_000)).0.len(), DETAIL_CHARS_MAX);
    }

    #[test]
    fn minutes_are_said_as_they_are() {
        assert_eq!(
            SignInError::Expired.to_string(),
            "signing in took longer than 10 minutes; sign in again"
        );
    }
}
