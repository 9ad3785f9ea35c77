//! Variables as the shell writes them: `$TAG`, `${TAG}`, `${TAG:-latest}`.
//!
//! Dockerfiles and compose files share the spelling: Dockerfile reference, "Environment replacement";
//! compose specification, "Interpolation". What depends on the machine that runs them stays open.

use std::borrow::Cow;

use wharfinger_core::mended::Mended;
use wharfinger_core::report::Span;

use crate::place::{Edits, Reading, Unknown};

/// Most defaults inside defaults that are followed: `${A:-${B:-c}}` has two.
const NESTED_MAX: usize = 8;

/// How a dollar sign that means itself is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Literal {
    /// Behind the escape character of a Dockerfile.
    Escaped(u8),
    /// Twice, in compose files.
    Doubled,
}

/// Replaces the variables of `text` by what `value_of` knows of them, or by their defaults.
pub(crate) fn expand<'v>(
    text: &str,
    literal: Literal,
    value_of: &dyn Fn(&str) -> Option<&'v str>,
) -> Reading {
    match edits(text, literal, value_of) {
        Ok(edits) => Reading::Known(edits.finish()),
        Err(unknown) => Reading::Open(unknown),
    }
}

/// The edits that [`expand`] makes, for who has more to edit.
pub(crate) fn edits<'v>(
    text: &str,
    literal: Literal,
    value_of: &dyn Fn(&str) -> Option<&'v str>,
) -> Result<Edits, Unknown> {
    Reader { literal, value_of }.edits(text, 0)
}

struct Reader<'a, 'v> {
    literal: Literal,
    value_of: &'a dyn Fn(&str) -> Option<&'v str>,
}

impl<'v> Reader<'_, 'v> {
    fn edits(&self, text: &str, depth: usize) -> Result<Edits, Unknown> {
        let mut edits = Edits::of(text);
        match self.fill_in(text, depth, &mut edits) {
            Ok(()) => Ok(edits),
            Err(unknown) => Err(unknown.behind(edits)),
        }
    }

    fn fill_in(&self, text: &str, depth: usize, edits: &mut Edits) -> Result<(), Unknown> {
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'$', &text.as_bytes()[at..]) {
            let start = at + found;
            if self.literal == Literal::Doubled && text[start + 1..].starts_with('$') {
                edits.push(Span::new(start, start + 2), "$")?;
                at = start + 2;
                continue;
            }
            if let (Literal::Escaped(escape), Some(before)) = (self.literal, start.checked_sub(1))
                && text.as_bytes()[before] == escape
            {
                edits.push(Span::new(before, start), "")?;
                at = start + 1;
                continue;
            }
            let Some(variable) = Variable::read(&text[start..]) else {
                let rest = Span::new(start, text.len());
                return Err(Unknown::new(rest, format!("`{}`", rest.of(text))));
            };
            let span = Span::new(start, start + variable.len);
            let value = self
                .value(&variable, depth)
                .ok_or_else(|| Unknown::new(span, format!("`{}`", variable.name)))?;
            edits.push(span, &value)?;
            at = span.end;
        }
        Ok(())
    }

    fn value(&self, variable: &Variable<'_>, depth: usize) -> Option<Cow<'v, str>> {
        let known = (self.value_of)(variable.name).map(Cow::Borrowed);
        match variable.modifier {
            // Behind a question mark stands what to say where there is no value.
            None | Some((":?" | "?", _)) => known,
            Some((":-" | "-", default)) => match known {
                Some(value) if !value.is_empty() || variable.modifier?.0 == "-" => Some(value),
                _ if depth < NESTED_MAX => {
                    let edits = self.edits(default, depth + 1).ok()?.finish();
                    Some(Mended::new(default, &edits).text().to_owned().into())
                }
                _ => None,
            },
            // The rest cuts or replaces the value.
            Some(_) => None,
        }
    }
}

struct Variable<'a> {
    name: &'a str,
    /// The operator and what stands behind it.
    modifier: Option<(&'a str, &'a str)>,
    /// Bytes, from the dollar sign to the end.
    len: usize,
}

impl<'a> Variable<'a> {
    /// Reads the variable that `text` begins with.
    fn read(text: &'a str) -> Option<Self> {
        let Some(body) = text.strip_prefix("${") else {
            let name = name_of(&text[1..]);
            let len = 1 + name.len();
            return (!name.is_empty()).then_some(Self {
                name,
                modifier: None,
                len,
            });
        };
        let end = closing_brace(body)?;
        let inside = &body[..end];
        let name = name_of(inside);
        let rest = &inside[name.len()..];
        let operator = match rest.as_bytes() {
            [] => 0,
            [b':', b'-' | b'+' | b'?', ..] => 2,
            _ => rest.chars().next()?.len_utf8(),
        };
        (!name.is_empty()).then(|| Self {
            name,
            modifier: (!rest.is_empty()).then(|| rest.split_at(operator)),
            len: end + "${}".len(),
        })
    }
}

fn name_of(text: &str) -> &str {
    let end = text
        .bytes()
        .position(|byte| byte != b'_' && !byte.is_ascii_alphanumeric())
        .unwrap_or(text.len());
    &text[..end]
}

/// Where the brace closes whose inside `text` begins with.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value_of(name: &str) -> Option<&'static str> {
        match name {
            "TAG" => Some("1.2"),
            "EMPTY" => Some(""),
            _ => None,
        }
    }

    #[track_caller]
    fn check(literal: Literal, text: &str, expected: Result<&str, &str>) {
        match expand(text, literal, &value_of) {
            Reading::Known(edits) => assert_eq!(Ok(Mended::new(text, &edits).text()), expected),
            Reading::Open(unknown) => assert_eq!(Err(unknown.what.as_str()), expected),
        }
    }

    #[test]
    fn variables_stand_for_their_values() {
        for (text, expected) in [
            ("a:$TAG", Ok("a:1.2")),
            ("a:${TAG}-b", Ok("a:1.2-b")),
            ("a:${NONE:-x}", Ok("a:x")),
            ("a:${EMPTY:-x}", Ok("a:x")),
            ("a:${EMPTY-x}", Ok("a:")),
            ("a:${NONE:-${ALSO:-${TAG}}}", Ok("a:1.2")),
            ("a:${TAG:?needed}", Ok("a:1.2")),
            ("a:$NONE", Err("`NONE`")),
            ("${NONE:?needed}", Err("`NONE`")),
            ("${TAG:+x}", Err("`TAG`")),
            ("${TAG#1.}", Err("`TAG`")),
            ("a:${TAG", Err("`${TAG`")),
            ("a:$", Err("`$`")),
            ("${é}", Err("`${é}`")),
            ("${TAGé}", Err("`TAG`")),
        ] {
            check(Literal::Doubled, text, expected);
        }
    }

    #[test]
    fn a_dollar_sign_may_mean_itself() {
        check(Literal::Doubled, "a:$$TAG", Ok("a:$TAG"));
        check(Literal::Escaped(b'\\'), "a:\\$TAG", Ok("a:$TAG"));
        check(Literal::Escaped(b'`'), "a:`$TAG", Ok("a:$TAG"));
    }
}
