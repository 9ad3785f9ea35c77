//! What there is to settle before AWS can be called.

use std::time::Duration;

use aws_sdk_sts::config::SharedCredentialsProvider;
use aws_smithy_async::time::SharedTimeSource;
use wharfinger_core::policy::Installation;

use crate::worker::CALL_TIMEOUT;

/// How AWS is called, and as whom.
///
/// ```
/// use aws_sdk_sts::config::{Credentials, SharedCredentialsProvider};
/// use wharfinger_core::policy::Installation;
///
/// let keys = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret", None, None, "an example");
/// let settings = wharfinger_ecr::Settings::new(
///     Installation::new("0a1b2c3d").unwrap(),
///     SharedCredentialsProvider::new(keys),
///     "us-east-1",
/// );
/// assert_eq!(settings.signature(), "wharfinger-0a1b2c3d");
/// ```
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which server this is: it tells its calls from those of others in the owner's `CloudTrail`.
    pub installation: Installation,
    /// Who this server is. May do nothing but `sts:AssumeRole` and `sts:SetSourceIdentity`.
    pub credentials: SharedCredentialsProvider,
    /// The region whose STS gives out the sessions, one that the server's own account has enabled.
    /// They are good in all regions of its partition (IAM User Guide, Manage AWS STS in an AWS
    /// Region: tokens of regional endpoints are).
    pub region: String,
    /// Other places to call than AWS's own.
    pub endpoints: Endpoints,
    /// The time: what signatures carry, and when sessions end.
    pub time: SharedTimeSource,
    /// How long reading or writing a policy may take, everything that it takes included.
    pub call_timeout: Duration,
}

/// Other places to call than AWS's own, for simulators. Each is a URL without a path.
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    /// In place of STS.
    pub sts: Option<String>,
    /// In place of Amazon ECR, of every region.
    pub ecr: Option<String>,
    /// In place of `CloudTrail`, of every region.
    pub cloudtrail: Option<String>,
}

impl Settings {
    /// AWS itself by the clock of this machine.
    #[must_use]
    pub fn new(
        installation: Installation,
        credentials: SharedCredentialsProvider,
        region: &str,
    ) -> Self {
        Self {
            installation,
            credentials,
            region: region.to_owned(),
            endpoints: Endpoints::default(),
            time: SharedTimeSource::default(),
            call_timeout: CALL_TIMEOUT,
        }
    }

    /// What our sessions are called, and their source identity: what the owner reads in `CloudTrail`
    /// beside every call that was ours, whatever role was chained behind it.
    #[must_use]
    pub fn signature(&self) -> String {
        format!("wharfinger-{}", self.installation)
    }
}
