//! Free texts: the description and the address of the source.

use crate::code::Code;
use crate::letters::is_letter_or_digit;
use crate::report::{Field, Fix, Issue, Span};

/// Most characters of a description: a few paragraphs; more belongs into the tool's own pages.
pub const DESCRIPTION_CHARS_MAX: usize = 4000;

/// Most bytes of an address: RFC 9110 section 4.1 asks for at least 8000, browsers and proxies
/// are known to keep 2048.
pub const SOURCE_URL_BYTES_MAX: usize = 2048;

pub(super) fn check_description(text: &str, issues: &mut Vec<Issue>) {
    let count = text.chars().count();
    if let Some((cut, _)) = text.char_indices().nth(DESCRIPTION_CHARS_MAX) {
        issues.push(
            Issue::new(
                Code::RegistrationTextTooLong,
                Field::Description,
                Span::new(cut, text.len()),
                format!(
                    "the description has {count} characters, {DESCRIPTION_CHARS_MAX} are allowed"
                ),
            )
            .help("shorten it, and link to the rest"),
        );
    }
    let control = text
        .char_indices()
        .find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if let Some((start, c)) = control {
        let span = Span::new(start, start + c.len_utf8());
        issues.push(
            Issue::new(
                Code::RegistrationControlCharacter,
                Field::Description,
                span,
                format!("there is a control character here (U+{:04X})", u32::from(c)),
            )
            .help("remove it")
            .fix(Fix::new(
                "Remove the character",
                Field::Description,
                span,
                "",
            )),
        );
    }
}

pub(super) fn check_source_url(text: &str, issues: &mut Vec<Issue>) {
    let url = text.trim();
    let start = text.len() - text.trim_start().len();
    let whole = Span::new(start, start + url.len());
    let issue = |span: Span, message: &'static str| {
        Issue::new(Code::RegistrationSourceUrl, Field::SourceUrl, span, message)
            .help("give a web address, for example `https://github.com/samtools/samtools`")
    };
    if url.len() > SOURCE_URL_BYTES_MAX {
        issues.push(issue(whole, "the address is longer than 2048 bytes"));
        return;
    }
    let bad = url.char_indices().find(|(_, c)| {
        c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '`' | '{' | '}')
    });
    if let Some((at, c)) = bad {
        let span = Span::new(start + at, start + at + c.len_utf8());
        let issue = issue(span, "this character cannot stand in a web address");
        issues.push(if c == ' ' {
            issue.fix(Fix::new("Use `%20`", Field::SourceUrl, span, "%20"))
        } else {
            issue
        });
        return;
    }
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    let scheme = ["https://", "http://"]
        .iter()
        .find(|scheme| lower.starts_with(**scheme));
    if let Some(scheme) = scheme {
        let authority = url[scheme.len()..].split(['/', '?', '#']).next();
        let authority = authority.unwrap_or_default();
        let from = start + scheme.len();
        if let Some(at) = authority.rfind('@') {
            let span = Span::new(from, from + at + 1);
            let fix = Fix::new("Remove the user", Field::SourceUrl, span, "");
            let message = "the address names a user, and may show a password";
            issues.push(issue(span, message).fix(fix));
        } else if authority.is_empty() {
            issues.push(issue(whole, "the address has no host"));
        } else if !has_host(authority) {
            let span = Span::new(from, from + authority.len());
            issues.push(issue(span, "others cannot reach this host"));
        }
        return;
    }
    let issue = issue(whole, "the address does not begin with `https://`");
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

/// Whether an address, behind its scheme, begins with a host and names no user.
fn has_host(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    !authority.contains('@')
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
