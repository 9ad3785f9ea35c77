//! Here-documents: texts between `<<END` and a line that says `END`.
//!
//! The rules are those of BuildKit's `parser`: any word of the shell that matches
//! `^(\d*)<<(-?)([^<]*)$` begins one, whatever its name is made of.

use super::line::Line;

/// Instructions that take some.
const INSTRUCTIONS: &[&str] = &["RUN", "COPY", "ADD"];

/// What ends a here-document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HereDocument {
    end: String,
    /// `<<-`: tabs in front of the end do not count.
    is_indented: bool,
}

impl HereDocument {
    /// Whether a line ends it.
    pub(super) fn ends_with(&self, line: &str) -> bool {
        let line = line.trim_end_matches('\r');
        let line = if self.is_indented {
            line.trim_start_matches('\t')
        } else {
            line
        };
        line == self.end
    }

    /// Reads a word of the shell as it is written, with its quotes.
    fn read(word: &str) -> Option<Self> {
        // `3<<EOF` names the file descriptor.
        let word = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let name = word.strip_prefix("<<")?;
        let (is_indented, name) = match name.strip_prefix('-') {
            Some(name) => (true, name),
            None => (false, name),
        };
        let end = without_quotes(name);
        (!name.is_empty() && !name.contains('<')).then_some(Self { end, is_indented })
    }
}

/// The here-documents of an instruction, in the order in which their texts follow.
pub(super) fn of(text: &str, line: &Line) -> Vec<HereDocument> {
    let mut words = line.words.iter().map(|word| word.span.of(text));
    let is = |word: &str, name: &str| word.eq_ignore_ascii_case(name);
    let instruction = match words.next() {
        Some(word) if is(word, "ONBUILD") => words.next(),
        word => word,
    };
    if !instruction.is_some_and(|word| INSTRUCTIONS.iter().any(|name| is(word, name))) {
        return Vec::new();
    }
    let mut documents = Vec::new();
    let mut quoted = String::new();
    let mut quote = None;
    for word in words {
        // White space between quotes does not end a word.
        if quote.is_some() {
            quoted.push(' ');
        }
        quoted.push_str(word);
        quote = quote_behind(word, quote);
        if quote.is_none() {
            documents.extend(HereDocument::read(&quoted));
            quoted.clear();
        }
    }
    documents
}

/// The quote that is open behind a part of a word, given the one in front of it.
fn quote_behind(part: &str, mut quote: Option<char>) -> Option<char> {
    let mut characters = part.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', None | Some('"')) => {
                characters.next();
            }
            ('"' | '\'', None) => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            _ => {}
        }
    }
    quote
}

/// A word as the shell understands it.
fn without_quotes(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    let mut quote = None;
    let mut characters = word.chars();
    while let Some(character) = characters.next() {
        match (character, quote) {
            ('\\', None) => plain.extend(characters.next()),
            ('"' | '\'', None) => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            _ => plain.push(character),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::HereDocument;

    #[test]
    fn words_begin_here_documents() {
        for (word, expected) in [
            ("<<EOF", Some(("EOF", false))),
            ("3<<-EOF", Some(("EOF", true))),
            ("<<--EOF", Some(("-EOF", true))),
            ("<<E-O.F", Some(("E-O.F", false))),
            ("<<'E O'F", Some(("E OF", false))),
            ("<<\\EOF", Some(("EOF", false))),
            ("<<EOF>x", Some(("EOF>x", false))),
            ("<<", None),
            ("<<-", None),
            ("<<<EOF", None),
            ("x<<EOF", None),
        ] {
            let read = HereDocument::read(word);
            let read = read.as_ref().map(|it| (it.end.as_str(), it.is_indented));
            assert_eq!(read, expected, "{word}");
        }
    }

    #[test]
    fn tabs_count_unless_they_are_said_not_to() {
        let plain = HereDocument::read("<<EOF").unwrap();
        let indented = HereDocument::read("<<-EOF").unwrap();
        assert!(plain.ends_with("EOF\r") && !plain.ends_with("\tEOF"));
        assert!(indented.ends_with("\t\tEOF") && !indented.ends_with(" EOF"));
    }
}
