//! Signature Version 4: who signed a request, and whether it is what was signed (IAM User Guide,
//! "Create a signed AWS API request").

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use wharfinger_core::timestamp::Timestamp;

use super::incoming::Incoming;
use crate::hex::hex;
use crate::moment;
use crate::names::Region;
use crate::operation::Service;
use crate::refusal::Refusal;
use crate::world::{Caller, World};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// How far the time of a signature may be from ours. It is also how long a signed address works: STS
/// heeds no `X-Amz-Expires` (kubernetes-sigs/aws-iam-authenticator, `pkg/token/token.go`).
const SKEW_MINUTES: i64 = 15;

/// Longest that a signed address may say it works: a week (Amazon S3 API Reference, "Authenticating
/// requests: using query parameters").
const EXPIRES_SECONDS: std::ops::RangeInclusive<u32> = 1..=604_800;

/// What stays as it is in a canonical query: letters, digits, `-`, `.`, `_`, `~`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The signature of a request, taken apart.
struct Signature {
    access_key_id: String,
    session_token: Option<String>,
    /// Date, region, service and terminator.
    scope: [String; 4],
    /// As it is spelled.
    at: String,
    signed_headers: Vec<String>,
    signature: String,
    is_in_address: bool,
}

/// Who sent a request, and the region it is meant for.
pub(super) fn authenticate(
    world: &World,
    now: Timestamp,
    request: &Incoming,
) -> Result<(Caller, Region), Refusal> {
    let signature = Signature::read(request)?;
    signature.check_time(now)?;
    if !signature.signed_headers.iter().any(|name| name == "host") {
        return Err(wrong(
            "'Host' must be a 'SignedHeader' in the AWS Authorization.",
        ));
    }
    let region = signature.check_scope(request.service())?;
    let secret = world
        .secret_of(&signature.access_key_id)
        .ok_or(Refusal::UnknownKey)?;
    let expected = signature.expected(secret, request);
    if !bool::from(expected.as_bytes().ct_eq(signature.signature.as_bytes())) {
        return Err(wrong(
            "The request signature we calculated does not match the signature you provided. Check your \
             AWS Secret Access Key and signing method. Consult the service documentation for details.",
        ));
    }
    let token = signature.session_token.as_deref();
    Ok((
        world.authenticate(now, &signature.access_key_id, token)?,
        region,
    ))
}

impl Signature {
    fn read(request: &Incoming) -> Result<Self, Refusal> {
        match (
            request.header("authorization"),
            request.query("X-Amz-Algorithm"),
        ) {
            (Some(_), Some(_)) => Err(wrong(
                "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
            )),
            (None, None) => Err(Refusal::Unsigned),
            (Some(authorization), None) => Self::of_header(request, &authorization),
            (None, Some(algorithm)) => Self::of_address(request, algorithm),
        }
    }

