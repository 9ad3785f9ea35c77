//! Signatures in the header: what is not signed right is refused.

use std::time::SystemTime;

use aws_sdk_ecr::error::ProvideErrorMetadata;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use serde_json::Value;
use wharfinger_aws_sim::Credentials;

use super::support::{GUEST, REGION, Stage, keys};

const TARGET: &str = "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories";

/// A signed call of a JSON service, of which a test can falsify any part.
pub(crate) struct Signed {
    pub(crate) target: String,
    pub(crate) body: String,
    pub(crate) region: String,
    pub(crate) service: String,
    headers: Vec<(String, String)>,
}

impl Signed {
    pub(crate) fn new(target: &str, body: &str) -> Self {
        Self {
            target: target.to_owned(),
            body: body.to_owned(),
            region: REGION.to_owned(),
            service: "ecr".to_owned(),
            headers: Vec::new(),
        }
    }

    pub(crate) fn sign(mut self, stage: &Stage, credentials: &Credentials) -> Self {
        let identity = keys(credentials).into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(&self.service)
            .time(SystemTime::from(stage.clock.now()))
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let url = format!("{}/", stage.url);
        let headers = [
            ("host", stage.host()),
            ("x-amz-target", self.target.as_str()),
        ];
        let body = SignableBody::Bytes(self.body.as_bytes());
        let request = SignableRequest::new("POST", &url, headers.into_iter(), body).unwrap();
        let (instructions, _) = sign(request, &params).unwrap().into_parts();
        let signed = instructions
            .headers()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.headers = signed.collect();
        self
    }

    pub(crate) async fn send(&self, stage: &Stage) -> (u16, Value) {
        let (host, target, length) = (stage.host(), &self.target, self.body.len());
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"));
        let headers: String = headers.collect();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nx-amz-target: {target}\r\n\
             content-length: {length}\r\n{headers}\r\n{}",
            self.body
        );
        let (status, body) = stage.send(&request).await;
        (status, serde_json::from_str(&body).unwrap())
    }

    fn header(&mut self, name: &str) -> &mut String {
        &mut self
            .headers
            .iter_mut()
            .find(|(found, _)| found == name)
            .unwrap()
            .1
    }
}

fn describe(stage: &Stage) -> Signed {
    Signed::new(TARGET, "{}").sign(stage, &stage.owner)
}

/// Sends it, and returns the code and the message of the refusal.
async fn refused(stage: &Stage, signed: &Signed) -> (String, String) {
    let (status, body) = signed.send(stage).await;
    assert_eq!(status, 400, "{body}");
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    (text("__type"), text("message"))
}

#[tokio::test]
async fn what_is_signed_right_is_answered() {
    let stage = Stage::start();
    let (status, body) = describe(&stage).send(&stage).await;
    assert_eq!(status, 200);
    assert_eq!(body["repositories"][0]["repositoryName"], "tools/md5sum");
}

