//! What AWS says when it says no.

use crate::address::RepositoryAddress;
use crate::names::AccountId;
use crate::operation::Service;

/// Why a call was refused. Displayed as the message that AWS sends.
///
/// [`Refusal::code`] and [`Refusal::status`] are what stands around the message on the wire; both differ
/// between the services.
///
/// ```
/// use wharfinger_aws_sim::{Refusal, Service};
/// assert_eq!(Refusal::ExpiredToken.code(Service::Ecr), "ExpiredTokenException");
/// assert_eq!(Refusal::ExpiredToken.code(Service::Sts), "ExpiredToken");
/// assert_eq!(Refusal::ExpiredToken.status(Service::Sts), 403);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Some policy says no, or none says yes.
    #[error("{0}")]
    AccessDenied(String),
    /// Too many calls.
    #[error("Rate exceeded")]
    Throttled,
    /// Too many calls, with the status that load balancers use.
    #[error("Too Many Requests")]
    TooManyRequests,
    /// A mishap of the service.
    #[error("An internal error occurred; try again")]
    ServerError,
    /// A load balancer found nobody to answer. On the wire a page of HTML, without a code.
    #[error("Service Unavailable")]
    Unavailable,
    /// The session of the credentials has ended.
    #[error("The security token included in the request is expired")]
    ExpiredToken,
    /// No such key, or not with this session token.
    #[error("The security token included in the request is invalid.")]
    UnknownKey,
    /// The request carries no signature.
    #[error("Request is missing Authentication Token")]
    Unsigned,
    /// The signature lacks a part.
    #[error("{0}")]
    IncompleteSignature(String),
    /// The signature is another, or of another time.
    #[error("{0}")]
    WrongSignature(String),
    /// The service has no such call.
    #[error("Could not find operation {0}")]
    UnknownOperation(String),
    /// The body cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// An argument that the service does not take.
    #[error("{0}")]
    InvalidParameter(String),
    /// The registry has no repository of that name.
    #[error(
        "The repository with name '{}' does not exist in the registry with id '{}'",
        .0.name, .0.account
    )]
    RepositoryNotFound(RepositoryAddress),
    /// The repository has no policy.
    #[error(
        "Repository policy does not exist for the repository with name '{}' in the registry with id '{}'",
        .0.name, .0.account
    )]
    RepositoryPolicyNotFound(RepositoryAddress),
    /// The registry has a repository of that name already.
    #[error(
        "The repository with name '{}' already exists in the registry with id '{}'",
        .0.name, .0.account
    )]
    RepositoryAlreadyExists(RepositoryAddress),
    /// The registry has no policy.
    #[error("Registry policy does not exist in the registry with id '{0}'")]
    RegistryPolicyNotFound(AccountId),
    /// The repository has no such image.
    #[error("{0}")]
    ImageNotFound(String),
    /// A session policy that cannot be read.
    #[error("{0}")]
    MalformedPolicyDocument(String),
    /// A session policy that is too long.
    #[error("{0}")]
    PackedPolicyTooLarge(String),
    /// The account has not enabled the region.
    #[error(
        "STS is not activated in this region for account:{0}. Your account administrator can \
         activate STS in this region using the IAM Console."
    )]
    RegionDisabled(AccountId),
    /// `LookupEvents`: ends before it starts.
    #[error("The start time must be before the end time.")]
    InvalidTimeRange,
    /// `LookupEvents`: no page has this token.
    #[error("Invalid token")]
    InvalidNextToken,
    /// `LookupEvents`: cannot be looked up by this.
    #[error("{0}")]
    InvalidLookupAttributes(String),
    /// `LookupEvents`: fewer than 1 or more than 50.
    #[error("Max results must be between 1 and 50")]
    InvalidMaxResults,
}

impl Refusal {
    /// An argument of ECR that does not hold a constraint, in the words of ECR.
    pub(crate) fn constraint(parameter: &str, constraint: &str) -> Self {
        Self::InvalidParameter(format!(
            "Invalid parameter at '{parameter}' failed to satisfy constraint: '{constraint}'"
        ))
    }

    /// A policy that ECR does not take, in the words of ECR (hashicorp/terraform-provider-aws issue
    /// 39064).
    pub(crate) fn policy_text(constraint: &str) -> Self {
        Self::constraint("PolicyText", constraint)
    }

    /// The code that the answer of `service` carries.
    #[must_use]
    pub fn code(&self, service: Service) -> &'static str {
        let (sts, json) = self.codes();
        if service == Service::Sts { sts } else { json }
    }

    /// For STS, which speaks XML, and for the services that speak JSON.
    fn codes(&self) -> (&'static str, &'static str) {
        match self {
            Self::AccessDenied(_) => ("AccessDenied", "AccessDeniedException"),
            Self::Throttled => ("Throttling", "ThrottlingException"),
            Self::TooManyRequests => ("TooManyRequestsException", "TooManyRequestsException"),
            Self::ServerError => ("InternalFailure", "ServerException"),
            Self::Unavailable => both("ServiceUnavailable"),
            Self::ExpiredToken => ("ExpiredToken", "ExpiredTokenException"),
            Self::UnknownKey => ("InvalidClientTokenId", "UnrecognizedClientException"),
            Self::Unsigned => (
                "MissingAuthenticationToken",
                "MissingAuthenticationTokenException",
            ),
            Self::IncompleteSignature(_) => ("IncompleteSignature", "IncompleteSignatureException"),
            Self::WrongSignature(_) => ("SignatureDoesNotMatch", "InvalidSignatureException"),
            Self::UnknownOperation(_) => ("InvalidAction", "UnknownOperationException"),
            Self::Unreadable(_) => ("MalformedQueryString", "SerializationException"),
            Self::InvalidParameter(_) => ("ValidationError", "InvalidParameterException"),
            Self::RepositoryNotFound(_) => both("RepositoryNotFoundException"),
            Self::RepositoryPolicyNotFound(_) => both("RepositoryPolicyNotFoundException"),
            Self::RepositoryAlreadyExists(_) => both("RepositoryAlreadyExistsException"),
            Self::RegistryPolicyNotFound(_) => both("RegistryPolicyNotFoundException"),
            Self::ImageNotFound(_) => both("ImageNotFoundException"),
            Self::MalformedPolicyDocument(_) => both("MalformedPolicyDocument"),
            Self::PackedPolicyTooLarge(_) => both("PackedPolicyTooLarge"),
            Self::RegionDisabled(_) => both("RegionDisabledException"),
            Self::InvalidTimeRange => both("InvalidTimeRangeException"),
            Self::InvalidNextToken => both("InvalidNextTokenException"),
            Self::InvalidLookupAttributes(_) => both("InvalidLookupAttributesException"),
            Self::InvalidMaxResults => both("InvalidMaxResultsException"),
        }
    }

    /// The HTTP status of the answer of `service`.
    #[must_use]
    pub fn status(&self, service: Service) -> u16 {
        match self {
            Self::TooManyRequests => 429,
            Self::ServerError => 500,
            Self::Unavailable => 503,
            Self::AccessDenied(_)
            | Self::ExpiredToken
            | Self::UnknownKey
            | Self::Unsigned
            | Self::WrongSignature(_)
            | Self::RegionDisabled(_)
                if service == Service::Sts =>
            {
                403
            }
            _ => 400,
        }
    }
}

fn both(code: &'static str) -> (&'static str, &'static str) {
    (code, code)
}
