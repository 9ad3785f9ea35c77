//! Passwords to pull with: handed to whoever has access, for what they have access to, while they have it.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_aws_sim::{Operation, Region};
use wharfinger_store::{Account, Role, Scope};

use crate::automation::{make_role, make_role_for, put, put_at, registered};
use crate::aws::{IMAGE, REGION, address};
use crate::aws_access::{World, approve, ask};
use crate::support::browser::{Browser, SAME_ORIGIN, holds};
use crate::support::people::with_token;
use crate::support::{Answer, Api, bearer};

const OTHER_IMAGE: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/samtools";
const OTHER_ADDRESS: &str =
    "/api/v1/automation/111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/samtools";
const REGISTRY: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com";

/// The owner's choice, over the API.
async fn choose(world: &World, hands_out: bool) -> Value {
    choose_as(&world.api, &world.maintainer().await, hands_out).await
}

async fn choose_as(api: &Api, browser: &Browser<'_>, hands_out: bool) -> Value {
    let connections = browser.read("/api/v1/account/connections").await;
    let connection = &connections["connections"][0];
    let id = connection["id"].as_str().unwrap();
    let patch = |revision: Option<u64>| {
        let patch = TestRequest::patch()
            .uri(&format!("/api/v1/account/connections/{id}"))
            .insert_header(SAME_ORIGIN)
            .set_json(json!({"pull_passwords": hands_out}));
        let patch = match revision {
            Some(revision) => patch.insert_header(("if-match", format!("\"{revision}\""))),
            None => patch,
        };
        api.send(browser.request(patch))
    };
    let revision = connection["revision"].as_u64().unwrap();
    patch(None).await.refused(428, "precondition-required");
    patch(Some(revision + 1)).await.refused(412, "stale");
    let chosen = patch(Some(revision)).await;
    assert_eq!(chosen.status, 200, "{}", chosen.text());
    let tag = chosen.header("etag").unwrap().to_owned();
    let chosen = chosen.json();
    assert_eq!(tag, format!("\"{}\"", chosen["revision"]));
    chosen
}

/// Rita has access, and the role of Grace's account is made for passwords.
async fn opened() -> World {
    let world = World::new().await;
    make_role(&world.aws, &choose(&world, true).await);
    put(&world.api, &world.maintainer().await).await;
    world.approve().await;
    world.found(|id, findings| findings.present.push(id)).await;
    world
}

/// What somebody's machine is answered.
async fn fetch(api: &Api, account: &Account, registry: &str) -> Answer {
    fetch_with(api, account, json!({"registry": registry})).await
}

/// The same where it asks for that.
async fn fetch_with(api: &Api, account: &Account, wanted: Value) -> Answer {
    let (_, token) = api.token(account, &[Scope::Pull]).await;
    let asked = TestRequest::post()
        .uri("/api/v1/pull-credentials")
        .set_json(wanted);
    api.send(with_token(asked, &token)).await
}

/// Hank has connected the same AWS account for another image, and Rita has access to that too, later. Her
/// request. The role is made for passwords where `is_made_for_it`.
async fn opened_twice(world: &World, is_made_for_it: bool) -> String {
    let api = &world.api;
    let hank = api.account("hank", Role::Member).await;
    registered(api, &hank, OTHER_IMAGE).await;
    let browser = api.browser_of(&hank).await;
    let begun = put_at(api, &browser, OTHER_ADDRESS).await;
    make_role_for(&world.aws, &begun["connection"], "tools/samtools");
    put_at(api, &browser, OTHER_ADDRESS).await;
    let chosen = choose_as(api, &browser, true).await;
    if is_made_for_it {
        make_role_for(&world.aws, &chosen, "tools/samtools");
    }
    let request = ask(api, &world.rita, OTHER_IMAGE).await;
    approve(&browser, &request).await;
    world
        .found_of(&request, |id, findings| findings.present.push(id))
        .await;
    request
}

fn opens(world: &World, answer: &Value, repository: &str) -> bool {
    let (aws, now) = (world.aws.shared.world(), world.api.now());
    let [user, password] = ["username", "password"].map(|name| answer[name].as_str().unwrap());
    let caller = aws.log_in(now, user, password, &Region::new(REGION).unwrap());
    aws.lets_pull(now, &caller.unwrap(), &address(repository))
        .is_ok()
}

