//! Logins to Amazon ECR that the output shows, and whether they are for the image's registry.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::NamedImage;
use super::needles::Needles;
use crate::registry::EcrHost;

/// An account to ask about a region with; which one does not matter.
const ANY_ACCOUNT: &str = "123456789012";

/// What is in every line that [`LOGIN`] matches in.
static NEEDLES: LazyLock<Needles> = LazyLock::new(|| Needles::new([".dkr.ecr"].into_iter()));

static LOGIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\blogin\b[^\n]*?\s(?:https://)?(?P<host>\d{12}\.dkr\.ecr[a-z0-9.-]+)")
        .expect("a constant")
});

static ENDPOINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"https://(?:api\.ecr|ecr|sts)\.(?P<region>[a-z0-9-]+)\.amazonaws")
        .expect("a constant")
});

static USAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"argument operation: (?:Found invalid|Invalid) choice").expect("a constant")
});

/// The registries that a text shows logins for.
#[derive(Debug)]
pub(super) struct Logins<'t>(BTreeSet<&'t str>);

impl<'t> Logins<'t> {
    /// Reads the whole text, once: only the lines that name a registry closely.
    pub(super) fn of(text: &'t str) -> Self {
        let hosts = NEEDLES.lines(text).flat_map(|(line, _)| {
            let logins = LOGIN.captures_iter(line.of(text));
            logins.filter_map(|login| Some(login.name("host")?.as_str()))
        });
        Self(hosts.collect())
    }

    /// Whether there are some, and each is for another registry than the image's.
    pub(super) fn are_elsewhere(&self, image: Option<&NamedImage>) -> bool {
        image
            .filter(|image| image.ecr_host().is_some())
            .is_some_and(|image| !self.0.is_empty() && !self.0.contains(&*image.host))
    }
}

/// Whether a line names an endpoint of AWS in a region that does not exist.
pub(super) fn has_unknown_region(line: &str) -> bool {
    let Some(region) = ENDPOINT
        .captures(line)
        .and_then(|endpoint| endpoint.name("region"))
    else {
        return false;
    };
    let host = format!("{ANY_ACCOUNT}.dkr.ecr.{}.amazonaws.com", region.as_str());
    EcrHost::parse(&host).is_none_or(|host| !host.is_known_region())
}

/// Whether the AWS CLI refused a command that it does not know.
pub(super) fn is_usage_error(text: &str) -> bool {
    USAGE.is_match(text)
}
