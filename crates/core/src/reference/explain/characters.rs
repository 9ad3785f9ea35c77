//! What a character is to somebody who reads a reference: plain, white space, invisible, a
//! look-alike, or foreign.

use std::fmt::Write as _;

use crate::letters::is_letter_or_digit;
use crate::report::Span;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Plain,
    Space,
    Invisible,
    LookAlike,
    Backslash,
    Foreign,
}

impl Class {
    pub(super) fn of(c: char) -> Self {
        match c {
            '\\' => Self::Backslash,
            '!'..='~' => Self::Plain,
            _ if is_space(c) => Self::Space,
            _ if is_invisible(c) => Self::Invisible,
            _ if look_alike(c, &mut [0; 4]).is_some() => Self::LookAlike,
            _ => Self::Foreign,
        }
    }
}

/// White space, the kinds that web pages and word processors use included.
pub(super) fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'..='\r' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
            | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
    )
}

/// Characters that show nothing: soft hyphen, zero-width characters, direction marks, byte order
/// mark, variation selectors.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
    )
}

/// The ASCII text that `c` is mistaken for (a selection of Unicode's confusables, UTS #39).
pub(super) fn look_alike(c: char, buffer: &mut [u8; 4]) -> Option<&str> {
    // Full-width forms stand in the order of ASCII.
    if let '\u{ff01}'..='\u{ff5e}' = c {
        let ascii = char::from_u32(u32::from(c) - 0xfee0)?;
        return Some(ascii.encode_utf8(buffer));
    }
    Some(match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{2043}' => "-",
        '\u{2215}' | '\u{2044}' | '\u{29f8}' => "/",
        '\u{2236}' | '\u{a789}' | '\u{fe55}' | '\u{2d0}' => ":",
        '\u{2024}' | '\u{3002}' | '\u{fe52}' | '\u{ff61}' => ".",
        '\u{fe6b}' => "@",
        '\u{203f}' | '\u{fe4d}'..='\u{fe4f}' | '\u{fe33}' => "_",
        '\u{fb01}' => "fi",
        '\u{fb02}' => "fl",
        '\u{fb00}' => "ff",
        'а' | 'А' | 'α' => "a",
        'в' | 'В' => "b",
        'с' | 'С' | 'ϲ' => "c",
        'ԁ' => "d",
        'е' | 'Е' | 'ε' => "e",
        'ɡ' => "g",
        'һ' | 'Н' => "h",
        'і' | 'І' | 'ı' | 'İ' | 'ι' => "i",
        'ј' | 'Ј' => "j",
        'к' | 'К' | '\u{212a}' | 'κ' => "k",
        'ӏ' | 'ⅼ' => "l",
        'м' | 'М' => "m",
        'ո' => "n",
        'о' | 'О' | 'ο' | 'օ' => "o",
        'р' | 'Р' | 'ρ' => "p",
        'ԛ' => "q",
        'ѕ' | 'Ѕ' | 'ſ' => "s",
        'т' | 'Т' | 'τ' => "t",
        'υ' | 'ս' => "u",
        'ν' | 'ѵ' => "v",
        'ԝ' => "w",
        'х' | 'Х' | 'χ' => "x",
        'у' | 'У' | 'γ' => "y",
        'ᴢ' => "z",
        _ => return None,
    })
}

/// The code points of a text, `U+0456, U+2013`, at most four of them.
pub(super) fn code_points(text: &str) -> String {
    const SHOWN_MAX: usize = 4;
    let mut shown = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN_MAX {
            shown.push_str(", ...");
            break;
        }
        if count > 0 {
            shown.push_str(", ");
        }
        let _ = write!(shown, "U+{:04X}", u32::from(c));
    }
    shown
}

/// Most bytes of a template expression: an end is not looked for further away, so that many
/// beginnings cost no more than their own length.
const EXPRESSION_BYTES_MAX: usize = 128;

/// The length of a template expression at the start of `text`.
pub(super) fn expression_length(text: &str) -> Option<usize> {
    let text = &text[..text.floor_char_boundary(EXPRESSION_BYTES_MAX)];
    let until = |open: &str, close: &str| {
        let inside = text.strip_prefix(open)?;
        Some(open.len() + inside.find(close)? + close.len())
    };
    let percent = || {
        let name = text.strip_prefix('%')?;
        let length = name.find('%').filter(|length| *length > 0)?;
        name[..length]
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            .then_some(length + 2)
    };
    until("${{", "}}")
        .or_else(|| until("${", "}"))
        .or_else(|| until("$(", ")"))
        .or_else(|| until("{{", "}}"))
        .or_else(|| until("<", ">"))
        .or_else(percent)
        .or_else(|| {
            let name = text.strip_prefix('$')?;
            let length = name
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(name.len());
            (length > 0).then_some(1 + length)
        })
}

/// Whether a text is one word that is probably a tag: `1.17`, `v2`, `latest`.
pub(crate) fn is_tag_like(text: &str) -> bool {
    let number = text.strip_prefix('v').unwrap_or(text);
    let begins_like_one = number.starts_with(|first: char| first.is_ascii_digit());
    text == "latest"
        || begins_like_one && !text.contains(|c: char| is_space(c) || matches!(c, '/' | ':' | '@'))
}

/// How a web address spells the marks of a reference (RFC 3986 section 2.1).
const ESCAPES: &[(&str, &str)] = &[("%2f", "/"), ("%3a", ":"), ("%40", "@")];

/// The mark that a text begins with, spelt as in a web address.
pub(super) fn escaped_mark(text: &str) -> Option<&'static str> {
    let start = text.get(..3)?;
    let (_, mark) = ESCAPES
        .iter()
        .find(|(escape, _)| start.eq_ignore_ascii_case(escape))?;
    Some(mark)
}

/// The text of a web address with `:` and `@` written as they are. An escaped `/` stays: it is part
/// of a segment.
pub(super) fn with_plain_marks(text: &str) -> String {
    let mut parts = text.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let escape = ["%", part].concat();
        match escaped_mark(&escape).filter(|mark| *mark != "/") {
            Some(mark) => plain.extend([mark, &escape[3..]]),
            None => plain.push_str(&escape),
        }
    }
    plain
}

/// What stands behind the last slash.
pub(super) fn last_segment(text: &str) -> &str {
    text.rsplit('/').next().unwrap_or_default()
}

/// Most characters of a word that are looked at on either side.
const WORD_CHARS_MAX: usize = 32;

/// Whether look-alike letters of another script stand in a word of that script, and mean
/// themselves: `тест` is no misspelt `tect`.
pub(super) fn is_foreign_word(text: &str, span: Span) -> bool {
    let is_other_script = |c: char| matches!(c, '\u{370}'..='\u{58f}');
    if !span.of(text).chars().all(is_other_script) {
        return false;
    }
    let before = text[..span.start].chars().rev();
    let behind = text[span.end..].chars();
    let has_ascii = |mut letters: &mut dyn Iterator<Item = char>| {
        (&mut letters)
            .take(WORD_CHARS_MAX)
            .take_while(|c| is_letter_or_digit(*c))
            .any(|c| c.is_ascii_alphabetic())
    };
    !has_ascii(&mut { before }) && !has_ascii(&mut { behind })
}
