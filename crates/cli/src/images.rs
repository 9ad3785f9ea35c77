//! Whether registries are asked about images, as it can be typed.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum, value_parser};
use wharfinger_core::evidence::ImagePolicy;
use wharfinger_registry::guard::{LISTED_MAX, Listed};
use wharfinger_server::images::{RECHECK_HOURS_DEFAULT, RECHECK_HOURS_MAX, Settings, read_logins};

/// For what registries say about the images of tools.
#[derive(Debug, Args)]
#[command(next_help_heading = "Images")]
pub(crate) struct Images {
    /// What it takes to register a tool: `require` for a public image, as its registry says; `warn` to say
    /// so and register it; `off` for nothing, and no registry is asked
    ///
    /// A registry that is down keeps nobody from registering. What was found out is shown with the tool, and
    /// looked at again by and by.
    #[arg(
        long = "image-evidence",
        value_name = "POLICY",
        env = "WHARFINGER_IMAGE_EVIDENCE",
        default_value = "off"
    )]
    policy: PolicyName,

    /// A registry on your own network that may be asked, or its token service; may be given several
    /// times, with commas between in the variable
    ///
    /// `HOST[:PORT]`, or `http://HOST[:PORT]` where it has no TLS. Without it, no address that is not on
    /// the internet is connected to.
    #[arg(
        long = "internal-registry",
        value_name = "HOST",
        env = "WHARFINGER_INTERNAL_REGISTRIES",
        value_delimiter = ',',
        value_parser = Listed::parse
    )]
    internal: Vec<Listed>,

    /// A TOML file with your own logins at registries, by which a private image is told from one that is
    /// not there
    #[arg(
        long = "registry-logins",
        value_name = "FILE",
        env = "WHARFINGER_REGISTRY_LOGINS"
    )]
    logins: Option<PathBuf>,

    /// Hours after which an image is looked at again
    #[arg(
        long = "image-recheck-hours",
        value_name = "HOURS",
        env = "WHARFINGER_IMAGE_RECHECK_HOURS",
        default_value_t = RECHECK_HOURS_DEFAULT,
        value_parser = value_parser!(u16).range(1..=i64::from(RECHECK_HOURS_MAX))
    )]
    recheck_hours: u16,
}

impl Images {
    /// What they say together.
    pub(crate) fn settings(self) -> anyhow::Result<Settings> {
        let listed = self.internal.len();
        anyhow::ensure!(
            listed <= LISTED_MAX,
            "`--internal-registry` lists {listed} registries; at most {LISTED_MAX} are taken"
        );
        let logins = match &self.logins {
            Some(path) => read_logins(path)?,
            None => Vec::new(),
        };
        Ok(Settings {
            policy: self.policy.into(),
            internal: self.internal,
            logins,
            recheck: Duration::from_hours(self.recheck_hours.into()),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PolicyName {
    Require,
    Warn,
    Off,
}

impl From<PolicyName> for ImagePolicy {
    fn from(name: PolicyName) -> Self {
        match name {
            PolicyName::Require => Self::Require,
            PolicyName::Warn => Self::Warn,
            PolicyName::Off => Self::Off,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(listed: usize) -> anyhow::Result<Settings> {
        let listed = (0..listed).map(|number| format!("registry-{number}.lab"));
        let internal = listed.map(|text| Listed::parse(&text).unwrap()).collect();
        let images = Images {
            policy: PolicyName::Require,
            internal,
            logins: None,
            recheck_hours: 6,
        };
        images.settings()
    }

    #[test]
    fn more_internal_registries_than_anyone_has_are_refused() {
        let taken = settings(LISTED_MAX).unwrap();
        assert_eq!(taken.internal.len(), LISTED_MAX);
        assert_eq!(taken.recheck, Duration::from_hours(6));
        let error = settings(LISTED_MAX + 1).unwrap_err().to_string();
        assert!(error.contains("at most 64"), "{error}");
    }
}
