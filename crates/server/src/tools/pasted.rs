//! What was pasted into the search: the reference in it, and the path it leads to.

use wharfinger_core::code::Code;
use wharfinger_core::registration::{Draft, check, read_image};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;

/// Most mends before a text is given up: a command, its quotes, the scheme and the case.
const MENDS_MAX: usize = 4;

/// The path of the image that a text names, where it can be read as one, leniently: with the command
/// or the web address around it, a tag or a digest behind it.
pub(super) fn path(catalogue: &Catalogue, text: &str) -> Option<String> {
    let mut draft = Draft::default().with(Field::Image, text);
    for _ in 0..=MENDS_MAX {
        if let Some(image) = read_image(catalogue, &draft) {
            return Some(image.tool_path(None).to_string());
        }
        let issues = check(catalogue, &draft).issues;
        let mend = issues
            .iter()
            .find(|issue| issue.is_error() && !issue.fixes.is_empty())
            // Two words are two words, not a name with a space too many.
            .filter(|issue| issue.code != Code::ReferenceSpace)?;
        draft.apply(&mend.fixes[0]);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_leads_to_a_path() {
        let catalogue = Catalogue::built_in();
        for (text, expected) in [
            (
                "docker pull quay.io/biocontainers/samtools:1.17--hd87286a_2",
                Some("quay.io/biocontainers/samtools"),
            ),
            (
                "https://quay.io/repository/biocontainers/samtools",
                Some("quay.io/biocontainers/samtools"),
            ),
            (
                "\"Quay.io/BioContainers/samtools\"",
                Some("quay.io/biocontainers/samtools"),
            ),
            (
                "nginx@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                Some("docker.io/library/nginx"),
            ),
            (
                "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0",
                Some("312767926603.dkr.ecr.us-west-2.amazonaws.com/_/md5sum"),
            ),
            ("sorts alignments", None),
            ("", None),
        ] {
            assert_eq!(path(&catalogue, text).as_deref(), expected, "{text}");
        }
    }
}
