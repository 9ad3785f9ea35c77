//! Access that the server gives by itself, as requesters and maintainers see it: never more than was
//! seen in the policy.

use std::time::Duration;

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_core::grants::{Failure, Findings, Leased, LookAgain};
use wharfinger_core::policy::{Installation, PullActions};
use wharfinger_store::{Account, Actor, By, RequestId, Role, Terms, Timestamp};

use crate::automation::{make_role, put, registered};
use crate::aws::{Aws, IMAGE};
use crate::support::Api;
use crate::support::browser::{Browser, SAME_ORIGIN};

/// A role of the requester's.
const PULLER: &str = "arn:aws:iam::444455556666:role/puller";

/// Another of theirs.
const OTHER_PULLER: &str = "arn:aws:iam::444455556666:role/other-puller";

/// Somebody asks for access to an image; the request.
pub(crate) async fn ask(api: &Api, requester: &Account, image: &str) -> String {
    ask_as(api, requester, image, PULLER).await
}

/// The same for a principal.
async fn ask_as(api: &Api, requester: &Account, image: &str, principal: &str) -> String {
    let asked = json!({"tool_path": image, "principal": principal, "reason": "Project 17."});
    let asked = TestRequest::post()
        .uri("/api/v1/access-requests")
        .insert_header(SAME_ORIGIN)
        .set_json(asked);
    let asked = api
        .send(api.browser_of(requester).await.request(asked))
        .await;
    assert_eq!(asked.status, 201, "{}", asked.text());
    asked.json()["id"].as_str().unwrap().to_owned()
}

/// A maintainer approves a request.
pub(crate) async fn approve(maintainer: &Browser<'_>, request: &str) {
    let page = format!("/requests/{request}");
    let form = [("revision", "1"), ("action", "approve"), ("days", "365")];
    let done = maintainer.post(&page, &form).await;
    assert_eq!(done.status, 303, "{}", done.text());
}

/// A tool that is carried out by the server, and a request for it.
pub(crate) struct World {
    pub(crate) api: Api,
    pub(crate) grace: Account,
    pub(crate) rita: Account,
    pub(crate) request: String,
    /// Goes last.
    pub(crate) aws: Aws,
}

impl World {
    pub(crate) async fn new() -> Self {
        let aws = Aws::start();
        let api = Api::with_aws(aws.settings()).await;
        let grace = api.account("grace", Role::Member).await;
        let rita = api.account("rita", Role::Member).await;
        registered(&api, &grace, IMAGE).await;
        let browser = api.browser_of(&grace).await;
        let begun = put(&api, &browser).await;
        make_role(&aws, &begun["connection"]);
        put(&api, &browser).await;
        let request = ask(&api, &rita, IMAGE).await;
        Self {
            api,
            grace,
            rita,
            request,
            aws,
        }
    }

