//! Access that the server gives by itself: from an AWS account to "on".

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_core::grants::Repository;
use wharfinger_ecr::connection::{Connection, ExternalId};
use wharfinger_store::{Account, Role};

use crate::aws::{Aws, IMAGE, OWNER, REGION, US, address};
use crate::support::Api;
use crate::support::browser::{Browser, SAME_ORIGIN};

pub(crate) const ADDRESS: &str =
    "/api/v1/automation/111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/md5sum";
pub(crate) const PAGE: &str =
    "/automation/111122223333.dkr.ecr.us-west-2.amazonaws.com/_/tools/md5sum";

pub(crate) async fn registered(api: &Api, maintainer: &Account, image: &str) {
    let draft = json!({
        "image": image, "visibility": "private", "contact_email": "tools@example.org",
    });
    let browser = api.browser_of(maintainer).await;
    let request = TestRequest::post()
        .uri("/api/v1/tools")
        .insert_header(SAME_ORIGIN)
        .set_json(draft);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
}

pub(crate) async fn put(api: &Api, browser: &Browser<'_>) -> Value {
    put_at(api, browser, ADDRESS).await
}

/// The same of a tool whose automation has that address.
pub(crate) async fn put_at(api: &Api, browser: &Browser<'_>, address: &str) -> Value {
    let request = TestRequest::put().uri(address).insert_header(SAME_ORIGIN);
    let answer = api.send(browser.request(request)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// Makes the role that belongs to a connection, as its template says.
pub(crate) fn make_role(aws: &Aws, connection: &Value) {
    make_role_for(aws, connection, "tools/md5sum");
}

/// The same where the connection is one for another repository.
pub(crate) fn make_role_for(aws: &Aws, connection: &Value, repository: &str) {
    let arn = connection["role_arn"].as_str().unwrap();
    let role = role_like(aws, connection, arn, repository);
    assert_eq!(role.authority().role_arn, arn);
}

/// Makes a role that does what the template of a connection says, under another name.
pub(crate) fn role_like(aws: &Aws, connection: &Value, arn: &str, repository: &str) -> Connection {
    let id = ExternalId::read(connection["external_id"].as_str().unwrap()).unwrap();
    let repository = Repository {
        partition: "aws".to_owned(),
        account: OWNER.to_owned(),
        region: REGION.to_owned(),
        name: repository.to_owned(),
    };
    let role = Connection::new(US, id, vec![repository]).unwrap();
    let hands_out = !connection["pull_passwords_since"].is_null();
    let role = role.handing_out_passwords(hands_out).unwrap();
    aws.role(arn, &role.trust_policy(), &role.permissions_policy());
    role
}

/// Begins to carry out the tool's requests, makes the role that is asked for, and turns it on: what the
/// beginning answered.
pub(crate) async fn turned_on(aws: &Aws, api: &Api, browser: &Browser<'_>) -> Value {
    let begun = put(api, browser).await;
    make_role(aws, &begun["connection"]);
    put(api, browser).await;
    begun
}

#[actix_web::test]
async fn an_account_is_connected_over_the_api() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;

    let begun = put(&api, &browser).await;
    assert_eq!(begun["simulated"], true);
    assert_eq!(begun["on"], Value::Null);
    let arns = json!(["arn:aws:ecr:us-west-2:111122223333:repository/tools/md5sum"]);
    assert_eq!(begun["role"]["repositories"], arns);

    let unmade = put(&api, &browser).await;
    assert_eq!(unmade["on"], Value::Null, "there is no role yet");
    let asked = &unmade["connection"]["checked"]["asked"];
    assert_eq!(asked[1]["question"], "assumed_with_id");
    assert_eq!(asked[1]["outcome"], "failed");
    let mend = asked[1]["mend"].as_str().unwrap();
    assert!(mend.contains("there is no such role yet"), "{mend}");
    assert!(mend.contains("template") && !mend.contains("again"));

    make_role(&aws, &begun["connection"]);
    let on = put(&api, &browser).await;
    assert_eq!(on["connection"]["checked"]["right"], true, "{on:#}");
    assert_eq!(on["on"]["holds"], true);
    assert_eq!(on["on"]["by"], "grace");
    let left = aws.shared.world().policy_text(&address("tools/md5sum"));
    assert_eq!(left, None, "the trial is taken back");

    let connections = browser.read("/api/v1/account/connections").await;
    let id = connections["connections"][0]["id"].as_str().unwrap();
    let sam = api.account("sam", Role::Member).await;
    let path = format!("/api/v1/account/connections/{id}");
    let others = api.browser_of(&sam).await.delete(&path).await;
    others.refused(404, "no-such-connection");
    assert_eq!(browser.delete(&path).await.status, 204);
    assert_eq!(browser.read(ADDRESS).await["on"], Value::Null);
}

#[actix_web::test]
async fn whose_the_account_is_is_told_of_every_tool_in_it() {
    const TOOL: &str = "/api/v1/tools/111122223333.dkr.ecr.us-west-2.amazonaws.com/_/tools/md5sum";
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    registered(&api, &grace, "quay.io/team/tool").await;
    let page = TOOL.trim_start_matches("/api/v1");
    let read = async || api.send(TestRequest::get().uri(TOOL)).await;
    let shown = async |path: &str| {
        let page = api.send_unlisted(TestRequest::get().uri(path)).await;
        page.text().to_owned()
    };

    let before = read().await;
    assert_eq!(before.json()["owner_verified"], false);
    assert!(
        shown(page)
            .await
            .contains("no maintainer of this tool has shown")
    );
    assert!(shown("/").await.contains("Owner unverified"));
    let browser = api.browser_of(&grace).await;
    let own = browser.get(page).await;
    assert!(own.text().contains("Connect the account"));

    turned_on(&aws, &api, &browser).await;
    let after = read().await;
    assert_eq!(after.json()["owner_verified"], true);
    assert_ne!(before.header("etag"), after.header("etag"));
    let tag = before.header("etag").unwrap();
    let request = TestRequest::get()
        .uri(TOOL)
        .insert_header(("if-none-match", tag));
    assert_eq!(
        api.send(request).await.status,
        200,
        "it is another document"
    );
    assert!(shown(page).await.contains("this server has checked"));
    assert!(shown("/").await.contains("Owner verified"));

    let listed = api.send(TestRequest::get().uri("/api/v1/tools")).await;
    let verified: Vec<_> = listed.json()["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["owner_verified"].clone())
        .collect();
    assert_eq!(
        verified,
        [Value::Null, json!(true)],
        "elsewhere there is no account"
    );
}

/// A stranger needs nobody's consent to make the owner of an account a maintainer of something in it.
#[actix_web::test]
async fn what_an_owner_is_added_to_is_none_of_their_roles_until_they_turn_it_on() {
    const GHOST: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/samtools";
    const GHOSTS: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com/_/tools/samtools";
    const GHOST_ARN: &str = "arn:aws:ecr:us-west-2:111122223333:repository/tools/samtools";
    const OTHER: &str = "arn:aws:iam::111122223333:role/wharfinger-ecr-other";
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;
    let begun = turned_on(&aws, &api, &browser).await;
    let sam = api.account("sam", Role::Member).await;
    registered(&api, &sam, GHOST).await;
    let add = format!("/api/v1/maintainers/{GHOSTS}?account=grace");
    let add = TestRequest::put().uri(&add).insert_header(SAME_ORIGIN);
    let added = api.send(api.browser_of(&sam).await.request(add)).await;
    assert!(added.status < 300, "{}", added.text());

    let id = begun["connection"]["id"].as_str().unwrap();
    let template = format!("/account/connections/{id}/role.yaml");
    let read = async |template: &str| {
        let template = browser.request(TestRequest::get().uri(template));
        api.send_unlisted(template).await.text().to_owned()
    };
    let shown = read(&template).await;
    assert!(
        shown.contains("md5sum") && !shown.contains("samtools"),
        "{shown}"
    );
    let own = browser.read(ADDRESS).await;
    assert_eq!(own["role"]["repositories"], begun["role"]["repositories"]);

    // Whoever turns it on has it in the role, from the page on which they do so.
    let role = browser.read(&format!("/api/v1/automation/{GHOSTS}")).await;
    let repositories = role["role"]["repositories"].as_array().unwrap();
    assert!(repositories.contains(&json!(GHOST_ARN)), "{role:#}");
    let link = format!("{template}?tool={GHOSTS}");
    let page = browser.get(&format!("/automation/{GHOSTS}")).await;
    assert!(page.text().contains(&link));
    assert!(read(&link).await.contains("samtools"));

    // Nor is another role examined with it.
    role_like(&aws, &begun["connection"], OTHER, "tools/md5sum");
    let change = TestRequest::put()
        .uri(&format!("/api/v1/account/connections/{id}/role"))
        .insert_header(SAME_ORIGIN)
        .insert_header(("if-match", "*"))
        .set_json(json!({"role_arn": OTHER}));
    let changed = api.send(browser.request(change)).await.json();
    assert_eq!(changed["taken"], true, "{changed:#}");
}

#[actix_web::test]
async fn a_role_that_is_open_to_everybody_is_refused() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;
    let begun = put(&api, &browser).await;
    let arn = begun["connection"]["role_arn"].as_str().unwrap();
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": US},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
    }});
    let may = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "ecr:*", "Resource": "*",
    }});
    aws.role(arn, &trust.to_string(), &may.to_string());
    let refused = put(&api, &browser).await;
    assert_eq!(refused["on"], Value::Null);
    let asked = &refused["connection"]["checked"]["asked"];
    assert_eq!(asked[2]["question"], "refused_without_id");
    assert_eq!(asked[2]["outcome"], "failed");
}

