//! Registry hosts: names (RFC 1035), IPv6 addresses in brackets, ports.

use crate::code::Code;
use crate::letters::{is_letter_or_digit, lowercase};
use crate::report::Issue;

use super::super::ip_address::{is_ipv6, mapped_ipv4};
use super::super::strict::{is_port, is_wrong_ipv4};
use super::super::{HOST_BYTES_MAX, LABEL_BYTES_MAX};
use super::shadow::{FOREIGN, Piece};
use super::{check_characters, is_full};
use crate::punycode;

pub(super) fn check(host: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = host.text();
    if text.starts_with('[') {
        bracketed(host, issues);
        return;
    }
    if is_bare_ipv6(text) {
        bare_ipv6(host, issues);
        return;
    }
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    if let Some(port) = port {
        check_port(name, port, issues);
    }
    check_name(name, issues);
}

/// In one line a host without a dot or a port is read as a namespace on Docker Hub.
pub(super) fn check_not_bare(host: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = host.text();
    if text.is_empty() || text.contains(['.', ':']) || text.eq_ignore_ascii_case("localhost") {
        return;
    }
    issues.push(
        host.issue(
            Code::ReferenceHostBare,
            format!(
                "docker takes `{}` for a namespace on Docker Hub, not for a host",
                host.found()
            ),
        )
        .help(
            "give the full name of the host, or its port: `registry.example.org`, `registry:5000`",
        ),
    );
}

/// Two colons or more, and nothing but the digits of an address.
fn is_bare_ipv6(text: &str) -> bool {
    text.matches(':').count() >= 2
        && text
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || byte == b':')
        && (text.contains("::") || text.matches(':').count() >= 7)
}

fn bare_ipv6(host: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = host.text();
    let mut issue = host
        .issue(
            Code::ReferenceIpv6,
            "an IPv6 address stands in brackets, so that a port can follow it",
        )
        .help("write it as `[2001:db8::1]:5000`");
    // `::1:5000` may be an address with a port; one digit is hardly a port.
    let with_port = text
        .rsplit_once(':')
        .filter(|(address, port)| port.len() > 1 && is_port(port) && is_ipv6(address));
    let with_port = with_port.map(|(address, port)| format!("[{address}]:{port}"));
    let whole = is_ipv6(text).then(|| format!("[{text}]"));
    for meant in with_port.into_iter().chain(whole) {
        issue = issue.fix(host.replace(format!("Use `{meant}`"), meant));
    }
    issues.push(issue);
}

fn bracketed(host: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = host.text();
    let Some(close) = text.find(']') else {
        issues.push(
            host.issue(
                Code::ReferenceIpv6,
                "the bracket of the IPv6 address is not closed",
            )
            .help("write it as `[2001:db8::1]`"),
        );
        return;
    };
    let address = host.slice(1, close);
    let inside = address.text();
    if let Some(zone) = inside.find('%') {
        let zone = address.slice(zone, inside.len());
        issues.push(
            zone.issue(
                Code::ReferenceIpv6,
                "a zone id has a meaning on one machine only",
            )
            .help("use an address that every machine can reach")
            .fix(zone.replace("Remove the zone id", "")),
        );
    } else if !inside
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit() || byte == b':')
    {
        let issue = address
            .issue(
                Code::ReferenceIpv6,
                format!(
                    "`{}` is not an IPv6 address that docker reads",
                    address.found()
                ),
            )
            .help("allowed are hexadecimal digits and colons, for example `[2001:db8::1]`");
        // `::ffff:1.2.3.4` is an IPv4 address in disguise.
        issues.push(match mapped_ipv4(inside) {
            Some(ipv4) => issue.fix(
                host.slice(0, close + 1)
                    .replace(format!("Use `{ipv4}`"), ipv4),
            ),
            None => issue,
        });
    } else if !is_ipv6(inside) {
        issues.push(
            address
                .issue(Code::ReferenceIpv6, format!("`{inside}` is not an IPv6 address"))
                .help("it has eight groups of up to four hexadecimal digits; `::` stands for groups of zeros, once"),
        );
    }
    let rest = host.slice(close + 1, text.len());
    match rest.text().strip_prefix(':') {
        Some(port) => {
            let (name, _) = host.split_at(close + 1);
            check_port(name, rest.slice(1, port.len() + 1), issues);
        }
        None if !rest.is_empty() => issues.push(
            rest.issue(Code::ReferenceIpv6, "only a port can follow the address")
                .fix(rest.replace("Remove it", "")),
        ),
        None => {}
    }
}

