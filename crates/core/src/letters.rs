//! Letters beyond ASCII, roughly.
//!
//! Enough to tell a word from punctuation, and to lower the letters people type. The standard
//! library knows every letter; its tables weigh 20 KB of WebAssembly, for host names that are
//! refused either way.

/// Whether a character may stand in a word of some language.
pub(crate) fn is_letter_or_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    let in_a_script = matches!(
        c,
        // Latin to Greek Extended; Glagolitic to Ethiopic Extended; Hiragana to Hangul;
        // CJK compatibility; the supplementary ideographs.
        '\u{c0}'..='\u{1fff}'
            | '\u{2c00}'..='\u{2ddf}'
            | '\u{3041}'..='\u{d7ff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    );
    in_a_script && !c.is_whitespace() && !matches!(c, '×' | '÷')
}

/// The text in lower case; `None` where a letter is not one of those that are lowered by rule.
pub(crate) fn lowercase(text: &str) -> Option<String> {
    text.chars().map(lower).collect()
}

fn lower(c: char) -> Option<char> {
    let code = u32::from(c);
    let distance = match c {
        'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => 32,
        'Ѐ'..='Џ' => 80,
        // Pairs, the capital first. The Turkish dotted capital becomes two letters.
        'Ā'..='į' | 'Ĳ'..='ķ' | 'Ŋ'..='ŷ' => 1 - code % 2,
        'Ĺ'..='ň' | 'Ź'..='ž' => code % 2,
        // Letters without capitals, and scripts without case.
        '\0'..='ŉ'
        | 'ß'..='ſ'
        | 'ά'..='ώ'
        | 'а'..='џ'
        | '\u{590}'..='\u{109f}'
        | '\u{1100}'..='\u{139f}'
        | '\u{1400}'..='\u{1c7f}'
        | '\u{3041}'..='\u{a63f}'
        | '\u{ac00}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => 0,
        _ => return None,
    };
    if matches!(c, 'İ' | 'Ÿ') {
        return None;
    }
    char::from_u32(code + distance)
}

#[cfg(test)]
mod tests {
    use super::{is_letter_or_digit, lower};

    #[test]
    fn lowers_as_the_standard_library_or_not_at_all() {
        for c in '\0'..='\u{10ffff}' {
            if let Some(lower) = lower(c) {
                assert_eq!(c.to_lowercase().collect::<String>(), lower.to_string());
            }
        }
    }

    #[test]
    fn lowers_what_people_type() {
        for c in "ABCXYZabcxyz019ÄÖÜäöüßÅÉŁŻŐČΑΩάЖЯяЇ日本語한국अआ".chars()
        {
            assert!(lower(c).is_some(), "{c}");
        }
    }

    #[test]
    fn tells_words_from_punctuation() {
        for c in "aZ9äŁΩЖ日한अ".chars() {
            assert!(is_letter_or_digit(c), "{c}");
        }
        for c in " -_.:/×–—“”…→€🎉\u{200b}\u{a0}\u{3000}。！".chars() {
            assert!(!is_letter_or_digit(c), "{c:?}");
        }
    }
}