#[actix_web::test]
async fn an_account_is_connected_without_scripts() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;
    let page = browser.get(PAGE).await;
    assert!(page.text().contains("simulated AWS account"));
    assert!(!page.text().contains("/demo/aws"), "this is no demo");
    let begun = browser.post(PAGE, &[("action", "begin")]).await;
    assert_eq!(
        begun.header("location"),
        Some(&*format!("{PAGE}?done=begun"))
    );
    let page = browser.get(PAGE).await;
    assert!(page.text().contains("aws iam create-role"));

    let connections = browser.read("/api/v1/account/connections").await;
    let connection = &connections["connections"][0];
    let id = connection["id"].as_str().unwrap();
    let template = format!("/account/connections/{id}/role.yaml");
    let template = browser.request(TestRequest::get().uri(&template));
    let template = api.send_unlisted(template).await;
    assert!(template.text().contains("repository/tools/md5sum"));

    let wrong = browser.post(PAGE, &[("action", "turn_on")]).await;
    assert_eq!(
        wrong.header("location"),
        Some(&*format!("{PAGE}?notice=not-right"))
    );
    let page = browser.get(&format!("{PAGE}?notice=not-right")).await;
    assert!(page.text().contains("the role does not let us in"));
    make_role(&aws, connection);
    let right = browser.post(PAGE, &[("action", "turn_on")]).await;
    assert_eq!(right.header("location"), Some(&*format!("{PAGE}?done=on")));
    assert!(browser.get(PAGE).await.text().contains("It is on"));

    let own = browser.get("/account/connections").await;
    assert!(own.text().contains("Proven"));
    let gone = browser
        .post("/account/connections", &[("disconnect", id)])
        .await;
    assert_eq!(gone.status, 303);
    assert!(!browser.get(PAGE).await.text().contains("It is on"));
}

