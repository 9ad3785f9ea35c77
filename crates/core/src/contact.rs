//! Contact e-mail addresses: whom users ask for access to a private tool.
//!
//! The grammar is the one browsers use for `<input type=email>` (HTML Living Standard, section
//! 4.10.5.1.5), with the lengths and the dots of RFC 5321, and without the few characters that
//! would change the meaning of a `mailto:` link.

use std::fmt;

use crate::code::Code;
use crate::letters::{is_letter_or_digit, lowercase};
use crate::mended::mended;
use crate::punycode;
use crate::reference::LABEL_BYTES_MAX;
use crate::registry::Located;
use crate::report::{Field, Issue, keep_fixes_that_help, sort_issues};

/// Most bytes of an address: RFC 5321 section 4.5.3.1.3, less the angle brackets.
pub const ADDRESS_BYTES_MAX: usize = 254;

/// Most bytes in front of the `@`: RFC 5321 section 4.5.3.1.1.
pub const LOCAL_PART_BYTES_MAX: usize = 64;

/// An address that a mail can be sent to, as far as its text tells. Only [`check`] builds one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactEmail(String);

impl ContactEmail {
    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ContactEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Parses an address.
///
/// # Errors
/// Everything that is wrong with it, in report order, with spans in `field`.
///
/// ```
/// use wharfinger_core::{contact, report::Field};
/// assert!(contact::check("ada@example.org", Field::ContactEmail).is_ok());
/// let issues = contact::check("mailto:ada@example.org", Field::ContactEmail).unwrap_err();
/// assert_eq!(issues[0].code.as_str(), "contact.around");
/// ```
pub fn check(text: &str, field: Field) -> Result<ContactEmail, Vec<Issue>> {
    let mut issues = check_untried(text, field);
    if issues.is_empty() {
        return Ok(ContactEmail(text.to_owned()));
    }
    let errors = issues.len();
    keep_fixes_that_help(&mut issues, errors, |fix| {
        check_untried(&mended(text, &fix.edits), field).len()
    });
    Err(issues)
}

/// Whether a text is an address, without a word about why not.
pub(crate) fn is_address(text: &str) -> bool {
    check_untried(text, Field::ContactEmail).is_empty()
}

/// All checks, with fixes that nobody has tried yet. Every issue is an error.
fn check_untried(text: &str, field: Field) -> Vec<Issue> {
    let mut issues = Vec::new();
    let all = Located::whole(field, text);
    // A pasted page costs one message, not one for each of its characters.
    if text.len() > ADDRESS_BYTES_MAX {
        issues.push(all.issue(
            Code::ContactTooLong,
            all.behind(ADDRESS_BYTES_MAX),
            format!(
                "an address has at most {ADDRESS_BYTES_MAX} bytes, this has {}",
                text.len()
            ),
        ));
        return issues;
    }
    let address = unwrap(all);
    if address.text.len() < text.len() && !address.text.is_empty() {
        issues.push(around(all, address));
    }
    if !check_several(all, address, &mut issues) {
        check_address(all, address, &mut issues);
    }
    sort_issues(&mut issues);
    issues
}

/// Takes off what people copy along: spaces, quotes, `mailto:` with its question, `Name <...>`.
fn unwrap(all: Located<'_>) -> Located<'_> {
    let mut text = trim(all.text);
    if let Some((_, rest)) = text.split_once('<') {
        text = rest.split_once('>').map_or(rest, |(inside, _)| inside);
    }
    text = trim(text);
    let scheme = "mailto:";
    if text
        .get(..scheme.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    {
        text = text.get(scheme.len()..).unwrap_or_default();
        text = text.split_once('?').map_or(text, |(address, _)| address);
    }
    text = trim(text);
    // `trim` and `split` return parts of the text they were given.
    let offset = text.as_ptr().addr() - all.text.as_ptr().addr();
    Located::new(all.field, all.offset + offset, text)
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\u{200b}' | '\u{feff}')
    })
}

fn around(all: Located<'_>, address: Located<'_>) -> Issue {
    let before = address.offset - all.offset;
    let after = before + address.text.len();
    let range = match (before, all.text.len() - after) {
        (_, 0) => 0..before,
        (0, _) => after..all.text.len(),
        _ => 0..all.text.len(),
    };
    all.issue(Code::ContactAround, range, "only the address belongs here")
        .fix(all.fix(
            format!("Keep `{}`", address.text),
            0..all.text.len(),
            address.text,
        ))
}

/// Reports a list of addresses; returns whether it is one.
fn check_several(all: Located<'_>, address: Located<'_>, issues: &mut Vec<Issue>) -> bool {
    let mut parts = address
        .text
        .split(|c: char| matches!(c, ',' | ';') || c.is_whitespace());
    let first = trim(parts.next().unwrap_or_default());
    if !first.contains('@') || !parts.any(|part| part.contains('@')) {
        return false;
    }
    issues.push(
        address
            .issue(
                Code::ContactSeveral,
                first.len()..address.text.len(),
                "one address is expected",
            )
            .help("a mailing list reaches several people")
            .fix(all.fix(format!("Keep `{first}`"), 0..all.text.len(), first)),
    );
    true
}

fn check_address(all: Located<'_>, address: Located<'_>, issues: &mut Vec<Issue>) {
    let text = address.text;
    let Some((local, domain)) = text.rsplit_once('@') else {
        issues.push(no_at(all, address));
        return;
    };
    check_local_part(Located::new(address.field, address.offset, local), issues);
    let domain = Located::new(address.field, address.offset + local.len() + 1, domain);
    check_domain(domain, issues);
}

fn no_at(all: Located<'_>, address: Located<'_>) -> Issue {
    let text = address.text;
    let issue = address.issue(
        Code::ContactNoAt,
        0..text.len(),
        "an address has an `@` between name and domain",
    );
    for hidden in [" at ", " (at) ", " [at] ", "(at)", "[at]"] {
        if let Some((name, domain)) = text.split_once(hidden) {
            let domain = domain
                .replace(" dot ", ".")
                .replace("(dot)", ".")
                .replace("[dot]", ".")
                .replace(' ', "");
            let address = [name, "@", &domain].concat();
            let label = format!("Write `{address}`");
            return issue.fix(all.fix(label, 0..all.text.len(), address));
        }
    }
    issue.help("write it as in `ada@example.org`")
}

fn check_local_part(local: Located<'_>, issues: &mut Vec<Issue>) {
    let text = local.text;
    if text.is_empty() {
        issues.push(local.issue(
            Code::ContactLocalPart,
            0..0,
            "the name before the `@` is missing",
        ));
    }
    if text.len() > LOCAL_PART_BYTES_MAX {
        issues.push(local.issue(
            Code::ContactTooLong,
            local.behind(LOCAL_PART_BYTES_MAX),
            format!(
                "the name before the `@` has at most {LOCAL_PART_BYTES_MAX} bytes, this has {}",
                text.len()
            ),
        ));
    }
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        if matches!(c, '&' | '?' | '#' | '%') {
            issues.push(
                local
                    .issue(
                        Code::ContactLinkCharacter,
                        range,
                        format!("`{c}` would change the meaning of a mail link"),
                    )
                    .help("use an address without it"),
            );
        } else if c == '@' {
            issues.push(local.issue(Code::ContactSeveral, range, "an address has one `@`"));
        } else if !c.is_ascii_alphanumeric() && !"!$'*+/=^_`{|}~.-".contains(c) {
            issues.push(character(local, at, c, "before the `@`"));
        }
    }
    // RFC 5321 section 4.1.2: dots only between atoms; browsers are laxer, mail servers are not.
    for (at, _) in text.match_indices('.') {
        let next = text.get(at + 1..).unwrap_or_default();
        if at == 0 || next.is_empty() || next.starts_with('.') {
            issues.push(
                local
                    .issue(
                        Code::ContactLocalPart,
                        at..at + 1,
                        "a dot stands between two other characters",
                    )
                    .fix(local.fix("Remove the dot", at..at + 1, "")),
            );
        }
    }
}

