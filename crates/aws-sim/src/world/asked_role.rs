//! What `AssumeRole` is asked.

use super::set_up::no_principal;
use crate::iam::{Grammar, Policy, parse};
use crate::refusal::Refusal;

/// Shortest session, and the longest of a role that has no other limit (STS API Reference, `AssumeRole`:
/// 900 seconds up to the role's maximum, an hour by default).
const DURATION_SECONDS: std::ops::RangeInclusive<u32> = 900..=3_600;

/// Most characters of a session policy (the same page).
const POLICY_CHARS_MAX: usize = 2_048;

/// What `AssumeRole` is asked.
///
/// ```
/// use wharfinger_aws_sim::AssumeRole;
/// let asked = AssumeRole {
///     external_id: Some("wharfinger-0a1b2c3d".to_owned()),
///     ..AssumeRole::new("arn:aws:iam::111122223333:role/grants", "pass-1")
/// };
/// assert_eq!(asked.duration_seconds, None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssumeRole {
    /// The role's ARN.
    pub role_arn: String,
    /// What the session is called.
    pub role_session_name: String,
    /// What the role's owner was told to ask for.
    pub external_id: Option<String>,
    /// On whose behalf everything in the session is done.
    pub source_identity: Option<String>,
    /// What the session is limited to.
    pub policy: Option<String>,
    /// How long it lasts.
    pub duration_seconds: Option<u32>,
}

impl AssumeRole {
    /// Asks for a role and nothing more.
    #[must_use]
    pub fn new(role_arn: &str, role_session_name: &str) -> Self {
        Self {
            role_arn: role_arn.to_owned(),
            role_session_name: role_session_name.to_owned(),
            external_id: None,
            source_identity: None,
            policy: None,
            duration_seconds: None,
        }
    }
}

impl AssumeRole {
    /// What the session is to be limited to.
    pub(super) fn session_policy(&self) -> Result<Option<Policy>, Refusal> {
        self.policy.as_deref().map(session_policy).transpose()
    }

    /// STS API Reference, `AssumeRole`.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        let check = |value: Option<&str>, member: &str, marks: &str, max: usize| match value {
            Some(value) if !is_name(value, marks, max) => Err(Refusal::InvalidParameter(format!(
                "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
             Member must have length 2 to {max} and satisfy regular expression pattern: [\\w{marks}]*"
            ))),
            _ => Ok(()),
        };
        check(
            Some(&self.role_session_name),
            "roleSessionName",
            "+=,.@-",
            64,
        )?;
        check(self.external_id.as_deref(), "externalId", "+=,.@:/-", 1_224)?;
        check(
            self.source_identity.as_deref(),
            "sourceIdentity",
            "+=,.@-",
            64,
        )?;
        if !(20..=2_048).contains(&self.role_arn.len()) || !self.role_arn.starts_with("arn:") {
            let arn = &self.role_arn;
            return Err(Refusal::InvalidParameter(format!("{arn} is invalid")));
        }
        match self.duration_seconds {
            Some(seconds) if seconds < *DURATION_SECONDS.start() => {
                Err(Refusal::InvalidParameter(format!(
                    "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy \
             constraint: Member must have value greater than or equal to {}",
                    DURATION_SECONDS.start()
                )))
            }
            Some(seconds) if seconds > *DURATION_SECONDS.end() => Err(Refusal::InvalidParameter(
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
                    .to_owned(),
            )),
            _ => Ok(()),
        }
    }
}

fn session_policy(text: &str) -> Result<Policy, Refusal> {
    if text.chars().count() > POLICY_CHARS_MAX {
        return Err(Refusal::PackedPolicyTooLarge(format!(
            "Packed policy consumes {}% of allotted space, please use smaller policy.",
            text.len() * 100 / POLICY_CHARS_MAX
        )));
    }
    parse(text, Grammar::IDENTITY, &no_principal)
        .map_err(|_| Refusal::MalformedPolicyDocument("Syntax errors in policy.".to_owned()))
}

fn is_name(value: &str, marks: &str, max: usize) -> bool {
    (2..=max).contains(&value.len())
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '_' || marks.contains(c))
}
