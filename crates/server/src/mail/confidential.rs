//! Texts that must not be seen.

use std::fmt;

/// A text that neither a log nor an error shows: the address of a mail server, which may hold a
/// password, or the password itself.
///
/// ```
/// use wharfinger_server::mail::Confidential;
/// assert_eq!(format!("{:?}", Confidential::from("swordfish".to_owned())), "Confidential(..)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Confidential(String);

impl Confidential {
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Confidential {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Confidential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Confidential(..)")
    }
}