    pub(crate) async fn maintainer(&self) -> Browser<'_> {
        self.api.browser_of(&self.grace).await
    }

    pub(crate) async fn approve(&self) {
        approve(&self.maintainer().await, &self.request).await;
    }

    /// The request as the API gives it to its maker.
    pub(crate) async fn read(&self) -> Value {
        let path = format!("/api/v1/access-requests/{}", self.request);
        self.api.browser_of(&self.rita).await.read(&path).await
    }

    pub(crate) async fn page(&self, account: &Account) -> String {
        let page = format!("/requests/{}", self.request);
        let page = self.api.browser_of(account).await.get(&page).await;
        page.text().to_owned()
    }

    /// What a worker finds at its next look.
    pub(crate) async fn found(&self, look: impl FnOnce(RequestId, &mut Findings<RequestId>)) {
        self.found_of(&self.request, look).await;
    }

    /// The same of another request.
    pub(crate) async fn found_of(
        &self,
        request: &str,
        look: impl FnOnce(RequestId, &mut Findings<RequestId>),
    ) {
        let request: RequestId = request.parse().unwrap();
        let now = self.api.now();
        let terms = Terms {
            installation: Installation::new("0a1b2c3d").unwrap(),
            actions: PullActions::Two,
        };
        let store = self.api.store();
        let lease = loop {
            let leased = store.lease_repository(terms.clone(), Duration::from_mins(1), now);
            let Leased { lease, task, .. } = leased.await.unwrap().leased.expect("it is due");
            if task.grants.iter().any(|grant| grant.key == request) {
                break lease;
            }
        };
        let mut findings = Findings {
            text: None,
            managed: String::new(),
            foreign: String::new(),
            foreign_changed: false,
            writes: 0,
            rounds: 0,
            is_news: false,
            present: Vec::new(),
            absent: Vec::new(),
            refused: Vec::new(),
            unresolved: Vec::new(),
            vanished: Vec::new(),
            shorter: Vec::new(),
            left_out: Vec::new(),
            no_room: None,
            unexpected: Vec::new(),
            stale: Vec::new(),
            mended: Vec::new(),
            trail: None,
        };
        look(request, &mut findings);
        let next = LookAgain {
            after: Duration::ZERO,
            looks: 1,
        };
        let by = By {
            actor: Actor::System,
            request_id: "grants".to_owned(),
            now,
        };
        assert!(
            store
                .settle_repository(lease, findings, next, by)
                .await
                .unwrap()
        );
    }
}

#[actix_web::test]
async fn the_difference_is_shown_before_it_is_written() {
    let world = World::new().await;
    let page = world.page(&world.grace).await;
    assert!(page.contains("What approving writes to"), "{page}");
    assert!(page.contains("<ins>+"), "{page}");
    assert!(page.contains(PULLER));
    let page = world.page(&world.rita).await;
    assert!(
        !page.contains("What approving writes to"),
        "not theirs to see"
    );
}

/// Where automation waits, whoever answers is told before they approve what is theirs to do then.
#[actix_web::test]
async fn that_an_approval_is_carried_out_by_hand_is_said_before_it_is_given() {
    let world = World::new().await;
    let browser = world.maintainer().await;
    let waits = "Automation waits because the last check";
    let page = world.page(&world.grace).await;
    assert!(!page.contains(waits), "{page}");
    let on = put(&world.api, &browser).await;
    let arn = on["connection"]["role_arn"].as_str().unwrap();
    let others = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
        "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
    }});
    let may = json!({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "ecr:*", "Resource": "*",
    }});
    world.aws.role(arn, &others.to_string(), &may.to_string());
    put(&world.api, &browser).await;
    let page = world.page(&world.grace).await;
    assert!(page.contains(waits), "{page}");
    assert!(page.contains("carrying it out by hand"), "{page}");
    assert!(page.contains("/automation/111122223333"), "{page}");
    assert!(!page.contains("What approving writes to"), "{page}");
    let page = world.page(&world.rita).await;
    assert!(!page.contains(waits), "not theirs to see");
}

const AUTOMATION: &str =
    "/api/v1/automation/111122223333.dkr.ecr.us-west-2.amazonaws.com/tools/md5sum";

/// No look is promised where none would happen.
#[actix_web::test]
async fn a_look_is_offered_where_there_is_something_to_look_for() {
    let world = World::new().await;
    let browser = world.maintainer().await;
    let on = browser.read(AUTOMATION).await;
    let page = format!("/repositories/{}", on["on"]["repository"].as_str().unwrap());
    let before = browser.get(&page).await;
    assert!(!before.text().contains("Look now"), "{}", before.text());
    assert!(before.text().contains("nothing to look for"));
    world.approve().await;
    let after = browser.get(&page).await;
    assert!(after.text().contains("Look now"), "{}", after.text());
}

