//! Bytes as lower-case hexadecimal digits.

use std::fmt::Write as _;

/// Two digits a byte.
#[must_use]
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        write!(text, "{byte:02x}").expect("strings can grow");
    }
    text
}

/// Exactly so many bytes, from digits of either case.
#[must_use]
pub(crate) fn decode<const BYTES: usize>(text: &str) -> Option<[u8; BYTES]> {
    // `from_str_radix` would take a sign, too.
    if text.len() != 2 * BYTES || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0; BYTES];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(encode(&[0, 10, 255]), "000aff");
        assert_eq!(decode("000aFF"), Some([0, 10, 255]));
    }

    #[test]
    fn nothing_else_is_read() {
        for wrong in [
            "",
            "000af",
            "000aff00",
            "+00aff",
            "000agf",
            "\u{e9}\u{e9}\u{e9}",
        ] {
            assert_eq!(decode::<3>(wrong), None, "{wrong}");
        }
    }
}