#[actix_web::test]
async fn what_is_in_the_way_is_said() {
    let api = Api::new().await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;
    let shown = browser.read(ADDRESS).await;
    let obstacle = shown["obstacle"].as_str().unwrap();
    assert!(obstacle.contains("operator of this site has not set AWS up"));
    let page = browser.get(PAGE).await;
    assert!(page.text().contains(obstacle));
    let request = TestRequest::put().uri(ADDRESS).insert_header(SAME_ORIGIN);
    let refused = api.send(browser.request(request)).await;
    refused.refused(409, "not-automatable");
}

/// What the role may not do in one repository keeps neither another nor its pull passwords from working. What
/// is wrong about the role itself stops both.
#[actix_web::test]
async fn a_repository_that_is_not_right_leaves_the_others_alone() {
    const OTHER_IMAGE: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/samtools";
    const OTHER: &str =
        "/api/v1/automation/111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/samtools";
    const OTHER_PAGE: &str =
        "/automation/111122223333.dkr.ecr.us-west-2.amazonaws.com/_/tools/samtools";
    const LACKS: &str = "the role may not do";
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;
    let begun = put(&api, &browser).await;
    make_role(&aws, &begun["connection"]);
    let on = put(&api, &browser).await;
    let proven_at = &on["connection"]["proven_at"];
    registered(&api, &grace, OTHER_IMAGE).await;

    // The role was made before there was another tool.
    let other = put_at(&api, &browser, OTHER).await;
    assert_eq!(other["on"], Value::Null, "{other:#}");
    assert_eq!(other["connection"]["checked"]["right"], false);
    assert_eq!(&other["connection"]["proven_at"], proven_at);
    assert_eq!(browser.read(ADDRESS).await["on"]["holds"], true);
    assert!(browser.get(OTHER_PAGE).await.text().contains(LACKS));
    let own = browser.get(PAGE).await;
    assert!(!own.text().contains(LACKS), "{}", own.text());
    assert!(own.text().contains("Found right"));
    let connections = browser.get("/account/connections").await;
    let told = "The role is right, a repository is not yet";
    assert!(connections.text().contains(told), "{}", connections.text());
    assert!(connections.text().contains("Proven"));

    // A role that lets everybody in is nobody's to work with, whichever repository it is examined with.
    let arn = begun["connection"]["role_arn"].as_str().unwrap();
    let trust = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": US},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
    }});
    let may = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "ecr:*", "Resource": "*",
    }});
    aws.role(arn, &trust.to_string(), &may.to_string());
    let open = put_at(&api, &browser, OTHER).await;
    assert_eq!(open["connection"]["proven_at"], Value::Null);
    assert_eq!(browser.read(ADDRESS).await["on"]["holds"], false);
}
