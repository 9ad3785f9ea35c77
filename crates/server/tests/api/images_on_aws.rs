//! Images on private Amazon ECR: asked as the role that their owner made.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_aws_sim::Image;
use wharfinger_core::evidence::ImagePolicy;
use wharfinger_server::config::Config;
use wharfinger_server::images::Settings;
use wharfinger_store::{Account, Role, Timestamp};

use crate::automation::{make_role, put, registered};
use crate::aws::{Aws, IMAGE, address};
use crate::support::browser::{Browser, SAME_ORIGIN};
use crate::support::{Api, START};

const TOOL: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com/_/tools/md5sum";

async fn server(aws: &Aws, policy: ImagePolicy) -> (Api, Account) {
    let config = Config {
        images: Settings {
            policy,
            ..Settings::default()
        },
        ..Config::default()
    };
    let api = Api::with_aws_as(config, aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    (api, grace)
}

fn push(aws: &Aws, tag: &str) {
    let image = Image::new(Timestamp::from_micros(START), tag, "{}");
    let mut world = aws.shared.world();
    world.push_image(&address("tools/md5sum"), image).unwrap();
}

/// Connects the account of the tool.
async fn connected(aws: &Aws, api: &Api, browser: &Browser<'_>) {
    let begun = put(api, browser).await;
    make_role(aws, &begun["connection"]);
    let on = put(api, browser).await;
    assert_eq!(on["on"]["holds"], true, "{on}");
}

async fn look_now(api: &Api, browser: &Browser<'_>) -> Value {
    look_at(api, browser, TOOL).await
}

async fn look_at(api: &Api, browser: &Browser<'_>, tool: &str) -> Value {
    api.wait_seconds(60);
    let path = format!("/api/v1/evidence/{tool}");
    let request = TestRequest::post().uri(&path).insert_header(SAME_ORIGIN);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["evidence"].clone()
}

#[actix_web::test]
async fn whoever_has_the_server_turned_on_learns_whether_the_image_is_there() {
    let aws = Aws::start();
    let (api, grace) = server(&aws, ImagePolicy::Warn).await;
    registered(&api, &grace, &format!("{IMAGE}:1.0")).await;
    let browser = api.browser_of(&grace).await;
    let before = look_now(&api, &browser).await;
    assert_eq!(before["verdict"], "unknown:not_asked");

    connected(&aws, &api, &browser).await;
    let missing = look_now(&api, &browser).await;
    assert_eq!(missing["verdict"], "missing");
    assert_eq!(missing["issue"]["code"], "image.missing");
    push(&aws, "1.0");
    let there = look_now(&api, &browser).await;
    assert_eq!(there["verdict"], "exists_private");
    let digest = there["digest"].as_str().unwrap();
    assert!(digest.starts_with("sha256:44136fa3"), "{digest}");
}

/// Grace has connected the account for her tool. Sam registers paths in it as well, and makes her a maintainer
/// of his: nobody has asked her.
#[actix_web::test]
async fn nobody_looks_into_the_account_of_somebody_whom_they_made_a_maintainer() {
    let aws = Aws::start();
    let (api, grace) = server(&aws, ImagePolicy::Warn).await;
    registered(&api, &grace, &format!("{IMAGE}:1.0")).await;
    push(&aws, "1.0");
    connected(&aws, &api, &api.browser_of(&grace).await).await;
    let stranger = api.account("sam", Role::Member).await;
    let browser = api.browser_of(&stranger).await;
    let draft = json!({
        "image": format!("{IMAGE}:1.0"),
        "tool_name": "probe",
        "visibility": "private",
        "contact_email": "sam@example.org",
    });
    let request = TestRequest::post()
        .uri("/api/v1/tools")
        .insert_header(SAME_ORIGIN)
        .set_json(draft);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let registered = answer.json();
    assert_eq!(registered["evidence"]["verdict"], "unknown:not_asked");
    let probe = registered["tool_path"].as_str().unwrap();
    let request = TestRequest::put()
        .uri(&format!("/api/v1/maintainers/{probe}?account=grace"))
        .insert_header(SAME_ORIGIN);
    let made = api.send(browser.request(request)).await;
    assert_eq!(made.status, 200, "{}", made.text());

    let looked = look_at(&api, &browser, probe).await;
    assert_eq!(looked["verdict"], "unknown:not_asked", "{looked}");
    assert_eq!(looked["digest"], Value::Null);
    let request = TestRequest::patch()
        .uri(&format!("/api/v1/tools/{probe}"))
        .insert_header(SAME_ORIGIN)
        .insert_header(("if-match", "*"))
        .set_json(json!({"tag": "2.0"}));
    let changed = api.send(browser.request(request)).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.json()["evidence"]["verdict"], "unknown:not_asked");
}

#[actix_web::test]
async fn the_role_is_not_used_any_more_once_its_owner_has_turned_it_off() {
    let aws = Aws::start();
    let (api, grace) = server(&aws, ImagePolicy::Warn).await;
    registered(&api, &grace, &format!("{IMAGE}:1.0")).await;
    push(&aws, "1.0");
    let browser = api.browser_of(&grace).await;
    connected(&aws, &api, &browser).await;
    let there = look_now(&api, &browser).await;
    assert_eq!(there["verdict"], "exists_private");
    let off = browser.delete(&format!("/api/v1/automation/{TOOL}")).await;
    assert_eq!(off.status, 204, "{}", off.text());
    let after = look_now(&api, &browser).await;
    assert_eq!(after["verdict"], "unknown:not_asked", "{after}");
}
