//! The role of a connection: another one, one that its owner has named, and one about which AWS says nothing.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_aws_sim::{Fault, Operation};
use wharfinger_store::Role;

use crate::automation::{ADDRESS, PAGE, make_role, put, registered, role_like, turned_on};
use crate::aws::{self, Aws, IMAGE, OWNER, account};
use crate::support::Api;
use crate::support::browser::{Browser, SAME_ORIGIN};

const OTHER: &str = "arn:aws:iam::111122223333:role/wharfinger-ecr-other";

#[actix_web::test]
async fn another_role_is_taken_once_it_is_right() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;
    let begun = turned_on(&aws, &api, &browser).await;
    let id = begun["connection"]["id"].as_str().unwrap();
    let address = format!("/api/v1/account/connections/{id}/role");
    let change = async |browser: &Browser<'_>, role: &str| {
        let request = TestRequest::put()
            .uri(&address)
            .insert_header(SAME_ORIGIN)
            .insert_header(("if-match", "*"))
            .set_json(json!({"role_arn": role}));
        api.send(browser.request(request)).await
    };
    let sam = api.account("sam", Role::Member).await;
    let others = change(&api.browser_of(&sam).await, OTHER).await;
    others.refused(404, "no-such-connection");
    let elsewhere = "arn:aws:iam::444455556666:role/wharfinger-ecr-other";
    let elsewhere = change(&browser, elsewhere).await;
    elsewhere.refused(422, "invalid-fields");

    let refused = change(&browser, OTHER).await.json();
    assert_eq!(refused["taken"], false, "there is no such role");
    assert_eq!(refused["checked"]["right"], false);
    assert_eq!(
        refused["connection"]["role_arn"],
        begun["connection"]["role_arn"]
    );
    assert_eq!(
        browser.read(ADDRESS).await["on"]["holds"],
        true,
        "as before"
    );

    // What is found of the role that it has is written down, right or not.
    let same = begun["connection"]["role_arn"].as_str().unwrap();
    let checked_at = async || {
        let listed = browser.read("/api/v1/account/connections").await;
        listed["connections"][0]["checked"]["at"].clone()
    };
    let before = checked_at().await;
    api.wait_seconds(1);
    let again = change(&browser, same).await.json();
    assert_eq!(again["taken"], true, "{again}");
    assert_ne!(checked_at().await, before);

    let page = format!("/account/connections/{id}/role");
    let shown = browser.get(&page).await;
    assert!(shown.text().contains("stays in use"));
    let wrong = browser.post(&page, &[("role_arn", OTHER)]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("the role is not changed"));
    assert!(wrong.text().contains("the role does not let us in"));
    let typo = browser.post(&page, &[("role_arn", "role/other")]).await;
    assert_eq!(typo.status, 422);
    assert!(typo.text().contains("not the ARN of an IAM role"));

    role_like(&aws, &begun["connection"], OTHER, "tools/md5sum");
    let taken = browser.post(&page, &[("role_arn", OTHER)]).await;
    let done = "/account/connections?done=role";
    assert_eq!(taken.header("location"), Some(done));
    assert!(browser.get(done).await.text().contains("found right"));
    let now = browser.read(ADDRESS).await;
    assert_eq!(now["connection"]["role_arn"], OTHER);
    assert_eq!(now["on"]["holds"], true);
    what_is_offered_is_about_another_role(&browser, &begun, OTHER).await;

    // Nobody but the role that is used is to write: so the statement must name it.
    let statement = now["role"]["exclusive_statement"].as_str().unwrap();
    assert_eq!(exclusive(&aws, &api, &browser, statement).await, "passed");
}

/// What a check says once the policy of the registry has a statement that keeps other writers out.
async fn exclusive(aws: &Aws, api: &Api, browser: &Browser<'_>, statement: &str) -> Value {
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
    let (owner, region) = (account(OWNER), aws::address("tools/md5sum").region);
    aws.shared
        .world()
        .set_registry_policy(&owner, &region, Some(&policy))
        .unwrap();
    let checked = put(api, browser).await;
    let checked = &checked["connection"]["checked"];
    assert_eq!(checked["right"], true, "{checked:#}");
    let mut asked = checked["asked"].as_array().unwrap().iter();
    let exclusive = asked.find(|it| it["question"] == "exclusive");
    exclusive.unwrap()["outcome"].clone()
}

