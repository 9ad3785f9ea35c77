//! The parts of a signature, as a request carries them.

use super::incoming::Incoming;
use super::signature::wrong;
use crate::refusal::Refusal;

pub(super) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Longest that a signed address may say it works: a week (Amazon S3 API Reference, "Authenticating
/// requests: using query parameters").
const EXPIRES_SECONDS: std::ops::RangeInclusive<u32> = 1..=604_800;

/// What a request says of its signature. Nothing of it is believed yet.
pub(super) struct Claim {
    pub(super) access_key_id: String,
    pub(super) session_token: Option<String>,
    /// Date, region, service and terminator.
    pub(super) scope: [String; 4],
    /// As it is spelled.
    pub(super) at: String,
    pub(super) signed_headers: Vec<String>,
    pub(super) signature: String,
    pub(super) is_in_address: bool,
}

impl Claim {
    pub(super) fn read(request: &Incoming) -> Result<Self, Refusal> {
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
