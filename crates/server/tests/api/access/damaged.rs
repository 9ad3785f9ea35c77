//! What is stored damaged takes nothing away but itself: lists go on without it, and say so.

use std::path::PathBuf;
use std::sync::Arc;

use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use wharfinger_server::config::Config;
use wharfinger_server::secret::{Kind, Secret};
use wharfinger_store::{Role, Scope, Sqlite};

use super::{ECR_TOOL, TOOL, World};
use crate::support::Api;

/// A world in a database that something else writes to behind the server's back.
struct Behind {
    world: World,
    database: PathBuf,
    _folder: TempDir,
}

impl Behind {
    /// `sam` asks for the first tool and then for the other, both of `grace` and `hedy`.
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("wharfinger.db");
        let store = Arc::new(Sqlite::open(&database).unwrap());
        let world = World::over(Api::over(Config::default(), store).await).await;
        for (tool, principal) in [(TOOL, "sam"), (ECR_TOOL, "arn:aws:iam::111122223333:root")] {
            let answer = world.request("sam", tool, principal).await;
            assert_eq!(answer.status, 201, "{}", answer.text());
        }
        Self {
            world,
            database,
            _folder: folder,
        }
    }

    fn damage(&self, sql: &str) {
        let connection = Connection::open(&self.database).unwrap();
        for (rule, on) in [("foreign_keys", false), ("ignore_check_constraints", true)] {
            connection.pragma_update(None, rule, on).unwrap();
        }
        assert_ne!(connection.execute(sql, ()).unwrap(), 0, "{sql}");
    }

    async fn listed(&self, name: &str, path: &str) -> Value {
        let answer = self.world.get(name, path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    /// The page that a browser of somebody shows.
    async fn page(&self, name: &str, path: &str) -> String {
        let browser = match name {
            "ada" => self.world.api.signed_in().await,
            name => self.world.api.signed_in_as(name).await,
        };
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.text().to_owned()
    }
}

const REQUESTS: &str = "/api/v1/access-requests?as=maintainer";

/// How many are in a list of the API, and how many are said to be left out.
fn shown(list: &Value, name: &str) -> (usize, u64) {
    let shown = list[name].as_array().unwrap().len();
    (shown, list["left_out"].as_u64().unwrap())
}

#[actix_web::test]
async fn a_list_of_requests_leaves_out_what_is_damaged_or_refers_to_it() {
    for sql in [
        "UPDATE access_request SET reason = '' WHERE position = 1",
        "UPDATE tool SET registry = '' WHERE position = 1",
    ] {
        let behind = Behind::new().await;
        let list = behind.listed("grace", REQUESTS).await;
        assert_eq!(shown(&list, "requests"), (2, 0));
        behind.damage(sql);
        let list = behind.listed("grace", REQUESTS).await;
        assert_eq!(shown(&list, "requests"), (1, 1), "{sql}");
        assert_eq!(list["requests"][0]["tool_path"], ECR_TOOL);
        for (name, path) in [("grace", "/review"), ("sam", "/requests")] {
            let page = behind.page(name, path).await;
            assert!(page.contains("One request is left out here"), "{page}");
            assert!(page.contains("md5sum"), "{page}");
        }
        let inbox = behind.listed("grace", "/api/v1/inbox").await;
        assert_eq!(shown(&inbox, "notices"), (1, 1), "{sql}");
    }
}

#[actix_web::test]
async fn nobody_is_shown_without_a_name() {
    let behind = Behind::new().await;
    behind.damage("UPDATE account SET name = 'Sam!' WHERE name = 'sam'");
    let list = behind.listed("grace", REQUESTS).await;
    assert_eq!(shown(&list, "requests"), (0, 2));
    let page = behind.page("grace", "/review").await;
    assert!(page.contains("2 requests are left out here"), "{page}");
}

#[actix_web::test]
async fn an_inbox_leaves_out_a_damaged_notice() {
    let behind = Behind::new().await;
    behind.damage(
        "UPDATE notice SET kind = 'gossip' WHERE id = (
            SELECT min(notice.id) FROM notice JOIN account ON account.id = notice.account
            WHERE account.name = 'grace')",
    );
    let inbox = behind.listed("grace", "/api/v1/inbox").await;
    assert_eq!(shown(&inbox, "notices"), (1, 1));
    let page = behind.page("grace", "/inbox").await;
    assert!(page.contains("One notice is left out here"), "{page}");
}

#[actix_web::test]
async fn administrators_see_the_accounts_around_a_damaged_one() {
    let behind = Behind::new().await;
    let otto = behind.world.api.account("otto", Role::Member).await;
    let list = behind.listed("ada", "/api/v1/accounts").await;
    let (all, _) = shown(&list, "accounts");
    behind.damage("UPDATE account SET role = 'queen' WHERE name = 'otto'");
    let list = behind.listed("ada", "/api/v1/accounts").await;
    assert_eq!(shown(&list, "accounts"), (all - 1, 1));
    let page = behind.page("ada", "/accounts").await;
    assert!(page.contains("One account is left out here"), "{page}");
    assert!(!page.contains(otto.name.as_str()), "{page}");
}

