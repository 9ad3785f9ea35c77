//! What time brings about is brought about once, by however many servers.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use pollster::block_on;
use wharfinger_core::access::Reason;
use wharfinger_store::{
    Action, Actor, By, NewRequest, NoticeKind, PAGE_TOOLS_MAX, Page, RequestId, Store, Timestamp,
};
use wharfinger_test_postgres::Cluster;
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::{AUTHORIZATION, program};

use crate::people::People;
use crate::place::Place;
use crate::proof::audit_log;

const SERVERS: usize = 2;

/// Requests that nobody has answered in time: more than a server lets lapse in one transaction (100).
const REQUESTS: usize = 250;

/// 2020-01-01T00:00:00Z, long before anybody runs this.
const LONG_AGO: i64 = 1_577_836_800_000_000;

/// How long the servers may take, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

const TOOL: &str = "quay.io/faults/late";

#[test]
fn requests_lapse_once_over_two_servers() {
    let _ = program();
    let place = Place::postgres(Cluster::shared());
    let (server, _) = place.start();
    let people = People::new(server.address());
    let mut connection = Connection::open(server.address()).unwrap();
    let bearer = ("authorization", people.maintainers[0].bearer.as_str());
    let draft = format!(
        "{{\"image\":\"{TOOL}\",\"visibility\":\"private\",\"contact_email\":\"a@example.org\"}}"
    );
    assert_eq!(
        connection
            .post("/api/v1/tools", &[bearer], &draft)
            .unwrap()
            .status,
        201
    );
    server.kill();
    place.look(|store| ask_long_ago(store, people.requesters[0].name));

    // All look for what is due as soon as they start.
    let servers = [(); SERVERS].map(|()| place.start().0);
    for server in &servers {
        until_none_is_pending(server.address());
    }
    drop(servers);

    place.look(|store| {
        let mut entries = BTreeMap::new();
        for entry in audit_log(store) {
            if entry.action == Action::AccessLapsed {
                *entries.entry(entry.subject).or_insert(0) += 1;
            }
        }
        assert_eq!(entries.len(), REQUESTS);
        assert!(entries.values().all(|count| *count == 1), "{entries:?}");
        let told = notices_of_lapses(store, people.requesters[0].name);
        assert_eq!(told.len(), REQUESTS);
        assert!(told.values().all(|count| *count == 1), "{told:?}");
    });
}

fn ask_long_ago(store: &dyn Store, requester: &str) {
    let name = requester.parse().unwrap();
    let account = block_on(store.find_account(&name)).unwrap().unwrap();
    let tool = block_on(store.find_tool(TOOL)).unwrap().unwrap();
    for number in 0..REQUESTS {
        let now = Timestamp::from_micros(LONG_AGO);
        let mut random = [0; 10];
        random[..8].copy_from_slice(&number.to_be_bytes());
        let new = NewRequest {
            id: RequestId::new(now, random),
            tool: tool.id,
            principal: format!("sam-{number}"),
            reason: Reason::new("Project 17.").unwrap(),
            idempotency: None,
        };
        let by = By {
            actor: Actor::Account(account.id),
            request_id: "long-ago".to_owned(),
            now,
        };
        block_on(store.request_access(new, by)).unwrap();
    }
}

fn until_none_is_pending(address: &str) {
    let mut connection = Connection::open(address).unwrap();
    let pending = "/api/v1/access-requests?as=administrator&status=pending&limit=1";
    let began = Instant::now();
    loop {
        let answer = connection
            .ask("GET", pending, &[AUTHORIZATION], "")
            .unwrap();
        if answer.json()["requests"].as_array().unwrap().is_empty() {
            return;
        }
        assert!(began.elapsed() < PATIENCE, "{}", answer.body);
    }
}

/// How often the requester was told of each request that lapsed.
fn notices_of_lapses(store: &dyn Store, requester: &str) -> BTreeMap<RequestId, u32> {
    let name = requester.parse().unwrap();
    let account = block_on(store.find_account(&name)).unwrap().unwrap();
    let (mut told, mut next) = (BTreeMap::new(), None);
    loop {
        let page = block_on(store.inbox(account.id, Page::new(next, PAGE_TOOLS_MAX))).unwrap();
        for notice in page.notices {
            if let NoticeKind::Lapsed(request) = notice.kind {
                *told.entry(request).or_insert(0) += 1;
            }
        }
        next = page.next;
        if next.is_none() {
            return told;
        }
    }
}
