//! What a search text means, and what an index of three-character pieces finds it by.
//!
//! Both stores share the meaning. For SQLite, `pieces.rs` cuts texts into pieces. PostgreSQL's `pg_trgm`
//! does so by itself, and finds pieces of three characters or more; shorter terms are found by *edges*:
//! behind the text that is indexed, each place where a word may start is repeated behind two marks, so
//! `sa` is found as `<mark>sa` and `s` as `<mark><mark>s`. One index thus serves every term, and no search
//! reads the whole table.

pub(crate) mod pieces;

use std::collections::BTreeSet;

/// Most bytes of a search text; the longest tool path a person types is shorter.
pub const SEARCH_BYTES_MAX: usize = 256;

/// Most terms of a search; each one is another list of matches to intersect.
pub const SEARCH_TERMS_MAX: usize = 8;

/// Most bytes of a description that are searched, so that one long description cannot make
/// registering slow: indexing costs about a microsecond for ten characters.
pub(crate) const SEARCHED_DESCRIPTION_BYTES_MAX: usize = 2_000;

/// Terms shorter than this are found at the start of words only; the length of a piece.
pub const SEARCH_PIECE_CHARS: usize = 3;

/// Leads edges. Control characters are white space to [`fold`], so no text or term holds it.
const MARK: char = '\u{1}';

/// The terms of a search text: folded, without repetition, in order of appearance.
pub(crate) fn terms(search: &str) -> Vec<String> {
    let folded = fold(prefix(search, SEARCH_BYTES_MAX));
    let mut terms: Vec<String> = Vec::new();
    for term in folded.split_whitespace() {
        if terms.len() < SEARCH_TERMS_MAX && !terms.iter().any(|known| known == term) {
            terms.push(term.to_owned());
        }
    }
    terms
}

/// Whether every term is found in a path or a description: what the answers must agree with.
pub(crate) fn matches(terms: &[String], path: &str, description: Option<&str>) -> bool {
    let text = searched(path, description);
    terms.iter().all(|term| {
        if term.chars().count() >= SEARCH_PIECE_CHARS {
            text.contains(term)
        } else {
            word_starts(&text).any(|start| text[start..].starts_with(term))
        }
    })
}

/// The text that PostgreSQL indexes for a tool.
pub(crate) fn indexed(path: &str, description: Option<&str>) -> String {
    let mut text = searched(path, description);
    let edges: BTreeSet<String> = word_starts(&text)
        .map(|start| {
            text[start..]
                .chars()
                .take_while(|character| !character.is_whitespace())
                .take(SEARCH_PIECE_CHARS - 1)
                .collect()
        })
        .collect();
    for edge in edges {
        text.extend([MARK, MARK]);
        text.push_str(&edge);
    }
    text
}

/// The piece of an [`indexed`] text that a term stands for: itself, or an edge where it is short.
pub(crate) fn piece(term: &str) -> String {
    let marks = SEARCH_PIECE_CHARS.saturating_sub(term.chars().count());
    [&*MARK.to_string().repeat(marks), term].concat()
}

/// What is searched of a tool: its path and the start of its description, on a line each.
fn searched(path: &str, description: Option<&str>) -> String {
    let description = searched_description(description.unwrap_or(""));
    format!("{}\n{}", fold(path), fold(description))
}

/// The part of a description that searches look at.
///
/// ```
/// use wharfinger_store::searched_description;
/// assert_eq!(searched_description("Sorts alignments"), "Sorts alignments");
/// assert_eq!(searched_description(&"é".repeat(2_000)), "é".repeat(1_000));
/// ```
#[must_use]
pub fn searched_description(description: &str) -> &str {
    prefix(description, SEARCHED_DESCRIPTION_BYTES_MAX)
}

/// Lower case, and a space for every control character. Letter by letter, so that the folding of
/// a part is the part of the folding.
fn fold(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Where a short term may begin: everywhere but inside a run of letters and digits, and at
/// white space.
fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut inside = false;
    text.char_indices().filter_map(move |(offset, character)| {
        let was_inside = inside;
        inside = character.is_alphanumeric();
        (!character.is_whitespace() && (!was_inside || !inside)).then_some(offset)
    })
}

/// At most `bytes_max` bytes of `text`, in whole characters.
fn prefix(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(search: &str, path: &str, description: Option<&str>, found: bool) {
        assert_eq!(
            matches(&terms(search), path, description),
            found,
            "`{search}` in `{path}` {description:?}"
        );
    }

    #[test]
    fn long_terms_are_found_anywhere_and_short_ones_at_word_starts() {
        let path = "quay.io/biocontainers/samtools";
        check("samtools", path, None, true);
        check("TOOLS", path, None, true);
        check("too", path, None, true);
        check("io/bio", path, None, true);
        check("sa", path, None, true);
        check("to", path, None, false);
        check("s", path, None, true);
        check("/s", path, None, true);
        check("o/", path, None, false);
        check("tools quay", path, None, true);
        check("tools ghcr", path, None, false);
        check("align", path, Some("Aligns reads"), true);
        check("samtoolsaligns", path, Some("Aligns reads"), false);
        check("  ", path, None, true);
    }

    #[test]
    fn case_is_folded_beyond_ascii() {
        check("STRASSE", "host/_/straße", None, false);
        check("ÜBER", "host/_/x", Some("über"), true);
        check("ΟΔΟΣ", "host/_/x", Some("οδοσ"), true);
    }

    #[test]
    fn terms_are_bounded_and_unrepeated() {
        assert_eq!(terms("a A\u{0}b\ta"), ["a", "b"]);
        assert_eq!(
            terms(&"é".repeat(SEARCH_BYTES_MAX))[0].len(),
            SEARCH_BYTES_MAX
        );
        let many: Vec<String> = (0..20).map(|number| number.to_string()).collect();
        assert_eq!(terms(&many.join(" ")).len(), SEARCH_TERMS_MAX);
    }
}
