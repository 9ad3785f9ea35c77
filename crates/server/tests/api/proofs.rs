//! Proof of principal: somebody shows that an AWS identity is theirs, and those who answer see it.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_aws_sim::{Credentials, Fault, Operation};
use wharfinger_server::limits::{CHALLENGE_LIFETIME, PROOFS_BURST};
use wharfinger_store::{Account, Role, Timestamp};
use wharfinger_tests::signed;

use crate::aws::{Aws, IMAGE, REQUESTER, account};
use crate::support::browser::{Browser, SAME_ORIGIN, holds};
use crate::support::{Answer, Api, START};

const PROOFS: &str = "/api/v1/account/proofs";
const CHALLENGES: &str = "/api/v1/account/proofs/challenges";
const PAGE: &str = "/account/identities";
const ADA: &str = "arn:aws:iam::444455556666:user/ada";
const BOB: &str = "arn:aws:iam::444455556666:user/bob";

fn now() -> Timestamp {
    Timestamp::from_micros(START)
}

/// What a command prints where the AWS CLI is signed in with these keys.
fn printed(command: &str, keys: &Credentials) -> String {
    let session = keys.session_token.clone();
    let (id, secret) = (&keys.access_key_id, &keys.secret_access_key);
    let keys = aws_credential_types::Credentials::new(id, secret, session, None, "test");
    signed::printed(command, &keys, now())
}

/// A user of the requester's account.
fn ada(aws: &Aws) -> Credentials {
    let anything =
        r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    let mut world = aws.shared.world();
    world
        .add_user(now(), &account(REQUESTER), "ada", anything)
        .unwrap()
}

async fn send(api: &Api, browser: &Browser<'_>, path: &str, body: &Value) -> Answer {
    let request = TestRequest::post()
        .uri(path)
        .insert_header(SAME_ORIGIN)
        .set_json(body);
    api.send(browser.request(request)).await
}

async fn made(api: &Api, browser: &Browser<'_>, path: &str, body: &Value) -> Value {
    let answer = send(api, browser, path, body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()
}

/// A challenge, and the right answer to it.
async fn answered(api: &Api, browser: &Browser<'_>, keys: &Credentials) -> Value {
    let made = made(api, browser, CHALLENGES, &json!({"region": "us-west-2"})).await;
    let token = printed(made["command"].as_str().unwrap(), keys);
    json!({"challenge": made["challenge"], "token": token})
}

/// A private tool on Amazon ECR, and a request for it; the address of the request's end.
async fn asked(api: &Api, grace: &Account, rita: &Browser<'_>, principal: &str) -> String {
    let draft = json!({
        "image": IMAGE, "visibility": "private", "contact_email": "tools@example.org",
    });
    made(api, &api.browser_of(grace).await, "/api/v1/tools", &draft).await;
    let wish = json!({
        "tool_path": IMAGE, "principal": principal, "reason": "Project 17.",
    });
    let request = made(api, rita, "/api/v1/access-requests", &wish).await;
    request["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn an_identity_is_proven_over_the_api_once() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let rita = api.account("rita", Role::Member).await;
    let browser = api.browser_of(&rita).await;
    let answer = answered(&api, &browser, &ada(&aws)).await;

    // Whoever else has the answer has nothing.
    let sam = api.account("sam", Role::Member).await;
    let sam = api.browser_of(&sam).await;
    let others = send(&api, &sam, PROOFS, &answer).await;
    others.refused(404, "no-such-challenge");
    assert_eq!(sam.read(PROOFS).await["proofs"], json!([]));

    let proof = made(&api, &browser, PROOFS, &answer).await;
    assert_eq!(proof["arn"], ADA);
    assert_eq!(proof["principal"], ADA);
    assert_eq!(proof["aws_account"], REQUESTER);
    assert_eq!(browser.read(PROOFS).await["proofs"], json!([proof]));
    let again = send(&api, &browser, PROOFS, &answer).await;
    again.refused(404, "no-such-challenge");
}

#[actix_web::test]
async fn what_proves_nothing_says_why_and_leaves_the_challenge() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let rita = api.account("rita", Role::Member).await;
    let browser = api.browser_of(&rita).await;
    let keys = ada(&aws);
    let answer = answered(&api, &browser, &keys).await;
    let other = answered(&api, &browser, &keys).await;

    let with = |token: &Value| json!({"challenge": answer["challenge"], "token": token});
    for (token, said) in [
        (json!(""), "paste what the command printed"),
        (json!("AKIAIOSFODNN7EXAMPLE"), "begins with `k8s-aws-v1.`"),
        (json!("k8s-aws-v1.aHR0cHM"), "run the command"),
        (other["token"].clone(), "AWS does not accept the token"),
    ] {
        let refused = send(&api, &browser, PROOFS, &with(&token)).await;
        let refused = refused.refused(422, "unproven");
        assert!(
            refused["detail"].as_str().unwrap().contains(said),
            "{refused}"
        );
    }
    let script = [Some(Fault::ServerError)];
    let operation = Operation::GetCallerIdentity;
    aws.shared.faults().script(operation, script);
    let silent = send(&api, &browser, PROOFS, &answer).await;
    silent.refused(503, "aws-unavailable");
    assert_eq!(silent.header("retry-after"), Some("1"));
    made(&api, &browser, PROOFS, &answer).await;

    let seconds = i64::try_from(CHALLENGE_LIFETIME.as_secs()).unwrap();
    api.wait_seconds(seconds);
    let late = send(&api, &browser, PROOFS, &other).await;
    late.refused(404, "no-such-challenge");
    let nowhere = send(&api, &browser, CHALLENGES, &json!({"region": "mars-1"})).await;
    nowhere.refused(422, "invalid-fields");
}

#[actix_web::test]
async fn sts_is_not_asked_without_end() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let rita = api.account("rita", Role::Member).await;
    let browser = api.browser_of(&rita).await;
    let answer = answered(&api, &browser, &ada(&aws)).await;
    let wrong = json!({"challenge": answer["challenge"], "token": "wrong"});
    for _ in 0..PROOFS_BURST {
        send(&api, &browser, PROOFS, &wrong)
            .await
            .refused(422, "unproven");
    }
    let refused = send(&api, &browser, PROOFS, &answer).await;
    refused.refused(429, "too-many-requests");
}

