//! The texts beside the image: the description and the address of the source.

use std::borrow::Cow;

use crate::code::Code;
use crate::letters::is_letter_or_digit;
use crate::prose::{self, removal};
use crate::reference::{is_invisible, is_port};
use crate::report::{Field, Fix, Issue, Span};

/// Most characters of a description: a few paragraphs; more belongs into the tool's own pages.
pub const DESCRIPTION_CHARS_MAX: usize = 4000;

/// Most bytes of an address: RFC 9110 section 4.1 asks for at least 8000, browsers and proxies
/// are known to keep 2048.
pub const SOURCE_URL_BYTES_MAX: usize = 2048;

const DESCRIPTION: prose::Rule = prose::Rule {
    field: Field::Description,
    noun: "the description",
    chars_max: DESCRIPTION_CHARS_MAX,
    too_long: Code::RegistrationTextTooLong,
    character: Code::RegistrationControlCharacter,
};

pub(super) fn check_description(text: &str, issues: &mut Vec<Issue>) {
    prose::check(text, &DESCRIPTION, issues);
}

pub(super) fn check_source_url(text: &str, issues: &mut Vec<Issue>) {
    let url = text.trim();
    let start = text.len() - text.trim_start().len();
    let whole = Span::new(start, start + url.len());
    if url.len() > SOURCE_URL_BYTES_MAX {
        issues.push(source_url_issue(
            whole,
            format!("the address is longer than {SOURCE_URL_BYTES_MAX} bytes"),
        ));
        return;
    }
    if let Some((at, c)) = url.char_indices().find(|(_, c)| !is_in_url(*c)) {
        let span = Span::new(start + at, start + at + c.len_utf8());
        issues.push(not_in_url(text, span, c));
        return;
    }
    if let Some(scheme) = web_scheme(url) {
        let authority = url[scheme.len()..].split(['/', '?', '#']).next();
        issues.extend(check_authority(
            whole,
            start + scheme.len(),
            authority.unwrap_or_default(),
        ));
        return;
    }
    let issue = source_url_issue(whole, "the address does not begin with `https://`");
    issues.push(match meant_url(url) {
        Some(meant) => issue.fix(Fix::new(
            format!("Use `{meant}`"),
            Field::SourceUrl,
            whole,
            meant,
        )),
        None => issue,
    });
}

fn source_url_issue(span: Span, message: impl Into<Cow<'static, str>>) -> Issue {
    Issue::new(Code::RegistrationSourceUrl, Field::SourceUrl, span, message)
        .help("give a web address, for example `https://github.com/samtools/samtools`")
}

/// The issue of a character that stands in no web address.
fn not_in_url(text: &str, span: Span, c: char) -> Issue {
    if is_invisible(c) {
        let message = format!(
            "an invisible character (U+{:04X}) cannot stand in a web address",
            u32::from(c)
        );
        return source_url_issue(span, message).fix(removal(Field::SourceUrl, text, is_invisible));
    }
    let issue = source_url_issue(span, "this character cannot stand in a web address");
    if c == ' ' {
        // All of them at once: one that is left would be the same mistake.
        let mended = text.trim().replace(' ', "%20");
        issue.fix(Fix::new(
            "Use `%20`",
            Field::SourceUrl,
            Span::whole(text),
            mended,
        ))
    } else {
        issue
    }
}

/// What is wrong with the authority, which begins at `from`, of an address that takes up `whole`.
fn check_authority(whole: Span, from: usize, authority: &str) -> Option<Issue> {
    if let Some(at) = authority.rfind('@') {
        let span = Span::new(from, from + at + 1);
        let message = "the address names a user, and may show a password";
        let fix = Fix::new("Remove the user", Field::SourceUrl, span, "");
        return Some(source_url_issue(span, message).fix(fix));
    }
    if authority.is_empty() {
        return Some(source_url_issue(whole, "the address has no host"));
    }
    if has_host(authority) {
        return None;
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let end = from + authority.len();
    if !has_host(host) {
        let message = "others cannot reach this host";
        return Some(source_url_issue(Span::new(from, end), message));
    }
    let span = Span::new(from + host.len(), end);
    let message = format!("`{port}` is not a port; those are 1 to 65535");
    let fix = Fix::new("Remove the port", Field::SourceUrl, span, "");
    Some(source_url_issue(span, message).fix(fix))
}

/// Whether a character may stand in a web address as people write it.
fn is_in_url(c: char) -> bool {
    !(c.is_whitespace()
        || c.is_control()
        || is_invisible(c)
        || matches!(c, '"' | '<' | '>' | '\\' | '`' | '{' | '}'))
}

/// The scheme of a web address, with its `://`.
fn web_scheme(url: &str) -> Option<&str> {
    ["https://", "http://"].into_iter().find_map(|scheme| {
        url.get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// Whether a stored address is one that a browser may be sent to: what it must never cease to be.
pub(super) fn is_web_address(url: &str) -> bool {
    web_scheme(url).is_some() && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Whether an address, behind its scheme, begins with a host, with a port or none, and names no
/// user.
fn has_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    !authority.contains('@')
        && port.is_none_or(is_port)
        && host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| is_letter_or_digit(c) || c == '-')
        })
}

/// The web address that another spelling of a repository means.
fn meant_url(url: &str) -> Option<String> {
    // `git@github.com:samtools/samtools.git`
    let rest = if let Some((host, path)) = url
        .strip_prefix("git@")
        .and_then(|rest| rest.split_once(':'))
    {
        format!("{host}/{path}")
    } else {
        let rest = ["git://", "ssh://git@", "git+ssh://git@", "//"]
            .iter()
            .find_map(|scheme| url.strip_prefix(scheme))
            .unwrap_or(url);
        rest.to_owned()
    };
    let rest = rest.strip_suffix(".git").unwrap_or(&rest);
    has_host(rest).then(|| format!("https://{rest}"))
}
