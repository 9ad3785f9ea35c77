//! What an error of the AWS SDK means for a grant.

use aws_sdk_ecr::config::http::HttpResponse;
use aws_sdk_ecr::error::{ProvideErrorMetadata, SdkError};
use wharfinger_core::grants::Failure;

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    /// The action that a policy must allow, such as `ecr:SetRepositoryPolicy`.
    pub(crate) action: &'static str,
    /// The ARN of the resource.
    pub(crate) resource: &'a str,
    /// Whether it changes anything: then who hears no answer does not know.
    pub(crate) is_write: bool,
}

/// Codes that mean too many calls (AWS SDKs and Tools Reference Guide, Retry behavior; the list is
/// that of the AWS SDK for Rust, `aws-runtime`, `THROTTLING_ERRORS`).
const THROTTLING: [&str; 14] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Codes that mean that a policy says no. JSON services end them with `Exception`, STS does not
/// (API References, Common errors).
const DENIED: [&str; 4] = [
    "AccessDenied",
    "AccessDeniedException",
    "NotAuthorized",
    "UnauthorizedOperation",
];

/// Codes that mean that the credentials are not, or no longer, good: expired, of a role that was
/// deleted, or signed by another clock (the same pages).
const CREDENTIALS: [&str; 13] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "OptInRequired",
    "RegionDisabledException",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// What Amazon ECR says when a principal is not there, or not there yet (hashicorp/terraform-provider-aws
/// issue 39064: `failed to satisfy constraint: 'Principal not found'` and `'Invalid repository policy
/// provided'`), or its account has not enabled the region (ECR User Guide, Repository policies: "an error
/// will occur"; its words are not published, and these are those of our simulator). Anything else is told as
/// AWS says it: a search for a principal writes up to forty times, and takes access away for moments.
const PRINCIPAL_CONSTRAINTS: [&str; 3] = [
    "'principal not found'",
    "'invalid repository policy provided'",
    "'region not enabled'",
];

/// Most characters of AWS's words that are kept.
const WORDS_CHARS_MAX: usize = 1_000;

/// What an error means.
///
/// An answer of 500 and above to a write says as little as none: what stood behind the load balancer
/// may have done it.
pub(crate) fn failure<E: ProvideErrorMetadata>(
    error: &SdkError<E, HttpResponse>,
    call: Call<'_>,
) -> Failure {
    match error {
        // Never sent.
        SdkError::ConstructionFailure(_) => Failure::Unavailable,
        SdkError::ServiceError(answer) => {
            let status = answer.raw().status().as_u16();
            answered(answer.err(), status, call)
        }
        _ => call.unanswered(),
    }
}

/// Whether a policy said no, and not that the credentials are no good.
pub(crate) fn is_access_denied<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    let code = error
        .as_service_error()
        .and_then(ProvideErrorMetadata::code);
    code.is_some_and(|code| DENIED.contains(&code))
}

impl Call<'_> {
    /// What no answer means.
    pub(crate) fn unanswered(self) -> Failure {
        if self.is_write {
            Failure::Unknown
        } else {
            Failure::Unavailable
        }
    }

    fn denied(self, words: &str) -> Failure {
        let (action, resource) = (self.action, self.resource);
        let message = format!("AWS refuses `{action}` on {resource}: {words}");
        Failure::Denied { message }
    }
}

fn answered(error: &impl ProvideErrorMetadata, status: u16, call: Call<'_>) -> Failure {
    let code = error.code().unwrap_or_default();
    let said = error.message().unwrap_or_default();
    let words = || -> String {
        let said = if said.is_empty() {
            "no reason given"
        } else {
            said
        };
        said.chars().take(WORDS_CHARS_MAX).collect()
    };
    match (code, status) {
        ("RepositoryNotFoundException", _) => Failure::NoRepository,
        (code, status) if status == 429 || THROTTLING.contains(&code) => Failure::Throttled,
        (code, _) if DENIED.contains(&code) => call.denied(&words()),
        (code, _) if CREDENTIALS.contains(&code) => call.denied(&format!(
            "the credentials are not accepted (`{code}`): {}",
            words()
        )),
        (_, status) if status >= 500 => call.unanswered(),
        ("InvalidParameterException", _) if call.is_write && is_of_principal(said) => {
            Failure::PrincipalRefused { message: words() }
        }
        _ if call.is_write => Failure::PolicyRefused { message: words() },
        // A question that AWS does not take: nothing of ours can make it do so.
        (code, _) => call.denied(&format!("`{code}`: {}", words())),
    }
}

