//! An image in one line with parts beside it.

use crate::code::Code;
use crate::image::{ImageName, check_policy};
use crate::reference::{DOCKER_HUB_HOST, ImageReference, Mode, OFFICIAL_NAMESPACE};
use crate::registry::{AMAZON_ECR_ID, Catalogue, Located, check_tag};
use crate::report::{Field, Issue, Span};
use crate::tool_path::EMPTY_NAMESPACE;

use super::Draft;
use super::host::path_not_allowed;
use super::parts::{FIELDS, tag_and_digest, trimmed};

/// Compares parts that were given beside an image in one line.
///
/// A tag or a digest that the line lacks is added to it; everything else must be the same.
pub(super) fn agree(
    catalogue: &Catalogue,
    draft: &Draft,
    mut image: ImageName,
    issues: &mut Vec<Issue>,
) -> ImageName {
    if !complete(catalogue, draft, &mut image, issues) {
        return image;
    }
    let entry = catalogue.by_id(&image.registry);
    let same_repository = is_same_repository(draft, &image);
    for field in FIELDS {
        let Some(given) = trimmed(draft, *field) else {
            continue;
        };
        let expected = match field {
            Field::Registry => &*image.registry,
            Field::RegistryPath => match entry.filter(|entry| !entry.custom_path()) {
                Some(entry) => {
                    issues.push(path_not_allowed(catalogue, draft, entry, &image.host));
                    continue;
                }
                None if catalogue.identify(given.text).host() == image.host => continue,
                None => &*image.host,
            },
            Field::Namespace | Field::Name if same_repository => continue,
            Field::Namespace if is_official(&image) && given.text == EMPTY_NAMESPACE => continue,
            Field::Namespace => &*image.namespace,
            Field::Name => &*image.name,
            Field::Tag => image.tag.as_deref().unwrap_or_default(),
            _ => image.digest.as_deref().unwrap_or_default(),
        };
        if given.text != expected {
            issues.push(disagreement(given, expected));
        }
    }
    image
}

/// Adds the tag and the digest that the line lacks. Says whether those given are well formed.
fn complete(
    catalogue: &Catalogue,
    draft: &Draft,
    image: &mut ImageName,
    issues: &mut Vec<Issue>,
) -> bool {
    let lacks =
        |field: Field, part: &Option<String>| trimmed(draft, field).filter(|_| part.is_none());
    let tag = lacks(Field::Tag, &image.tag);
    let digest = lacks(Field::Digest, &image.digest);
    if tag.is_none() && digest.is_none() {
        return true;
    }
    let before = issues.len();
    tag_and_digest(draft, issues);
    if issues.len() > before {
        return false;
    }
    // What was said about the line alone is said again about the whole.
    issues.retain(|issue| {
        issue.field != Field::Image
            || !matches!(
                issue.code,
                Code::ReferenceLatest | Code::ReferenceTagAndDigest | Code::RegistryNoLatestTag
            )
    });
    let line = draft.get(Field::Image).unwrap_or_default();
    let reference = ImageReference::parse(line, Mode::Strict);
    let in_line =
        |span: Option<Span>| span.map(|span| Located::new(Field::Image, span.start, span.of(line)));
    let whole_tag = tag.or(in_line(
        reference.and_then(|reference| reference.tag_span()),
    ));
    let whole_digest = digest.or(in_line(
        reference.and_then(|reference| reference.digest_span()),
    ));
    check_policy(whole_tag, whole_digest, issues);
    if let (Some(entry), Some(tag)) = (catalogue.by_id(&image.registry), whole_tag) {
        check_tag(entry, &image.repository(), tag, issues);
    }
    let owned = |part: Located<'_>| part.text.to_owned();
    image.tag = image.tag.take().or(tag.map(owned));
    image.digest = image.digest.take().or(digest.map(owned));
    true
}

fn is_official(image: &ImageName) -> bool {
    image.namespace == OFFICIAL_NAMESPACE && image.host == DOCKER_HUB_HOST
}

/// Whether namespace and name together are the repository, wherever it was cut in two.
fn is_same_repository(draft: &Draft, image: &ImageName) -> bool {
    let (Some(namespace), Some(name)) = (
        trimmed(draft, Field::Namespace),
        trimmed(draft, Field::Name),
    ) else {
        return false;
    };
    image.registry != AMAZON_ECR_ID
        && [namespace.text, "/", name.text].concat() == image.repository()
}

fn disagreement(given: Located<'_>, expected: &str) -> Issue {
    let range = 0..given.text.len();
    let (message, label) = if expected.is_empty() {
        (
            format!("the image in one line has no such part as `{}`", given.text),
            "Clear this field".to_owned(),
        )
    } else {
        (
            format!(
                "`{}` differs from the image in one line, which says `{expected}`",
                given.text
            ),
            format!("Use `{expected}`"),
        )
    };
    given
        .issue(Code::RegistrationPartsDiffer, range.clone(), message)
        .help("change one of the two, or leave the parts empty")
        .fix(given.fix(label, range, expected))
}
