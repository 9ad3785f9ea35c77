//! Who somebody is, as far as the rules need to know.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

const ID_BYTES: usize = 16;

/// Bytes before which RFC 9562 (section 4) writes a hyphen.
const HYPHEN_BEFORE: [usize; 4] = [4, 6, 8, 10];

/// Bytes of the text: two digits a byte, and the hyphens.
const TEXT_BYTES: usize = 2 * ID_BYTES + HYPHEN_BEFORE.len();

/// The identity of an account: 16 bytes that mean nothing here but "the same" or "another".
///
/// Its text is a UUID in the lower-case spelling of RFC 9562, and only that one, so that equal ids
/// are equal texts.
///
/// ```
/// use wharfinger_core::account::AccountId;
/// let ada: AccountId = "018bcfe5-6800-7707-8707-070707070707".parse()?;
/// assert_eq!(ada.as_bytes()[0], 0x01);
/// assert_eq!(ada.to_string(), "018bcfe5-6800-7707-8707-070707070707");
/// # Ok::<(), wharfinger_core::account::InvalidAccountId>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId([u8; ID_BYTES]);

impl AccountId {
    /// The id with those bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; ID_BYTES]) -> Self {
        Self(bytes)
    }

    /// The bytes, in the order in which the text spells them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; ID_BYTES] {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if HYPHEN_BEFORE.contains(&at) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// The text, not sixteen numbers.
impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountId({self})")
    }
}

/// A text that is no account id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "this is not an account id; an account id is a lower-case UUID such as \
     `018bcfe5-6800-7707-8707-070707070707`"
)]
pub struct InvalidAccountId;

impl FromStr for AccountId {
    type Err = InvalidAccountId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != TEXT_BYTES {
            return Err(InvalidAccountId);
        }
        let mut rest = text.bytes();
        let mut bytes = [0; ID_BYTES];
        for (at, byte) in bytes.iter_mut().enumerate() {
            if HYPHEN_BEFORE.contains(&at) && rest.next() != Some(b'-') {
                return Err(InvalidAccountId);
            }
            *byte = digit(rest.next())? << 4 | digit(rest.next())?;
        }
        Ok(Self(bytes))
    }
}

fn digit(character: Option<u8>) -> Result<u8, InvalidAccountId> {
    match character {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(letter @ b'a'..=b'f') => Ok(letter - b'a' + 10),
        _ => Err(InvalidAccountId),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "00010203-0405-0607-0809-0a0b0cfdfeff";
    const BYTES: [u8; ID_BYTES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0xfd, 0xfe, 0xff];

    #[test]
    fn reads_what_it_writes() {
        let id = AccountId::from_bytes(BYTES);
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(TEXT.parse(), Ok(id));
        assert_eq!(id.as_bytes(), &BYTES);
        assert_eq!(format!("{id:?}"), format!("AccountId({TEXT})"));
    }

    #[test]
    fn reads_nothing_else() {
        for at in 0..TEXT.len() {
            for other in ["g", "A", "-", "+", " ", "", "00", "\u{e9}"] {
                let mut text = TEXT.to_owned();
                text.replace_range(at..=at, other);
                if text != TEXT {
                    assert_eq!(text.parse::<AccountId>(), Err(InvalidAccountId), "{text}");
                }
            }
        }
        assert_eq!("".parse::<AccountId>(), Err(InvalidAccountId));
        assert_eq!(
            TEXT.replace('-', "").parse::<AccountId>(),
            Err(InvalidAccountId)
        );
    }

    #[test]
    fn sorts_like_its_text() {
        let ids =
            [[0; ID_BYTES], BYTES, [0x9f; ID_BYTES], [0xa0; ID_BYTES]].map(AccountId::from_bytes);
        assert!(ids.is_sorted());
        assert!(ids.map(|id| id.to_string()).is_sorted());
    }
}
