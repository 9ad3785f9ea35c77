//! Digests: names of contents by what is in them.

use std::fmt;

use sha2::{Digest as _, Sha256, Sha512};

/// A digest that can be checked: SHA-256, or SHA-512 (OCI image specification, Digests).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(String);

impl Digest {
    /// Reads `sha256:` or `sha512:` and as many lower-case hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (algorithm, hex) = text.split_once(':')?;
        let digits = match algorithm {
            "sha256" => 64,
            "sha512" => 128,
            _ => return None,
        };
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (hex.len() == digits && hex.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// The SHA-256 of `bytes`, by which registries name what they are given.
    ///
    /// ```
    /// use wharfinger_registry::distribution::Digest;
    ///
    /// let digest = Digest::of(b"{}");
    /// assert!(digest.is_of(b"{}") && !digest.is_of(b"{ }"));
    /// assert_eq!(Digest::parse(digest.as_str()), Some(digest));
    /// ```
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(spell("sha256", &Sha256::digest(bytes)))
    }

    /// Whether these are the bytes that it names.
    #[must_use]
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        let found = if self.0.starts_with("sha512:") {
            spell("sha512", &Sha512::digest(bytes))
        } else {
            spell("sha256", &Sha256::digest(bytes))
        };
        self.0 == found
    }

    /// With its algorithm.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn spell(algorithm: &str, hash: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(algorithm.len() + 1 + 2 * hash.len());
    text.push_str(algorithm);
    text.push(':');
    for byte in hash {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests_are_found_again() {
        // FIPS 180-4, the examples for `abc`.
        let short = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let long = "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";
        for text in [short, long] {
            let digest = Digest::parse(text).unwrap();
            assert!(digest.is_of(b"abc") && !digest.is_of(b"abd"), "{text}");
        }
        assert_eq!(Digest::of(b"abc").as_str(), short);
    }

    #[test]
    fn what_cannot_be_checked_is_no_digest() {
        let upper = Digest::of(b"").as_str().to_ascii_uppercase();
        for text in [
            "",
            "sha256:",
            "sha256:abc",
            "md5:d41d8cd98f00b204e9800998ecf8427e",
            &upper,
        ] {
            assert_eq!(Digest::parse(text), None, "{text}");
        }
    }
}
