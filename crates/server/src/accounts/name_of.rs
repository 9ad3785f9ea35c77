//! A name for the account of somebody whom a provider describes.
//!
//! Names never change, so the person's own choice comes first, and it is kept as far as it can be one:
//! `Åsa Öberg` becomes `asa-oberg`.

use icu_normalizer::DecomposingNormalizerBorrowed;
use wharfinger_core::account::{AccountName, NAME_CHARS_MAX};

/// What somebody is called of whom nothing is known that could be a name.
const NOBODY_IN_PARTICULAR: &str = "person";

/// What a provider says about somebody.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Described<'a> {
    /// The user name that they would like.
    pub(super) username: Option<&'a str>,
    /// What they are called.
    pub(super) name: Option<&'a str>,
    /// Where mail reaches them.
    pub(super) email: Option<&'a str>,
}

impl Described<'_> {
    /// The names they could have, the best first, without end: whether one is free, the store knows.
    pub(super) fn names(self) -> impl Iterator<Item = AccountName> {
        let base = [
            // Some providers give an address there.
            self.username.map(before_at),
            self.name,
            self.email.map(before_at),
        ]
        .into_iter()
        .flatten()
        .find_map(fitted)
        .unwrap_or_else(|| NOBODY_IN_PARTICULAR.to_owned());
        (1_u32..).map(move |number| numbered(&base, number))
    }
}

fn before_at(text: &str) -> &str {
    text.split('@').next().unwrap_or(text)
}

/// The text as a name, if anything of it can be in one.
fn fitted(text: &str) -> Option<String> {
    let mut name = String::new();
    // Letters with marks become letters and marks, and ligatures letters.
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize_iter(text.chars());
    for c in decomposed.flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => name.push(c),
            // Letters that have no marks to take off.
            'ß' => name.push_str("ss"),
            'æ' => name.push_str("ae"),
            'œ' => name.push_str("oe"),
            'þ' => name.push_str("th"),
            'ø' => name.push('o'),
            'ł' => name.push('l'),
            'đ' | 'ð' => name.push('d'),
            'ı' => name.push('i'),
            // What stands between words, but not within one.
            ' ' | '-' | '_' | '.' | '+' | '/' | ',' if !name.is_empty() && !name.ends_with('-') => {
                name.push('-');
            }
            _ => {}
        }
    }
    cut(&name, NAME_CHARS_MAX)
}

/// The first is the name itself, the others have their number behind it.
fn numbered(base: &str, number: u32) -> AccountName {
    let name = if number == 1 {
        base.to_owned()
    } else {
        let suffix = format!("-{number}");
        let base = cut(base, NAME_CHARS_MAX - suffix.len()).unwrap_or_default();
        base + &suffix
    };
    name.parse().expect("it has only what a name may have")
}

/// At most so many characters, and no hyphen behind them; nothing where nothing is left.
fn cut(name: &str, chars_max: usize) -> Option<String> {
    let name = name[..name.len().min(chars_max)].trim_end_matches('-');
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(username: &str, name: &str, email: &str, expected: &[&str]) {
        fn given(text: &str) -> Option<&str> {
            (!text.is_empty()).then_some(text)
        }
        let described = Described {
            username: given(username),
            name: given(name),
            email: given(email),
        };
        let names: Vec<_> = described.names().take(expected.len()).collect();
        let names: Vec<_> = names.iter().map(AccountName::as_str).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn the_persons_own_choice_comes_first() {
        check(
            "ada",
            "Ada Lovelace",
            "al@example.org",
            &["ada", "ada-2", "ada-3"],
        );
        check("Ada.L@example.org", "Ada", "", &["ada-l"]);
        check("", "Ada Lovelace", "al@example.org", &["ada-lovelace"]);
        check(
            "",
            "",
            "a.lovelace+wharf@example.org",
            &["a-lovelace-wharf"],
        );
        check("", "", "", &["person", "person-2"]);
    }

    #[test]
    fn names_of_people_are_kept_as_far_as_they_can_be() {
        for (name, expected) in [
            ("Åsa Öberg", "asa-oberg"),
            ("Łukasz Żółć", "lukasz-zolc"),
            ("Straße  —  Großmann", "strasse-grossmann"),
            ("Sinéad O'Connor", "sinead-oconnor"),
            ("Bjørn Þór", "bjorn-thor"),
            ("ﬁnn Ⅷ", "finn-viii"),
            ("İpek Işık", "ipek-isik"),
            ("--a--b--", "a-b"),
        ] {
            check("", name, "", &[expected]);
        }
        // Nothing of it can be in a name, so the next best is taken.
        check(
            "\u{674e}\u{5c0f}\u{9f99}",
            "\u{674e}\u{5c0f}\u{9f99}",
            "xl.li@example.org",
            &["xl-li"],
        );
    }

    #[test]
    fn names_are_as_long_as_they_may_be() {
        let long = "a".repeat(50);
        let full = "a".repeat(NAME_CHARS_MAX);
        let second = format!("{}-2", "a".repeat(NAME_CHARS_MAX - 2));
        check(&long, "", "", &[&full, &second]);
        // Cut at a hyphen.
        let name = format!("{} b", "a".repeat(NAME_CHARS_MAX - 1));
        check("", &name, "", &[&"a".repeat(NAME_CHARS_MAX - 1)]);
    }
}