#[actix_web::test]
async fn an_identity_is_proven_without_scripts() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let rita = api.account("rita", Role::Member).await;
    let browser = api.browser_of(&rita).await;
    let page = browser.get(&format!("{PAGE}?region=us-west-2")).await;
    holds(&page, "value=\"us-west-2\"");
    holds(&page, "simulated AWS account");
    let wrong = browser.post(PAGE, &[("region", "mars-1")]).await;
    assert_eq!(wrong.status, 422);
    holds(&wrong, "AWS has no such region");

    let page = browser.post(PAGE, &[("region", "us-west-2")]).await;
    let command = between(&page, "<code translate=\"no\">", "</code>");
    let challenge = between(&page, "name=\"challenge\" value=\"", "\"");
    let prove = async |token: &str| {
        let form = [
            ("challenge", &*challenge),
            ("region", "us-west-2"),
            ("token", token),
        ];
        browser.post(PAGE, &form).await
    };
    let wrong = prove("wrong-and-never-shown").await;
    assert_eq!(wrong.status, 422);
    holds(
        &wrong,
        "what the command prints begins with <code>k8s-aws-v1.</code>",
    );
    holds(&wrong, &command);
    assert!(!wrong.text().contains("wrong-and-never-shown"));

    let token = printed(&command, &ada(&aws));
    let proven = prove(&token).await;
    assert_eq!(
        proven.header("location"),
        Some("/account/identities?done=proven")
    );
    holds(&browser.get(PAGE).await, ADA);
    let again = prove(&token).await;
    assert_eq!(again.status, 404);
    holds(&again, "make a new one");
    assert!(!again.text().contains(&command), "it works no more");
}

