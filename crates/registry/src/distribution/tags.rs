//! The tags of a repository, page by page.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::error::RegistryError;
use super::image::{Image, is_tag};
use super::link::next_link;
use super::visit::Visit;
use crate::guard::{Guard, Target};
use crate::http::Method;

/// Tags that are asked for a page: what Docker Hub and Quay give at most. Others give fewer, or all
/// at once.
const PAGE: usize = 100;

/// Most pages of one list.
pub const PAGES_MAX: usize = TAGS_MAX / PAGE;

/// Most tags of one list. BioContainers' largest repositories have some hundred; nightly builds of
/// years come to thousands.
pub const TAGS_MAX: usize = 10_000;

/// Most bytes of a page. All of [`TAGS_MAX`] at their longest have 1,310,000.
const PAGE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// The tags of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tags {
    /// In the registry's order.
    pub tags: Vec<String>,
    /// Whether there are more than were asked for, at most [`TAGS_MAX`].
    pub is_cut: bool,
}

#[derive(Deserialize)]
struct Page {
    /// Some registries say `null` where there is none.
    tags: Option<Vec<String>>,
}

/// Reads so many pages as `tags_max` tags are on; `None` where the registry shows no such repository to us.
pub(crate) async fn list(
    visit: &mut Visit<'_>,
    guard: &Guard,
    image: &Image,
    tags_max: usize,
) -> Result<Option<Tags>, RegistryError> {
    let first = image
        .tags(guard, PAGE)
        .map_err(|refusal| RegistryError::http(image, refusal.into()))?;
    let mut target = first.clone();
    let mut seen = BTreeSet::new();
    let mut tags = Vec::new();
    let astray = |target: &Target| RegistryError::TagsAstray(target.to_string());
    for _ in 0..PAGES_MAX {
        if !seen.insert(target.path_and_query()) {
            return Err(astray(&target));
        }
        let answer = visit
            .ask(Method::Get, &target, "application/json", PAGE_BYTES_MAX)
            .await?;
        match answer.status {
            200 => {}
            401 | 403 | 404 => return Ok(None),
            status => return Err(RegistryError::status(&target, status)),
        }
        let page: Page = serde_json::from_slice(&answer.body)
            .map_err(|_| RegistryError::Tags(target.to_string()))?;
        for tag in page.tags.unwrap_or_default() {
            if !is_tag(&tag) {
                return Err(RegistryError::Tags(target.to_string()));
            }
            if tags.len() == tags_max {
                return Ok(Some(Tags { tags, is_cut: true }));
            }
            tags.push(tag);
        }
        let next = answer.field("link").map(next_link).transpose();
        let Some(next) = next.map_err(|_| astray(&target))?.flatten() else {
            return Ok(Some(Tags {
                tags,
                is_cut: false,
            }));
        };
        let next = answer.target.join(next).map_err(|_| astray(&target))?;
        // The token is for this registry alone.
        if next.origin() != first.origin() {
            return Err(astray(&target));
        }
        target = next;
    }
    Err(astray(&target))
}
