//! Clients of the AWS SDK.

use std::time::Duration;

use aws_sdk_ecr::config::retry::RetryConfig;
use aws_sdk_ecr::config::timeout::TimeoutConfig;
use aws_sdk_ecr::config::{
    BehaviorVersion, Credentials, Region, SharedHttpClient, StalledStreamProtectionConfig,
};
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use super::Settings;

/// How long until a connection must be there. Regions are at most some 300 ms away, and TLS takes
/// three round trips.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// The connections, shared by all clients.
pub(super) fn http() -> SharedHttpClient {
    Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https()
}

/// A client of a service; each has types of its own for the same settings.
///
/// It never tries twice. A write that the SDK repeats can land behind a newer one; and what reads
/// is repeated by whoever knows how often the account may be called.
macro_rules! client {
    ($sdk:ident, $settings:expr, $http:expr, $region:expr, $keys:expr, $endpoint:expr) => {{
        let mut config = $sdk::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new($region))
            .credentials_provider($keys)
            .http_client($http.clone())
            .time_source($settings.time.clone())
            .timeout_config(timeouts($settings))
            // It watches bodies that trickle in, with an error of its own; the time allowed for the
            // whole call does.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .retry_config(RetryConfig::disabled());
        config.set_endpoint_url($endpoint.clone());
        $sdk::Client::from_conf(config.build())
    }};
}

/// A client of STS as this server.
pub(super) fn sts(settings: &Settings, http: &SharedHttpClient) -> aws_sdk_sts::Client {
    let (region, keys) = (settings.region.clone(), settings.credentials.clone());
    client!(
        aws_sdk_sts,
        settings,
        http,
        region,
        keys,
        settings.endpoints.sts
    )
}

/// A client of Amazon ECR in a region as a role.
pub(super) fn ecr(
    settings: &Settings,
    http: &SharedHttpClient,
    region: &str,
    session: Credentials,
) -> aws_sdk_ecr::Client {
    let region = region.to_owned();
    client!(
        aws_sdk_ecr,
        settings,
        http,
        region,
        session,
        settings.endpoints.ecr
    )
}

/// A client of `CloudTrail` in a region as a role.
pub(super) fn cloudtrail(
    settings: &Settings,
    http: &SharedHttpClient,
    region: &str,
    session: Credentials,
) -> aws_sdk_cloudtrail::Client {
    let region = region.to_owned();
    client!(
        aws_sdk_cloudtrail,
        settings,
        http,
        region,
        session,
        settings.endpoints.cloudtrail
    )
}

fn timeouts(settings: &Settings) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT.min(settings.call_timeout))
        .operation_timeout(settings.call_timeout)
        .build()
}
