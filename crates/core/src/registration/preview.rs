//! What a form shows of a draft before it is registered.

use crate::image::ImageName;
use crate::pull::PullInstructions;
use crate::registry::Catalogue;
use crate::tool_path::ToolPath;

use super::{Draft, read_image};

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