#[actix_web::test]
async fn who_has_access_is_handed_a_password_for_exactly_that() {
    let world = opened().await;
    let answer = fetch(&world.api, &world.rita, REGISTRY).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let credentials = answer.json();
    assert_eq!(credentials["repositories"], json!([IMAGE]));
    assert_eq!(credentials["left_out"], json!([]));
    assert!(
        credentials["revocation"]
            .as_str()
            .unwrap()
            .contains("12 hours")
    );
    assert!(opens(&world, &credentials, "tools/md5sum"));
    assert!(
        !opens(&world, &credentials, "tools/samtools"),
        "the role's, and not Rita's"
    );

    let log = world.maintainer().await;
    let log = log.read(&format!("/api/v1/audit?tool={IMAGE}")).await;
    let entries = log["entries"].as_array().unwrap();
    let handed = entries
        .iter()
        .find(|entry| entry["action"] == "access.pull_password");
    let handed = handed.expect("its maintainers read of it");
    assert_eq!(handed["actor_name"], "rita");
    assert!(
        !log.to_string()
            .contains(credentials["password"].as_str().unwrap())
    );
}

#[actix_web::test]
async fn each_of_two_connections_is_asked_for_by_its_repository() {
    let world = opened().await;
    opened_twice(&world, true).await;
    let of_newest = fetch(&world.api, &world.rita, REGISTRY).await.json();
    assert_eq!(of_newest["repositories"], json!([OTHER_IMAGE]));
    assert_eq!(of_newest["left_out"], json!([IMAGE]));
    assert!(opens(&world, &of_newest, "tools/samtools"));
    let asked = async |repository: &str| {
        let wanted = json!({"registry": REGISTRY, "repository": repository});
        fetch_with(&world.api, &world.rita, wanted).await
    };
    for (named, other, name) in [
        (IMAGE, OTHER_IMAGE, "tools/md5sum"),
        (OTHER_IMAGE, IMAGE, "tools/samtools"),
    ] {
        let credentials = asked(named).await.json();
        assert_eq!(credentials["repositories"], json!([named]));
        assert_eq!(credentials["left_out"], json!([other]));
        assert!(opens(&world, &credentials, name), "{name}");
    }
    let nothing = asked(&format!("{REGISTRY}/tools/blast")).await;
    nothing.refused(403, "no-pull-password");
    asked("tools/md5sum").await.refused(422, "invalid-fields");
}

#[actix_web::test]
async fn where_aws_says_no_as_one_connection_another_is_tried() {
    let world = opened().await;
    opened_twice(&world, false).await;
    let answer = fetch(&world.api, &world.rita, REGISTRY).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let credentials = answer.json();
    assert_eq!(credentials["repositories"], json!([IMAGE]));
    assert_eq!(credentials["left_out"], json!([OTHER_IMAGE]));
    assert!(opens(&world, &credentials, "tools/md5sum"));
    // Any other would not open it.
    let wanted = json!({"registry": REGISTRY, "repository": OTHER_IMAGE});
    let refused = fetch_with(&world.api, &world.rita, wanted).await;
    refused.refused(403, "no-pull-password");
}

#[actix_web::test]
async fn a_page_promises_what_docker_is_handed() {
    let world = opened().await;
    let command = format!("wharfinger credential-helper --configure {REGISTRY}");
    let name = |image: &str| format!("export WHARFINGER_REPOSITORY={image}");
    let page = world.page(&world.rita).await;
    assert!(
        page.contains(&command) && !page.contains(&name("")),
        "{page}"
    );
    let later = opened_twice(&world, true).await;
    let browser = world.api.browser_of(&world.rita).await;
    let page = browser.get(&format!("/requests/{later}")).await;
    holds(&page, &command);
    assert!(!page.text().contains(&name("")), "it is what comes first");
    // Docker would be handed a password that does not open it.
    let page = world.page(&world.rita).await;
    assert!(
        page.contains(&command) && page.contains(&name(IMAGE)),
        "{page}"
    );
    let commands = diagnosed(&world, &world.rita).await["commands"].clone();
    let pull = format!("docker pull {IMAGE}");
    assert_eq!(
        commands.as_array().unwrap()[1..],
        [command, name(IMAGE), pull]
    );
}

#[actix_web::test]
async fn nobody_else_is_handed_one_and_learns_nothing() {
    let world = opened().await;
    let before = world.aws.shared.requests(Operation::AssumeRole);
    let stranger = fetch(&world.api, &world.grace, REGISTRY).await;
    let stranger = stranger.refused(403, "no-pull-password");
    let elsewhere = "999999999999.dkr.ecr.us-west-2.amazonaws.com";
    let elsewhere = fetch(&world.api, &world.rita, elsewhere).await;
    let elsewhere = elsewhere.refused(403, "no-pull-password");
    assert_eq!(stranger["detail"], elsewhere["detail"]);
    let public = fetch(&world.api, &world.rita, "quay.io").await;
    public.refused(422, "invalid-fields");
    assert_eq!(world.aws.shared.requests(Operation::AssumeRole), before);
}

