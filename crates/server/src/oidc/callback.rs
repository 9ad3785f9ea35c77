//! What a provider sends a browser back with (RFC 6749, 4.1.2; RFC 9207).

use std::fmt;

use super::error::{Detail, Refusal, SignInError};
use super::limits::CALLBACK_QUERY_BYTES_MAX;

/// The query of a callback, read.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Callback {
    /// Which attempt it answers.
    pub(super) state: String,
    /// Who answers, where the provider says so.
    pub(super) issuer: Option<String>,
    /// The code, or the provider's no. Nobody may believe either before `state` was checked.
    pub(super) answer: Result<String, SignInError>,
}

impl Callback {
    /// Reads a query string. Parameters that the protocol does not know are passed over, as RFC 6749
    /// asks; those it knows may come once.
    pub(super) fn read(query: &str) -> Result<Self, SignInError> {
        if query.len() > CALLBACK_QUERY_BYTES_MAX {
            return Err(SignInError::UnreadableCallback);
        }
        let [mut state, mut issuer, mut code, mut error, mut description] = [const { None }; 5];
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "state" => &mut state,
                "iss" => &mut issuer,
                "code" => &mut code,
                "error" => &mut error,
                "error_description" => &mut description,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(SignInError::UnreadableCallback);
            }
        }
        let answer = match (code, error) {
            (Some(code), None) if !code.is_empty() => Ok(code),
            (None, Some(error)) => Err(refused(&error, description.as_deref())),
            _ => return Err(SignInError::UnreadableCallback),
        };
        Ok(Self {
            state: state.ok_or(SignInError::UnreadableCallback)?,
            issuer,
            answer,
        })
    }
}

/// Without the code.
impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("issuer", &self.issuer)
            .field("answer", &self.answer.as_ref().map(|_| ()))
            .finish_non_exhaustive()
    }
}

fn refused(error: &str, description: Option<&str>) -> SignInError {
    let refusal = match error {
        "access_denied" => Refusal::AccessDenied,
        "temporarily_unavailable" | "server_error" => Refusal::Unavailable,
        _ => Refusal::Other,
    };
    let description = description.unwrap_or("no description");
    SignInError::Refused(refusal, Detail::new(&format!("{error}: {description}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_taken_with_its_state() {
        let callback = Callback::read("code=a%2Bb&state=s&iss=https%3A%2F%2Fid&session_state=x");
        assert_eq!(
            callback.unwrap(),
            Callback {
                state: "s".to_owned(),
                issuer: Some("https://id".to_owned()),
                answer: Ok("a+b".to_owned()),
            }
        );
    }

    #[test]
    fn a_no_is_told_apart() {
        for (error, refusal) in [
            ("access_denied", Refusal::AccessDenied),
            ("temporarily_unavailable", Refusal::Unavailable),
            ("server_error", Refusal::Unavailable),
            ("invalid_scope", Refusal::Other),
        ] {
            let query = format!("error={error}&state=s&error_description=why");
            let answer = Callback::read(&query).unwrap().answer.unwrap_err();
            let detail = Detail::new(&format!("{error}: why"));
            assert_eq!(answer, SignInError::Refused(refusal, detail));
        }
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for query in [
            "",
            "state=s",
            "code=a",
            "code=&state=s",
            "code=a&code=b&state=s",
            "code=a&state=s&state=t",
            "code=a&error=access_denied&state=s",
            &format!("code={}&state=s", "a".repeat(CALLBACK_QUERY_BYTES_MAX)),
        ] {
            let error = Callback::read(query).unwrap_err();
            assert_eq!(error, SignInError::UnreadableCallback, "{query}");
        }
    }

    #[test]
    fn the_code_is_not_shown_by_accident() {
        let callback = Callback::read("code=hush&state=s").unwrap();
        assert!(!format!("{callback:?}").contains("hush"));
    }
}
