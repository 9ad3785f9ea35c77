//! A pasted text without its secrets.

use std::fmt;
use std::sync::LazyLock;

use super::secrets::{self, KEY, Kinds, begins_key, closes_key, end_of_cut_key, ends_key};

/// What stands for a secret: what CI services write, whose masks then count as ours.
pub const MASK: &str = "***";

/// Most bytes of a text that are read: the issue tracker of the field's engines shows logs of some
/// hundred kilobytes, and what failed stands at the end.
pub const LOG_BYTES_MAX: usize = 1024 * 1024;

/// What stands at the end of a line where a command goes on in the next one: in shells, in `PowerShell` and
/// in the command prompt of Windows.
const GOES_ON: [char; 3] = ['\\', '`', '^'];

/// Most lines of one command, each but the last with such a sign at its end. Engines write one argument
/// a line; the longest commands of the cases have about twenty.
const COMMAND_LINES_MAX: usize = 64;

/// How often a text is masked at most. A mask can hide what another pattern began to match at, which then finds
/// its secret further on: what programs print takes two passes, and what is made for it no longer than this.
const PASSES_MAX: usize = 16;

/// The end of an output, without the secrets that it held.
///
/// Only this is diagnosed, shown, sent or kept: nothing gives the text back as it was.
///
/// ```
/// use wharfinger_core::diagnosis::Log;
/// let log = Log::new("docker login -u ada -p hunter22 quay.io\nError: denied");
/// assert_eq!(log.text(), "docker login -u ada -p *** quay.io\nError: denied");
/// assert_eq!(log.masked(), 1);
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Log {
    text: String,
    masked: usize,
    is_cut: bool,
}

impl Log {
    /// Takes the last [`LOG_BYTES_MAX`] bytes, from the beginning of a line where there is one.
    #[must_use]
    pub fn new(output: &str) -> Self {
        let is_cut = output.len() > LOG_BYTES_MAX;
        let end = if is_cut {
            let cut = output.ceil_char_boundary(output.len() - LOG_BYTES_MAX);
            let line = output[..cut].rfind('\n').map_or(0, |before| before + 1);
            without_cut_command(&output[line..])
        } else {
            output
        };
        let mut log = Self {
            text: end.to_owned(),
            masked: 0,
            is_cut,
        };
        for _ in 0..PASSES_MAX {
            let next = Self::masked_once(&log.text);
            if next.text == log.text {
                return log;
            }
            log.masked += next.masked;
            log.text = next.text;
        }
        // Made so that each mask shows another secret: no program prints this, and none of it is safe to show.
        MASK.clone_into(&mut log.text);
        log
    }

    fn masked_once(text: &str) -> Self {
        let mut log = Self {
            text: String::with_capacity(text.len()),
            masked: 0,
            is_cut: false,
        };
        log.push_masked(text);
        log
    }