/// Another number of days may be another month, and so another statement.
#[actix_web::test]
async fn the_difference_is_that_of_the_days_that_are_chosen() {
    let world = World::new().await;
    let browser = world.maintainer().await;
    let page = format!("/requests/{}", world.request);
    let form = |days| [("revision", "1"), ("action", "show"), ("days", days)];
    let (short, long) = (
        browser.post(&page, &form("1")).await,
        browser.post(&page, &form("700")).await,
    );
    assert_eq!((short.status, long.status), (200, 200));
    assert!(short.text().contains("For 1 days") && long.text().contains("For 700 days"));
    let ends = |text: &str| {
        let (_, rest) = text.split_once("aws:CurrentTime").unwrap();
        rest.chars().take(60).collect::<String>()
    };
    assert_ne!(ends(short.text()), ends(long.text()));
    assert!(
        long.text().contains("value=\"700\""),
        "what was typed stays"
    );
    assert_eq!(world.read().await["status"], "pending", "nothing was done");
    let unfit = browser.post(&page, &form("none")).await;
    assert_eq!(unfit.status, 422);
    assert!(unfit.text().contains("not a number of days"));

    // The same by the API, for those who answer.
    let path = format!(
        "/api/v1/access-requests/{}/policy-difference",
        world.request
    );
    let found = browser.read(&format!("{path}?days=700")).await;
    assert_eq!(found["difference"]["days"], 700);
    let lines = found["difference"]["lines"].as_array().unwrap();
    let added = lines.iter().filter(|line| line["change"] == "added");
    let added: Vec<_> = added.map(|line| line["text"].as_str().unwrap()).collect();
    assert!(added.concat().contains(PULLER), "{found:#}");
    let refused = browser.request(TestRequest::get().uri(&format!("{path}?days=0")));
    world.api.send(refused).await.refused(400, "bad-query");
    world.approve().await;
    let over = browser.read(&path).await;
    assert_eq!(over["difference"], Value::Null, "it is answered");
}

#[actix_web::test]
async fn the_difference_of_several_and_of_more_time_is_shown() {
    let world = World::new().await;
    let other = ask_as(&world.api, &world.rita, IMAGE, OTHER_PULLER).await;
    let browser = world.maintainer().await;
    let (first, second) = (format!("{}.1", world.request), format!("{other}.1"));
    let form = [
        ("request", &*first),
        ("request", &second),
        ("action", "show"),
        ("days", "30"),
    ];
    let shown = browser.post("/review", &form).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    for name in [PULLER, OTHER_PULLER] {
        let line = shown
            .text()
            .lines()
            .find(|line| line.contains("<ins>") && line.contains(name));
        assert!(line.is_some(), "{name}: {}", shown.text());
    }
    assert!(shown.text().contains("What approving them writes"));
    assert_eq!(world.read().await["status"], "pending", "nothing was done");

    let request = &world.request;
    let path = format!("/api/v1/access-requests/{request}/policy-difference?days=30");
    let foreseen = browser.read(&path).await;
    let lines = foreseen["difference"]["lines"].as_array().unwrap();
    let written: String = lines
        .iter()
        .filter_map(|line| line["text"].as_str())
        .collect();
    let approved = [("revision", "1"), ("action", "approve"), ("days", "30")];
    let page = format!("/requests/{}", world.request);
    assert_eq!(browser.post(&page, &approved).await.status, 303);
    let seen = |id, findings: &mut Findings<RequestId>| {
        findings.present.push(id);
        findings.text = Some(written);
    };
    world.found(seen).await;
    let revision = world.read().await["revision"].to_string();
    let revision = revision.trim_matches('"').to_owned();
    let asked = [
        ("revision", &*revision),
        ("action", "ask_renewal"),
        ("reason", "More."),
    ];
    let rita = world.api.browser_of(&world.rita).await;
    let asked = rita.post(&page, &asked).await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    let shown = browser.get(&page).await;
    assert!(
        shown.text().contains("What giving more time writes"),
        "{}",
        shown.text()
    );
    assert!(shown.text().contains("<ins>+"));
}

