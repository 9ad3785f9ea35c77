//! Whether an ID token says the truth (OpenID Connect Core 3.1.3.7).

use std::time::SystemTime;

use openidconnect::core::{
    CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreTokenResponse,
};
use openidconnect::{
    AccessTokenHash, ClaimsVerificationError, Nonce, OAuth2TokenResponse as _,
    SignatureVerificationError, TokenResponse as _,
};
use wharfinger_store::Timestamp;

use super::error::{Check, Detail, SignInError};
use super::limits::{CLOCK_SKEW, PENDING_LIFETIME, SUBJECT_BYTES_MAX};
use super::pending::Pending;
use super::provider::Client;

/// The algorithms that a provider may sign with. All are asymmetric: with `HS256` whoever knows the
/// client secret could sign, and `none` is no signature.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The claims of the ID token in an answer, once everything about it was found right.
pub(super) fn claims<'a>(
    client: &Client,
    tokens: &'a CoreTokenResponse,
    pending: &Pending,
    now: Timestamp,
) -> Result<&'a CoreIdTokenClaims, SignInError> {
    let id_token = tokens
        .id_token()
        .ok_or_else(|| invalid(Check::Form, "the answer holds no ID token"))?;
    let verifier = verifier(client, now);
    let claims = id_token
        .claims(&verifier, &Nonce::new(pending.nonce()))
        .map_err(|error| failed(&error))?;
    check_party(client, claims)?;
    check_subject(claims)?;
    check_access_token(tokens, id_token, claims, &verifier)?;
    Ok(claims)
}

fn verifier(client: &Client, now: Timestamp) -> CoreIdTokenVerifier<'_> {
    let now = SystemTime::from(now);
    client
        .id_token_verifier()
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || (now - CLOCK_SKEW).into())
        .set_issue_time_verifier_fn(move |issued_at| {
            let issued_at = SystemTime::from(issued_at);
            if issued_at > now + CLOCK_SKEW {
                Err("issued in the future".to_owned())
            } else if issued_at < now - PENDING_LIFETIME - CLOCK_SKEW {
                // Before the attempt: the provider makes it when the code is exchanged.
                Err("issued before the sign-in began".to_owned())
            } else {
                Ok(())
            }
        })
}

/// Step 5, which the library leaves to its users: a token that was made for another party is not
/// for us, even where we are in its audience.
fn check_party(client: &Client, claims: &CoreIdTokenClaims) -> Result<(), SignInError> {
    match claims.authorized_party() {
        Some(party) if party != client.client_id() => {
            Err(invalid(Check::Audience, "`azp` is another client"))
        }
        _ => Ok(()),
    }
}

/// OpenID Connect Core 2: ASCII, and not longer than anybody has to keep.
fn check_subject(claims: &CoreIdTokenClaims) -> Result<(), SignInError> {
    let subject = claims.subject().as_str();
    let fits = (1..=SUBJECT_BYTES_MAX).contains(&subject.len())
        && subject
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if fits {
        Ok(())
    } else {
        Err(invalid(
            Check::Subject,
            "`sub` is empty, too long, or not visible ASCII",
        ))
    }
}

/// OpenID Connect Core 3.1.3.8: the access token is the one that the ID token was made with.
fn check_access_token(
    tokens: &CoreTokenResponse,
    id_token: &CoreIdToken,
    claims: &CoreIdTokenClaims,
    verifier: &CoreIdTokenVerifier<'_>,
) -> Result<(), SignInError> {
    let Some(expected) = claims.access_token_hash() else {
        return Ok(());
    };
    let actual = id_token
        .signing_alg()
        .and_then(|algorithm| Ok((algorithm, id_token.signing_key(verifier)?)))
        .map_err(|error| invalid(Check::AccessToken, &error.to_string()))
        .and_then(|(algorithm, key)| {
            AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
                .map_err(|error| invalid(Check::AccessToken, &error.to_string()))
        })?;
    if actual == *expected {
        Ok(())
    } else {
        Err(invalid(
            Check::AccessToken,
            "`at_hash` is that of another access token",
        ))
    }
}

fn invalid(check: Check, detail: &str) -> SignInError {
    SignInError::TokenInvalid(check, Detail::new(detail))
}

/// Which check it was that the library made.
pub(super) fn failed(error: &ClaimsVerificationError) -> SignInError {
    let check = match error {
        ClaimsVerificationError::InvalidIssuer(_) => Check::Issuer,
        ClaimsVerificationError::InvalidAudience(_) => Check::Audience,
        ClaimsVerificationError::InvalidNonce(_) => Check::Nonce,
        ClaimsVerificationError::InvalidSubject(_) => Check::Subject,
        ClaimsVerificationError::Expired(_) => Check::Time,
        ClaimsVerificationError::SignatureVerification(error) => match error {
            SignatureVerificationError::NoMatchingKey => Check::UnknownKey,
            SignatureVerificationError::DisallowedAlg(_)
            | SignatureVerificationError::UnsupportedAlg(_)
            | SignatureVerificationError::NoSignature => Check::Algorithm,
            _ => Check::Signature,
        },
        _ => Check::Form,
    };
    SignInError::TokenInvalid(check, Detail::of(error))
}
