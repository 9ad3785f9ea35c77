//! The pages, as a browser without scripts uses them.

use actix_web::test::TestRequest;
use serde_json::json;

use super::{CONTACT, ECR_TOOL, TOOL, World};
use crate::support::Api;
use crate::support::browser::{Browser, holds, post};
use crate::support::people::PASSWORD;

async fn browser<'a>(world: &'a World, name: &str) -> Browser<'a> {
    world.api.signed_in_as(name).await
}

fn lacks(answer: &crate::support::Answer, text: &str) {
    assert!(
        !answer.text().contains(text),
        "`{text}` in {}",
        answer.text()
    );
}

/// The status of a page that says why there is nothing to see.
async fn refused(world: &World, browser: &Browser<'_>, path: &str) -> u16 {
    let request = TestRequest::get()
        .uri(path)
        .insert_header(("accept", "text/html"));
    let answer = world.api.send_unlisted(browser.request(request)).await;
    holds(&answer, "class=\"error-page\"");
    answer.status
}

/// Where an answer leads.
fn location(answer: &crate::support::Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.header("location").unwrap().to_owned()
}

#[actix_web::test]
async fn a_private_tool_leads_to_the_form_and_shows_no_contact() {
    let world = World::new().await;
    let sam = browser(&world, "sam").await;
    let page = sam.get(&format!("/tools/{TOOL}")).await;
    holds(&page, &format!("href=\"/request/{TOOL}\""));
    holds(&page, "grace, hedy");
    lacks(&page, CONTACT);
    lacks(&page, "mailto:");
    lacks(&page, "For maintainers");
    let grace = browser(&world, "grace").await;
    let page = grace.get(&format!("/tools/{TOOL}")).await;
    for text in [
        CONTACT,
        "not confirmed yet",
        &format!("href=\"/review?waiting=all&#38;tool={TOOL}\""),
        &format!("href=\"/maintainers/{TOOL}\""),
        &format!("href=\"/audit?tool={TOOL}\""),
        &format!("action=\"/contact/{TOOL}\""),
    ] {
        holds(&page, text);
    }
}

#[actix_web::test]
async fn the_form_says_what_the_registry_needs() {
    let world = World::new().await;
    let sam = browser(&world, "sam").await;
    let page = sam.get(&format!("/request/{ECR_TOOL}")).await;
    holds(&page, "AWS account id or ARN");
    holds(&page, "<code>arn:aws:iam::111122223333:role/puller</code>");
    let page = sam.get(&format!("/request/{TOOL}")).await;
    holds(&page, "Quay.io user name");
    // Nothing to ask for: the tool's page says why.
    world.api.registered("nginx").await;
    let answer = sam.get("/request/docker.io/library/nginx").await;
    assert_eq!(location(&answer), "/tools/docker.io/library/nginx");
    assert_eq!(refused(&world, &sam, "/request/quay.io/no/tool").await, 404);
}

#[actix_web::test]
async fn a_request_is_typed_mended_and_sent() {
    let world = World::new().await;
    let sam = browser(&world, "sam").await;
    let path = format!("/request/{ECR_TOOL}");
    let typed = [("principal", "1111-2222-3333"), ("reason", "Project 17.")];
    let page = sam.post(&path, &typed).await;
    assert_eq!(page.status, 422);
    holds(&page, "One thing to mend");
    holds(&page, "value=\"principal/principal.account/0\"");
    holds(&page, "Project 17.");
    let mend = [typed[0], typed[1], ("fix", "principal/principal.account/0")];
    let page = sam.post(&path, &mend).await;
    assert_eq!(page.status, 200);
    holds(&page, "value=\"111122223333\"");
    holds(&page, "On your own side");
    let mended = [("principal", "111122223333"), typed[1]];
    let request = location(&sam.post(&path, &mended).await);
    let page = sam.get(&request).await;
    holds(&page, "Access is requested.");
    holds(&page, "Waits for an answer");
    holds(&page, "Withdraw the request");
    // Once more: the one in the way is shown.
    let page = sam.post(&path, &mended).await;
    assert_eq!(page.status, 409);
    holds(&page, "See the request");
    let page = browser(&world, "otto").await.post(&path, &mended).await;
    assert_eq!(page.status, 409);
    holds(&page, "omebody else has asked");
    lacks(&page, "See the request");
    // The form says so beforehand, to whoever has asked.
    let page = sam.get(&path).await;
    holds(&page, "You have asked for this tool already");
    holds(&page, "Waits for an answer");
    lacks(&page, "All your requests");
    let page = browser(&world, "otto").await.get(&path).await;
    lacks(&page, "You have asked for this tool already");
    let page = sam.get(&format!("/request/{TOOL}")).await;
    lacks(&page, "You have asked for this tool already");
    let page = sam.get(&format!("/tools/{ECR_TOOL}")).await;
    holds(&page, "See your request");
}

