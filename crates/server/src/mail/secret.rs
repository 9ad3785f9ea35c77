//! Texts that must not be seen.

use std::fmt;

/// A text that neither a log nor an error shows: the address of a mail server, which may hold a
/// password, or the password itself.
///
/// ```
/// use wharfinger_server::mail::Secret;
/// assert_eq!(format!("{:?}", Secret::from("swordfish".to_owned())), "Secret(..)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