fn check_port(name: Piece<'_>, port: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = port.text();
    if is_port(text) {
        return;
    }
    let help = "a port is a number from 1 to 65535";
    if text.is_empty() {
        issues.push(
            port.issue(Code::ReferencePort, "the port behind `:` is missing")
                .help(help)
                .fix(crate::report::Fix::new(
                    "Remove the `:`",
                    port.field(),
                    crate::report::Span::new(name.span().end, port.span().end),
                    "",
                )),
        );
        return;
    }
    let issue = port
        .issue(
            Code::ReferencePort,
            format!("`{}` is not a port", port.found()),
        )
        .help(help);
    let digits = text.trim_start_matches('0');
    let first = text.split(':').next().unwrap_or_default();
    issues.push(if is_port(digits) {
        issue.fix(port.replace(format!("Use `{digits}`"), digits))
    } else if is_port(first) {
        issue.fix(port.replace(format!("Use `{first}`"), first))
    } else if text.starts_with(|first: char| first.is_ascii_lowercase()) {
        let colon = crate::report::Span::new(name.span().end, port.span().start);
        issue.fix(crate::report::Fix::new("Use `/`", port.field(), colon, "/"))
    } else {
        issue
    });
}

fn check_name(name: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = name.text();
    if text.is_empty() {
        issues.push(
            name.issue(Code::ReferenceHostLabel, "the registry host is missing")
                .help("put the host in front, for example `quay.io`"),
        );
        return;
    }
    if text.len() > HOST_BYTES_MAX {
        issues.push(
            name.issue(
                Code::ReferenceHostTooLong,
                format!(
                    "the host has {} characters, the domain name system allows {HOST_BYTES_MAX}",
                    text.len()
                ),
            )
            .help("check what was pasted"),
        );
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let lower = name.lowered();
        issues.push(
            name.issue(
                Code::ReferenceUppercaseHost,
                format!("the host `{}` must be in lower case", name.found()),
            )
            .help(format!("write `{lower}`"))
            .fix(name.replace(format!("Use `{lower}`"), lower)),
        );
    }
    if let (Some(first), Some(last)) = (text.find('_'), text.rfind('_')) {
        let marked = name.slice(first, last + 1);
        let mended = marked.text().replace('_', "-");
        issues.push(
            marked
                .issue(
                    Code::ReferenceHostUnderscore,
                    "a registry host has no underscores; docker would ask a host without a name",
                )
                .help("check the host; `-` is the usual spelling")
                .fix(marked.replace(format!("Use `{}`", text.replace('_', "-")), mended)),
        );
    }
    if is_wrong_ipv4(text) {
        issues.push(
            name.issue(
                Code::ReferenceHostLabel,
                format!("`{text}` is neither a host name nor an IPv4 address"),
            )
            .help("an IPv4 address has four numbers from 0 to 255"),
        );
        return;
    }
    check_dots(name, issues);
    for label in name.split('.').filter(|label| !label.is_empty()) {
        if is_full(issues) {
            return;
        }
        check_label(label, issues);
    }
}

/// Dots at the ends, and several in a row.
fn check_dots(name: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = name.text();
    let mut at = 0;
    while !is_full(issues)
        && let Some(length) = text[at..].find('.')
    {
        let start = at + length;
        let end = text[start..]
            .find(|c| c != '.')
            .map_or(text.len(), |length| start + length);
        at = end;
        let is_edge = start == 0 || end == text.len();
        if !is_edge && end - start == 1 {
            continue;
        }
        let meant = if is_edge { "" } else { "." };
        let mended = [&text[..start], meant, &text[end..]].concat();
        let dots = name.slice(start, end);
        let issue = dots
            .issue(
                Code::ReferenceHostLabel,
                "there is a dot too many in the host",
            )
            .help("labels of a host are separated by single dots");
        // Without any dot it would be a namespace on Docker Hub.
        issues.push(if mended.contains('.') {
            issue.fix(dots.replace(format!("Use `{mended}`"), meant))
        } else {
            issue
        });
    }
}

fn check_label(label: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = label.text();
    if text.len() > LABEL_BYTES_MAX {
        issues.push(
            label
                .issue(
                    Code::ReferenceHostLabel,
                    format!("a label of the host has {} characters, the domain name system allows {LABEL_BYTES_MAX}", text.len()),
                )
                .help("check what was pasted"),
        );
    }
    let trimmed = text.trim_matches('-');
    if trimmed.len() < text.len() {
        let issue = label
            .issue(
                Code::ReferenceHostLabel,
                format!("the label `{}` begins or ends with `-`", label.found()),
            )
            .help("labels of a host begin and end with a letter or a digit");
        issues.push(if trimmed.is_empty() {
            issue
        } else {
            issue.fix(label.replace(format!("Use `{trimmed}`"), trimmed))
        });
    }
    let found = label.found();
    if text.as_bytes().contains(&FOREIGN)
        && found.chars().all(|c| is_letter_or_digit(c) || c == '-')
    {
        let issue = label
            .issue(
                Code::ReferenceInternationalHost,
                format!("`{found}` must be written in its ASCII form"),
            )
            .help("international host names have an ASCII form that begins with `xn--`");
        issues.push(
            match lowercase(found).and_then(|lower| punycode::encode(&lower)) {
                Some(ascii) => issue.fix(label.replace(format!("Use `{ascii}`"), ascii)),
                None => issue,
            },
        );
        return;
    }
    check_characters(
        label,
        "a registry host",
        "letters, digits, `-` and `.`",
        |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
        issues,
    );
}