    fn of_header(request: &Incoming, authorization: &str) -> Result<Self, Refusal> {
        let (algorithm, rest) = authorization
            .trim()
            .split_once(' ')
            .unwrap_or((authorization, ""));
        check_algorithm(algorithm)?;
        let part = |name: &str| {
            let mut parts = rest
                .split(',')
                .filter_map(|part| part.trim().split_once('='));
            let found = parts.find(|(found, _)| *found == name);
            found.map(|(_, value)| value.to_owned()).ok_or_else(|| {
                Refusal::IncompleteSignature(format!(
                    "Authorization header requires '{name}' parameter. Authorization={authorization}"
                ))
            })
        };
        let (access_key_id, scope) = credential(&part("Credential")?)?;
        Ok(Self {
            access_key_id,
            scope,
            signature: part("Signature")?,
            signed_headers: part("SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            session_token: request.header("x-amz-security-token"),
            at: request.header("x-amz-date").ok_or_else(|| {
                Refusal::IncompleteSignature(
                    "Authorization header requires existence of a 'X-Amz-Date' header.".to_owned(),
                )
            })?,
            is_in_address: false,
        })
    }

    fn of_address(request: &Incoming, algorithm: &str) -> Result<Self, Refusal> {
        check_algorithm(algorithm)?;
        let part = |name: &str| {
            let found = request.query(name).filter(|value| !value.is_empty());
            found.map(str::to_owned).ok_or_else(|| {
                Refusal::IncompleteSignature(format!(
                    "AWS query-string parameters must include '{name}'. Re-examine the query-string \
                     parameters."
                ))
            })
        };
        let expires = part("X-Amz-Expires")?;
        if !expires
            .parse()
            .is_ok_and(|seconds: u32| EXPIRES_SECONDS.contains(&seconds))
        {
            return Err(Refusal::IncompleteSignature(format!(
                "X-Amz-Expires must be between {} and {} seconds, got '{expires}'",
                EXPIRES_SECONDS.start(),
                EXPIRES_SECONDS.end()
            )));
        }
        let (access_key_id, scope) = credential(&part("X-Amz-Credential")?)?;
        Ok(Self {
            access_key_id,
            scope,
            signature: part("X-Amz-Signature")?,
            signed_headers: part("X-Amz-SignedHeaders")?
                .split(';')
                .map(str::to_owned)
                .collect(),
            session_token: request.query("X-Amz-Security-Token").map(str::to_owned),
            at: part("X-Amz-Date")?,
            is_in_address: true,
        })
    }

    fn check_time(&self, now: Timestamp) -> Result<(), Refusal> {
        let at = moment::parse_basic(&self.at).ok_or_else(|| {
            Refusal::IncompleteSignature(format!(
                "Date must be in ISO-8601 'basic format'. Got '{}'.",
                self.at
            ))
        })?;
        let earliest = moment::seconds_later(now, -SKEW_MINUTES * 60);
        let latest = moment::seconds_later(now, SKEW_MINUTES * 60);
        let (at_text, now_text) = (&self.at, moment::basic(now));
        if at < earliest {
            let earliest = moment::basic(earliest);
            return Err(wrong(&format!(
                "Signature expired: {at_text} is now earlier than {earliest} ({now_text} - {SKEW_MINUTES} min.)"
            )));
        }
        if at > latest {
            let latest = moment::basic(latest);
            return Err(wrong(&format!(
                "Signature not yet current: {at_text} is still later than {latest} ({now_text} + {SKEW_MINUTES} min.)"
            )));
        }
        Ok(())
    }

    fn check_scope(&self, service: Service) -> Result<Region, Refusal> {
        let [date, region, scoped, end] = &self.scope;
        let service = service.name();
        let region = Region::new(region).map_err(|_| {
            wrong(&format!(
                "Credential should be scoped to a valid region, not '{region}'."
            ))
        })?;
        if scoped != service {
            return Err(wrong(&format!(
                "Credential should be scoped to correct service: '{service}'."
            )));
        }
        if end != "aws4_request" {
            return Err(wrong(&format!(
                "Credential should be scoped with a valid terminator: 'aws4_request', not '{end}'."
            )));
        }
        let day = self.at.get(..8).unwrap_or_default();
        if date != day {
            return Err(wrong(&format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
                 '{date}' != '{day}', from '{}'.",
                self.at
            )));
        }
        Ok(region)
    }

    /// The signature that the request has if it was signed with this secret.
    fn expected(&self, secret: &str, request: &Incoming) -> String {
        let canonical = hex(&Sha256::digest(self.canonical(request)));
        let scope = self.scope.join("/");
        let text = format!("{ALGORITHM}\n{}\n{scope}\n{canonical}", self.at);
        let first = format!("AWS4{secret}").into_bytes();
        let key = self.scope.iter().fold(first, |key, part| hmac(&key, part));
        hex(&hmac(&key, &text))
    }

    fn canonical(&self, request: &Incoming) -> String {
        let mut pairs: Vec<(String, String)> = request
            .query
            .iter()
            .filter(|(name, _)| !self.is_in_address || name != "X-Amz-Signature")
            .map(|(name, value)| (encoded(name), encoded(value)))
            .collect();
        pairs.sort_unstable();
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let headers = self.signed_headers.iter().map(|name| {
            let value = request.header(name).unwrap_or_default();
            let words: Vec<&str> = value.split_whitespace().collect();
            format!("{name}:{}\n", words.join(" "))
        });
        let headers: String = headers.collect();
        let (method, path, query) = (&request.method, &request.path, pairs.join("&"));
        let names = self.signed_headers.join(";");
        let body = hex(&Sha256::digest(&request.body));
        format!("{method}\n{path}\n{query}\n{headers}\n{names}\n{body}")
    }
}

fn check_algorithm(algorithm: &str) -> Result<(), Refusal> {
    if algorithm == ALGORITHM {
        return Ok(());
    }
    Err(Refusal::IncompleteSignature(format!(
        "Unsupported AWS 'algorithm': '{algorithm}' (only {ALGORITHM} for now)."
    )))
}

/// `KEY/DATE/REGION/SERVICE/aws4_request`.
fn credential(text: &str) -> Result<(String, [String; 4]), Refusal> {
    let parts: Vec<String> = text.split('/').map(str::to_owned).collect();
    match <[String; 5]>::try_from(parts) {
        Ok([key, date, region, service, end]) => Ok((key, [date, region, service, end])),
        Err(_) => Err(Refusal::IncompleteSignature(format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. \
             keyid/date/region/service/term, got '{text}'"
        ))),
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn wrong(message: &str) -> Refusal {
    Refusal::WrongSignature(message.to_owned())
}
