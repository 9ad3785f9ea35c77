//! Signature Version 4: who signed a request, and whether it is what was signed (IAM User Guide,
//! "Create a signed AWS API request").

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use wharfinger_core::timestamp::Timestamp;

use super::claim::{ALGORITHM, Claim};
use super::incoming::Incoming;
use crate::hex::hex;
use crate::moment;
use crate::names::Region;
use crate::operation::Service;
use crate::refusal::Refusal;
use crate::world::{Caller, World};

/// How far the time of a signature may be from ours. It is also how long a signed address works: STS
/// heeds no `X-Amz-Expires` (kubernetes-sigs/aws-iam-authenticator, `pkg/token/token.go`).
const SKEW_MINUTES: i64 = 15;

/// What stays as it is in a canonical query: letters, digits, `-`, `.`, `_`, `~`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Who sent a request, and the region it is meant for.
pub(super) fn authenticate(
    world: &World,
    now: Timestamp,
    request: &Incoming,
) -> Result<(Caller, Region), Refusal> {
    let claim = Claim::read(request)?;
    claim.check_time(now)?;
    if !claim.signed_headers.iter().any(|name| name == "host") {
        return Err(wrong(
            "'Host' must be a 'SignedHeader' in the AWS Authorization.",
        ));
    }
    let region = claim.check_scope(request.service())?;
    let secret = world
        .secret_of(&claim.access_key_id)
        .ok_or(Refusal::UnknownKey)?;
    let expected = claim.expected(secret, request);
    if !bool::from(expected.as_bytes().ct_eq(claim.signature.as_bytes())) {
        return Err(wrong(
            "The request signature we calculated does not match the signature you provided. Check your \
             AWS Secret Access Key and signing method. Consult the service documentation for details.",
        ));
    }
    let token = claim.session_token.as_deref();
    Ok((
        world.authenticate(now, &claim.access_key_id, token)?,
        region,
    ))
}

impl Claim {
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

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

pub(super) fn wrong(message: &str) -> Refusal {
    Refusal::WrongSignature(message.to_owned())
}
