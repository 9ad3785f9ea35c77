//! The JSON spelling of an image that was checked by itself.

use std::borrow::Cow;

use serde::ser::Serialize;

use super::{IssuesJson, TextOf};
use crate::image::Checked;
use crate::reference::ImageReference;

/// The JSON of the verdict on one image: `{"image", "valid", "reference", "issues"}`, where
/// `reference` is `{"domain", "path", "tag", "digest", "familiar"}`, or `null` when it is refused.
///
/// ```
/// use wharfinger_core::{image::check, reference::Mode, registry::Catalogue, wire};
/// let checked = check(&Catalogue::built_in(), "nginx:1.27", Mode::Strict);
/// let json = serde_json::to_value(wire::checked_image("nginx:1.27", &checked)).unwrap();
/// assert_eq!(json["reference"]["path"], "library/nginx");
/// assert_eq!(json["reference"]["digest"], serde_json::Value::Null);
/// ```
#[must_use]
pub fn checked_image<'a>(image: &'a str, checked: &'a Checked<'a>) -> impl Serialize + use<'a> {
    CheckedJson {
        image,
        valid: checked.reference.is_some(),
        reference: checked.reference.map(ReferenceJson::from),
        issues: IssuesJson {
            text_of: TextOf::One(image),
            issues: &checked.issues,
        },
    }
}

#[derive(serde::Serialize)]
struct CheckedJson<'a> {
    image: &'a str,
    valid: bool,
    reference: Option<ReferenceJson<'a>>,
    issues: IssuesJson<'a>,
}

#[derive(serde::Serialize)]
struct ReferenceJson<'a> {
    domain: &'a str,
    path: Cow<'a, str>,
    tag: Option<&'a str>,
    digest: Option<&'a str>,
    familiar: String,
}

impl<'a> From<ImageReference<'a>> for ReferenceJson<'a> {
    fn from(reference: ImageReference<'a>) -> Self {
        Self {
            domain: reference.domain(),
            path: reference.path(),
            tag: reference.tag(),
            digest: reference.digest(),
            familiar: reference.familiar(),
        }
    }
}
