//! The instructions of a Dockerfile, each as words with their places.

use wharfinger_core::report::Span;

use super::here_document::{self, HereDocument};

/// Most words of an instruction that are looked at. Flags and images stand in front; what follows is the
/// command that `RUN` runs.
const WORDS_MAX: usize = 64;

/// Most times that a file is gone through for ends of here-documents that it does not have. A build ends
/// with an error at the first of them, so that there are more only in a file that was made to take long.
const LOOKS_PER_BYTE: usize = 16;

/// An instruction with what belongs to it, over as many lines as it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) words: Vec<Word>,
}

/// A text between white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) span: Span,
    /// Line ends inside, with the escape character in front and, behind, the white space and the lines
    /// that have nothing or a comment.
    pub(super) breaks: Vec<Span>,
}

impl Word {
    /// The word without the quotes around it, which BuildKit removes.
    pub(super) fn unquoted(&self, text: &str) -> Self {
        let word = self.span.of(text);
        let is_quoted = ['"', '\'']
            .iter()
            .any(|quote| word.len() >= 2 && word.starts_with(*quote) && word.ends_with(*quote));
        if is_quoted {
            self.part(Span::new(self.span.start + 1, self.span.end - 1))
        } else {
            self.clone()
        }
    }

    /// What stands at `span` of the word, with the line ends in there.
    pub(super) fn part(&self, span: Span) -> Self {
        let is_inside =
            |line_break: &&Span| span.start <= line_break.start && line_break.end <= span.end;
        Self {
            breaks: self.breaks.iter().filter(is_inside).copied().collect(),
            span,
        }
    }
}

/// The instructions of `text`, without comments and the bodies of here-documents.
pub(super) fn lines(text: &str, escape: u8) -> impl Iterator<Item = Line> {
    let mut reader = Reader {
        text,
        bytes: text.as_bytes(),
        escape,
        at: 0,
        looks_left: LOOKS_PER_BYTE * text.len(),
    };
    std::iter::from_fn(move || reader.next_line())
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    escape: u8,
    at: usize,
    /// Bytes that may still be looked at in vain.
    looks_left: usize,
}

impl Reader<'_> {
    fn next_line(&mut self) -> Option<Line> {
        loop {
            let mut line = self.read_line()?;
            for document in here_document::of(self.text, &line) {
                self.skip_here_document(&document);
            }
            line.words.truncate(WORDS_MAX);
            if !line.words.is_empty() {
                return Some(line);
            }
        }
    }

    /// Reads up to the end of a line that is not escaped.
    fn read_line(&mut self) -> Option<Line> {
        let mut line = Line { words: Vec::new() };
        let mut word: Option<Word> = None;
        let mut is_line_start = true;
        if self.at >= self.bytes.len() {
            return None;
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            if is_line_start && let Some(end) = self.end_without_words() {
                // It ends nothing: it may stand between the lines of an instruction, or of a word.
                self.at = end;
                if let Some(line_break) = word.as_mut().and_then(|word| word.breaks.last_mut()) {
                    line_break.end = end;
                } else if line.words.is_empty() {
                    return Some(line);
                }
                continue;
            }
            match byte {
                b'\n' => {
                    self.at += 1;
                    break;
                }
                byte if byte == self.escape && self.line_end_behind().is_some() => {
                    let end = self.line_end_behind().unwrap_or(self.at);
                    if let Some(word) = &mut word {
                        word.breaks.push(Span::new(self.at, end));
                    }
                    self.at = end;
                    is_line_start = true;
                    continue;
                }
                byte if byte.is_ascii_whitespace() => {
                    line.words.extend(word.take().map(Word::finished));
                    self.at += 1;
                }
                _ => {
                    self.at += 1;
                    match &mut word {
                        Some(word) => word.span.end = self.at,
                        None => {
                            word = Some(Word {
                                span: Span::new(self.at - 1, self.at),
                                breaks: Vec::new(),
                            });
                        }
                    }
                }
            }
            is_line_start = false;
        }
        line.words.extend(word.take().map(Word::finished));
        Some(line)
    }

    /// Where the next line begins, if only white space stands behind the escape character.
    fn line_end_behind(&self) -> Option<usize> {
        let rest = &self.bytes[self.at + 1..];
        let blank = rest
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
            .count();
        match rest.get(blank) {
            Some(b'\n') => Some(self.at + 1 + blank + 1),
            None => Some(self.bytes.len()),
            Some(_) => None,
        }
    }

    /// Where the next line begins, if this one has nothing but white space or a comment.
    fn end_without_words(&self) -> Option<usize> {
        let rest = &self.bytes[self.at..];
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest[..end].trim_ascii_start();
        let is_without = line.is_empty() || line[0] == b'#';
        is_without.then(|| (self.at + end + 1).min(self.bytes.len()))
    }

    fn skip_to_line_end(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    /// Skips a here-document, if its end is found.
    fn skip_here_document(&mut self, document: &HereDocument) {
        let from = self.at;
        while self.at < self.bytes.len() && self.at - from < self.looks_left {
            let start = self.at;
            self.skip_to_line_end();
            let line = &self.text[start..self.at];
            self.at += 1;
            if document.ends_with(line) {
                return;
            }
        }
        // Without an end it is none; the build would fail, and nothing is hidden from the rules.
        self.looks_left = self.looks_left.saturating_sub(self.at - from);
        self.at = from;
    }
}

impl Word {
    /// A line end behind the last character joins the word with nothing.
    fn finished(mut self) -> Self {
        let end = self.span.end;
        self.breaks.retain(|line_break| line_break.end <= end);
        self
    }
}