#[actix_web::test]
async fn nothing_is_called_active_before_it_was_seen() {
    let world = World::new().await;
    world.approve().await;
    let read = world.read().await;
    assert_eq!(read["status"], "activating");
    assert_eq!(read["grant"]["carried_out"], "automatically");
    assert_eq!(read["grant"]["observed"], "nothing");
    assert_eq!(read["grant"]["needs_hand"], false);
    let page = world.page(&world.rita).await;
    assert!(page.contains("Being written") && !page.contains("docker pull"));
    world.found(|id, findings| findings.present.push(id)).await;
    assert_eq!(world.read().await["status"], "active");
    assert!(world.page(&world.rita).await.contains("docker pull"));
}

/// Whoever is asked about what was taken out can look at it, and have it put back, though new approvals are
/// carried out by hand.
#[actix_web::test]
async fn a_maintainer_looks_after_what_is_left_once_automation_was_stopped() {
    let world = World::new().await;
    let owner = world.maintainer().await;
    let eve = world.api.account("eve", Role::Member).await;
    let added = TestRequest::put()
        .uri(&format!("/api/v1/maintainers/{IMAGE}?account=eve"))
        .insert_header(SAME_ORIGIN);
    let added = world.api.send(owner.request(added)).await;
    assert_eq!(added.status, 200, "{}", added.text());
    world.approve().await;
    world.found(|id, findings| findings.present.push(id)).await;
    world.found(|id, findings| findings.vanished.push(id)).await;
    assert_eq!(owner.delete(AUTOMATION).await.status, 204);

    let eve = world.api.browser_of(&eve).await;
    let id = world.read().await["grant"]["repository"].clone();
    let page = format!("/repositories/{}", id.as_str().unwrap());
    let shown = eve.get(&page).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let read = eve.read(&format!("/api/v1{page}")).await;
    assert_eq!(read["grants"][0]["hold"], "vanished");
    for action in ["look", "reapply"] {
        let path = format!("/api/v1{page}/{action}");
        let request = TestRequest::post().uri(&path).insert_header(SAME_ORIGIN);
        assert_eq!(world.api.send(eve.request(request)).await.status, 204);
    }
    assert_eq!(world.read().await["grant"]["hold"], Value::Null);
    let requester = world.api.browser_of(&world.rita).await;
    let hidden = requester.request(TestRequest::get().uri(&format!("/api/v1{page}")));
    let hidden = world.api.send(hidden).await;
    hidden.refused(404, "no-such-repository");
}

/// How access was found is no change of the request, and stands in its document all the same.
#[actix_web::test]
async fn what_a_look_found_is_another_document() {
    let world = World::new().await;
    world.approve().await;
    world.found(|id, findings| findings.present.push(id)).await;
    let rita = world.api.browser_of(&world.rita).await;
    let path = format!("/api/v1/access-requests/{}", world.request);
    let get = async |tag: &str| {
        let request = TestRequest::get()
            .uri(&path)
            .insert_header(("if-none-match", tag));
        world.api.send(rita.request(request)).await
    };
    let before = get("\"0\"").await.header("etag").unwrap().to_owned();
    assert_eq!(get(&before).await.status, 304);

    world.found(|id, findings| findings.vanished.push(id)).await;
    let after = get(&before).await;
    assert_eq!(after.status, 200);
    assert_eq!(after.json()["grant"]["hold"], "vanished");
    let after = after.header("etag").unwrap().to_owned();

    let repository = world.read().await["grant"]["repository"].clone();
    let page = format!("/repositories/{}", repository.as_str().unwrap());
    let form = [("action", "reapply")];
    assert_eq!(
        world.maintainer().await.post(&page, &form).await.status,
        303
    );
    assert_eq!(get(&after).await.json()["grant"]["hold"], Value::Null);

    // A change is compared with the request alone, which is as it was.
    let asked = TestRequest::patch()
        .uri(&path)
        .insert_header(SAME_ORIGIN)
        .insert_header(("if-match", before))
        .set_json(json!({"action": "give_back", "reason": "Done."}));
    let asked = world.api.send(rita.request(asked)).await;
    assert_eq!(asked.status, 200, "{}", asked.text());
}

