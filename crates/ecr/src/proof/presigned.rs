//! A signed request for `sts:GetCallerIdentity`, taken apart and put together anew.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use aws_sdk_sts::primitives::{DateTime, DateTimeFormat};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wharfinger_core::timestamp::Timestamp;

use super::InvalidProof;
use super::host::Host;
use super::query::pairs;
use crate::connection::encoded;

/// Most bytes of a text that is read. A session token has some 1,000 to 2,000 characters, at most 4,096
/// (AWS STS says only that it grows), which encoding makes twice as many.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;

/// How old a proof may be: as long as STS takes it, which heeds no `X-Amz-Expires`
/// (kubernetes-sigs/aws-iam-authenticator, `pkg/token/token.go`, says so as well).
pub const AGE_MAX: Duration = Duration::from_mins(15);

/// How far in the future: what clocks differ by.
pub const AHEAD_MAX: Duration = Duration::from_mins(5);

/// What a token begins with.
const TOKEN: &str = "k8s-aws-v1.";

/// The header that carries the nonce.
pub(super) const NONCE_HEADER: &str = "x-k8s-aws-id";

/// Parameters that say always the same.
const FIXED: [(&str, &str); 4] = [
    ("Action", "GetCallerIdentity"),
    ("Version", "2011-06-15"),
    ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
    ("X-Amz-SignedHeaders", "host;x-k8s-aws-id"),
];

/// Longest that a signed address may say it works: a week (Amazon S3 API Reference, Authenticating
/// requests: using query parameters).
const EXPIRES_SECONDS_MAX: u32 = 604_800;

/// Hexadecimal digits of a signature.
const SIGNATURE_DIGITS: usize = 64;

/// A signed request for `sts:GetCallerIdentity` and nothing else, recent, for a host of STS.
///
/// Nothing is taken over from the text but values whose form was checked: the address is built anew
/// from them. Whether the signature is right, and the nonce in it, only STS can say.
#[derive(Clone, PartialEq, Eq)]
pub struct Presigned {
    host: String,
    partition: &'static str,
    /// Name and value of each parameter, decoded.
    parameters: Vec<(&'static str, String)>,
}

impl Presigned {
    /// Reads what was pasted, at the time `now`. White space is of no account: terminals break lines.
    ///
    /// # Errors
    /// [`InvalidProof`] says what is wrong with it.
    pub fn read(pasted: &str, now: Timestamp) -> Result<Self, InvalidProof> {
        if pasted.len() > TEXT_BYTES_MAX {
            return Err(InvalidProof::TooLong {
                bytes: pasted.len(),
            });
        }
        let text: String = pasted.split_ascii_whitespace().collect();
        if text.is_empty() {
            return Err(InvalidProof::Empty);
        }
        let token = text.strip_prefix(TOKEN).ok_or(InvalidProof::NotAToken)?;
        let address = URL_SAFE_NO_PAD.decode(token).ok();
        let address = address.and_then(|bytes| String::from_utf8(bytes).ok());
        let address = address.ok_or(InvalidProof::Broken)?;
        let (host, query) = address
            .strip_prefix("https://")
            .and_then(|rest| rest.split_once("/?"))
            .ok_or(InvalidProof::Address)?;
        let found = Host::read(host).ok_or_else(|| InvalidProof::Host { found: shown(host) })?;
        let mut pairs = pairs(query)?;
        let parameters = parameters(&mut pairs, found, now)?;
        if let Some((found, _)) = pairs.pop_first() {
            return Err(InvalidProof::Parameter {
                found: shown(&found),
            });
        }
        Ok(Self {
            host: host.to_owned(),
            partition: found.partition.id,
            parameters,
        })
    }

    /// The host of STS that it was signed for.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The partition whose identities that host knows.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        self.partition
    }

    /// Path and query, built anew. Their order makes no difference to the signature.
    pub(super) fn path_and_query(&self) -> String {
        let pairs = self.parameters.iter();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        format!("/?{}", pairs.join("&"))
    }
}

