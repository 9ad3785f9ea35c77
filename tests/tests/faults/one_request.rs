//! Many decide about one request at once, each for the version they have seen.
//!
//! The history of what was sent and answered must be one of a register whose value is the revision:
//! every revision is written once, and whoever begins after an answer sees nothing older than it. That
//! is what linearizability means where every write makes a value of its own (Herlihy and Wing 1990,
//! section 2): sorted by revision, the operations never contradict the order of time.

use std::collections::BTreeSet;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use serde_json::Value;
use wharfinger_test_postgres::Cluster;
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::program;
use wharfinger_tests::random::Random;

use crate::people::{People, Person};
use crate::place::Place;

const SEED: u64 = 37;
const CLIENTS: usize = 8;

/// Requests that everybody decides at the same moment.
const ROUNDS: usize = 15;

/// Operations of each client on the one request of the history.
const OPERATIONS: usize = 40;

const TOOL: &str = "quay.io/faults/one";

/// What was sent, and the revision that the answer was about.
#[derive(Debug)]
struct Operation {
    began: Instant,
    ended: Instant,
    revision: u64,
    is_write: bool,
}

#[test]
fn over_sqlite_one_decision_wins() {
    let place = Place::sqlite();
    let (server, _) = place.start();
    one_wins(&[server.address()]);
}

#[test]
fn over_postgres_and_two_servers_one_decision_wins() {
    let _ = program();
    let place = Place::postgres(Cluster::shared());
    let [(one, _), (other, _)] = [(), ()].map(|()| place.start());
    one_wins(&[one.address(), other.address()]);
}

fn one_wins(servers: &[&str]) {
    println!("seed {SEED}");
    let people = People::new(servers[0]);
    register(servers[0], &people.maintainers);
    for round in 0..ROUNDS {
        let path = ask(servers[0], &people.requesters[0], &format!("sam-{round}"));
        decided_once(servers, &people, &path);
    }
    let path = ask(servers[0], &people.requesters[0], "sam");
    let mut history = renew_and_decline(servers, &people, &path);
    is_linear(&mut history);
}

/// All send a decision for the first version at the same moment.
fn decided_once(servers: &[&str], people: &People, path: &str) {
    let (grace, sam) = (&people.maintainers[0], &people.requesters[0]);
    let decisions = [
        (grace, r#"{"action":"approve"}"#, "activating"),
        (grace, r#"{"action":"deny"}"#, "denied"),
        (sam, r#"{"action":"withdraw"}"#, "withdrawn"),
    ];
    let start = Barrier::new(CLIENTS);
    let statuses: Vec<_> = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (server, start) = (servers[client % servers.len()], &start);
                let (person, body, status) = decisions[client % decisions.len()];
                scope.spawn(move || {
                    let mut connection = Connection::open(server).unwrap();
                    start.wait();
                    let answer = change(&mut connection, person, path, 1, body);
                    // Whoever lost sees at once who won.
                    let seen = read(&mut connection, person, path);
                    (answer, status, seen)
                })
            })
            .collect();
        clients
            .into_iter()
            .map(|client| client.join().unwrap())
            .collect()
    });
    let mut won = Vec::new();
    for (answer, status, seen) in &statuses {
        assert_eq!(seen["revision"], 2, "{seen}");
        match answer {
            Ok(_) => won.push((*status, seen)),
            Err(refusal) => assert!([409, 412].contains(refusal), "{refusal}"),
        }
    }
    let [(status, seen)] = won[..] else {
        panic!("{statuses:?}");
    };
    assert_eq!(seen["status"], status);
}

