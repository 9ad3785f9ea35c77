//! What a form shows of a draft before it is registered.

use crate::code::Code;
use crate::image::ImageName;
use crate::pull::PullInstructions;
use crate::registry::Catalogue;
use crate::tool_path::ToolPath;

use super::{Draft, check, read_image};

/// Most mends before a draft is given up: a command, its quotes, the scheme and the case.
const MENDS_MAX: usize = 4;

/// What a draft would become, as far as its image can be read.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The image.
    pub image: ImageName,
    /// The path that the tool would have.
    pub tool_path: ToolPath,
    /// How the image is fetched.
    pub pull: PullInstructions,
}

/// The preview of a draft, whatever else is wrong with it; see [`read_image`].
///
/// ```
/// use wharfinger_core::registration::{Draft, preview};
/// use wharfinger_core::{registry::Catalogue, report::Field};
/// let draft = Draft::default().with(Field::Image, "nginx:1.25");
/// let preview = preview(&Catalogue::built_in(), &draft).unwrap();
/// assert_eq!(preview.tool_path.as_str(), "docker.io/library/nginx");
/// assert_eq!(preview.pull.pull, "docker pull nginx:1.25");
/// ```
#[must_use]
pub fn preview(catalogue: &Catalogue, draft: &Draft) -> Option<Preview> {
    let image = read_image(catalogue, draft)?;
    Some(Preview {
        tool_path: image.tool_path(draft.tool_name()),
        pull: image.pull_instructions(catalogue, draft.visibility()),
        image,
    })
}

/// The preview of a draft once its likeliest mends are applied, one after the other, until the image
/// can be read.
///
/// ```
/// use wharfinger_core::registration::{Draft, mended_preview};
/// use wharfinger_core::{registry::Catalogue, report::Field};
/// let path = |image| {
///     let draft = Draft::default().with(Field::Image, image);
///     let preview = mended_preview(&Catalogue::built_in(), &draft)?;
///     Some(preview.tool_path.as_str().to_owned())
/// };
/// assert_eq!(path("docker pull Nginx").unwrap(), "docker.io/library/nginx");
/// // Two words are two words, not a name with a space too many.
/// assert!(path("sorts alignments").is_none());
/// ```
#[must_use]
pub fn mended_preview(catalogue: &Catalogue, draft: &Draft) -> Option<Preview> {
    let mut draft = draft.clone();
    for _ in 0..MENDS_MAX {
        if let Some(preview) = preview(catalogue, &draft) {
            return Some(preview);
        }
        let issues = check(catalogue, &draft).issues;
        let mut errors = issues.iter().filter(|issue| issue.is_error());
        let mended = errors.find(|issue| !issue.fixes.is_empty())?;
        if mended.code == Code::ReferenceSpace {
            return None;
        }
        draft.apply(&mended.fixes[0]);
    }
    preview(catalogue, &draft)
}
