//! Passwords: argon2id, computed off the threads that answer, a few at a time.

use std::sync::LazyLock;

use actix_web::web;
use argon2::password_hash::phc::PasswordHash as Phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use wharfinger_core::account::AccountName;
use wharfinger_store::PasswordHash;

use crate::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use crate::problem::Problem;
use crate::state::State;

/// OWASP's first choice of parameters (Password Storage Cheat Sheet, "Argon2id": 19 MiB, 2 passes, 1
/// lane), some 20 ms of a core.
const MEMORY_KIBIBYTES: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Bytes of a salt (RFC 9106, section 3.1, recommends 16).
const SALT_BYTES: usize = 16;

/// A password that may be set.
#[derive(Clone)]
pub(crate) struct Password(String);

/// Why a password may not be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum WeakPassword {
    /// Shorter than [`PASSWORD_CHARS_MIN`].
    #[error(
        "the password has fewer than {PASSWORD_CHARS_MIN} characters; a few words in a row are easy to keep"
    )]
    Short,
    /// Longer than [`PASSWORD_BYTES_MAX`].
    #[error("the password is longer than {PASSWORD_BYTES_MAX} bytes; choose a shorter one")]
    Long,
    /// What is left without the account's name is too short.
    #[error("the password is made of the account's name; choose other words")]
    Name,
    /// The same few characters over and over.
    #[error("the password repeats itself; choose other words")]
    Repeating,
}

impl Password {
    /// Fewest different characters.
    const DIFFERENT_CHARS_MIN: usize = 5;

    /// Takes a password for an account. There are no rules about which kinds of characters it has:
    /// they make passwords worse (NIST SP 800-63B-4, 3.1.1.2).
    pub(crate) fn new(text: &str, name: &AccountName) -> Result<Self, WeakPassword> {
        if text.len() > PASSWORD_BYTES_MAX {
            return Err(WeakPassword::Long);
        }
        if text.chars().count() < PASSWORD_CHARS_MIN {
            return Err(WeakPassword::Short);
        }
        let folded = text.to_lowercase();
        let without_name = folded.replace(name.as_str(), "");
        if without_name.len() < folded.len()
            && without_name.chars().count() < PASSWORD_CHARS_MIN / 2
        {
            return Err(WeakPassword::Name);
        }
        let mut different: Vec<char> = folded.chars().collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < Self::DIFFERENT_CHARS_MIN {
            return Err(WeakPassword::Repeating);
        }
        Ok(Self(text.to_owned()))
    }

    /// Its hash, to be stored.
    pub(crate) async fn hash(self, state: &State) -> Result<PasswordHash, Problem> {
        let mut salt = [0; SALT_BYTES];
        state.entropy.fill(&mut salt);
        work(state, move || {
            let hash = argon2()
                .hash_password_with_salt(self.0.as_bytes(), &salt)
                .map_err(|error| Problem::Internal(error.to_string()))?;
            Ok(PasswordHash(hash.to_string()))
        })
        .await
    }
}

/// Whether a password is the one with this hash. Without a hash it takes as long and is not: who
/// tries names learns nothing from the time.
pub(crate) async fn verify(
    state: &State,
    password: String,
    hash: Option<PasswordHash>,
) -> Result<bool, Problem> {
    if password.len() > PASSWORD_BYTES_MAX {
        return Ok(false);
    }
    work(state, move || {
        let stored = hash.as_ref().map_or(DUMMY.as_str(), |hash| &hash.0);
        let parsed = Phc::new(stored).map_err(|error| Problem::Internal(error.to_string()))?;
        let matches = argon2()
            .verify_password(password.as_bytes(), &parsed)
            .is_ok();
        Ok(matches && hash.is_some())
    })
    .await
}

/// The hash of a password that nobody has.
static DUMMY: LazyLock<String> = LazyLock::new(|| {
    argon2()
        .hash_password_with_salt(&[0; PASSWORD_CHARS_MIN], &[0; SALT_BYTES])
        .expect("the parameters and the salt are fixed")
        .to_string()
});

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIBIBYTES, PASSES, LANES, None);
    let params = params.expect("the parameters are fixed and within their limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Runs what takes tens of milliseconds and 19 MiB on a thread for such things, when there is a place.
async fn work<T: Send + 'static>(
    state: &State,
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let places = state.passwords.clone();
    let _place = places
        .try_acquire_owned()
        .map_err(|_| Problem::Overloaded)?;
    web::block(work)
        .await
        .map_err(|error| Problem::Internal(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(), WeakPassword>) {
        let name = "ada-lovelace".parse().unwrap();
        assert_eq!(Password::new(text, &name).map(|_| ()), expected);
    }

    #[test]
    fn passwords_are_long_and_not_the_name() {
        check("correct horse battery", Ok(()));
        check("\u{e4}\u{f6}\u{fc} stapler batteries", Ok(()));
        check("short", Err(WeakPassword::Short));
        check(&"a b c d e ".repeat(60), Err(WeakPassword::Long));
        check("Ada-LovelaceAda-Lovelace1", Err(WeakPassword::Name));
        check("ada-lovelace and the engine", Ok(()));
        check("abababababababababab", Err(WeakPassword::Repeating));
    }

    #[test]
    fn the_parameters_are_written_into_the_hash() {
        assert!(DUMMY.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    }
}
