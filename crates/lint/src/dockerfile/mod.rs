//! Dockerfiles: `FROM`, what `COPY --from` and `RUN --mount` name, and the frontend of `# syntax`.
//!
//! Read by hand: parsers on crates.io keep no places, and a place is what a finding is about.
//! The rules are those of the Dockerfile reference and of BuildKit's `parser` and `instructions`.

mod argument;
mod flag;
mod here_document;
mod line;

use std::collections::BTreeSet;

use wharfinger_core::mended::Mended;
use wharfinger_core::report::Span;

use crate::place::{Places, Reading, Unknown, span_within};
use argument::Arguments;
use line::{Line, Word, lines};

/// The image that is none: "FROM scratch" begins with nothing.
const SCRATCH: &str = "scratch";

/// Where a file begins with instructions to its parser.
const SYNTAX: &str = "syntax";
const ESCAPE: &str = "escape";

/// Finds every image.
pub(crate) fn extract(text: &str, places: &mut Places) {
    places.is_filled_in = true;
    let escape = directives(text, places);
    let mut file = File {
        text,
        escape,
        arguments: Arguments::default(),
        has_stage: false,
        stages: BTreeSet::new(),
        places,
    };
    for line in lines(text, escape) {
        file.read(&line);
    }
}

/// Reads the comments at the top that are directives; gives the escape character.
fn directives(text: &str, places: &mut Places) -> u8 {
    let mut escape = b'\\';
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((name, value)) = line
            .trim_start()
            .strip_prefix('#')
            .and_then(|comment| comment.split_once('='))
        else {
            // "All parser directives must be at the top of a Dockerfile"; the first line that is none
            // ends them.
            break;
        };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            SYNTAX => {
                let start = start + line.rfind(value).unwrap_or_default();
                places.plain(Span::new(start, start + value.len()));
            }
            ESCAPE if value == "`" => escape = b'`',
            ESCAPE | "check" => {}
            _ => break,
        }
    }
    escape
}

struct File<'a, 'p> {
    text: &'a str,
    escape: u8,
    arguments: Arguments<'a>,
    has_stage: bool,
    /// The names of the stages so far, in lower case.
    stages: BTreeSet<String>,
    places: &'p mut Places,
}

impl File<'_, '_> {
    fn read(&mut self, line: &Line) {
        let [instruction, words @ ..] = &*line.words else {
            return;
        };
        match instruction.span.of(self.text).to_ascii_uppercase().as_str() {
            // What an image does when another is built from it.
            "ONBUILD" => self.read(&Line {
                words: words.to_vec(),
            }),
            // "An ARG declared before a FROM is outside of a build stage"; FROM sees no other.
            "ARG" if !self.has_stage => {
                for word in words {
                    self.arguments.declare(self.text, self.escape, word);
                }
            }
            "FROM" => self.read_from(words),
            "COPY" | "ADD" => self.read_flags(words, |flag| flag.strip_prefix("--from=")),
            "RUN" => self.read_flags(words, |flag| {
                let mount = flag.strip_prefix("--mount=")?;
                mount.split(',').find_map(|part| part.strip_prefix("from="))
            }),
            _ => {}
        }
    }

    fn read_from(&mut self, words: &[Word]) {
        let mut words = words
            .iter()
            .skip_while(|word| word.span.of(self.text).starts_with("--"));
        let Some(image) = words.next() else { return };
        let name = words
            .next()
            .filter(|word| word.span.of(self.text).eq_ignore_ascii_case("as"))
            .and_then(|_| words.next());
        self.push_image(image);
        self.has_stage = true;
        let name = name.map(|word| word.span.of(self.text).to_ascii_lowercase());
        self.stages.extend(name);
    }

    /// An image that variables may stand for, unless what they come to is a stage.
    fn push_image(&mut self, word: &Word) {
        let word = word.unquoted(self.text);
        let text = word.span.of(self.text);
        // Where one variable stands for all of it, the image is where the variable has its value.
        let (span, reading) = match self.arguments.alone(text) {
            Some(value) => (value.span, value.reading.clone()),
            None => (word.span, self.arguments.expand(text, self.escape, &word)),
        };
        let image = reading.of(span.of(self.text));
        if !image.is_some_and(|image| self.is_stage(&image) || image == SCRATCH) {
            self.places.push(span, reading);
        }
    }

    /// The images in flags; "variables are not expanded" in them.
    fn read_flags(&mut self, words: &[Word], image_in: impl Fn(&str) -> Option<&str>) {
        for word in words {
            let written = word.span.of(self.text);
            if !written.starts_with("--") {
                return;
            }
            let Some(dropped) = flag::dropped(written, self.escape, word) else {
                continue;
            };
            let flag = Mended::new(written, &dropped);
            let Some(image) = image_in(flag.text()) else {
                continue;
            };
            let is_number = image.bytes().all(|byte| byte.is_ascii_digit());
            if is_number || self.is_stage(image) || image == SCRATCH {
                continue;
            }
            let span = flag.origin(span_within(flag.text(), image));
            let image = span.of(written);
            let reading = match image.find('$') {
                Some(at) => Reading::Open(Unknown::new(
                    Span::new(at, image.len()),
                    format!("`{}`", &image[at..]),
                )),
                None => Reading::Known(flag::within(&dropped, span)),
            };
            self.places.push(span.shifted(word.span.start), reading);
        }
    }

    fn is_stage(&self, name: &str) -> bool {
        self.stages.contains(&name.to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests;