#[actix_web::test]
async fn the_moment_access_ends_there_is_none() {
    let world = opened().await;
    assert_eq!(fetch(&world.api, &world.rita, REGISTRY).await.status, 200);
    let revoke = TestRequest::patch()
        .uri(&format!("/api/v1/access-requests/{}", world.request))
        .insert_header(SAME_ORIGIN)
        .insert_header(("if-match", "*"))
        .set_json(json!({"action": "revoke", "reason": "The project is over."}));
    let browser = world.maintainer().await;
    let revoked = world.api.send(browser.request(revoke)).await;
    assert_eq!(revoked.status, 200, "{}", revoked.text());
    assert_eq!(
        world.read().await["status"],
        "revoking",
        "nobody has looked yet"
    );
    let refused = fetch(&world.api, &world.rita, REGISTRY).await;
    refused.refused(403, "no-pull-password");
}

#[actix_web::test]
async fn access_that_ends_while_aws_is_asked_opens_nothing() {
    let world = opened().await;
    let (day, api) = (24 * 60 * 60, &world.api);
    // A moment before the end that was approved.
    let nearly = 365 * day - 30;
    api.wait_seconds(nearly);
    world.aws.wait_seconds(nearly);
    assert_eq!(fetch(api, &world.rita, REGISTRY).await.status, 200);
    world.aws.meanwhile(api.waiting(60));
    let asked = world.aws.shared.requests(Operation::GetAuthorizationToken);
    let refused = fetch(api, &world.rita, REGISTRY).await;
    let refused = refused.refused(403, "no-pull-password");
    let detail = refused["detail"].as_str().unwrap();
    assert!(detail.starts_with("access has ended"), "{detail}");
    let asked_since = world.aws.shared.requests(Operation::GetAuthorizationToken) - asked;
    assert_eq!(asked_since, 1, "AWS has given one");
}

#[actix_web::test]
async fn without_the_owner_s_word_there_is_none() {
    let world = opened().await;
    let off = choose(&world, false).await;
    assert_eq!(off["pull_passwords_since"], Value::Null);
    let asked = async |account, repository: Option<&str>| {
        let wanted = json!({"registry": REGISTRY, "repository": repository});
        let refused = fetch_with(&world.api, account, wanted).await;
        let refused = refused.refused(403, "no-pull-password");
        refused["detail"].as_str().unwrap().to_owned()
    };
    for repository in [None, Some(IMAGE)] {
        let detail = asked(&world.rita, repository).await;
        assert!(detail.starts_with("your access is active"), "{detail}");
        let detail = asked(&world.grace, repository).await;
        assert!(detail.starts_with("you have no active access"), "{detail}");
    }
    let detail = asked(&world.rita, Some(OTHER_IMAGE)).await;
    assert!(detail.starts_with("you have no active access"), "{detail}");
}

#[actix_web::test]
async fn a_role_that_was_not_made_for_it_is_told_of_and_not_shown() {
    let world = World::new().await;
    world.approve().await;
    world.found(|id, findings| findings.present.push(id)).await;
    choose(&world, true).await;
    let refused = fetch(&world.api, &world.rita, REGISTRY).await;
    let refused = refused.refused(403, "no-pull-password");
    let detail = refused["detail"].as_str().unwrap();
    assert!(
        detail.contains("role") && !detail.contains("arn:"),
        "{detail}"
    );
    let checked = put(&world.api, &world.maintainer().await).await;
    let asked = checked["connection"]["checked"]["asked"]
        .as_array()
        .unwrap();
    let asked = asked
        .iter()
        .find(|asked| asked["question"] == "pull_password");
    assert_eq!(asked.unwrap()["outcome"], "warned");
    assert_eq!(checked["on"]["holds"], true, "grants go on");
}

#[actix_web::test]
async fn a_machine_that_asks_without_end_must_wait() {
    let world = World::new().await;
    let (_, token) = world.api.token(&world.rita, &[Scope::Pull]).await;
    let ask = async || {
        let asked = TestRequest::post()
            .uri("/api/v1/pull-credentials")
            .set_json(json!({"registry": REGISTRY}));
        world.api.send(with_token(asked, &token)).await
    };
    for _ in 0..wharfinger_server::limits::PULL_PASSWORDS_BURST {
        ask().await.refused(403, "no-pull-password");
    }
    let refused = ask().await;
    refused.refused(429, "too-many-requests");
    assert!(refused.header("retry-after").is_some());
    let other = fetch(&world.api, &world.grace, REGISTRY).await;
    other.refused(403, "no-pull-password");
}