#[actix_web::test]
async fn what_somebody_took_out_is_not_called_active() {
    let world = World::new().await;
    world.approve().await;
    world.found(|id, findings| findings.present.push(id)).await;
    world.found(|id, findings| findings.vanished.push(id)).await;
    let read = world.read().await;
    assert_eq!(read["grant"]["hold"], "vanished");
    assert_eq!(read["pull"], Value::Null);
    let page = world.page(&world.rita).await;
    assert!(page.contains("somebody took it out") && !page.contains("docker pull"));
    let id = read["grant"]["repository"].as_str().unwrap();
    let page = world.page(&world.grace).await;
    let repository = format!("/repositories/{id}");
    assert!(page.contains(&repository) && page.contains("re-apply"));

    let browser = world.maintainer().await;
    let shown = browser.get(&repository).await;
    assert!(shown.text().contains("taken out by somebody"));
    assert!(shown.text().contains("Somebody must look"));
    let connections = browser.get("/account/connections").await;
    assert!(connections.text().contains("Somebody must look"));
    let read = browser.read(&format!("/api/v1{repository}")).await;
    assert_eq!(read["grants"][0]["hold"], "vanished");
    let snapshots = browser
        .read(&format!("/api/v1{repository}/snapshots"))
        .await;
    assert!(!snapshots["snapshots"].as_array().unwrap().is_empty());
    let done = browser.post(&repository, &[("action", "reapply")]).await;
    assert_eq!(done.status, 303);
    assert_eq!(world.read().await["grant"]["hold"], Value::Null);
    for action in ["look", "reapply"] {
        let path = format!("/api/v1{repository}/{action}");
        let request = TestRequest::post().uri(&path).insert_header(SAME_ORIGIN);
        assert_eq!(world.api.send(browser.request(request)).await.status, 204);
    }

    let stranger = world.api.browser_of(&world.rita).await;
    let request = format!("/api/v1{repository}");
    let request = stranger.request(TestRequest::get().uri(&request));
    let refused = world.api.send(request).await;
    refused.refused(404, "no-such-repository");
}

#[actix_web::test]
async fn a_name_that_aws_does_not_know_and_a_full_policy_are_told() {
    let world = World::new().await;
    world.approve().await;
    world.found(|id, findings| findings.refused.push(id)).await;
    assert!(
        world
            .page(&world.rita)
            .await
            .contains("Check the name in AWS")
    );
    let world = World::new().await;
    world.approve().await;
    world.found(|id, findings| findings.left_out.push(id)).await;
    assert!(
        world
            .page(&world.grace)
            .await
            .contains("Revoke access that nobody needs")
    );
}

/// Whoever reads "As the grants say" looks no further.
#[actix_web::test]
async fn a_repository_is_as_its_grants_say_only_where_all_of_them_are_there() {
    type Look = fn(RequestId, &mut Findings<RequestId>);
    let looks: [(Look, &str); 6] = [
        (|id, found| found.unresolved.push(id), "Being written"),
        (|id, found| found.left_out.push(id), "Somebody must look"),
        (|id, found| found.present.push(id), "As the grants say"),
        (|id, found| found.shorter.push(id), "Look out"),
        (|id, found| found.vanished.push(id), "Somebody must look"),
        (|id, found| found.refused.push(id), "Somebody must look"),
    ];
    let world = World::new().await;
    world.approve().await;
    let browser = world.maintainer().await;
    let read = world.read().await;
    let repository = read["grant"]["repository"].as_str().unwrap();
    let repository = format!("/repositories/{repository}");
    for (look, words) in looks {
        world.found(look).await;
        for page in [&*repository, "/account/connections"] {
            let page = browser.get(page).await;
            assert!(page.text().contains(words), "{words}: {}", page.text());
        }
        world.api.wait_seconds(1);
        let look_again = browser.post(&repository, &[("action", "look")]).await;
        assert_eq!(look_again.status, 303);
    }
}