#[actix_web::test]
async fn whoever_is_not_signed_in_keeps_what_was_typed() {
    let world = World::new().await;
    let path = format!("/request/{TOOL}");
    let typed = [("principal", "sam"), ("reason", "Project 17.")];
    let page = post(&world.api, &path, "", &typed).await;
    assert_eq!(page.status, 401);
    holds(&page, "value=\"sam\"");
    holds(&page, "Project 17.");
    world
        .api
        .account("sam", wharfinger_store::Role::Member)
        .await;
    let with_account = [
        typed[0],
        typed[1],
        ("account_name", "sam"),
        ("password", PASSWORD),
    ];
    let answer = post(&world.api, &path, "", &with_account).await;
    assert!(location(&answer).starts_with("/requests/"));
    assert!(answer.header("set-cookie").is_some());
}

#[actix_web::test]
async fn a_request_is_decided_on_its_page() {
    let world = World::new().await;
    let id = world.requested().await;
    let path = format!("/requests/{id}");
    let (sam, grace) = (browser(&world, "sam").await, browser(&world, "grace").await);
    let page = grace.get(&path).await;
    holds(&page, "Variant calling for project 17.");
    lacks(&page, "Withdraw");
    let act = |action: &'static str, revision: &'static str| {
        [
            ("action", action),
            ("revision", revision),
            ("days", "90"),
            ("reason", "The end."),
        ]
    };
    let typed = [("action", "approve"), ("revision", "1"), ("days", " ")];
    let page = grace.post(&path, &typed).await;
    assert_eq!(page.status, 422, "an emptied field is no year");
    holds(&page, "say for how many days");
    let answer = grace.post(&path, &act("approve", "1")).await;
    assert_eq!(location(&answer), format!("{path}?done=approve"));
    let page = grace.get(&path).await;
    holds(&page, "Give the access by hand");
    holds(&page, "https://quay.io/repository/team/tool");
    lacks(&sam.get(&path).await, "Done by hand");
    grace.post(&path, &act("done_by_hand", "2")).await;
    let page = sam.get(&path).await;
    holds(&page, "docker login");
    holds(&page, "docker pull quay.io/team/tool");
    holds(&page, "Give the access back");
    revoked(&grace, &path).await;
    holds(&grace.get(&path).await, "Remove the access by hand");
    grace.post(&path, &act("done_by_hand", "4")).await;
    let page = sam.get(&path).await;
    for text in ["Revoked", "Ended early", "The end.", "Access removed"] {
        holds(&page, text);
    }
    lacks(&page, "docker pull");
}

#[actix_web::test]
async fn a_form_that_comes_too_late_says_so_and_keeps_what_was_typed() {
    let world = World::new().await;
    let id = world.requested().await;
    let path = format!("/requests/{id}");
    let grace = browser(&world, "grace").await;
    world.done("hedy", &id, json!({"action": "approve"})).await;
    let typed = [
        ("action", "deny"),
        ("revision", "1"),
        ("note", "Ask the other team."),
    ];
    let page = grace.post(&path, &typed).await;
    assert_eq!(page.status, 409);
    holds(&page, "the request was changed since you opened this page");
    holds(&page, "Ask the other team.");
    holds(&page, "Approved, being set up");
    let confirmation = format!("{path}/revoke");
    let unfit = [("action", "revoke"), ("revision", "2"), ("reason", " ")];
    let page = grace.post(&confirmation, &unfit).await;
    assert_eq!(page.status, 422);
    holds(&page, "id=\"unfit-revoke-reason\"");
    let typed = [
        ("action", "revoke"),
        ("revision", "1"),
        ("reason", "The end of it."),
    ];
    let page = grace.post(&confirmation, &typed).await;
    assert_eq!(page.status, 409);
    holds(&page, "the request was changed since you opened this page");
    holds(&page, "The end of it.");
    assert_eq!(world.seen(&id).await["status"], "activating");
    // Somebody else has revoked it: the request says so, and what was written is not lost.
    let revoke = json!({"action": "revoke", "reason": "Moved."});
    world.done("hedy", &id, revoke).await;
    let page = grace.post(&confirmation, &typed).await;
    assert_eq!(page.status, 409);
    holds(&page, "What you wrote");
    holds(&page, "The end of it.");
}

