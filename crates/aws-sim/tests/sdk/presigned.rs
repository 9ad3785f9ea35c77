//! Signed addresses: how somebody proves who they are without showing a key.

use std::time::{Duration, SystemTime};

use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4;
use wharfinger_aws_sim::{AssumeRole, Credentials};

use super::support::{ANYTHING, GUEST, REGION, Stage, account, keys};

const NONCE: (&str, &str) = ("x-wharfinger-nonce", "0a1b2c3d");

/// The signed address of `GetCallerIdentity`, which says that it works for a minute; without the host.
fn presign(stage: &Stage, credentials: &Credentials) -> String {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(Duration::from_mins(1));
    let identity = keys(credentials).into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(REGION)
        .name("sts")
        .time(SystemTime::from(stage.clock.now()))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let path = "/?Action=GetCallerIdentity&Version=2011-06-15";
    let url = format!("{}{path}", stage.url);
    let headers = [("host", stage.host()), NONCE];
    let request = SignableRequest::new("GET", &url, headers.into_iter(), SignableBody::Bytes(&[]));
    let (instructions, _) = sign(request.unwrap(), &params).unwrap().into_parts();
    let mut query = form_urlencoded::Serializer::new(path.to_owned());
    for (name, value) in instructions.params() {
        query.append_pair(name, value);
    }
    // `Serializer` knows nothing of what is there already but that it is not empty.
    query.finish()
}

async fn get(stage: &Stage, path: &str, header: Option<(&str, &str)>) -> (u16, String) {
    let header = header
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .unwrap_or_default();
    let host = stage.host();
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{header}\r\n");
    stage.send(&request).await
}

fn is_refused_as(answer: &(u16, String), code: &str) -> bool {
    answer.1.contains(&format!("<Code>{code}</Code>"))
}

#[tokio::test]
async fn proves_who_signed_it() {
    let stage = Stage::start();
    let path = presign(&stage, &stage.guest);
    let (status, body) = get(&stage, &path, Some(NONCE)).await;
    assert_eq!(status, 200, "{body}");
    assert!(
        body.contains("<Arn>arn:aws:iam::444455556666:user/ada</Arn>"),
        "{body}"
    );
    assert!(body.contains("<Account>444455556666</Account>"), "{body}");
}

#[tokio::test]
async fn proves_a_session_too() {
    let stage = Stage::start();
    let session = {
        let (now, guest) = (stage.clock.now(), account(GUEST));
        let mut world = stage.shared.world();
        let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"}}"#;
        let role = world
            .add_role(now, &guest, "puller", trust, ANYTHING)
            .unwrap();
        let caller = world
            .authenticate(now, &stage.guest.access_key_id, None)
            .unwrap();
        let asked = AssumeRole::new(&role, "laptop");
        let region = stage.repository.region.clone();
        world
            .assume_role(now, &caller, &region, &asked)
            .unwrap()
            .credentials
    };
    let path = presign(&stage, &session);
    assert!(path.contains("X-Amz-Security-Token="));
    let (status, body) = get(&stage, &path, Some(NONCE)).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("assumed-role/puller/laptop"), "{body}");
}

#[tokio::test]
async fn the_nonce_is_signed() {
    let stage = Stage::start();
    let path = presign(&stage, &stage.guest);
    for header in [None, Some((NONCE.0, "ffffffff"))] {
        let answer = get(&stage, &path, header).await;
        assert_eq!(answer.0, 403);
        assert!(
            is_refused_as(&answer, "SignatureDoesNotMatch"),
            "{answer:?}"
        );
    }
}

/// STS heeds no `X-Amz-Expires`: whoever wants a fresh proof looks at `X-Amz-Date`.
#[tokio::test]
async fn works_for_fifteen_minutes_whatever_it_says() {
    let stage = Stage::start();
    let path = presign(&stage, &stage.guest);
    stage.clock.forward(15 * 60);
    assert_eq!(get(&stage, &path, Some(NONCE)).await.0, 200);
    stage.clock.forward(1);
    let answer = get(&stage, &path, Some(NONCE)).await;
    assert!(
        is_refused_as(&answer, "SignatureDoesNotMatch"),
        "{answer:?}"
    );
    assert!(answer.1.contains("Signature expired: "), "{answer:?}");
}

#[tokio::test]
async fn says_how_long_it_works_nevertheless() {
    let stage = Stage::start();
    let path = presign(&stage, &stage.guest);
    for (from, to) in [
        ("X-Amz-Expires=60", "X-Amz-Expires=0"),
        ("X-Amz-Expires=60", "X-Amz-Expires=604801"),
        ("&X-Amz-Expires=60", ""),
        ("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=none"),
    ] {
        let changed = path.replace(from, to);
        assert_ne!(changed, path);
        let answer = get(&stage, &changed, Some(NONCE)).await;
        assert!(
            is_refused_as(&answer, "IncompleteSignature"),
            "{to}: {answer:?}"
        );
    }
    let longer = path.replace("X-Amz-Expires=60", "X-Amz-Expires=61");
    let answer = get(&stage, &longer, Some(NONCE)).await;
    assert!(
        is_refused_as(&answer, "SignatureDoesNotMatch"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn another_call_cannot_be_made_of_it() {
    let stage = Stage::start();
    let path = presign(&stage, &stage.guest);
    let changed = path.replace("GetCallerIdentity", "AssumeRole");
    let answer = get(&stage, &changed, Some(NONCE)).await;
    assert!(
        is_refused_as(&answer, "SignatureDoesNotMatch"),
        "{answer:?}"
    );
}
