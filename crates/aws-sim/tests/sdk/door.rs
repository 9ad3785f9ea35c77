//! Asked as Docker asks a registry.

use super::support::{OWNER, REGION, REPOSITORY, Stage, pull};

const MANIFEST: &str = "/v2/tools/md5sum/manifests/1.0";

fn host() -> String {
    format!("{OWNER}.dkr.ecr.{REGION}.amazonaws.com")
}

/// What the SDK fetches for somebody: `AWS:PASSWORD` in Base64, which Docker sends as it is.
async fn password(client: &aws_sdk_ecr::Client) -> String {
    let answer = client.get_authorization_token().send().await.unwrap();
    let data = answer.authorization_data().first().unwrap();
    data.authorization_token().unwrap().to_owned()
}

async fn ask(stage: &Stage, host: &str, path: &str, password: Option<&str>) -> (u16, String) {
    let authorization = password
        .map(|password| format!("authorization: Basic {password}\r\n"))
        .unwrap_or_default();
    let request =
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{authorization}\r\n");
    stage.send(&request).await
}

fn is_refused(answer: &(u16, String), status: u16, code: &str, words: &str) -> bool {
    answer.0 == status && answer.1.contains(&format!("\"{code}\"")) && answer.1.contains(words)
}

#[tokio::test]
async fn a_password_opens_what_its_owner_may_pull() {
    let stage = Stage::start();
    let host = host();
    let nobody = ask(&stage, &host, "/v2/", None).await;
    assert!(is_refused(&nobody, 401, "UNAUTHORIZED", ""), "{nobody:?}");
    let guessed = ask(&stage, &host, "/v2/", Some("QVdTOmd1ZXNz")).await;
    assert!(is_refused(&guessed, 401, "UNAUTHORIZED", ""), "{guessed:?}");

    let owner = password(&stage.ecr(&stage.owner)).await;
    for path in ["/v2/", MANIFEST, "/v2/tools/md5sum/blobs/sha256:00"] {
        let answer = ask(&stage, &host, path, Some(&owner)).await;
        assert_eq!(answer, (200, String::new()), "{path}");
    }
    let missing = ask(&stage, &host, "/v2/tools/sam/manifests/1.0", Some(&owner)).await;
    assert!(
        is_refused(&missing, 404, "NAME_UNKNOWN", "tools/sam"),
        "{missing:?}"
    );
    for elsewhere in ["localhost", "111122223333.dkr.ecr.us-west-2.evil.example"] {
        let unknown = ask(&stage, elsewhere, "/v2/", Some(&owner)).await;
        assert!(
            is_refused(&unknown, 404, "NAME_UNKNOWN", "host"),
            "{unknown:?}"
        );
    }
}

#[tokio::test]
async fn the_policy_of_the_moment_decides_until_the_password_ends() {
    let stage = Stage::start();
    let host = host();
    let guest = password(&stage.ecr(&stage.guest)).await;
    let denied = ask(&stage, &host, MANIFEST, Some(&guest)).await;
    assert!(
        is_refused(&denied, 403, "DENIED", "ecr:BatchGetImage"),
        "{denied:?}"
    );

    let policy = pull(&["arn:aws:iam::444455556666:user/ada"]);
    let owner = stage.ecr(&stage.owner);
    let written = owner.set_repository_policy().repository_name(REPOSITORY);
    written.policy_text(policy).send().await.unwrap();
    let let_in = ask(&stage, &host, MANIFEST, Some(&guest)).await;
    assert_eq!(let_in.0, 200, "{let_in:?}");

    stage.clock.forward(12 * 60 * 60);
    let expired = ask(&stage, &host, MANIFEST, Some(&guest)).await;
    assert!(
        is_refused(&expired, 403, "DENIED", "has expired"),
        "{expired:?}"
    );
}
