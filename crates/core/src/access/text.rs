//! What people write to each other about a request.

use std::fmt;

use thiserror::Error;

use crate::prose;

/// Most characters of a reason. Enough to say what the access is for; the text is read in an inbox
/// and in a mail, beside many others.
pub const REASON_CHARS_MAX: usize = 2000;

/// Most characters of a maintainer's note; as many as of a [reason](REASON_CHARS_MAX), which it
/// answers.
pub const NOTE_CHARS_MAX: usize = REASON_CHARS_MAX;

/// A text that cannot be a reason or a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InvalidText {
    /// There is nothing but white space.
    #[error("the text is empty; write a sentence")]
    Empty,
    /// It is too long.
    #[error("the text has {chars} characters, {chars_max} are allowed; shorten it")]
    TooLong {
        /// How many characters it has.
        chars: usize,
        /// How many are allowed.
        chars_max: usize,
    },
    /// It holds a character that commands a terminal, or that hides what the text says.
    #[error(
        "the text holds U+{:04X}, which cannot be shown, at byte {at}; remove it",
        u32::from(*character)
    )]
    Character {
        /// Where, in bytes of the text that was given.
        at: usize,
        /// The character.
        character: char,
    },
}

/// What no free text may be, whatever the limits of the day are.
fn check_shape(text: &str) -> Result<(), InvalidText> {
    if prose::is_blank(text) {
        return Err(InvalidText::Empty);
    }
    match prose::first_unfit(text) {
        Some((at, character)) => Err(InvalidText::Character { at, character }),
        None => Ok(()),
    }
}

fn check_length(text: &str, chars_max: usize) -> Result<(), InvalidText> {
    let chars = text.trim().chars().count();
    if chars > chars_max {
        return Err(InvalidText::TooLong { chars, chars_max });
    }
    Ok(())
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident, $chars_max:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Reads it from what somebody wrote. White space around it is left out, and line ends
            /// become line feeds.
            ///
            /// # Errors
            /// What is wrong with the text.
            pub fn new(text: &str) -> Result<Self, InvalidText> {
                check_length(text, $chars_max)?;
                Self::restore(text)
            }

            /// Reads it from where it was stored. A limit that was lowered since does not make it
            /// unreadable.
            ///
            /// # Errors
            /// What is wrong with the text.
            pub fn restore(text: &str) -> Result<Self, InvalidText> {
                check_shape(text)?;
                Ok(Self(prose::kept(text)))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

texts! {
    /// Why somebody asks for access, for more time, or ends it early.
    ///
    /// ```
    /// use wharfinger_core::access::Reason;
    /// let reason = Reason::new(" Variant calling for project 17.\r\n").unwrap();
    /// assert_eq!(reason.as_str(), "Variant calling for project 17.");
    /// assert!(Reason::new(" \n").is_err());
    /// ```
    Reason, REASON_CHARS_MAX;

    /// What a maintainer writes to the requester with an answer.
    ///
    /// ```
    /// use wharfinger_core::access::Note;
    /// assert!(Note::new("Please use version 2.").is_ok());
    /// assert!(Note::new("\u{1b}[31mred").is_err());
    /// ```
    Note, NOTE_CHARS_MAX;
}

impl Reason {
    /// The reason in a text that was checked by the same rules, as a field of a form.
    pub(super) fn of_checked(text: &str) -> Self {
        Self(prose::kept(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_lines_and_takes_off_the_edges() {
        let note = Note::new("\t first\r\nsecond\rthird\n\n").unwrap();
        assert_eq!(note.as_str(), "first\nsecond\nthird");
        assert_eq!(Note::restore(note.as_str()), Ok(note));
    }

    #[test]
    fn refuses_what_cannot_be_shown() {
        for (text, at, character) in [
            ("a\u{7}b", 1, '\u{7}'),
            ("ä\u{202e}b", 2, '\u{202e}'),
            ("\u{feff}a", 0, '\u{feff}'),
        ] {
            let refused = Err(InvalidText::Character { at, character });
            assert_eq!(Reason::new(text), refused);
            assert_eq!(Reason::restore(text), refused);
        }
        assert_eq!(Reason::new(" \t\r\n"), Err(InvalidText::Empty));
        assert_eq!(Reason::restore(""), Err(InvalidText::Empty));
    }

    #[test]
    fn counts_characters_up_to_the_limit() {
        let longest = "ä".repeat(REASON_CHARS_MAX);
        assert!(Reason::new(&format!(" {longest} ")).is_ok());
        let longer = longest + "ä";
        assert_eq!(
            Reason::new(&longer),
            Err(InvalidText::TooLong {
                chars: REASON_CHARS_MAX + 1,
                chars_max: REASON_CHARS_MAX
            })
        );
        assert!(Reason::restore(&longer).is_ok());
    }

    #[test]
    fn errors_say_what_to_do() {
        let error = |text| Reason::new(text).unwrap_err().to_string();
        assert_eq!(error(""), "the text is empty; write a sentence");
        assert_eq!(
            error("a\u{7}"),
            "the text holds U+0007, which cannot be shown, at byte 1; remove it"
        );
        assert_eq!(
            error(&"a".repeat(2001)),
            "the text has 2001 characters, 2000 are allowed; shorten it"
        );
    }
}