#[actix_web::test]
async fn the_connection_s_page_says_no_more_than_was_seen() {
    let world = World::new().await;
    let browser = world.maintainer().await;
    let page = "/account/connections";
    let shown = browser.get(page).await;
    holds(&shown, "Hand out pull passwords");
    holds(&shown, "up to 12 hours");
    let connections = browser.read("/api/v1/account/connections").await;
    let id = connections["connections"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let done = browser.post(page, &[("hand_out", &id)]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    holds(
        &browser.get(page).await,
        "no check has seen that the role lets it be",
    );
    let connections = browser.read("/api/v1/account/connections").await;
    make_role(&world.aws, &connections["connections"][0]);
    put(&world.api, &browser).await;
    holds(&browser.get(page).await, "Handed out");
    let template = TestRequest::get().uri(&format!("{page}/{id}/role.yaml"));
    let template = world.api.send_unlisted(browser.request(template)).await;
    holds(&template, "ecr:GetAuthorizationToken");
    let done = browser.post(page, &[("stop_handing_out", &id)]).await;
    assert_eq!(done.status, 303, "{}", done.text());
    holds(&browser.get(page).await, "Hand out pull passwords");
}

#[actix_web::test]
async fn whoever_has_access_is_told_how_to_pull_without_aws() {
    let world = opened().await;
    let command = format!("wharfinger credential-helper --configure {REGISTRY}");
    let page = world.page(&world.rita).await;
    assert!(
        page.contains(&command) && page.contains("takes no password back"),
        "{page}"
    );
    assert!(
        !world.page(&world.grace).await.contains(&command),
        "it is not theirs"
    );
    choose(&world, false).await;
    assert!(!world.page(&world.rita).await.contains(&command));
}

#[actix_web::test]
async fn what_is_handed_out_and_refused_is_counted() {
    let world = opened().await;
    assert_eq!(fetch(&world.api, &world.rita, REGISTRY).await.status, 200);
    for account in [&world.grace, &world.grace] {
        let refused = fetch(&world.api, account, REGISTRY).await;
        refused.refused(403, "no-pull-password");
    }
    let metrics = TestRequest::get().uri("/metrics").insert_header(bearer());
    let text = world.api.send_unlisted(metrics).await;
    for line in [
        "wharfinger_pull_passwords_total{outcome=\"handed_out\"} 1\n",
        "wharfinger_pull_passwords_total{outcome=\"refused\"} 2\n",
    ] {
        assert!(text.text().contains(line), "{line} in {}", text.text());
    }
}

/// What Rita's pull said, as she pastes it.
const FAILED: &str = "Docker is required to run this tool: Command '['docker', 'pull', \
    '111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/md5sum']' returned non-zero exit status 1.\n";

/// What the diagnosis of it has for somebody.
async fn diagnosed(world: &World, account: &Account) -> Value {
    let asked = TestRequest::post()
        .uri("/api/v1/diagnose")
        .insert_header(SAME_ORIGIN)
        .set_json(json!({"text": FAILED}));
    let browser = world.api.browser_of(account).await;
    let answer = world.api.send(browser.request(asked)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["answer"].clone()
}

#[actix_web::test]
async fn a_failed_pull_is_answered_with_the_login_that_needs_no_aws() {
    let world = opened().await;
    let answer = diagnosed(&world, &world.rita).await;
    assert_eq!(answer["step"], "log_in");
    let configure = format!("wharfinger credential-helper --configure {REGISTRY}");
    let pull = format!("docker pull {REGISTRY}/tools/md5sum");
    let commands = answer["commands"].as_array().unwrap();
    let log_in = commands[0].as_str().unwrap();
    assert!(log_in.starts_with("wharfinger login http"), "{log_in}");
    assert_eq!(commands[1..], [json!(configure), json!(pull)]);
    let browser = world.api.browser_of(&world.rita).await;
    let page = browser.post("/diagnose", &[("text", FAILED)]).await;
    for shown in [&*configure, "takes no password back", "With an AWS client"] {
        holds(&page, shown);
    }

    let other = diagnosed(&world, &world.grace).await;
    assert_eq!(other["step"], "request_access", "it is not theirs");
    assert_eq!(other["commands"], json!([]));

    choose(&world, false).await;
    let answer = diagnosed(&world, &world.rita).await;
    assert_eq!(answer["step"], "log_in");
    let commands = answer["commands"].as_array().unwrap();
    let log_in = commands[0].as_str().unwrap();
    assert!(log_in.starts_with("aws ecr get-login-password"), "{log_in}");
    assert_eq!(commands[1..], [json!(pull)]);
}
