//! What was pasted into the search: the reference in it, and the path it leads to.

use wharfinger_core::registration::{Draft, mended_preview};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;

/// The path of the image that a text names, where it can be read as one, leniently: with the command
/// or the web address around it, a tag or a digest behind it.
pub(super) fn path(catalogue: &Catalogue, text: &str) -> Option<String> {
    let draft = Draft::default().with(Field::Image, text);
    mended_preview(catalogue, &draft).map(|preview| preview.tool_path.to_string())
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