/// That nobody else may write is said of a repository where nobody may, and otherwise who.
#[actix_web::test]
async fn the_page_of_a_repository_says_who_else_may_write() {
    const ADMIN: &str = "arn:aws:iam::111122223333:role/admin";
    const NOBODY: &str = "nobody else may write this policy";
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;
    turned_on(&aws, &api, &browser).await;
    let now = browser.read(ADDRESS).await;
    let page = format!(
        "/repositories/{}",
        now["on"]["repository"].as_str().unwrap()
    );
    let statement = now["role"]["exclusive_statement"].as_str().unwrap();
    assert_eq!(exclusive(&aws, &api, &browser, statement).await, "passed");
    let shown = browser.get(&page).await;
    assert!(shown.text().contains(NOBODY), "{}", shown.text());

    let mut both: Value = serde_json::from_str(statement).unwrap();
    both["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]
        .as_array_mut()
        .unwrap()
        .push(json!(ADMIN));
    let both = both.to_string();
    assert_eq!(exclusive(&aws, &api, &browser, &both).await, "warned");
    let shown = browser.get(&page).await;
    assert!(!shown.text().contains(NOBODY), "{}", shown.text());
    let told = format!("but the role and <code>{ADMIN}</code>");
    assert!(shown.text().contains(&told), "{}", shown.text());
    assert!(shown.text().contains("its write is overwritten"));
}

/// No template, command or text makes, or speaks of, the role that nobody uses any more.
async fn what_is_offered_is_about_another_role(browser: &Browser<'_>, begun: &Value, other: &str) {
    let (before, id) = (&begun["connection"]["role_arn"], &begun["connection"]["id"]);
    let (before, id) = (before.as_str().unwrap(), id.as_str().unwrap());
    let name = before.rsplit('/').next().unwrap();
    let role = &browser.read(ADDRESS).await["role"];
    assert!(!role.to_string().contains(name), "{role:#}");
    for way in ["quick_create", "cloudformation", "terraform", "commands"] {
        assert_eq!(role[way], Value::Null, "{way}");
    }
    let statement = role["exclusive_statement"].as_str().unwrap();
    assert!(statement.contains(other), "{statement}");
    for policy in ["trust_policy", "permissions_policy"] {
        assert_eq!(role[policy], begun["role"][policy], "a role needs the same");
    }
    let template = format!("/account/connections/{id}/role.yaml");
    assert_eq!(browser.get(&template).await.status, 409);
    for path in [
        PAGE,
        "/account/connections",
        &format!("/account/connections/{id}/role"),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text().contains(name), "{path}: {}", page.text());
        assert!(
            !page.text().contains("role.yaml"),
            "{path}: {}",
            page.text()
        );
    }
    assert!(browser.get(PAGE).await.text().contains("sts:ExternalId"));
}

/// A role that was right is so until AWS says otherwise; a new one is not before AWS has said so.
#[actix_web::test]
async fn an_answer_that_never_came_takes_nothing_back() {
    let aws = Aws::start();
    let api = Api::with_aws(aws.settings()).await;
    let grace = api.account("grace", Role::Member).await;
    registered(&api, &grace, IMAGE).await;
    let browser = api.browser_of(&grace).await;
    let silent = |asked: usize| {
        let script = vec![None; asked].into_iter().chain([Some(Fault::Throttle)]);
        aws.shared.faults().script(Operation::AssumeRole, script);
    };
    let begun = put(&api, &browser).await;
    make_role(&aws, &begun["connection"]);
    silent(0);
    let unproven = put(&api, &browser).await;
    assert_eq!(unproven["connection"]["proven_at"], Value::Null);
    let proven = put(&api, &browser).await["connection"]["proven_at"].clone();
    assert!(proven.is_string());

    // With the id, without one, and with a wrong one.
    for asked in 0..3 {
        silent(asked);
        let again = put(&api, &browser).await;
        let checked = &again["connection"]["checked"];
        assert_eq!(checked["right"], false, "{checked:#}");
        assert_eq!(again["connection"]["proven_at"], proven, "{checked:#}");
        assert_eq!(again["on"]["holds"], true);
        let page = browser.get("/account/connections").await;
        let told = "AWS did not answer everything, so the role counts as right as before";
        assert!(page.text().contains(told), "{}", page.text());
        assert!(page.text().contains("Proven"));
    }
    let id = begun["connection"]["id"].as_str().unwrap();
    let change = async |role: &Value| {
        let request = TestRequest::put()
            .uri(&format!("/api/v1/account/connections/{id}/role"))
            .insert_header(SAME_ORIGIN)
            .insert_header(("if-match", "*"))
            .set_json(json!({"role_arn": role}));
        api.send(browser.request(request)).await.json()
    };
    silent(1);
    let same = change(&begun["connection"]["role_arn"]).await;
    assert_eq!(same["connection"]["proven_at"], proven);
    role_like(&aws, &begun["connection"], OTHER, "tools/md5sum");
    silent(1);
    let other = change(&json!(OTHER)).await;
    assert_eq!(other["taken"], false, "{other:#}");
    assert_eq!(other["checked"]["right"], false);

    let arn = begun["connection"]["role_arn"].as_str().unwrap();
    aws.shared
        .world()
        .delete_role(&account(OWNER), arn.rsplit('/').next().unwrap());
    let gone = put(&api, &browser).await;
    assert_eq!(gone["connection"]["proven_at"], Value::Null, "AWS said no");
}