/// Without the signature and the session token.
impl fmt::Debug for Presigned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presigned")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// Takes the parameters of a request out of the pairs, each checked.
fn parameters(
    pairs: &mut BTreeMap<String, String>,
    host: Host<'_>,
    now: Timestamp,
) -> Result<Vec<(&'static str, String)>, InvalidProof> {
    let mut parameters = Vec::new();
    for (name, value) in FIXED {
        take(pairs, name, |found| found == value, &mut parameters)?;
    }
    let at = take(
        pairs,
        "X-Amz-Date",
        |found| moment(found).is_some(),
        &mut parameters,
    )?;
    let day = at.split('T').next().unwrap_or_default();
    let is_credential = |found: &str| is_credential(found, day, host.region);
    take(pairs, "X-Amz-Credential", is_credential, &mut parameters)?;
    take(pairs, "X-Amz-Expires", is_expiry, &mut parameters)?;
    take(pairs, "X-Amz-Signature", is_signature, &mut parameters)?;
    if pairs.contains_key("X-Amz-Security-Token") {
        take(pairs, "X-Amz-Security-Token", is_token, &mut parameters)?;
    }
    if let Some(at) = moment(&at) {
        check_age(at, now)?;
    }
    Ok(parameters)
}

/// Moves one parameter, and returns its value.
fn take(
    pairs: &mut BTreeMap<String, String>,
    name: &'static str,
    is_right: impl Fn(&str) -> bool,
    parameters: &mut Vec<(&'static str, String)>,
) -> Result<String, InvalidProof> {
    let value = pairs.remove(name).ok_or(InvalidProof::Missing { name })?;
    if !is_right(&value) {
        return Err(InvalidProof::Value { name });
    }
    parameters.push((name, value.clone()));
    Ok(value)
}

/// The time of a signature: `20261128T074641Z`.
fn moment(text: &str) -> Option<Timestamp> {
    const SHAPE: &str = "00000000T000000Z";
    let has_shape = text.len() == SHAPE.len()
        && text
            .bytes()
            .zip(SHAPE.bytes())
            .all(|(byte, shape)| match shape {
                b'0' => byte.is_ascii_digit(),
                mark => byte == mark,
            });
    if !has_shape {
        return None;
    }
    let part = |range: std::ops::Range<usize>| text.get(range).unwrap_or_default();
    let spelled = format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0..4),
        part(4..6),
        part(6..8),
        part(9..11),
        part(11..13),
        part(13..15)
    );
    let time = DateTime::from_str(&spelled, DateTimeFormat::DateTime).ok()?;
    Some(Timestamp::from_micros(time.secs().checked_mul(1_000_000)?))
}

fn check_age(at: Timestamp, now: Timestamp) -> Result<(), InvalidProof> {
    let between = |from: Timestamp, to: Timestamp| {
        let micros = to.as_micros().saturating_sub(from.as_micros());
        Duration::from_micros(u64::try_from(micros).unwrap_or(0))
    };
    let (age, ahead) = (between(at, now), between(now, at));
    if age > AGE_MAX {
        let seconds = age.as_secs();
        return Err(InvalidProof::TooOld { seconds });
    }
    if ahead > AHEAD_MAX {
        let seconds = ahead.as_secs();
        return Err(InvalidProof::Ahead { seconds });
    }
    Ok(())
}

/// `KEY/DATE/REGION/sts/aws4_request`, of the day of the signature and the region of the host. Keys
/// have 16 to 128 characters (IAM API Reference, `accessKeyIdType`).
fn is_credential(text: &str, day: &str, region: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let [key, found_day, found_region, service, end] = parts.as_slice() else {
        return false;
    };
    let is_key = (16..=128).contains(&key.len())
        && key
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_key
        && (*found_day, *found_region) == (day, region)
        && (*service, *end) == ("sts", "aws4_request")
}

fn is_expiry(text: &str) -> bool {
    let is_number = !text.starts_with(['0', '+']);
    is_number
        && text
            .parse()
            .is_ok_and(|seconds: u32| seconds <= EXPIRES_SECONDS_MAX)
}

fn is_signature(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    text.len() == SIGNATURE_DIGITS && text.bytes().all(is_digit)
}

/// Base64, as session tokens are.
fn is_token(text: &str) -> bool {
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte);
    !text.is_empty() && text.bytes().all(is_digit)
}

/// As much of a name as is worth showing.
fn shown(text: &str) -> String {
    const CHARS_MAX: usize = 100;
    let shown = text.chars().take(CHARS_MAX);
    shown.flat_map(char::escape_debug).collect()
}

#[cfg(test)]
mod tests;
