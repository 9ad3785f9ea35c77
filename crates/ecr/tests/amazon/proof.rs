//! Proof of principal, as the AWS CLI makes it and STS judges it.

use aws_sdk_sts::config::Credentials as Keys;
use std::net::Ipv4Addr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wharfinger_aws_sim::{AssumeRole, Credentials, Fault, Operation};
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::proof::{Nonce, Unproven, Verifier};
use wharfinger_tests::signed::{self, printed};

use super::stage::{ANYTHING, OTHER, REGION, Stage, account, address, repository};

fn nonce() -> Nonce {
    Nonce::from_random(0xA1)
}

fn keys(credentials: &Credentials) -> Keys {
    let session = credentials.session_token.clone();
    let (id, secret) = (&credentials.access_key_id, &credentials.secret_access_key);
    Keys::new(id, secret, session, None, "test")
}

/// What the nonce's command prints.
fn token(keys: &Keys, nonce: &Nonce, at: Timestamp) -> String {
    printed(&nonce.command(REGION).unwrap(), keys, at)
}

/// A requester in the other account.
fn ada(stage: &Stage) -> Credentials {
    let mut world = stage.shared.world();
    let now = stage.clock.now();
    world
        .add_user(now, &account(OTHER), "bio/ada", ANYTHING)
        .unwrap()
}

/// The signature that the AWS CLI 1.45.11 made of this nonce, time and key is the one made here, so
/// what these tests sign is what people paste.
#[test]
fn the_cli_signs_like_this() {
    let keys = Keys::new(
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        None,
        None,
        "the example of AWS's documentation",
    );
    let nonce = Nonce::read("0123456789abcdef0123456789abcdef").unwrap();
    let at = Timestamp::from_micros(1_795_852_001_000_000);
    let address = signed::address(&nonce.command(REGION).unwrap(), &keys, at);
    let signature = "d7db54c7d864289b564487a90678c2024f0c72060613e98e4eb478cd1b9f48f6";
    assert!(address.contains(signature), "{address}");
}

#[tokio::test]
async fn a_user_is_who_signed() {
    let stage = Stage::start();
    let (now, nonce) = (stage.clock.now(), nonce());
    let verifier = Verifier::new(Some(stage.url.clone()));
    let pasted = token(&keys(&ada(&stage)), &nonce, now);
    let identity = verifier.verify(&pasted, &nonce, now).await.unwrap();
    assert_eq!(identity.account, OTHER);
    assert_eq!(identity.arn, "arn:aws:iam::444455556666:user/bio/ada");
    assert_eq!(identity.principal(), identity.arn);
    assert!(identity.user_id.starts_with("AIDA"), "{identity:?}");
}

#[tokio::test]
async fn a_session_is_its_role() {
    let stage = Stage::start();
    let (now, nonce) = (stage.clock.now(), nonce());
    let ada = ada(&stage);
    let session = {
        let mut world = stage.shared.world();
        let trust = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"sts:AssumeRole"}}"#;
        let other = account(OTHER);
        let role = world
            .add_role(now, &other, "puller", trust, ANYTHING)
            .unwrap();
        let caller = world.authenticate(now, &ada.access_key_id, None).unwrap();
        let region = address(&repository(OTHER, "tools/md5sum")).region;
        let asked = AssumeRole::new(&role, "laptop");
        world
            .assume_role(now, &caller, &region, &asked)
            .unwrap()
            .credentials
    };
    let pasted = token(&keys(&session), &nonce, now);
    let verifier = Verifier::new(Some(stage.url.clone()));
    let identity = verifier.verify(&pasted, &nonce, now).await.unwrap();
    assert_eq!(
        identity.arn,
        "arn:aws:sts::444455556666:assumed-role/puller/laptop"
    );
    assert_eq!(
        identity.principal(),
        "arn:aws:iam::444455556666:role/puller"
    );
    assert!(identity.user_id.ends_with(":laptop"), "{identity:?}");
}