#[actix_web::test]
async fn who_answers_sees_what_is_proven() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    let rita = api.account("rita", Role::Member).await;
    let rita = api.browser_of(&rita).await;
    let id = asked(&api, &grace, &rita, ADA).await;
    let (page, proof) = (
        format!("/requests/{id}"),
        format!("/api/v1/access-requests/{id}/proof"),
    );
    let grace = api.browser_of(&grace).await;
    holds(&grace.get(&page).await, "Not proven");
    holds(
        &rita.get(&page).await,
        "/account/identities?region=us-west-2",
    );
    assert_eq!(grace.read(&proof).await["proven"], "nothing");

    let answer = answered(&api, &rita, &ada(&aws)).await;
    made(&api, &rita, PROOFS, &answer).await;
    holds(&grace.get(&page).await, "Proven to be theirs");
    holds(&rita.get(&page).await, "Proven to be yours");
    assert_eq!(grace.read(&proof).await["proven"], "itself");

    let form = format!("/request/{IMAGE}");
    let link = "/account/identities?region=us-west-2";
    holds(&rita.get(&form).await, link);
    // Without a reason it comes back, and says what is known of whom it names.
    let typed = rita.post(&form, &[("principal", BOB)]).await;
    assert_eq!(typed.status, 422);
    holds(&typed, "Your account is proven");
    let typed = rita.post(&form, &[("principal", ADA)]).await;
    holds(&typed, "Proven to be yours");
}

#[actix_web::test]
async fn who_answers_several_sees_what_is_proven_of_each() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    let rita = api.account("rita", Role::Member).await;
    let rita = api.browser_of(&rita).await;
    asked(&api, &grace, &rita, ADA).await;
    for principal in [BOB, "arn:aws:iam::111122223333:user/eve"] {
        let wish = json!({"tool_path": IMAGE, "principal": principal, "reason": "Project 17."});
        made(&api, &rita, "/api/v1/access-requests", &wish).await;
    }
    let grace = api.browser_of(&grace).await;
    let badges = async || {
        let page = grace.get("/review").await;
        let count = |words: &str| page.text().matches(words).count();
        [
            count(">Proven to be theirs<"),
            count(">Their account is proven<"),
            count(">Not proven<"),
        ]
    };
    assert_eq!(badges().await, [0, 0, 3]);
    let answer = answered(&api, &rita, &ada(&aws)).await;
    made(&api, &rita, PROOFS, &answer).await;
    assert_eq!(badges().await, [1, 1, 1]);
}

#[actix_web::test]
async fn a_proof_is_taken_back() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let rita = api.account("rita", Role::Member).await;
    let browser = api.browser_of(&rita).await;
    let keys = ada(&aws);
    let prove = async || {
        let answer = answered(&api, &browser, &keys).await;
        made(&api, &browser, PROOFS, &answer).await;
    };
    prove().await;
    let address = format!(
        "{PROOFS}?arn={}",
        ADA.replace(':', "%3A").replace('/', "%2F")
    );
    let sam = api.account("sam", Role::Member).await;
    let others = api.browser_of(&sam).await.delete(&address).await;
    assert_eq!(others.status, 204, "there is none of his");
    assert_eq!(browser.read(PROOFS).await["proofs"][0]["arn"], ADA);
    for _ in 0..2 {
        assert_eq!(browser.delete(&address).await.status, 204);
        assert_eq!(browser.read(PROOFS).await["proofs"], json!([]));
    }
    browser.delete(PROOFS).await.refused(400, "bad-query");

    prove().await;
    holds(&browser.get(PAGE).await, ">Remove<");
    let removed = browser.post(PAGE, &[("remove", ADA)]).await;
    assert_eq!(
        removed.header("location"),
        Some("/account/identities?done=removed")
    );
    let page = browser.get("/account/identities?done=removed").await;
    holds(&page, "It is removed");
    holds(&page, "None yet.");
}

#[actix_web::test]
async fn where_aws_is_not_set_up_nobody_is_held_to_lack_a_proof() {
    let api = Api::new().await;
    let grace = api.account("grace", Role::Member).await;
    let rita = api.account("rita", Role::Member).await;
    let rita = api.browser_of(&rita).await;
    holds(&rita.get(PAGE).await, "has not set AWS up");
    let refused = send(&api, &rita, CHALLENGES, &json!({})).await;
    refused.refused(409, "aws-not-set-up");
    let id = asked(&api, &grace, &rita, ADA).await;
    let grace = api.browser_of(&grace).await;
    let page = grace.get(&format!("/requests/{id}")).await;
    assert!(!page.text().contains("Not proven"));
    let form = rita.get(&format!("/request/{IMAGE}")).await;
    assert!(!form.text().contains(PAGE));
}

/// What stands between two texts of a page.
#[track_caller]
fn between(page: &Answer, before: &str, after: &str) -> String {
    let (_, rest) = page.text().split_once(before).unwrap();
    rest.split_once(after).unwrap().0.to_owned()
}