#[tokio::test]
async fn what_was_changed_after_signing_is_refused() {
    let stage = Stage::start();
    let mut body = describe(&stage);
    "{ }".clone_into(&mut body.body);
    let mut target = describe(&stage);
    target.target = TARGET.replace("Repositories", "Images");
    let mut signature = describe(&stage);
    signature.header("authorization").pop();
    signature.header("authorization").push('x');
    for signed in [body, target, signature] {
        let (code, message) = refused(&stage, &signed).await;
        assert_eq!(code, "InvalidSignatureException");
        assert!(
            message.starts_with("The request signature we calculated does not match"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn wrong_secrets_and_unknown_keys_are_refused() {
    let stage = Stage::start();
    let wrong = Credentials {
        secret_access_key: "wrong".to_owned(),
        ..stage.owner.clone()
    };
    let unknown = Credentials {
        access_key_id: "AKIAUNKNOWN".to_owned(),
        ..stage.owner.clone()
    };
    let token = Credentials {
        session_token: Some("x".to_owned()),
        ..stage.owner.clone()
    };
    for (credentials, json, xml) in [
        (&wrong, "InvalidSignatureException", "SignatureDoesNotMatch"),
        (
            &unknown,
            "UnrecognizedClientException",
            "InvalidClientTokenId",
        ),
        (
            &token,
            "UnrecognizedClientException",
            "InvalidClientTokenId",
        ),
    ] {
        let ecr = stage
            .ecr(credentials)
            .describe_repositories()
            .send()
            .await
            .unwrap_err();
        assert_eq!(ecr.into_service_error().code(), Some(json));
        let sts = stage
            .sts(credentials)
            .get_caller_identity()
            .send()
            .await
            .unwrap_err();
        assert_eq!(sts.into_service_error().code(), Some(xml));
    }
}

#[tokio::test]
async fn a_signature_is_of_its_time_region_and_service() {
    let stage = Stage::start();
    let old = describe(&stage);
    stage.clock.forward(15 * 60);
    assert_eq!(old.send(&stage).await.0, 200);
    stage.clock.forward(1);
    let (code, message) = refused(&stage, &old).await;
    let expected = "Signature expired: 20261128T000000Z is now earlier than 20261128T000001Z \
                    (20261128T001501Z - 15 min.)";
    assert_eq!(
        (code.as_str(), message.as_str()),
        ("InvalidSignatureException", expected)
    );
    let early = describe(&stage);
    stage.clock.forward(-15 * 60 - 1);
    assert!(
        refused(&stage, &early)
            .await
            .1
            .starts_with("Signature not yet current: ")
    );

    let service = Signed {
        service: "s3".to_owned(),
        ..Signed::new(TARGET, "{}")
    };
    let message = refused(&stage, &service.sign(&stage, &stage.owner)).await.1;
    assert_eq!(
        message,
        "Credential should be scoped to correct service: 'ecr'."
    );
    let mut day = describe(&stage);
    let changed = day
        .header("authorization")
        .replace("/20261128/", "/20261127/");
    assert_ne!(changed, *day.header("authorization"));
    *day.header("authorization") = changed;
    let message = refused(&stage, &day).await.1;
    assert!(
        message.starts_with("Date in Credential scope does not match"),
        "{message}"
    );
    // In another region the caller is known, and has no repositories.
    let region = Signed {
        region: "eu-west-1".to_owned(),
        ..Signed::new(TARGET, "{}")
    };
    let (status, body) = region.sign(&stage, &stage.owner).send(&stage).await;
    assert_eq!(
        (status, body["repositories"].as_array().unwrap().len()),
        (200, 0)
    );
}

#[tokio::test]
async fn what_is_not_signed_or_half_is_refused() {
    let stage = Stage::start();
    let unsigned = Signed::new(TARGET, "{}");
    assert_eq!(
        refused(&stage, &unsigned).await.0,
        "MissingAuthenticationTokenException"
    );
    for (from, to, says) in [
        (
            "AWS4-HMAC-SHA256",
            "AWS4-HMAC-SHA1",
            "Unsupported AWS 'algorithm'",
        ),
        (
            "SignedHeaders=",
            "Signed=",
            "requires 'SignedHeaders' parameter",
        ),
        ("/aws4_request", "", "exactly 5 slash-delimited elements"),
    ] {
        let mut signed = describe(&stage);
        let changed = signed.header("authorization").replace(from, to);
        *signed.header("authorization") = changed;
        let (code, message) = refused(&stage, &signed).await;
        assert_eq!(code, "IncompleteSignatureException");
        assert!(message.contains(says), "{message}");
    }
}

#[tokio::test]
async fn calls_that_are_not_there_are_refused() {
    let stage = Stage::start();
    for target in [
        "AmazonEC2ContainerRegistry_V20150921.Frobnicate",
        "Other.DescribeRepositories",
        "x",
    ] {
        let signed = Signed::new(target, "{}").sign(&stage, &stage.owner);
        assert_eq!(
            refused(&stage, &signed).await.0,
            "UnknownOperationException",
            "{target}"
        );
    }
    let unreadable = Signed::new(TARGET, "[").sign(&stage, &stage.owner);
    assert_eq!(
        refused(&stage, &unreadable).await.0,
        "SerializationException"
    );
    let wrong = format!(r#"{{"registryId":"{}"}}"#, &GUEST[1..]);
    let wrong = Signed::new(TARGET, &wrong).sign(&stage, &stage.owner);
    assert_eq!(refused(&stage, &wrong).await.0, "InvalidParameterException");
}