/// What was signed for another nonce, or for a real cluster, proves nothing here.
#[tokio::test]
async fn another_nonce_is_refused_by_sts() {
    let stage = Stage::start();
    let now = stage.clock.now();
    let verifier = Verifier::new(Some(stage.url.clone()));
    let pasted = token(&keys(&ada(&stage)), &nonce(), now);
    let other = Nonce::from_random(0xA2);
    let refused = verifier.verify(&pasted, &other, now).await.unwrap_err();
    let Unproven::Refused { code, message } = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!(code, "SignatureDoesNotMatch");
    assert!(message.contains("does not match"), "{message}");
    assert!(refused.to_string().contains("run the command"), "{refused}");
}

#[tokio::test]
async fn nobody_is_who_signed_with_a_wrong_key() {
    let stage = Stage::start();
    let (now, nonce) = (stage.clock.now(), nonce());
    let verifier = Verifier::new(Some(stage.url.clone()));
    let ada = ada(&stage);
    for (id, secret, code) in [
        (ada.access_key_id.as_str(), "wrong", "SignatureDoesNotMatch"),
        (
            "AKIAIOSFODNN7EXAMPLE",
            ada.secret_access_key.as_str(),
            "InvalidClientTokenId",
        ),
    ] {
        let pasted = token(&Keys::new(id, secret, None, None, "test"), &nonce, now);
        match verifier.verify(&pasted, &nonce, now).await {
            Err(Unproven::Refused { code: found, .. }) => assert_eq!(found, code),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn who_does_not_answer_is_asked_again() {
    let stage = Stage::start();
    let (now, nonce) = (stage.clock.now(), nonce());
    let verifier = Verifier::new(Some(stage.url.clone()));
    let pasted = token(&keys(&ada(&stage)), &nonce, now);
    for fault in [
        Fault::Throttle,
        Fault::TooManyRequests,
        Fault::ServerError,
        Fault::Unavailable,
        Fault::DropBefore,
        Fault::DropAfter,
    ] {
        let operation = Operation::GetCallerIdentity;
        stage.shared.faults().script(operation, [Some(fault)]);
        let answer = verifier.verify(&pasted, &nonce, now).await;
        assert_eq!(answer, Err(Unproven::Unavailable), "{fault:?}");
    }
    verifier.verify(&pasted, &nonce, now).await.unwrap();
}

/// Whoever stands where STS should: no redirection is followed, no answer is read without end, and
/// what contradicts itself is not believed.
#[tokio::test]
async fn strange_answers_prove_nothing() {
    let stage = Stage::start();
    let (now, nonce) = (stage.clock.now(), nonce());
    let pasted = token(&keys(&ada(&stage)), &nonce, now);
    let long = "x".repeat(20_000);
    for (head, body) in [
        ("302 Found\r\nlocation: http://127.0.0.1:9/", ""),
        (
            "307 Temporary Redirect\r\nlocation: http://127.0.0.1:9/",
            "",
        ),
        ("200 OK", ""),
        ("200 OK", "<Arn>arn:aws:iam::111122223333:root</Arn>"),
        ("200 OK", long.as_str()),
        ("204 No Content", ""),
    ] {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {head}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        let serve = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 8_192];
            let read = stream.read(&mut request).await.unwrap();
            // Whoever has read enough hangs up.
            let _ = stream.write_all(answer.as_bytes()).await;
            String::from_utf8_lossy(&request[..read]).into_owned()
        };
        let verifier = Verifier::new(Some(format!("http://127.0.0.1:{port}")));
        let (request, answer) = tokio::join!(serve, verifier.verify(&pasted, &nonce, now));
        assert_eq!(answer, Err(Unproven::Unreadable), "{head}");
        assert!(
            request.contains("host: sts.us-west-2.amazonaws.com\r\n"),
            "{request}"
        );
    }
}
