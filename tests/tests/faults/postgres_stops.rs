//! PostgreSQL stops at once under load and comes back: meanwhile every request is answered, and the same
//! server goes on afterwards.

use std::sync::Arc;
use std::time::Duration;

use wharfinger_test_postgres::Cluster;
use wharfinger_tests::program::program;

use crate::client::{Ended, clients, finish};
use crate::load::run;
use crate::people::People;
use crate::place::Place;
use crate::proof::{holds, is_not_ready, is_told};

const SEED: u64 = 23;
const CLIENTS: usize = 8;

/// How often PostgreSQL stops.
const STOPS: usize = 2;

/// Steps between two stops, so that the clients are well under way.
const STEPS_BETWEEN: usize = 40;

/// Where nobody listens, a connection is refused at once, so that no answer takes long: with some room
/// for a machine that is busy with other tests, less than the store waits for anything (15 s).
const ANSWERED_WITHIN: Duration = Duration::from_secs(12);

#[test]
fn the_same_server_goes_on_when_postgres_stops_under_load() {
    let _ = program();
    println!("seed {SEED}");
    let cluster = Cluster::private();
    let place = Place::postgres(&cluster);
    let (server, _) = place.start();
    let people = Arc::new(People::new(server.address()));
    let mut clients = clients(&people, SEED, CLIENTS);
    let mut counts = None;

    let ended = run(&mut clients, &[server.address()], |progress| {
        for _ in 0..STOPS {
            progress.wait_done(STEPS_BETWEEN);
            cluster.crash();
            // Every client is told, again and again: none is kept waiting.
            progress.wait_refused(5 * CLIENTS);
            is_not_ready(server.address());
            cluster.start();
        }
        progress.wait_done(STEPS_BETWEEN);
        counts = Some(progress.counts());
    });

    assert_eq!(ended, [Ended::Told; CLIENTS], "the server stays");
    let counts = counts.unwrap();
    println!("{counts:?}");
    assert!(counts.slowest < ANSWERED_WITHIN, "{counts:?}");
    finish(&mut clients, server.address());
    is_told(server.address(), &clients);
    place.look(|store| holds(store, &clients));
}