/// Goes the way from a request's page, at revision 3, to its end.
async fn revoked(maintainer: &Browser<'_>, path: &str) {
    let confirmation = format!("{path}/revoke");
    holds(&maintainer.get(path).await, &confirmation);
    let page = maintainer.get(&confirmation).await;
    holds(&page, "What happens then");
    holds(&page, "at the registry by hand");
    let form = [
        ("action", "revoke"),
        ("revision", "3"),
        ("reason", "The end."),
    ];
    // No form of the request's own page does it by itself.
    let answer = maintainer.post(path, &form).await;
    assert_eq!(answer.status, 400);
    let answer = maintainer.post(&confirmation, &form).await;
    assert_eq!(location(&answer), format!("{path}?done=revoke"));
}

#[actix_web::test]
async fn who_cannot_revoke_is_led_to_the_request() {
    let world = World::new().await;
    let id = world.requested().await;
    let path = format!("/requests/{id}");
    let confirmation = format!("{path}/revoke");
    let grace = browser(&world, "grace").await;
    assert_eq!(location(&grace.get(&confirmation).await), path, "it waits");
    world.done("hedy", &id, json!({"action": "approve"})).await;
    assert_eq!(grace.get(&confirmation).await.status, 200);
    let sam = browser(&world, "sam").await;
    assert_eq!(
        location(&sam.get(&confirmation).await),
        path,
        "it is his own"
    );
}

#[actix_web::test]
async fn forms_of_others_do_nothing() {
    let world = World::new().await;
    let id = world.requested().await;
    let path = format!("/requests/{id}");
    let grace = browser(&world, "grace").await;
    let act = [("action", "approve"), ("revision", "1")];
    // Without the token of the session.
    let answer = post(&world.api, &path, &grace.cookie, &act).await;
    assert_eq!(location(&answer), format!("{path}?notice=form-stale"));
    // From another site.
    let forms = [
        path.clone(),
        "/review".to_owned(),
        "/inbox".to_owned(),
        format!("/maintainers/{TOOL}"),
        format!("/contact/{TOOL}"),
        format!("/request/{TOOL}"),
    ];
    for path in &forms {
        let request = TestRequest::post()
            .uri(path)
            .insert_header(("accept", "text/html"))
            .insert_header(("cookie", grace.cookie.clone()))
            .insert_header(("sec-fetch-site", "cross-site"))
            .set_form([
                ("csrf", grace.csrf.clone()),
                ("action", "approve".to_owned()),
            ]);
        let answer = world.api.send_unlisted(request).await;
        assert_eq!(answer.status, 403, "{path}");
    }
    // Signed out: on to signing in.
    for path in [
        "/requests",
        "/review",
        "/inbox",
        "/audit",
        &*forms[0],
        &*forms[3],
    ] {
        let request = TestRequest::get().uri(path);
        let answer = world.api.send_unlisted(request).await;
        assert!(location(&answer).starts_with("/sign-in?next="), "{path}");
    }
    assert_eq!(world.seen(&id).await["status"], "pending");
}

#[actix_web::test]
async fn strangers_find_no_request_and_no_maintainers_page() {
    let world = World::new().await;
    let id = world.requested().await;
    let otto = browser(&world, "otto").await;
    let request = format!("/requests/{id}");
    assert_eq!(refused(&world, &otto, &request).await, 404);
    for path in [
        format!("/maintainers/{TOOL}"),
        format!("/audit?tool={TOOL}"),
        "/audit".to_owned(),
    ] {
        assert_eq!(refused(&world, &otto, &path).await, 403, "{path}");
    }
    holds(&otto.get("/review").await, "Nobody waits for your answer.");
    holds(
        &otto.get("/requests").await,
        "You have not asked for access",
    );
}

#[actix_web::test]
async fn the_inbox_counts_and_is_marked_as_read() {
    let world = World::new().await;
    world.active().await;
    let sam = browser(&world, "sam").await;
    let page = sam.get("/inbox").await;
    holds(
        &page,
        "<span class=\"count\">2<span class=\"unseen\"> unread</span></span>",
    );
    holds(&page, "Your access is active");
    let (_, through) = page.text().split_once("name=\"through\" value=\"").unwrap();
    let through = through.split('"').next().unwrap();
    let answer = sam.post("/inbox", &[("through", through)]).await;
    assert_eq!(location(&answer), "/inbox");
    let page = sam.get("/inbox").await;
    lacks(&page, "class=\"count\"");
    lacks(&page, "Mark as read");
}