fn check_domain(domain: Located<'_>, issues: &mut Vec<Issue>) {
    let text = domain.text;
    if text.is_empty() {
        issues.push(domain.issue(
            Code::ContactDomain,
            0..0,
            "the domain behind the `@` is missing",
        ));
        return;
    }
    // A comma is a slip for the dot, reported below.
    if !text.contains(['.', ',']) {
        issues.push(
            domain
                .issue(
                    Code::ContactDomain,
                    0..text.len(),
                    format!("`{text}` is not a domain that mail from outside reaches"),
                )
                .help("write the whole domain, as in `example.org`"),
        );
    }
    if !text.is_ascii() {
        let issue = domain
            .issue(
                Code::ContactDomainNotAscii,
                0..text.len(),
                format!("`{text}` is not written in ASCII"),
            )
            .help("write the domain in its `xn--` form");
        issues.push(match to_ascii(text) {
            Some(ascii) => issue.fix(domain.fix(format!("Use `{ascii}`"), 0..text.len(), ascii)),
            None => issue,
        });
        return;
    }
    check_domain_characters(domain, issues);
    check_labels(domain, issues);
}

fn check_domain_characters(domain: Located<'_>, issues: &mut Vec<Issue>) {
    for (at, c) in domain.text.char_indices() {
        if c == ',' {
            issues.push(character(domain, at, c, "in a domain").fix(domain.fix(
                "Write a dot",
                at..at + 1,
                ".",
            )));
        } else if !c.is_ascii_alphanumeric() && c != '.' && c != '-' {
            issues.push(character(domain, at, c, "in a domain"));
        }
    }
}

