//! Several words: settings, commands, sentences.

use crate::code::Code;
use crate::report::{Fix, Issue, Span};

use super::super::super::{ImageReference, Mode};
use super::super::characters::{is_space, is_tag_like, last_segment};
use super::super::digest;
use super::{Found, Layer, NAMED_LATER, PASTE_ALONE, command};

impl Layer<'_> {
    /// `image: nginx` of YAML, `"image": "nginx"` of JSON, `- image: nginx`, `image = "nginx"`,
    /// `--image=nginx`.
    pub(super) fn key(&self) -> Option<Found> {
        let outer = self.outer_text();
        let bare = outer.strip_prefix("- ").unwrap_or(outer).trim_start();
        let bare = bare.strip_prefix("--").unwrap_or(bare);
        let at = bare.find([':', '='])?;
        let (key, value) = bare.split_at(at);
        let (mark, value) = value.split_at(1);
        // A tag follows its `:` at once.
        if mark == ":" && !value.starts_with([' ', '\t', '"', '\'']) {
            return None;
        }
        let value = value.trim_start();
        let key = key.trim().trim_matches(['"', '\'']);
        let is_word = !key.is_empty()
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        let is_known = command::is_key(key);
        (is_word && !value.is_empty() && (is_known || value.contains(['/', ':']))).then(|| {
            self.found(
                Code::ReferencePastedCommand,
                self.span_of(value),
                format!("`{key}` is the key of a setting, not part of the reference"),
                NAMED_LATER,
            )
        })
    }

    /// `docker pull X`, `FROM X AS y`, and comments behind a reference.
    pub(super) fn command(&self) -> Option<Found> {
        let outer = self.outer_text();
        match command::read(outer) {
            command::Line::Other => None,
            command::Line::WithoutImage => Some(self.hopeless(
                Code::ReferencePastedCommand,
                self.outer,
                "this is a command that names no image",
                PASTE_ALONE,
            )),
            command::Line::Names(image) => Some(self.found(
                Code::ReferencePastedCommand,
                self.span_of(image),
                "this is a whole command, not the reference alone",
                NAMED_LATER,
            )),
        }
    }

    /// Several words of which one alone can be a reference: `see quay.io/team/tool:1`.
    pub(super) fn words(&self) -> Option<Found> {
        /// From so many words on, none of them is a slip inside a reference.
        const WORDS_MIN: usize = 4;
        let outer = self.outer_text();
        let is_template = ["${", "$(", "{{", "<"]
            .iter()
            .any(|open| outer.contains(open));
        let words: Vec<&str> = outer
            .split(is_space)
            .filter(|word| !word.is_empty())
            .collect();
        let marks = ['/', ':', '@'];
        // `quay.io / team / tool` is one reference with spaces.
        let is_spaced = words.iter().any(|word| matches!(*word, "/" | ":" | "@"))
            && words.iter().all(|word| word.bytes().all(is_reference_byte));
        if words.len() < 2 || is_template || is_spaced {
            return None;
        }
        if words.len() < WORDS_MIN {
            if let Some(found) = self.tag_in_words(&words) {
                return Some(found);
            }
            let is_cut = |word: &&str| {
                word.starts_with(marks) || word.ends_with(marks) || digest::looks_like_one(word)
            };
            // `quay.io/team/tool 1.17` lacks a `:`.
            let lacks_colon = matches!(*words, [image, tag]
                if is_tag_like(tag) && !last_segment(image).contains(':'));
            // `my org/tool:1`: half of a name, which is not to be lost.
            let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_ ".contains(&byte);
            let is_halved = outer
                .split_once('/')
                .is_some_and(|(first, _)| first.contains(' ') && first.bytes().all(is_name));
            if words.iter().any(is_cut) || lacks_colon || is_halved {
                return None;
            }
        }
        let is_image = |word: &&&str| {
            word.contains(['/', ':'])
                && !word.ends_with(marks)
                && word.starts_with(|first: char| {
                    first.is_ascii_alphanumeric() || matches!(first, '-' | '"' | '\'')
                })
        };
        let mut images = words.iter().filter(is_image);
        match (images.next(), images.next()) {
            (Some(image), None) => Some(self.found(
                Code::ReferencePastedCommand,
                self.span_of(image),
                "only one of these words is the reference",
                NAMED_LATER,
            )),
            (Some(image), Some(_)) if outer.contains(['\n', '\r']) => Some(self.found(
                Code::ReferencePastedCommand,
                self.span_of(image),
                "more than one image is named",
                NAMED_LATER,
            )),
            _ => (words.len() >= WORDS_MIN).then(|| {
                self.hopeless(
                    Code::ReferencePastedCommand,
                    self.outer,
                    "only one word can be the reference, and none of these is clearly it",
                    PASTE_ALONE,
                )
            }),
        }
    }

    /// `quay.io/team/tool tag 1.0`, `team/tool version 1.0`.
    fn tag_in_words(&self, words: &[&str]) -> Option<Found> {
        let [image, word, tag] = *words else {
            return None;
        };
        let word = word.trim_end_matches([':', '=']);
        let is_word = ["tag", "version", "v"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known));
        let whole = [image, ":", tag].concat();
        if !is_word || !is_tag_like(tag) || ImageReference::parse(&whole, Mode::Strict).is_none() {
            return None;
        }
        let between = Span::new(self.span_of(image).end, self.span_of(tag).start);
        let message = "a tag stands behind `:`";
        let fix = Fix::new(NAMED_LATER, self.field, between, ":");
        Some(Found {
            issue: Issue::new(Code::ReferencePastedCommand, self.field, between, message)
                .help(PASTE_ALONE)
                .fix(fix),
            inner: None,
        })
    }
}

/// Whether a byte can stand in a reference at all.
fn is_reference_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/' | b':' | b'@')
}