fn is_of_principal(said: &str) -> bool {
    let said = said.to_lowercase();
    PRINCIPAL_CONSTRAINTS
        .iter()
        .any(|words| said.ends_with(words))
}

#[cfg(test)]
mod tests {
    use aws_sdk_ecr::error::ErrorMetadata;

    use super::*;

    fn call(is_write: bool) -> Call<'static> {
        Call {
            action: "ecr:SetRepositoryPolicy",
            resource: "arn:aws:ecr:us-west-2:111122223333:repository/md5sum",
            is_write,
        }
    }

    fn told(code: &str, message: &str, status: u16, is_write: bool) -> Failure {
        let error = ErrorMetadata::builder().code(code).message(message).build();
        answered(&error, status, call(is_write))
    }

    #[test]
    fn every_throttling_code_is_one() {
        for code in THROTTLING {
            assert_eq!(told(code, "", 400, true), Failure::Throttled, "{code}");
        }
        assert_eq!(told("", "", 429, true), Failure::Throttled);
        // Some load balancers throttle with the status of being away.
        assert_eq!(told("SlowDown", "", 503, false), Failure::Throttled);
    }

    #[test]
    fn every_refusal_names_the_action_and_the_resource() {
        for code in DENIED.into_iter().chain(CREDENTIALS) {
            for is_write in [true, false] {
                let Failure::Denied { message } = told(code, "not today", 403, is_write) else {
                    panic!("{code} is no refusal");
                };
                let start = "AWS refuses `ecr:SetRepositoryPolicy` on arn:aws:ecr:us-west-2:";
                assert!(message.starts_with(start), "{message}");
                assert!(message.ends_with("not today"), "{message}");
            }
        }
    }

    #[test]
    fn a_write_without_a_clear_answer_is_unknown() {
        for (code, status) in [
            ("ServerException", 500),
            ("", 502),
            ("", 503),
            ("KmsException", 500),
        ] {
            assert_eq!(told(code, "", status, true), Failure::Unknown, "{code}");
            assert_eq!(
                told(code, "", status, false),
                Failure::Unavailable,
                "{code}"
            );
        }
    }

    #[test]
    fn principals_are_told_from_policies_by_the_words() {
        let constraint = "Invalid parameter at 'PolicyText' failed to satisfy constraint: ";
        for words in [
            "Principal not found",
            "Invalid repository policy provided",
            "Region not enabled",
        ] {
            let message = format!("{constraint}'{words}'");
            let refused = told("InvalidParameterException", &message, 400, true);
            assert_eq!(refused, Failure::PrincipalRefused { message });
        }
        for words in [
            "Policy exceeds 10240 characters",
            "Principal element is not allowed twice",
            "Region is spelt otherwise",
        ] {
            let message = format!("{constraint}'{words}'");
            let refused = told("InvalidParameterException", &message, 400, true);
            assert_eq!(refused, Failure::PolicyRefused { message });
        }
    }

    #[test]
    fn what_nobody_knows_is_a_refusal() {
        let unknown = told("FrobnicateException", "no", 400, true);
        assert_eq!(
            unknown,
            Failure::PolicyRefused {
                message: "no".to_owned()
            }
        );
        assert!(matches!(
            told("FrobnicateException", "no", 400, false),
            Failure::Denied { .. }
        ));
        assert!(matches!(told("", "", 403, false), Failure::Denied { .. }));
    }

    #[test]
    fn long_words_end_somewhere() {
        let Failure::PolicyRefused { message } = told("X", &"ä".repeat(5_000), 400, true) else {
            panic!("it is no refusal");
        };
        assert_eq!(message.chars().count(), WORDS_CHARS_MAX);
    }
}
