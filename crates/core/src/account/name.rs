//! Names of accounts.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Most characters of an account's name: what the large code hosts allow, so that a name from there
/// fits here (docs.github.com, "Username considerations": 39).
pub const NAME_CHARS_MAX: usize = 39;

/// The name that an account is known by: shown to everybody, typed to sign in.
///
/// Lower-case letters, digits and single hyphens between them, so that no two names look alike and
/// each can stand in an address as it is.
///
/// ```
/// use wharfinger_core::account::AccountName;
/// let name: AccountName = "ada-lovelace".parse()?;
/// assert_eq!(name.as_str(), "ada-lovelace");
/// assert!("Ada Lovelace".parse::<AccountName>().is_err());
/// # Ok::<(), wharfinger_core::account::InvalidAccountName>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountName(String);

impl AccountName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is no account name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidAccountName {
    /// There is no text.
    #[error("a name is needed; choose one such as `ada-lovelace`")]
    Empty,
    /// It is longer than [`NAME_CHARS_MAX`].
    #[error("the name has more than {NAME_CHARS_MAX} characters; choose a shorter one")]
    TooLong,
    /// It has a character that is not allowed.
    #[error("`{found}` cannot stand in a name; use lower-case letters, digits and hyphens")]
    Character {
        /// The first such character.
        found: char,
    },
    /// A hyphen stands at an end, or two stand together.
    #[error("hyphens stand between letters or digits, one at a time; move or remove the others")]
    Hyphen,
}

impl FromStr for AccountName {
    type Err = InvalidAccountName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.is_empty() {
            return Err(InvalidAccountName::Empty);
        }
        let allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
        if let Some(found) = text.chars().find(|c| !allowed(c)) {
            return Err(InvalidAccountName::Character { found });
        }
        if text.len() > NAME_CHARS_MAX {
            return Err(InvalidAccountName::TooLong);
        }
        if text.split('-').any(str::is_empty) {
            return Err(InvalidAccountName::Hyphen);
        }
        Ok(Self(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(), InvalidAccountName>) {
        assert_eq!(text.parse::<AccountName>().map(|_| ()), expected);
    }

    #[test]
    fn names_are_plain() {
        check("ada", Ok(()));
        check("a", Ok(()));
        check("0-1-2", Ok(()));
        check(&"a".repeat(NAME_CHARS_MAX), Ok(()));
        check("", Err(InvalidAccountName::Empty));
        check(
            &"a".repeat(NAME_CHARS_MAX + 1),
            Err(InvalidAccountName::TooLong),
        );
        check("Ada", Err(InvalidAccountName::Character { found: 'A' }));
        check("ada b", Err(InvalidAccountName::Character { found: ' ' }));
        check(
            "ad\u{e4}",
            Err(InvalidAccountName::Character { found: '\u{e4}' }),
        );
        check("a\n", Err(InvalidAccountName::Character { found: '\n' }));
        check("-a", Err(InvalidAccountName::Hyphen));
        check("a-", Err(InvalidAccountName::Hyphen));
        check("a--b", Err(InvalidAccountName::Hyphen));
    }
}
