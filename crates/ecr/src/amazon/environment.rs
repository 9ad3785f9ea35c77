//! Who this server is, as all programs on AWS find it out.

use aws_config::default_provider::credentials::DefaultCredentialsChain;
use aws_config::provider_config::ProviderConfig;
use aws_sdk_sts::config::{Credentials, Region, SharedCredentialsProvider};

use super::clients;

/// The credentials of the machine, container or pod that this runs on, in the order in which the SDKs
/// look (AWS SDKs and Tools Reference Guide, Standardized credential providers): the environment, the
/// profile in `~/.aws`, a web identity (`AWS_WEB_IDENTITY_TOKEN_FILE`), the container's, the
/// instance's (`IMDSv2`). Looked up when they are needed, and again before they end.
///
/// By `aws-config` and not by code of our own: each of these has rules about renewal and about whom to
/// trust that AWS changes, and it brings no other crate with it.
///
/// In production give the server a role of its own and no keys. Never delete that role: every owner's
/// trust policy keeps its unique id, so one of the same name is not let in (IAM User Guide, Principal:
/// IAM role principals).
pub async fn credentials_from_environment(region: &str) -> SharedCredentialsProvider {
    let region = Region::new(region.to_owned());
    let config = ProviderConfig::empty()
        .with_http_client(clients::http())
        .with_region(Some(region.clone()));
    let chain = DefaultCredentialsChain::builder()
        .configure(config)
        .region(region)
        .build()
        .await;
    SharedCredentialsProvider::new(chain)
}

/// A key that does not change, such as that of a user in a simulator.
#[must_use]
pub fn credentials_of_key(
    access_key_id: &str,
    secret_access_key: &str,
) -> SharedCredentialsProvider {
    let (id, secret) = (access_key_id.to_owned(), secret_access_key.to_owned());
    SharedCredentialsProvider::new(Credentials::new(
        id,
        secret,
        None,
        None,
        "a key that was given",
    ))
}
