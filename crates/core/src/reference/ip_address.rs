//! IP addresses as registry hosts.
//!
//! The standard library's parser gives the same verdicts and weighs 3 KB of WebAssembly, because
//! it also keeps the value.

/// Whether `text` is an IPv4 address: four numbers up to 255, without leading zeros.
pub(crate) fn is_ipv4(text: &str) -> bool {
    text.split('.').count() == 4 && text.split('.').all(is_octet)
}

/// Whether `text` is an IPv6 address of hexadecimal groups (RFC 4291 section 2.2, forms 1 and 2).
///
/// The form with an IPv4 address at its end is left out: docker does not read it.
pub(crate) fn is_ipv6(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes.windows(2).position(|pair| pair == b"::") {
        Some(gap) => {
            let (head, tail) = (&bytes[..gap], &bytes[gap + 2..]);
            // The gap stands for at least one group.
            matches!((groups(head), groups(tail)), (Some(head), Some(tail)) if head + tail <= 7)
        }
        None => groups(bytes) == Some(8),
    }
}

/// The IPv4 address in dotted form that an IPv6 address such as `::ffff:192.0.2.1` maps.
pub(crate) fn mapped_ipv4(text: &str) -> Option<&str> {
    let (prefix, ipv4) = text.split_at_checked("::ffff:".len())?;
    (prefix.eq_ignore_ascii_case("::ffff:") && is_ipv4(ipv4)).then_some(ipv4)
}

/// The number of groups between single colons; `None` where one is no group.
fn groups(bytes: &[u8]) -> Option<usize> {
    if bytes.is_empty() {
        return Some(0);
    }
    let mut count = 0;
    for group in bytes.split(|byte| *byte == b':') {
        if !(1..=4).contains(&group.len()) || !group.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        count += 1;
    }
    Some(count)
}

fn is_octet(text: &str) -> bool {
    (text == "0" || !text.starts_with('0'))
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<u8>().is_ok()
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use super::{is_ipv4, is_ipv6, mapped_ipv4};

    #[test]
    fn agrees_with_the_standard_library_on_ipv4() {
        let parts = [
            "", "0", "7", "00", "01", "255", "256", "1000", "a", "+1", "1.1",
        ];
        for a in parts {
            for b in parts {
                for text in [
                    format!("{a}.{b}.1.2"),
                    format!("1.2.{a}.{b}"),
                    format!("{a}.{b}"),
                ] {
                    assert_eq!(is_ipv4(&text), text.parse::<Ipv4Addr>().is_ok(), "{text}");
                }
            }
        }
    }

    #[test]
    fn agrees_with_the_standard_library() {
        let pieces = ["", ":", "::", "0", "ab", "12aF", "12345", "g", ":1"];
        let mut texts = vec![String::new()];
        for _ in 0..5 {
            texts = texts
                .iter()
                .flat_map(|text| pieces.map(|piece| format!("{text}{piece}")))
                .collect();
            texts.sort();
            texts.dedup();
        }
        for groups in 1..=9 {
            let text = vec!["1"; groups].join(":");
            for gap in 0..=text.len() {
                texts.push(format!("{}::{}", &text[..gap], &text[gap..]));
            }
            texts.push(text);
        }
        for text in texts {
            assert_eq!(is_ipv6(&text), text.parse::<Ipv6Addr>().is_ok(), "{text}");
        }
    }

    #[test]
    fn finds_mapped_addresses() {
        assert_eq!(mapped_ipv4("::FFFF:192.0.2.1"), Some("192.0.2.1"));
        for text in [
            "::ffff:192.0.2",
            "::ffff:192.0.2.256",
            "::ffff:192.0.2.01",
            "::1",
            "::ffff:1.2.3.4.5",
            "::ffff:+1.2.3.4",
        ] {
            assert_eq!(mapped_ipv4(text), None, "{text}");
        }
    }
}
