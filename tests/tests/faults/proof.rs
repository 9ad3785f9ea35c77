//! What must hold of everything that is stored, whatever happened.

use std::collections::{BTreeMap, BTreeSet};

use pollster::block_on;
use wharfinger_store::{
    AuditEntry, AuditVerdict, PAGE_TOOLS_MAX, Page, RequestFilter, Store, StoredRequest,
};
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::AUTHORIZATION;

use crate::client::{Client, check_refusal};
use crate::step::{PREFIX, Step};
use crate::story::Story;

/// Holds what is stored against what the clients were told.
///
/// # Panics
/// Where something acknowledged is lost, something is there twice, or something cannot be.
pub(crate) fn holds(store: &dyn Store, clients: &[Client]) {
    block_on(store.check()).unwrap();
    let verdict = block_on(store.verify_audit()).unwrap();
    assert!(matches!(verdict, AuditVerdict::Whole { .. }), "{verdict:?}");
    each_step_once(store, clients);
    requests_stand(store, clients);
    tools_are_maintained(store, clients);
}

/// The audit log has one entry about each step that was acknowledged, and at most one about each that
/// was not answered.
fn each_step_once(store: &dyn Store, clients: &[Client]) {
    let mut entries = BTreeMap::<String, u32>::new();
    for entry in audit_log(store) {
        if entry.request_id.starts_with(PREFIX) {
            *entries.entry(entry.request_id).or_default() += 1;
        }
    }
    for (step, count) in &entries {
        assert_eq!(*count, 1, "`{step}` was done {count} times");
    }
    let mut done: BTreeSet<&String> = entries.keys().collect();
    for client in clients {
        for step in &client.story.facts.steps {
            assert!(done.remove(step), "`{step}` was acknowledged and is lost");
        }
        if let Some(step) = &client.unanswered {
            done.remove(&step.name);
        }
    }
    assert!(done.is_empty(), "nobody sent {done:?}");
}

/// The whole audit log.
pub(crate) fn audit_log(store: &dyn Store) -> Vec<AuditEntry> {
    let mut entries: Vec<AuditEntry> = Vec::new();
    loop {
        let last = entries.last().map_or(0, |entry| entry.number);
        let page = block_on(store.audit_after(last, PAGE_TOOLS_MAX)).unwrap();
        if page.is_empty() {
            return entries;
        }
        entries.extend(page.into_iter().map(|line| line.entry.unwrap()));
    }
}

/// Every request stands as it was acknowledged, or one step further where that was not answered; and no
/// two live ones are for the same principal of a tool.
fn requests_stand(store: &dyn Store, clients: &[Client]) {
    let mut stored = BTreeMap::new();
    let mut live = BTreeSet::new();
    for request in requests(store) {
        if request.request.status().is_live() {
            let whom = (request.tool, request.principal.clone());
            assert!(live.insert(whom), "a second live one: {request:?}");
        }
        stored.insert(request.id.to_string(), request);
    }
    for client in clients {
        let unanswered = client.unanswered.as_ref();
        for (id, standing) in &client.story.facts.requests {
            let found = stored.remove(id);
            let found = found.unwrap_or_else(|| panic!("the request {id} is lost"));
            let (status, revision) = (found.request.status(), u64::from(found.revision.get()));
            let is_further = revision == standing.revision + 1
                && unanswered.and_then(Story::changes) == Some(id);
            let is_same = revision == standing.revision && status.as_str() == standing.status;
            assert!(is_same || is_further, "{standing:?} became {found:?}");
        }
    }
    let asked = |client: &&Client| {
        let step = client.unanswered.as_ref();
        step.is_some_and(|step| step.path == "/api/v1/access-requests")
    };
    let may_be_there = clients.iter().filter(asked).count();
    assert!(stored.len() <= may_be_there, "nobody asked for {stored:?}");
}

fn requests(store: &dyn Store) -> Vec<StoredRequest> {
    let filter = RequestFilter::default();
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let page = block_on(store.list_requests(&filter, Page::new(next, PAGE_TOOLS_MAX)));
        let page = page.unwrap();
        found.extend(page.requests);
        next = page.next;
        if next.is_none() {
            return found;
        }
    }
}

/// Every tool is there, with every maintainer that was acknowledged.
fn tools_are_maintained(store: &dyn Store, clients: &[Client]) {
    for client in clients {
        for (path, count) in &client.story.facts.tools {
            let tool = block_on(store.find_tool(path)).unwrap();
            let tool = tool.unwrap_or_else(|| panic!("`{path}` was acknowledged and is lost"));
            let found = block_on(store.maintainers(tool.id)).unwrap().len();
            let address = format!("/api/v1/maintainers/{path}?");
            let adds = |step: &Step| step.path.starts_with(&address);
            let is_doubtful = found == count + 1 && client.unanswered.as_ref().is_some_and(adds);
            assert!(
                found == *count || is_doubtful,
                "{path}: {found} for {count}"
            );
        }
    }
}

/// A server says of each request what its clients were told; every step must be answered by now.
pub(crate) fn is_told(address: &str, clients: &[Client]) {
    let mut connection = Connection::open(address).unwrap();
    let mut told = BTreeMap::new();
    let mut next = Some("/api/v1/access-requests?as=administrator&limit=100".to_owned());
    while let Some(page) = next {
        let answer = connection.ask("GET", &page, &[AUTHORIZATION], "").unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        let page = answer.json();
        for request in page["requests"].as_array().unwrap() {
            let text = |name: &str| request[name].as_str().unwrap().to_owned();
            told.insert(text("id"), (text("status"), request["revision"].as_u64()));
        }
        next = page["next"].as_str().map(str::to_owned);
    }
    let standings = clients.iter().flat_map(|client| {
        assert!(client.unanswered.is_none(), "{client:?}");
        &client.story.facts.requests
    });
    let expected: BTreeMap<_, _> = standings
        .map(|(id, standing)| {
            (
                id.clone(),
                (standing.status.clone(), Some(standing.revision)),
            )
        })
        .collect();
    assert_eq!(told, expected);
    assert_ne!(told, BTreeMap::new(), "nothing was asked for");
}

/// A server says that it can take nothing, and that restarting it would not help.
pub(crate) fn is_not_ready(address: &str) {
    let mut connection = Connection::open(address).unwrap();
    let ready = connection.get("/readyz").unwrap();
    check_refusal(&ready, "/readyz");
    let alive = connection.get("/healthz").unwrap();
    assert_eq!((alive.status, alive.body.as_str()), (200, "ok\n"));
    let page = connection.ask("GET", "/", &[("accept", "text/html")], "");
    let page = page.unwrap();
    assert_eq!(page.status, 503, "{}", page.body);
    assert!(page.header("retry-after").is_some(), "{page:?}");
    assert_eq!(ready.json()["type"], "/api/v1/problems/not-ready");
}
