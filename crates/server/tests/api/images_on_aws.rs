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
    api.wait_seconds(60);
    let path = format!("/api/v1/evidence/{TOOL}");
    let request = TestRequest::post().uri(&path).insert_header(SAME_ORIGIN);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["evidence"].clone()
}

#[actix_web::test]
async fn whoever_has_connected_the_account_learns_whether_the_image_is_there() {
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

#[actix_web::test]
async fn nobody_looks_into_the_account_of_somebody_else() {
    let aws = Aws::start();
    let (api, grace) = server(&aws, ImagePolicy::Warn).await;
    registered(&api, &grace, &format!("{IMAGE}:1.0")).await;
    connected(&aws, &api, &api.browser_of(&grace).await).await;
    let stranger = api.account("sam", Role::Member).await;
    let browser = api.browser_of(&stranger).await;
    let draft = json!({
        "image": "111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/samtools:1.0",
        "visibility": "private",
        "contact_email": "sam@example.org",
    });
    let request = TestRequest::post()
        .uri("/api/v1/tools")
        .insert_header(SAME_ORIGIN)
        .set_json(draft);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["evidence"]["verdict"], "unknown:not_asked");
}