#[actix_web::test]
async fn maintainers_are_added_and_removed_on_their_page() {
    let world = World::new().await;
    let path = format!("/maintainers/{TOOL}");
    let grace = browser(&world, "grace").await;
    world
        .api
        .account("iris", wharfinger_store::Role::Member)
        .await;
    let page = grace.post(&path, &[("account", "nobody")]).await;
    assert_eq!(page.status, 404);
    holds(&page, "value=\"nobody\"");
    holds(&page, "id=\"unfit-account\"");
    let answer = grace.post(&path, &[("account", " Iris ")]).await;
    assert_eq!(location(&answer), format!("{path}?done=added"));
    let answer = grace.post(&path, &[("account", "iris")]).await;
    assert_eq!(location(&answer), format!("{path}?done=there"));
    let page = grace.get(&location(&answer)).await;
    holds(&page, "maintains the tool already");
    for name in ["hedy", "iris"] {
        let answer = grace.post(&path, &[("remove", name)]).await;
        assert_eq!(location(&answer), format!("{path}?done=removed"));
    }
    let page = grace.post(&path, &[("remove", "grace")]).await;
    assert_eq!(page.status, 409);
    holds(&page, "a tool always has a maintainer");
    // Who removes themselves is led to what they still see.
    grace.post(&path, &[("account", "hedy")]).await;
    let answer = grace.post(&path, &[("remove", "grace")]).await;
    assert_eq!(location(&answer), format!("/tools/{TOOL}?done=removed"));
}

#[actix_web::test]
async fn no_page_offers_a_letter_where_none_is_sent() {
    for (sends_mail, api) in [(true, Api::with_mail().await), (false, Api::new().await)] {
        let world = World::over(api).await;
        let grace = browser(&world, "grace").await;
        let typed = [
            ("email", "grace@example.org"),
            ("password_for_email", PASSWORD),
            ("action", "set"),
        ];
        let saved = grace.post("/account/email", &typed).await;
        for page in [location(&saved), format!("/tools/{TOOL}")] {
            let page = grace.get(&page).await;
            if sends_mail {
                holds(&page, "Send the link again");
                lacks(&page, "sends no mail");
            } else {
                holds(&page, "sends no mail");
                lacks(&page, "Send the link again");
                lacks(&page, "on its way");
            }
        }
    }
}

#[actix_web::test]
async fn who_alone_could_answer_is_told_before_they_ask() {
    let world = World::new().await;
    let ask = format!("/request/{TOOL}");
    let add = format!("href=\"/maintainers/{TOOL}\"");
    let grace = browser(&world, "grace").await;
    lacks(&grace.get(&ask).await, &add);
    let path = format!("/maintainers/{TOOL}");
    grace.post(&path, &[("remove", "hedy")]).await;
    holds(&grace.get(&ask).await, &add);
    lacks(&browser(&world, "sam").await.get(&ask).await, &add);
}

#[actix_web::test]
async fn a_refusal_needs_no_number_of_days() {
    let world = World::new().await;
    let id = world.requested().await;
    let grace = browser(&world, "grace").await;
    for page in [format!("/requests/{id}"), "/review".to_owned()] {
        // The control of the days is required, which holds up the button that needs none.
        holds(&grace.get(&page).await, "value=\"deny\" formnovalidate");
    }
}

#[actix_web::test]
async fn the_contact_is_asked_again_and_once() {
    let world = World::new().await;
    let path = format!("/contact/{TOOL}");
    let grace = browser(&world, "grace").await;
    for _ in 0..2 {
        let answer = grace.post(&path, &[]).await;
        assert_eq!(
            location(&answer),
            format!("/tools/{TOOL}?done=contact-asked")
        );
    }
    assert_eq!(
        browser(&world, "otto").await.post(&path, &[]).await.status,
        403
    );
}

#[actix_web::test]
async fn the_audit_page_shows_hashes_short_and_whole() {
    let world = World::new().await;
    world.requested().await;
    let log = world
        .get("grace", &format!("/api/v1/audit?tool={TOOL}"))
        .await
        .json();
    let hash = log["entries"][0]["hash"].as_str().unwrap();
    let grace = browser(&world, "grace").await;
    let page = grace.get(&format!("/audit?tool={TOOL}")).await;
    holds(
        &page,
        &format!("<code title=\"{hash}\">{}…</code>", &hash[..12]),
    );
    holds(&page, "<code>access.requested</code> by sam");
    let ada = world.api.signed_in().await;
    holds(&ada.get("/audit?actor=sam").await, "access.requested");
}