/// All read, ask for more time and decline it, each for the version that they have read.
fn renew_and_decline(servers: &[&str], people: &People, path: &str) -> Vec<Operation> {
    let (grace, sam) = (&people.maintainers[0], &people.requesters[0]);
    let mut connection = Connection::open(servers[0]).unwrap();
    // A day is within the time in which more can be asked for.
    for (revision, body) in [
        (1, r#"{"action":"approve","days":1}"#),
        (2, r#"{"action":"done_by_hand"}"#),
    ] {
        change(&mut connection, grace, path, revision, body).unwrap();
    }
    let client = |client: usize| {
        let mut random = Random::new(SEED + client as u64);
        let mut connection = Connection::open(servers[client % servers.len()]).unwrap();
        let mut history = Vec::new();
        let mut known = 3;
        for _ in 0..OPERATIONS {
            let began = Instant::now();
            let (revision, is_write) = if random.one_in(3) {
                let seen = read(&mut connection, sam, path);
                (seen["revision"].as_u64().unwrap(), false)
            } else {
                // The revisions alternate: active at odd ones, asked for more time at even ones.
                let (person, body) = if known % 2 == 1 {
                    (sam, r#"{"action":"ask_renewal","reason":"Project 18."}"#)
                } else {
                    (grace, r#"{"action":"decline_renewal"}"#)
                };
                match change(&mut connection, person, path, known, body) {
                    Ok(revision) => (revision, true),
                    Err(refusal) => {
                        assert_eq!(refusal, 412);
                        let seen = read(&mut connection, sam, path);
                        (seen["revision"].as_u64().unwrap(), false)
                    }
                }
            };
            if is_write {
                assert_eq!(revision, known + 1, "made from the version it was for");
            }
            known = revision;
            let ended = Instant::now();
            history.push(Operation {
                began,
                ended,
                revision,
                is_write,
            });
        }
        history
    };
    thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| scope.spawn(move || client(number)))
            .collect();
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    })
}

/// Holds a history against that of a register.
fn is_linear(history: &mut [Operation]) {
    let written: Vec<u64> = history
        .iter()
        .filter(|one| one.is_write)
        .map(|one| one.revision)
        .collect();
    let distinct: BTreeSet<u64> = written.iter().copied().collect();
    assert_eq!(
        written.len(),
        distinct.len(),
        "a revision was written twice"
    );
    let contiguous: BTreeSet<u64> = (4..4 + written.len() as u64).collect();
    assert_eq!(distinct, contiguous, "a revision that nobody wrote");
    println!("{} writes in {} operations", written.len(), history.len());

    // For each operation, the newest revision that anybody knew before it began.
    history.sort_by_key(|one| one.began);
    for one in &*history {
        let before = history.iter().filter(|other| other.ended < one.began);
        let newest = before.map(|other| other.revision).max().unwrap_or(3);
        let least = if one.is_write { newest + 1 } else { newest };
        assert!(
            one.revision >= least,
            "{one:?} came after revision {newest} was known"
        );
    }
}

fn register(server: &str, [first, second]: &[Person; 2]) {
    let mut connection = Connection::open(server).unwrap();
    let draft = format!(
        "{{\"image\":\"{TOOL}\",\"visibility\":\"private\",\"contact_email\":\"a@example.org\"}}"
    );
    let bearer = [("authorization", first.bearer.as_str())];
    let registered = connection.post("/api/v1/tools", &bearer, &draft).unwrap();
    assert_eq!(registered.status, 201, "{}", registered.body);
    let path = format!("/api/v1/maintainers/{TOOL}?account={}", second.name);
    assert_eq!(
        connection.ask("PUT", &path, &bearer, "").unwrap().status,
        200
    );
}

/// Asks for access; the address of the request.
fn ask(server: &str, person: &Person, principal: &str) -> String {
    let wish = format!(
        "{{\"tool_path\":\"{TOOL}\",\"principal\":\"{principal}\",\"reason\":\"Project 17.\"}}"
    );
    let bearer = [("authorization", person.bearer.as_str())];
    let asked = Connection::open(server)
        .unwrap()
        .post("/api/v1/access-requests", &bearer, &wish);
    let asked = asked.unwrap();
    assert_eq!(asked.status, 201, "{}", asked.body);
    format!(
        "/api/v1/access-requests/{}",
        asked.json()["id"].as_str().unwrap()
    )
}

/// Changes a version of the request: the new revision, or the status of the refusal.
fn change(
    connection: &mut Connection,
    person: &Person,
    path: &str,
    revision: u64,
    body: &str,
) -> Result<u64, u16> {
    let tag = format!("\"{revision}\"");
    let headers = [
        ("authorization", person.bearer.as_str()),
        ("if-match", &tag),
    ];
    let answer = connection.ask("PATCH", path, &headers, body).unwrap();
    if answer.status == 200 {
        Ok(answer.json()["revision"].as_u64().unwrap())
    } else {
        Err(answer.status)
    }
}

fn read(connection: &mut Connection, person: &Person, path: &str) -> Value {
    let headers = [("authorization", person.bearer.as_str())];
    let seen = connection.ask("GET", path, &headers, "").unwrap();
    assert_eq!(seen.status, 200, "{}", seen.body);
    seen.json()
}
