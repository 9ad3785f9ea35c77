//! What is held against a tool, by what its registry said.

use std::borrow::Cow;

use wharfinger_core::code::Code;
use wharfinger_core::evidence::{Evidence, Verdict, judge};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::registration::{Draft, Registration};
use wharfinger_core::report::{Field, Issue, Span};
use wharfinger_registry::distribution::Image;

use super::Images;
use super::limits::TAGS_NAMED_MAX;
use super::nearest::nearest;

/// Where an issue about an image goes, the field that was given first.
const IMAGE_FIELDS: [Field; 4] = [Field::Image, Field::Tag, Field::Digest, Field::Name];

impl Images {
    /// What is held against a tool of that visibility with such an image.
    pub(crate) fn judged(&self, visibility: Visibility, verdict: Verdict) -> Option<Issue> {
        judge(self.policy, visibility, verdict, Span::at(0))
    }

    /// What is held against a registration, and where in its draft.
    pub(crate) async fn issue(
        &self,
        registration: &Registration,
        draft: &Draft,
        evidence: &Evidence,
    ) -> Option<Issue> {
        let visibility = Span::whole(draft.get(Field::Visibility).unwrap_or_default());
        let mut issue = judge(
            self.policy,
            registration.visibility(),
            evidence.verdict,
            visibility,
        )?;
        if issue.field == Field::Image {
            let mut given = IMAGE_FIELDS.into_iter();
            let given = given.find(|field| draft.given(*field).is_some());
            issue.field = given.unwrap_or(Field::Image);
            issue.span = Span::whole(draft.get(issue.field).unwrap_or_default());
        }
        if issue.code == Code::ImageMissing && issue.is_error() {
            let tags = self.tags_instead(registration).await;
            issue.help = tags.map(Cow::from).or(issue.help);
        }
        Some(issue)
    }

    /// The tags of a repository that are most like the one that is missing, where it shows any.
    async fn tags_instead(&self, registration: &Registration) -> Option<String> {
        let missing = registration
            .tag()
            .filter(|_| registration.digest().is_none())?;
        // What the registry does not tell, nobody misses.
        let tags = self
            .registries
            .tags(&Image::of(registration))
            .await
            .ok()??;
        let named: Vec<_> = nearest(missing, &tags.tags, TAGS_NAMED_MAX)
            .into_iter()
            .map(|tag| format!("`{tag}`"))
            .collect();
        match &named[..] {
            [] => None,
            [tag] => Some(format!("the repository has the tag {tag}")),
            [tags @ .., last] => Some(format!(
                "the repository has the tags {} and {last}, among others that are less alike",
                tags.join(", ")
            )),
        }
    }
}
