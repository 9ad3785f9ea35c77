//! What registries say about the images of tools, and what the operator makes of it.

use std::sync::Arc;

use wharfinger_core::evidence::{ImagePolicy, judge};
use wharfinger_core::registration::{Draft, Registration};
use wharfinger_core::report::{Field, Issue, Span};
use wharfinger_registry::Registries;
use wharfinger_registry::distribution::Image;
use wharfinger_registry::guard::{Guard, Listed};
use wharfinger_registry::http::{Http, SystemNames, TlsUnavailable, system_tls};
use wharfinger_store::Timestamp;

/// Where an issue about an image goes, the field that was given first.
const IMAGE_FIELDS: [Field; 4] = [Field::Image, Field::Tag, Field::Digest, Field::Name];

/// What the operator decides about images.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What follows from evidence.
    pub policy: ImagePolicy,
    /// Registries on the operator's own network that may be asked.
    pub internal: Vec<Listed>,
}

impl Default for Settings {
    /// Nobody is asked anything.
    fn default() -> Self {
        Self {
            policy: ImagePolicy::Off,
            internal: Vec::new(),
        }
    }
}

/// Asks registries, where the operator wants that.
#[derive(Debug)]
pub struct Images {
    policy: ImagePolicy,
    registries: Registries,
}

impl Images {
    /// What `settings` ask for; `None` where no registry is to be asked.
    ///
    /// # Errors
    ///
    /// Where the machine has no certificates to know registries by.
    pub fn new(settings: &Settings) -> Result<Option<Self>, TlsUnavailable> {
        if settings.policy == ImagePolicy::Off {
            return Ok(None);
        }
        let guard = Guard::new(settings.internal.clone());
        let http = Http::new(guard, Arc::new(SystemNames::default()), system_tls()?);
        Ok(Some(Self {
            policy: settings.policy,
            registries: Registries::new(http, Vec::new()),
        }))
    }

    /// What is held against a registration, and where in its draft.
    pub(crate) async fn judge(
        &self,
        registration: &Registration,
        draft: &Draft,
        now: Timestamp,
    ) -> Option<Issue> {
        let image = Image::of(registration);
        let evidence = self.registries.evidence(&image, now).await;
        tracing::debug!(
            %image,
            verdict = evidence.verdict.as_str(),
            status = evidence.status,
            asked = evidence.asked,
            detail = evidence.detail,
            "A registry was asked about an image"
        );
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
        Some(issue)
    }
}
