//! Whether registries are asked about images, as it can be typed.

use clap::{Args, ValueEnum};
use wharfinger_core::evidence::ImagePolicy;
use wharfinger_registry::guard::{LISTED_MAX, Listed};
use wharfinger_server::images::Settings;

/// For what registries say about the images of tools.
#[derive(Debug, Args)]
#[command(next_help_heading = "Images")]
pub(crate) struct Images {
    /// What it takes to register a tool: `require` for a public image, as its registry says; `off` for
    /// nothing, and no registry is asked
    ///
    /// A registry that is down keeps nobody from registering.
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
}

impl Images {
    /// What they say together.
    pub(crate) fn settings(self) -> anyhow::Result<Settings> {
        let listed = self.internal.len();
        anyhow::ensure!(
            listed <= LISTED_MAX,
            "`--internal-registry` lists {listed} registries; at most {LISTED_MAX} are taken"
        );
        Ok(Settings {
            policy: self.policy.into(),
            internal: self.internal,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PolicyName {
    Require,
    Off,
}

impl From<PolicyName> for ImagePolicy {
    fn from(name: PolicyName) -> Self {
        match name {
            PolicyName::Require => Self::Require,
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
        let policy = PolicyName::Require;
        Images { policy, internal }.settings()
    }

    #[test]
    fn more_internal_registries_than_anyone_has_are_refused() {
        assert_eq!(settings(LISTED_MAX).unwrap().internal.len(), LISTED_MAX);
        let error = settings(LISTED_MAX + 1).unwrap_err().to_string();
        assert!(error.contains("at most 64"), "{error}");
    }
}
