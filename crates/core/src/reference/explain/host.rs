//! Registry hosts: names (RFC 1035), IPv6 addresses in brackets, ports.

use std::net::Ipv6Addr;

use crate::code::Code;
use crate::report::Issue;

use super::super::strict::is_port;
use super::super::{HOST_BYTES_MAX, LABEL_BYTES_MAX};
use super::check_characters;
use super::shadow::{FOREIGN, Piece};
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
    let issue = host
        .issue(
            Code::ReferenceIpv6,
            "an IPv6 address stands in brackets, so that a port can follow it",
        )
        .help("write it as `[2001:db8::1]:5000`");
    issues.push(if text.parse::<Ipv6Addr>().is_ok() {
        issue.fix(host.replace(format!("Use `[{text}]`"), format!("[{text}]")))
    } else {
        issue
    });
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
        let mapped = inside
            .parse::<Ipv6Addr>()
            .ok()
            .and_then(|ip| ip.to_ipv4_mapped());
        issues.push(match mapped {
            Some(ipv4) => issue.fix(
                host.slice(0, close + 1)
                    .replace(format!("Use `{ipv4}`"), ipv4.to_string()),
            ),
            None => issue,
        });
    } else if inside.parse::<Ipv6Addr>().is_err() {
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
        let lower = text.to_ascii_lowercase();
        let message = if text.contains(['.', ':']) {
            format!("the host `{text}` must be in lower case")
        } else {
            format!("docker takes `{text}` for a registry host because of its upper case")
        };
        issues.push(
            name.issue(Code::ReferenceUppercaseHost, message)
                .help(format!("write `{lower}`"))
                .fix(name.replace(format!("Use `{lower}`"), lower)),
        );
    }
    if text.contains('_') {
        let mended = text.replace('_', "-");
        issues.push(
            name.issue(
                Code::ReferenceHostUnderscore,
                "a registry host has no underscores; docker would ask a host without a name",
            )
            .help("check the host, `-` is the usual spelling")
            .fix(name.replace(format!("Use `{mended}`"), mended)),
        );
    }
    for label in name.split('.') {
        check_label(label, name, issues);
    }
}

fn check_label(label: Piece<'_>, name: Piece<'_>, issues: &mut Vec<Issue>) {
    let text = label.text();
    if text.is_empty() {
        let mended: Vec<&str> = name
            .text()
            .split('.')
            .filter(|label| !label.is_empty())
            .collect();
        let mended = mended.join(".");
        let issue = label
            .issue(
                Code::ReferenceHostLabel,
                "there is a dot too many in the host",
            )
            .help("labels of a host are separated by single dots");
        issues.push(if mended.is_empty() {
            issue
        } else {
            issue.fix(name.replace(format!("Use `{mended}`"), mended))
        });
        return;
    }
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
    if text.as_bytes().contains(&FOREIGN) && found.chars().all(|c| c.is_alphanumeric() || c == '-')
    {
        let lower: String = found.chars().flat_map(char::to_lowercase).collect();
        let issue = label
            .issue(
                Code::ReferenceInternationalHost,
                format!("`{found}` must be written in its ASCII form"),
            )
            .help("international host names have an ASCII form that begins with `xn--`");
        issues.push(match punycode::encode(&lower) {
            Some(ascii) => issue.fix(label.replace(format!("Use `{ascii}`"), ascii)),
            None => issue,
        });
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
