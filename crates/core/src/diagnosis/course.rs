//! The course of things: which images came after all, and what was pushed.

use std::cell::OnceCell;
use std::sync::LazyLock;

use regex::Regex;

use super::images;
use super::needles::Needles;
use super::search::compiled;
use super::{Cause, NamedImage};
use crate::registry::Catalogue;
use crate::report::Span;

/// What says that an image was pulled, in front of its name.
const PULLED: &[&str] = &[
    "successfully pulled image",
    "downloaded newer image for",
    "image is up to date for",
];

/// What says that an image is pushed.
const PUSHES: &[&str] = &[
    "push refers to",
    "failed to push",
    "docker push ",
    "podman push ",
    "image push ",
];

/// What a push that has worked ends with.
const PUSHED: &str = ": digest: sha256:";

static PULLED_NEEDLES: LazyLock<Needles> = LazyLock::new(|| Needles::new(PULLED.iter().copied()));

static PUSH_NEEDLES: LazyLock<Needles> = LazyLock::new(|| Needles::new(PUSHES.iter().copied()));

static PULLED_IMAGE: LazyLock<Regex> = LazyLock::new(|| {
    let image = format!(r#"(?:{}) \\*"?<image>"#, PULLED.join("|"));
    compiled(&images::pattern(&image))
});

/// What a text tells besides failures.
#[derive(Debug)]
pub(super) struct Course<'t> {
    text: &'t str,
    /// Images that were pulled, in the order of the text.
    pulled: Vec<NamedImage>,
    /// Where it says that something is pushed; read where it is asked for.
    pushes: OnceCell<Vec<usize>>,
}

impl<'t> Course<'t> {
    /// Reads a text from its first failure on.
    pub(super) fn of(catalogue: &Catalogue, text: &'t str, first_failure: usize) -> Self {
        let rest = &text[first_failure..];
        let pulled = PULLED_NEEDLES.lines(rest).filter_map(|(line, _)| {
            let captures = PULLED_IMAGE.captures(line.of(rest))?;
            NamedImage::from_match(catalogue, &captures, first_failure + line.start)
        });
        Self {
            text,
            pulled: pulled.collect(),
            pushes: OnceCell::new(),
        }
    }

    /// Whether an image was pulled behind a line that says that it could not be. Where none is named by then,
    /// any image tells that what comes and goes by itself is gone; of anything else it tells nothing.
    pub(super) fn is_pulled_behind(
        &self,
        line: Span,
        cause: Cause,
        image: Option<&NamedImage>,
    ) -> bool {
        let image = image.filter(|image| image.span.start < line.end);
        let is_meant = |pulled: &NamedImage| match image {
            Some(image) => cause.ends_with_a_pull() && pulled.may_be(image),
            None => cause.passes(),
        };
        let from_last = self.pulled.iter().rev();
        from_last
            .take_while(|pulled| pulled.span.start >= line.end)
            .any(is_meant)
    }

    /// Whether a line is about what was pushed: something was, the push has not come to its end, and no image
    /// is named since.
    pub(super) fn is_about_push(&self, line: Span, images: &[NamedImage]) -> bool {
        let lines = || PUSH_NEEDLES.lines(self.text).map(|(line, _)| line.start);
        let pushes = self.pushes.get_or_init(|| lines().collect());
        let last = pushes.iter().rfind(|push| **push < line.end);
        last.is_some_and(|push| {
            let since = self.text.get(*push..line.start).unwrap_or_default();
            let mut named = images.iter().map(|image| image.span);
            !since.contains(PUSHED)
                && !named.any(|image| *push <= image.start && image.end <= line.end)
        })
    }
}