/// What a worker finds where others have these statements, and everything of ours is there.
fn with_others(statements: &str, findings: &mut Findings<RequestId>) {
    findings.text = Some(format!(
        r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#
    ));
    statements.clone_into(&mut findings.foreign);
}

const LAMBDA: &str = r#"{"Sid":"Lambda","Effect":"Allow"}"#;
const BUILD: &str = r#"{"Sid":"Build","Effect":"Allow"}"#;

/// The repository of a world in which the statement of AWS Lambda was there and is gone.
async fn lost(world: &World) -> String {
    world.approve().await;
    world
        .found(|id, findings| {
            findings.present.push(id);
            with_others(&format!("{BUILD},{LAMBDA}"), findings);
        })
        .await;
    world
        .found(|id, findings| {
            findings.present.push(id);
            with_others(BUILD, findings);
        })
        .await;
    let read = world.read().await;
    let id = read["grant"]["repository"].as_str().unwrap();
    format!("/repositories/{id}")
}

#[actix_web::test]
async fn a_statement_of_somebody_else_s_that_is_gone_is_put_back() {
    let world = World::new().await;
    let repository = lost(&world).await;
    let browser = world.maintainer().await;
    let page = browser.get(&repository).await;
    assert!(page.text().contains("Statements of others that are gone"));
    let gone = format!("/api/v1{repository}/lost-statements");
    let listed = browser.read(&gone).await;
    let statements = listed["statements"].as_array().unwrap();
    assert_eq!(statements.len(), 1, "{listed}");
    assert_eq!(statements[0]["text"], LAMBDA);
    assert_eq!(listed["mends"], json!([]));

    let (snapshot, place) = (&statements[0]["snapshot"], &statements[0]["place"]);
    // It is said first what that does; nothing is asked for by looking.
    let asks = format!("{repository}/restore?snapshot={snapshot}&place={place}");
    assert!(page.text().contains("Put back …"));
    let before = browser.get(&asks).await;
    assert_eq!(before.status, 200, "{}", before.text());
    assert!(
        before
            .text()
            .contains("It may have been taken out on purpose")
    );
    assert_eq!(browser.read(&gone).await["mends"], json!([]));
    let form = [
        ("snapshot", &*snapshot.to_string()),
        ("place", &*place.to_string()),
    ];
    let done = browser.post(&format!("{repository}/restore"), &form).await;
    assert_eq!(done.status, 303, "{}", done.text());
    let mends = &browser.read(&gone).await["mends"];
    assert_eq!(mends[0]["put_back"], LAMBDA);
    assert_eq!(
        (&mends[0]["by_server"], &mends[0]["settled_at"]),
        (&json!(false), &Value::Null)
    );
    let page = browser.get(&repository).await;
    assert!(page.text().contains("What was to be put right for others"));

    // The same by the API, which changes nothing more.
    let restore = |snapshot: &Value| {
        TestRequest::post()
            .uri(&format!("/api/v1{repository}/restore"))
            .insert_header(SAME_ORIGIN)
            .set_json(json!({"snapshot": snapshot, "place": place}))
    };
    let asked = world.api.send(browser.request(restore(snapshot))).await;
    assert_eq!(asked.status, 204);
    assert_eq!(
        browser.read(&gone).await["mends"].as_array().unwrap().len(),
        1
    );
    // A whole number is one however it is spelled.
    for number in [json!(99), json!(99.0)] {
        let other = world.api.send(browser.request(restore(&number))).await;
        other.refused(409, "not-restorable");
    }
    let stranger = world.api.browser_of(&world.rita).await;
    let refused = world.api.send(stranger.request(restore(snapshot))).await;
    refused.refused(404, "no-such-repository");
}