    /// Reads bytes, as programs print them; what is no UTF-8 is replaced.
    #[must_use]
    pub fn from_bytes(output: &[u8]) -> Self {
        Self::new(&String::from_utf8_lossy(output))
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many secrets were masked.
    #[must_use]
    pub const fn masked(&self) -> usize {
        self.masked
    }

    /// Whether the beginning was left out.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }

    fn push_masked(&mut self, text: &str) {
        let may_have_key = text.contains(KEY);
        let end_of_key = may_have_key.then(|| end_of_cut_key(text)).flatten();
        let (of_key, rest) = text.split_at(end_of_key.unwrap_or_default());
        for line in of_key.split_inclusive('\n') {
            self.mask_whole(line);
        }
        let mut is_in_key = false;
        for (command, block) in commands(rest) {
            let lines = || {
                command
                    .split_inclusive('\n')
                    .chain(block.split_inclusive('\n'))
            };
            // A line that closes a key which began nowhere is of one as well.
            let is_of_key = |line: &str| begins_key(line) || closes_key(line);
            let may_be_of_key = is_in_key || (may_have_key && lines().any(is_of_key));
            if !may_be_of_key {
                self.push_command(command);
                block
                    .split_inclusive('\n')
                    .for_each(|line| self.mask_content(line));
                continue;
            }
            for line in lines() {
                is_in_key = (is_in_key || begins_key(line)) && !ends_key(line);
                self.mask_whole(line);
            }
        }
    }

    fn push_command(&mut self, command: &str) {
        let content = command.trim_end_matches(['\r', '\n']);
        self.mask_in(content);
        self.text.push_str(&command[content.len()..]);
    }

    fn mask_whole(&mut self, line: &str) {
        self.masked += 1;
        self.text.push_str(MASK);
        if line.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// All of a line but the blanks around it.
    fn mask_content(&mut self, line: &str) {
        let content = line.trim();
        if content.is_empty() {
            return self.text.push_str(line);
        }
        let (indentation, rest) = line.split_at(indentation(line));
        self.masked += usize::from(content != MASK);
        self.text.push_str(indentation);
        self.text.push_str(MASK);
        self.text.push_str(&rest[content.len()..]);
    }

    fn mask_in(&mut self, line: &str) {
        let mut secret_ranges: Vec<(usize, usize)> = Vec::new();
        // Most match nothing, which is learned quicker without places for the groups.
        for secret in KINDS.in_text(line).filter(|secret| secret.is_match(line)) {
            for captures in secret.captures_iter(line) {
                let secrets = captures.iter().skip(1).flatten();
                secret_ranges.extend(secrets.map(|found| (found.start(), found.end())));
            }
        }
        secret_ranges.sort_unstable();
        let mut at = 0;
        for (start, end) in secret_ranges {
            if end <= at {
                continue;
            }
            if start >= at {
                self.text.push_str(&line[at..start]);
                self.masked += usize::from(&line[start..end] != MASK);
                self.text.push_str(MASK);
            }
            at = end;
        }
        self.text.push_str(&line[at..]);
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            text,
            masked,
            is_cut,
        } = self;
        f.debug_struct("Log")
            .field("bytes", &text.len())
            .field("masked", masked)
            .field("is_cut", is_cut)
            .finish()
    }
}

/// What stands behind the command that a text begins with, which may have begun before it. The half of a secret
/// would not be known for one, nor would a whole one behind half of its command.
fn without_cut_command(text: &str) -> &str {
    let mut rest = text;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        rest = &rest[line.len()..];
        // Of a line of which nothing is left, because others have cut the text, nobody knows how it ended.
        let may_go_on = number == 0 && line.trim_ascii().is_empty();
        if !may_go_on && !goes_on(line) {
            return &rest[block_length(line, rest)..];
        }
    }
    rest
}

/// Whether the next line cannot be understood without this one.
fn goes_on(line: &str) -> bool {
    let line = line.trim_end_matches(['\r', '\n']);
    line.ends_with(GOES_ON) || secrets::names_next(line)
}

/// How much of what stands behind a line is the block that it begins, where that is a secret: `password: |`.
/// The next line always, as in a text whose indentation is lost; then what is indented further.
fn block_length(line: &str, behind: &str) -> usize {
    if !secrets::opens_block(line) {
        return 0;
    }
    let is_in_block = |(number, next): &(usize, &str)| {
        *number == 0 || next.trim().is_empty() || indentation(next) > indentation(line)
    };
    let lines = behind.split_inclusive('\n').enumerate();
    lines
        .take_while(is_in_block)
        .map(|(_, next)| next.len())
        .sum()
}

/// How many bytes of blanks a line begins with.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines of a text, those of a command that goes on in the next line together, and with it the block
/// that is its secret.
fn commands(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut length = 0;
        let mut last = "";
        for line in rest.split_inclusive('\n').take(COMMAND_LINES_MAX) {
            length += line.len();
            last = line;
            if !goes_on(line) {
                break;
            }
        }
        let (command, behind) = rest.split_at(length);
        let (block, others) = behind.split_at(block_length(last, behind));
        rest = others;
        (!command.is_empty()).then_some((command, block))
    })
}

static KINDS: LazyLock<Kinds> = LazyLock::new(Kinds::new);
