//! Who signed in, as far as the provider says.

use std::ops::Deref;

use openidconnect::core::{CoreGenderClaim, CoreIdTokenClaims, CoreUserInfoClaims};
use openidconnect::{LocalizedClaim, StandardClaims};

use super::limits::{EMAIL_BYTES_MAX, NAME_CHARS_MAX};
use super::settings::Settings;

/// A person as a provider knows them.
///
/// Only `issuer` and `subject` together name somebody for good (OpenID Connect Core 5.7): a provider
/// may give an e-mail address or a user name to somebody else one day.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identity {
    /// The id of the provider in the operator's configuration.
    pub provider: String,
    /// The provider's issuer.
    pub issuer: String,
    /// The provider's name for the person: 1 to 255 visible ASCII characters, case counts.
    pub subject: String,
    /// An e-mail address, which is whose the provider says only where `email_verified` is set.
    pub email: Option<String>,
    /// Whether the provider has made sure that the address is the person's.
    pub email_verified: bool,
    /// What to call them, for showing only; anybody may call themselves anything.
    pub name: Option<String>,
    /// The user name that they would like, for showing only.
    pub preferred_username: Option<String>,
}

impl Identity {
    /// Puts together what the ID token says and, for what it leaves out, the user information.
    pub(super) fn new(
        settings: &Settings,
        claims: &CoreIdTokenClaims,
        user_info: Option<&CoreUserInfoClaims>,
    ) -> Self {
        let standard = [
            Some(claims_of(claims)),
            user_info.map(|info| info.standard_claims().clone()),
        ];
        let said = || standard.iter().flatten();
        // The address and whether it was verified come from one and the same place.
        let (email, email_verified) = said()
            .find_map(|claims| {
                let email = address(claims.email()?)?;
                Some((email, claims.email_verified() == Some(true)))
            })
            .unzip();
        Self {
            provider: settings.id.clone(),
            issuer: settings.issuer.to_string(),
            subject: claims.subject().to_string(),
            email,
            email_verified: email_verified.unwrap_or(false),
            name: said()
                .find_map(|claims| shown(main(claims.name()?)?))
                .or_else(|| said().find_map(parts_of_name)),
            preferred_username: said().find_map(|claims| shown(claims.preferred_username()?)),
        }
    }
}

fn claims_of(claims: &CoreIdTokenClaims) -> StandardClaims<CoreGenderClaim> {
    StandardClaims::new(claims.subject().clone())
        .set_email(claims.email().cloned())
        .set_email_verified(claims.email_verified())
        .set_name(claims.name().cloned())
        .set_given_name(claims.given_name().cloned())
        .set_family_name(claims.family_name().cloned())
        .set_preferred_username(claims.preferred_username().cloned())
}

/// A name in no particular language, or else in any.
fn main<T: Deref<Target = String>>(name: &LocalizedClaim<T>) -> Option<&str> {
    name.get(None)
        .or_else(|| name.iter().next().map(|(_, name)| name))
        .map(|name| name.as_str())
}

/// ORCID gives the parts and no whole.
fn parts_of_name(claims: &StandardClaims<CoreGenderClaim>) -> Option<String> {
    let given = claims.given_name().and_then(main).unwrap_or_default();
    let family = claims.family_name().and_then(main).unwrap_or_default();
    shown(&format!("{given} {family}"))
}

/// An address that can be kept; what is none is left out, since nobody has to have one.
fn address(text: &str) -> Option<String> {
    let is_address = text.len() <= EMAIL_BYTES_MAX
        && text
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && !text
            .chars()
            .any(|char| char.is_control() || char.is_whitespace());
    is_address.then(|| text.to_owned())
}

/// A text that can be shown: without control characters, and not longer than a line.
fn shown(text: &str) -> Option<String> {
    let text: String = text
        .trim()
        .chars()
        .filter(|char| !char.is_control())
        .take(NAME_CHARS_MAX)
        .collect();
    (!text.is_empty()).then_some(text)
}
