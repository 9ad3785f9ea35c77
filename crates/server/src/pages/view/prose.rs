//! Messages with their literals in backticks, taken apart for the page.

/// A piece of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// A literal, without its backticks.
    Code(&'a str),
}

/// The pieces of a message. A backtick without a partner is text.
pub(crate) fn pieces(message: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = message;
    while let Some((before, literal, after)) = next_literal(rest) {
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        pieces.push(Piece::Code(literal));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

fn next_literal(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('`')?;
    let (literal, after) = rest.split_once('`')?;
    Some((before, literal, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_told_from_words() {
        use Piece::{Code, Text};
        assert_eq!(
            pieces("`a` is no `b`!"),
            [Code("a"), Text(" is no "), Code("b"), Text("!")]
        );
        assert_eq!(pieces("a ` alone"), [Text("a ` alone")]);
        assert_eq!(pieces(""), []);
    }
}