#[actix_web::test]
async fn the_log_is_shown_around_a_damaged_entry() {
    let behind = Behind::new().await;
    let numbers = async || {
        let list = behind.listed("ada", "/api/v1/audit?limit=100").await;
        let entries = list["entries"].as_array().unwrap().iter();
        let numbers: Vec<_> = entries.map(|entry| entry["number"].clone()).collect();
        (numbers, list["left_out"].clone())
    };
    let (before, left_out) = numbers().await;
    assert!(before.contains(&json!(3)) && left_out == 0);
    behind.damage("UPDATE audit SET action = 'gossip' WHERE number = 3");
    let (after, left_out) = numbers().await;
    assert!(!after.contains(&json!(3)) && left_out == 1);
    let mut others = before.iter().filter(|number| **number != 3);
    assert!(others.all(|number| after.contains(number)));
    let page = behind.page("ada", "/audit").await;
    assert!(page.contains("One entry is left out here"), "{page}");
}

#[actix_web::test]
async fn an_owner_gets_to_their_account_around_a_damaged_token_and_session() {
    let behind = Behind::new().await;
    let api = &behind.world.api;
    let sam = api.account("sam", Role::Member).await;
    let (_, lost) = api.token(&sam, &[Scope::Tools]).await;
    let other = api.browser_of(&sam).await;
    let browser = api.browser_of(&sam).await;
    for (path, name) in [("tokens", "tokens"), ("sessions", "sessions")] {
        let path = format!("/api/v1/account/{path}");
        assert_eq!(browser.read(&path).await["left_out"], 0, "{name}");
    }
    behind.damage("UPDATE api_token SET created_at = 9000000000000000000");
    let session = browser.cookie.split_once('=').unwrap().1;
    let kept = Secret::parse(Kind::Session, session).unwrap().hash();
    let connection = Connection::open(&behind.database).unwrap();
    let damaged = connection.execute(
        "UPDATE session SET created_at = 9000000000000000000
        WHERE hash <> ?1 AND account = (SELECT id FROM account WHERE name = 'sam')",
        [&kept.0[..]],
    );
    assert_eq!(damaged, Ok(1));

    let page = browser.get("/account").await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("One token is left out here"));
    assert!(page.text().contains("One browser is left out here"));
    let list = browser.read("/api/v1/account/tokens").await;
    assert_eq!(shown(&list, "tokens"), (0, 1));
    let list = browser.read("/api/v1/account/sessions").await;
    assert_eq!(shown(&list, "sessions"), (1, 1));

    let form = [("revoke", "all")];
    assert_eq!(browser.post("/account/tokens", &form).await.status, 303);
    let form = [("end", "others")];
    assert_eq!(browser.post("/account/sessions", &form).await.status, 303);
    behind.damage("UPDATE api_token SET created_at = 0");
    assert_eq!(api.with_token("/api/v1/tools", &lost).await.status, 401);
    assert!(
        other.get("/account").await.status == 303,
        "it is signed out"
    );
}

#[actix_web::test]
async fn a_request_is_shown_around_a_damaged_answer_for_more_time() {
    let behind = Behind::new().await;
    let world = &behind.world;
    let list = behind.listed("sam", "/api/v1/access-requests").await;
    // The newest comes first; this is the one by hand.
    let id = list["requests"][1]["id"].as_str().unwrap();
    world
        .done("grace", id, json!({"action": "approve", "days": 20}))
        .await;
    world
        .done("grace", id, json!({"action": "done_by_hand"}))
        .await;
    for _ in 0..2 {
        let ask = json!({"action": "ask_renewal", "reason": "Project 18."});
        world.done("sam", id, ask).await;
        world
            .done("grace", id, json!({"action": "decline_renewal"}))
            .await;
    }
    let page = format!("/requests/{id}");
    let whole = behind.page("sam", &page).await;
    assert_eq!(whole.matches("More time declined").count(), 2);
    assert!(!whole.contains("left out here"));
    let log = behind.listed("ada", "/api/v1/audit").await;
    let entries = log["entries"].as_array().unwrap().iter();
    let mut declined = entries.filter(|entry| entry["action"] == "access.renewal_declined");
    let number = declined.next().unwrap()["number"].as_u64().unwrap();
    behind.damage(&format!(
        "UPDATE audit SET at = 9000000000000000000 WHERE number = {number}"
    ));
    for name in ["sam", "grace"] {
        let page = behind.page(name, &page).await;
        assert_eq!(page.matches("More time declined").count(), 1, "{name}");
        let said = format!("stored damaged: entry {number} of the audit log");
        assert!(page.contains(&said), "{page}");
    }
}

#[actix_web::test]
async fn what_is_asked_for_by_itself_is_an_alarm() {
    let behind = Behind::new().await;
    let list = behind.listed("sam", "/api/v1/access-requests").await;
    let id = list["requests"][0]["id"].as_str().unwrap();
    behind.damage("UPDATE access_request SET reason = '' WHERE position = 2");
    let browser = behind.world.api.signed_in_as("sam").await;
    assert_eq!(browser.get(&format!("/requests/{id}")).await.status, 500);
}
