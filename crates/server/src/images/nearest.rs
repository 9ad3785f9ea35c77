//! Which of many tags somebody may have meant.

/// Up to `count` of the tags, those first that are most like `missing`: by how much they begin alike, as
/// versions do, then by how much their lengths differ, then by name.
pub(super) fn nearest<'a>(missing: &str, tags: &'a [String], count: usize) -> Vec<&'a str> {
    let mut ranked: Vec<_> = tags
        .iter()
        .map(|tag| {
            let alike = alike(missing, tag);
            let longer = tag.len().abs_diff(missing.len());
            (std::cmp::Reverse(alike), longer, &**tag)
        })
        .collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked
        .into_iter()
        .take(count)
        .map(|(_, _, tag)| tag)
        .collect()
}

/// How many bytes two tags have in common at their beginning, upper and lower case and the `v` of a version
/// aside.
fn alike(one: &str, other: &str) -> usize {
    let bytes = |tag: &'_ str| {
        let digits = tag.strip_prefix(['v', 'V']);
        let is_version = |rest: &&str| rest.starts_with(|first: char| first.is_ascii_digit());
        digits
            .filter(is_version)
            .unwrap_or(tag)
            .to_ascii_lowercase()
    };
    let (one, other) = (bytes(one), bytes(other));
    let pairs = one.bytes().zip(other.bytes());
    pairs.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_begin_alike_come_first() {
        let tags = [
            "latest",
            "1.17--h00cdaf9_0",
            "v1.19",
            "1.19.2",
            "2.0",
            "1.1",
        ]
        .map(str::to_owned);
        for (missing, expected) in [
            ("1.19", &["v1.19", "1.19.2", "1.1"][..]),
            ("1.17", &["1.17--h00cdaf9_0", "1.1", "v1.19"]),
            ("LATEST", &["latest", "1.19.2", "v1.19"]),
        ] {
            assert_eq!(nearest(missing, &tags, 3), expected, "{missing}");
        }
        assert_eq!(nearest("1", &tags, 0), [""; 0]);
        assert_eq!(nearest("1", &[], 3), [""; 0]);
    }

    #[test]
    fn a_tag_is_named_once() {
        let tags = ["1.0", "1.0"].map(str::to_owned);
        assert_eq!(nearest("1.1", &tags, 3), ["1.0"]);
    }
}
