//! What `aws eks get-token` prints: a signed question who one is. `crates/ecr/tests/amazon/proof.rs`
//! holds it against the real AWS CLI.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wharfinger_core::timestamp::Timestamp;

/// What a command prints where the AWS CLI is signed in with these keys.
#[must_use]
pub fn printed(command: &str, keys: &Credentials, at: Timestamp) -> String {
    let address = address(command, keys, at);
    format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(address))
}

/// What is inside: the address of `GetCallerIdentity`, signed with the name of the cluster that stands
/// in the command.
#[must_use]
pub fn address(command: &str, keys: &Credentials, at: Timestamp) -> String {
    let mut words = command.split_whitespace();
    let mut after = |flag: &str| {
        words.find(|word| *word == flag);
        words.next().expect("the command has a value for each flag")
    };
    let (cluster, region) = (after("--cluster-name"), after("--region"));
    let identity = keys.clone().into();
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_mins(1));
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("sts")
        .time(SystemTime::from(at))
        .settings(settings)
        .build()
        .expect("all that is needed is given")
        .into();
    let host = format!("sts.{region}.amazonaws.com");
    let url = format!("https://{host}/?Action=GetCallerIdentity&Version=2011-06-15");
    let headers = [("host", host.as_str()), ("x-k8s-aws-id", cluster)];
    let request = SignableRequest::new("GET", &url, headers.into_iter(), SignableBody::Bytes(&[]));
    let signed = sign(request.expect("it is a request"), &params).expect("it can be signed");
    let (instructions, _) = signed.into_parts();
    let pairs = instructions.params().iter().map(|(name, value)| {
        let value = value.replace('+', "%2B").replace('/', "%2F");
        format!("&{name}={}", value.replace(';', "%3B").replace('=', "%3D"))
    });
    url + &pairs.collect::<String>()
}
