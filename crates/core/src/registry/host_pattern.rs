//! Host patterns: labels of which one may hold a wildcard.
//!
//! In the catalogue `*` stands for one or more letters, digits and hyphens inside one label, `+`
//! for letters and digits only. An operator's pattern has `*` only as a whole label.

/// Whether the lower-case `host` fits `pattern`. Does not allocate.
pub(super) fn matches(pattern: &str, host: &str) -> bool {
    // Nearly every host differs from nearly every pattern in its last few bytes.
    for (wanted, found) in pattern.bytes().rev().zip(host.bytes().rev()) {
        match wanted {
            b'*' | b'+' => break,
            _ if wanted != found => return false,
            _ => {}
        }
    }
    let mut patterns = pattern.rsplit('.');
    let mut labels = host.rsplit('.');
    loop {
        match (patterns.next(), labels.next()) {
            (Some(pattern), Some(label)) if matches_label(pattern, label) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

fn matches_label(pattern: &str, label: &str) -> bool {
    let Some(at) = pattern.find(['*', '+']) else {
        return pattern == label;
    };
    let (front, wildcard_and_back) = pattern.split_at(at);
    let hyphens = wildcard_and_back.starts_with('*');
    let Some(middle) = label
        .strip_prefix(front)
        .and_then(|rest| rest.strip_suffix(wildcard_and_back.get(1..).unwrap_or_default()))
    else {
        return false;
    };
    !middle.is_empty()
        && !middle.starts_with('-')
        && middle.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || hyphens && byte == b'-'
        })
}

/// The labels behind the last one with a wildcard.
pub(super) fn fixed_suffix(pattern: &str) -> &str {
    pattern
        .rfind(['*', '+'])
        .and_then(|at| pattern.get(at..))
        .and_then(|rest| rest.split_once('.'))
        .map_or(pattern, |(_, suffix)| suffix)
}

/// Whether a host without port is an IP address in numbers.
pub(super) fn is_address(host: &str) -> bool {
    host.starts_with('[')
        || host
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The host without the port that is understood.
pub(super) fn without_default_port(host: &str) -> &str {
    host.strip_suffix(":443").unwrap_or(host)
}

/// Takes the port off: `quay.io:443` is `quay.io` and `443`.
pub(super) fn split_port(host: &str) -> (&str, Option<&str>) {
    match host.rsplit_once(':') {
        // A colon inside brackets belongs to an IPv6 address.
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    }
}
