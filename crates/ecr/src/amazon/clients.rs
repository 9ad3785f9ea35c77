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

/// A client of STS as this server.
pub(super) fn sts(settings: &Settings, http: &SharedHttpClient) -> aws_sdk_sts::Client {
    let mut config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(settings.region.clone()))
        .credentials_provider(settings.credentials.clone())
        .http_client(http.clone())
        .time_source(settings.time.clone())
        .timeout_config(timeouts(settings))
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(RetryConfig::disabled());
    config.set_endpoint_url(settings.endpoints.sts.clone());
    aws_sdk_sts::Client::from_conf(config.build())
}

/// A client of Amazon ECR in a region as a role.
///
/// It never tries twice. A write that the SDK repeats can land behind a newer one; and what reads
/// is repeated by whoever knows how often the account may be called.
pub(super) fn ecr(
    settings: &Settings,
    http: &SharedHttpClient,
    region: &str,
    session: Credentials,
) -> aws_sdk_ecr::Client {
    let mut config = aws_sdk_ecr::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(session)
        .http_client(http.clone())
        .time_source(settings.time.clone())
        .timeout_config(timeouts(settings))
        // It watches bodies that trickle in, with an error of its own; the time allowed for the
        // whole call does.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(RetryConfig::disabled());
    config.set_endpoint_url(settings.endpoints.ecr.clone());
    aws_sdk_ecr::Client::from_conf(config.build())
}

/// A client of `CloudTrail` in a region as a role, which never tries twice either.
pub(super) fn cloudtrail(
    settings: &Settings,
    http: &SharedHttpClient,
    region: &str,
    session: Credentials,
) -> aws_sdk_cloudtrail::Client {
    let mut config = aws_sdk_cloudtrail::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(session)
        .http_client(http.clone())
        .time_source(settings.time.clone())
        .timeout_config(timeouts(settings))
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .retry_config(RetryConfig::disabled());
    config.set_endpoint_url(settings.endpoints.cloudtrail.clone());
    aws_sdk_cloudtrail::Client::from_conf(config.build())
}

fn timeouts(settings: &Settings) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT_TIMEOUT.min(settings.call_timeout))
        .operation_timeout(settings.call_timeout)
        .build()
}