#[actix_web::test]
async fn a_maintainer_who_did_not_connect_the_account_puts_nothing_back() {
    let world = World::new().await;
    let repository = lost(&world).await;
    let owner = world.maintainer().await;
    let gone = format!("/api/v1{repository}/lost-statements");
    let statement = owner.read(&gone).await["statements"][0].clone();
    let (snapshot, place) = (&statement["snapshot"], &statement["place"]);
    let added = TestRequest::put()
        .uri(&format!("/api/v1/maintainers/{IMAGE}?account=heidi"))
        .insert_header(SAME_ORIGIN);
    let heidi = world.api.account("heidi", Role::Member).await;
    let added = world.api.send(owner.request(added)).await;
    assert_eq!(added.status, 200, "{}", added.text());

    let maintainer = world.api.browser_of(&heidi).await;
    let page = maintainer.get(&repository).await;
    assert!(page.text().contains("Statements of others that are gone"));
    assert!(!page.text().contains("Put back …"));
    let asks = format!("{repository}/restore?snapshot={snapshot}&place={place}");
    assert_eq!(maintainer.get(&asks).await.status, 303);
    let form = [
        ("snapshot", &*snapshot.to_string()),
        ("place", &*place.to_string()),
    ];
    let done = maintainer
        .post(&format!("{repository}/restore"), &form)
        .await;
    assert_eq!(done.status, 403, "{}", done.text());
    let restore = || {
        TestRequest::post()
            .uri(&format!("/api/v1{repository}/restore"))
            .insert_header(SAME_ORIGIN)
            .set_json(json!({"snapshot": snapshot, "place": place}))
    };
    let refused = world.api.send(maintainer.request(restore())).await;
    refused.refused(403, "forbidden");
    assert_eq!(owner.read(&gone).await["mends"], json!([]));
    let ada = world.api.account("ada", Role::Administrator).await;
    let administrator = world.api.browser_of(&ada).await;
    let asked = world.api.send(administrator.request(restore())).await;
    assert_eq!(asked.status, 204, "{}", asked.text());
}

/// The page of the connection and that of the repository.
async fn healing_pages(browser: &Browser<'_>, repository: &str) -> [String; 2] {
    let of_account = browser.get("/account/connections").await;
    let of_repository = browser.get(repository).await;
    [
        of_account.text().to_owned(),
        of_repository.text().to_owned(),
    ]
}

#[actix_web::test]
async fn nothing_is_said_to_be_put_back_before_cloudtrail_was_read() {
    let world = World::new().await;
    let repository = lost(&world).await;
    let browser = world.maintainer().await;
    let [account, policy] = healing_pages(&browser, &repository).await;
    assert!(account.contains("Put back what is overwritten"));
    assert!(policy.contains("It is not put back by itself"));

    let id = browser.read(&format!("/api/v1{repository}")).await["connection"].clone();
    let form = [("heal", id.as_str().unwrap())];
    let done = browser.post("/account/connections", &form).await;
    assert_eq!(done.status, 303, "{}", done.text());
    for page in healing_pages(&browser, &repository).await {
        assert!(page.contains("CloudTrail was not read yet"), "{page}");
        assert!(!page.contains("CloudTrail was read"), "{page}");
    }
    world
        .found(|id, findings| {
            findings.present.push(id);
            with_others(BUILD, findings);
            let message = "not authorized to perform: cloudtrail:LookupEvents".to_owned();
            findings.trail = Some(Err(Failure::Denied { message }));
        })
        .await;
    for page in healing_pages(&browser, &repository).await {
        assert!(
            page.contains("does not let this server read CloudTrail"),
            "{page}"
        );
        assert!(page.contains("cloudtrail:LookupEvents"), "{page}");
    }
    let failure = &browser.read(&format!("/api/v1{repository}")).await["trail_failure"];
    assert_eq!(failure["kind"], "denied");
    world
        .found(|id, findings| {
            findings.present.push(id);
            with_others(BUILD, findings);
            // The clock of these tests is before that.
            findings.trail = Some(Ok(Timestamp::MAX));
        })
        .await;
    for page in healing_pages(&browser, &repository).await {
        assert!(!page.contains("CloudTrail was not read yet"), "{page}");
        assert!(page.contains("CloudTrail was read"), "{page}");
        assert!(
            !page.contains("does not let this server read CloudTrail"),
            "{page}"
        );
    }
}
