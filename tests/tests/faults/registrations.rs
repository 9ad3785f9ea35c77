//! The server is killed while tools are registered, again and again: what was acknowledged stays,
//! nothing is there twice, and the next start is quick.

use std::collections::{BTreeMap, BTreeSet};
use std::hint;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::{AUTHORIZATION, Server, program};
use wharfinger_tests::random::Random;

use crate::place::Place;

const SEED: u64 = 9;
const CYCLES: usize = 20;

/// Clients that register at once; more than the cores, so that commits are shared.
const CLIENTS: usize = 16;

/// The kill comes once so many registrations of the cycle were acknowledged, at most.
const ACKNOWLEDGED_MAX: usize = 400;

/// And then after so many turns of a loop: up to about a millisecond, a few commits.
const SPINS_MAX: usize = 200_000;

/// What the project promises of a restart.
const RESTART_MAX: Duration = Duration::from_secs(1);

/// Registrations that were sent, by the `Idempotency-Key` they were sent with.
#[derive(Default)]
struct Sent {
    acknowledged: BTreeSet<String>,
    unanswered: BTreeSet<String>,
}

#[test]
fn what_was_acknowledged_survives_kill_and_nothing_is_there_twice() {
    let _ = program();
    let place = Place::sqlite();
    let mut random = Random::new(SEED);
    let mut acknowledged = BTreeSet::new();
    let mut restarts = Vec::new();
    let mut unanswered = 0;

    for cycle in 0..CYCLES {
        let (server, started) = place.start();
        restarts.push(started);
        let sent = register_until_killed(server, cycle, &mut random);
        place.look(|store| pollster::block_on(store.check()).unwrap());

        let (server, started) = place.start();
        restarts.push(started);
        let mut connection = Connection::open(server.address()).unwrap();
        for name in &sent.acknowledged {
            let answer = connection
                .get(&format!("/api/v1/tools/{}", path(name)))
                .unwrap();
            assert_eq!(answer.status, 200, "`{name}` was acknowledged and is lost");
        }
        // Nobody knows whether these were stored; sending them again must not matter.
        for name in &sent.unanswered {
            assert_eq!(register(&mut connection, name).ok(), Some(201), "{name}");
        }
        unanswered += sent.unanswered.len();
        acknowledged.extend(sent.acknowledged);
        acknowledged.extend(sent.unanswered);
        server.kill();
    }

    let (server, _) = place.start();
    let stored = stored(&server);
    for (path, count) in &stored {
        assert_eq!(*count, 1, "`{path}` is there {count} times");
    }
    let expected: BTreeSet<String> = acknowledged.iter().map(|name| path(name)).collect();
    assert_eq!(stored.into_keys().collect::<BTreeSet<_>>(), expected);

    restarts.sort();
    let median = restarts[restarts.len() / 2];
    let slowest = restarts[restarts.len() - 1];
    println!(
        "{} registrations acknowledged, {unanswered} of them only after the restart; \
         first answer after {median:?} (median), {slowest:?} (slowest)",
        acknowledged.len()
    );
    assert!(median < RESTART_MAX, "{restarts:?}");
}

/// Registers from many clients and kills the server in the middle of it.
fn register_until_killed(server: Server, cycle: usize, random: &mut Random) -> Sent {
    let enough = 1 + random.below(ACKNOWLEDGED_MAX);
    let spins = random.below(SPINS_MAX);
    let acknowledged = AtomicUsize::new(0);
    let (reached, is_reached) = (Mutex::new(false), Condvar::new());
    let sent = Mutex::new(Sent::default());
    // Opened before the first of them can have the server killed.
    let connections: Vec<_> = (0..CLIENTS)
        .map(|_| Connection::open(server.address()).unwrap())
        .collect();

    thread::scope(|scope| {
        for (client, mut connection) in connections.into_iter().enumerate() {
            let (sent, acknowledged) = (&sent, &acknowledged);
            let (reached, is_reached) = (&reached, &is_reached);
            scope.spawn(move || {
                for number in 0_usize.. {
                    let name = format!("tool-{cycle}-{client}-{number}");
                    let Ok(status) = register(&mut connection, &name) else {
                        sent.lock().unwrap().unanswered.insert(name);
                        return;
                    };
                    assert_eq!(status, 201, "{name}");
                    sent.lock().unwrap().acknowledged.insert(name);
                    if acknowledged.fetch_add(1, Ordering::Relaxed) + 1 == enough {
                        *reached.lock().unwrap() = true;
                        is_reached.notify_one();
                    }
                }
            });
        }
        let is_early = is_reached.wait_while(reached.lock().unwrap(), |reached| !*reached);
        drop(is_early.unwrap());
        for _ in 0..spins {
            hint::spin_loop();
        }
        server.kill();
    });
    sent.into_inner().unwrap()
}

/// Registers a tool; the status, or an error when no answer came.
fn register(connection: &mut Connection, name: &str) -> std::io::Result<u16> {
    let draft = format!("{{\"image\":\"quay.io/crash/{name}:1.0\"}}");
    let headers = [AUTHORIZATION, ("idempotency-key", name)];
    let answer = connection.post("/api/v1/tools", &headers, &draft)?;
    Ok(answer.status)
}

fn path(name: &str) -> String {
    format!("quay.io/crash/{name}")
}

/// Every tool path in the list of the API, and how often it is there.
fn stored(server: &Server) -> BTreeMap<String, usize> {
    let mut connection = Connection::open(server.address()).unwrap();
    let mut found = BTreeMap::new();
    let mut next = Some("/api/v1/tools?limit=100".to_owned());
    while let Some(page) = next {
        let answer = connection.get(&page).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        let page: Value = serde_json::from_str(&answer.body).unwrap();
        for tool in page["tools"].as_array().unwrap() {
            *found
                .entry(tool["tool_path"].as_str().unwrap().to_owned())
                .or_default() += 1;
        }
        next = page["next"].as_str().map(str::to_owned);
    }
    found
}
