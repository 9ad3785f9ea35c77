//! PostgreSQL crashes under load and comes back: nothing that was acknowledged is lost, nobody
//! waits long meanwhile, and the store goes on by itself.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use wharfinger_test_postgres::Cluster;

use super::super::Postgres;
use super::super::session::Session;
use super::{database, open};
use crate::tests::{by, id, key, new_tool, wait};
use crate::{Failure, NewTool, OPERATOR, RegisterError, Store, Tool, Tools};

const CLIENTS: u32 = 8;

/// How often PostgreSQL crashes.
const CRASHES: u32 = 3;

/// Registrations between two crashes, so that the clients are well under way.
const REGISTERED_BETWEEN: u32 = 200;

fn request(number: u32) -> NewTool {
    NewTool {
        idempotency: Some(key(&number.to_string(), 1)),
        ..new_tool(number, &format!("quay.io/a/{number}"))
    }
}

#[test]
fn nothing_acknowledged_is_lost_when_postgres_crashes_under_load() {
    let cluster = Cluster::private();
    let database = database(&cluster);
    let stores = [(), ()].map(|()| open(&database));
    let (next, confirmed, refused) = (AtomicU32::new(0), AtomicU32::new(0), AtomicU32::new(0));
    let over = AtomicBool::new(false);
    // Each client registers tool after tool at its server, and repeats what was not confirmed.
    let client = |store: &dyn Store| {
        let mut tools: Vec<Tool> = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let tool = loop {
                match wait(store.register_tool(request(number), by(OPERATOR, 1))) {
                    Ok(registered) => break registered.tool,
                    Err(RegisterError::Failure(Failure::Unavailable { .. })) => {
                        refused.fetch_add(1, Ordering::Relaxed);
                    }
                    Err(other) => panic!("{other}"),
                }
            };
            assert_eq!(tool.id, id(number), "stored once, by the first who asked");
            tools.push(tool);
            confirmed.fetch_add(1, Ordering::Relaxed);
        }
        tools
    };
    let reached = |counter: &AtomicU32, at_least: u32| {
        while counter.load(Ordering::Relaxed) < at_least {
            std::thread::yield_now();
        }
    };
    let acknowledged: Vec<Tool> = std::thread::scope(|scope| {
        let clients: Vec<_> = stores
            .iter()
            .cycle()
            .take(CLIENTS as usize)
            .map(|store| scope.spawn(move || client(store)))
            .collect();
        for _ in 0..CRASHES {
            reached(
                &confirmed,
                confirmed.load(Ordering::Relaxed) + REGISTERED_BETWEEN,
            );
            let before = refused.load(Ordering::Relaxed);
            cluster.crash();
            // Every client is told, again and again: none is kept waiting.
            reached(&refused, before + 10 * CLIENTS);
            assert!(matches!(
                wait(stores[0].counts()),
                Err(Failure::Unavailable { .. })
            ));
            cluster.start();
        }
        reached(
            &confirmed,
            confirmed.load(Ordering::Relaxed) + REGISTERED_BETWEEN,
        );
        over.store(true, Ordering::Relaxed);
        clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect()
    });

    assert!(acknowledged.len() >= ((CRASHES + 1) * REGISTERED_BETWEEN) as usize);
    for tool in &acknowledged {
        assert_eq!(wait(stores[0].tool(tool.id)), Ok(Some(tool.clone())));
    }
    let counts = wait(stores[1].counts()).unwrap();
    assert_eq!(counts.tools, acknowledged.len() as u64, "none twice");
    wait(stores[1].check()).unwrap();
}

/// A server whose machine is cut off in the middle of a batch holds the others up only until
/// PostgreSQL gives its transaction up.
#[test]
fn a_server_that_falls_silent_in_a_batch_holds_the_others_up_for_seconds() {
    let cluster = Cluster::shared();
    let database = database(cluster);
    let [silent, other] = [(), ()].map(|()| open(&database));
    let (reached, is_reached) = std::sync::mpsc::channel();
    let falling_silent =
        silent
            .thread
            .write(async move |_: &mut Session<'_>| -> Result<(), Failure> {
                let _ = reached.send(());
                std::future::pending().await
            });
    std::thread::scope(|scope| {
        let fell_silent = scope.spawn(|| wait(falling_silent));
        is_reached.recv().unwrap();
        goes_on(&other);
        let outcome = fell_silent.join().unwrap();
        assert!(
            matches!(outcome, Err(Failure::Unavailable { .. })),
            "{outcome:?}"
        );
    });
    goes_on(&silent);
}

/// Asks until there is an answer. On a machine that is busy with other tests a connection may take
/// longer than a store waits for one.
fn goes_on(store: &Postgres) {
    while let Err(failure) = wait(store.ready()) {
        assert!(matches!(failure, Failure::Unavailable { .. }), "{failure}");
    }
}