fn check_labels(domain: Located<'_>, issues: &mut Vec<Issue>) {
    let text = domain.text;
    let mut start = 0;
    for label in text.split('.') {
        let range = start..start + label.len();
        start += label.len() + 1;
        if label.is_empty() {
            let last = range.start == text.len();
            let dot = if last { range.start - 1 } else { range.start };
            issues.push(
                domain
                    .issue(
                        Code::ContactDomain,
                        dot..dot + 1,
                        "a dot stands between two labels",
                    )
                    .fix(domain.fix("Remove the dot", dot..dot + 1, "")),
            );
        } else if label.starts_with('-') || label.ends_with('-') || label.len() > LABEL_BYTES_MAX {
            issues.push(domain.issue(
                Code::ContactDomain,
                range,
                format!("a label of a domain has 1 to {LABEL_BYTES_MAX} characters, no hyphen at its ends"),
            ));
        }
    }
}

/// The `xn--` form of a domain whose labels are plain letters and digits of any script.
fn to_ascii(domain: &str) -> Option<String> {
    let mut ascii = String::new();
    for label in domain.split('.') {
        if !ascii.is_empty() {
            ascii.push('.');
        }
        if label.is_ascii() {
            ascii.push_str(label);
        } else if label.chars().all(|c| is_letter_or_digit(c) || c == '-') {
            ascii.push_str(&punycode::encode(&lowercase(label)?)?);
        } else {
            return None;
        }
    }
    Some(ascii)
}

fn character(part: Located<'_>, at: usize, c: char, place: &str) -> Issue {
    let shown = if c.is_control() || !c.is_ascii() {
        format!("U+{:04X}", u32::from(c))
    } else {
        format!("`{c}`")
    };
    part.issue(
        Code::ContactCharacter,
        at..at + c.len_utf8(),
        format!("{shown} cannot stand {place}"),
    )
}
