//! The network between a server and PostgreSQL is cut, falls silent, and is slow.

use std::sync::Arc;
use std::time::Duration;

use wharfinger_test_postgres::Cluster;
use wharfinger_tests::program::{Server, program};

use crate::client::{Ended, clients, finish};
use crate::load::{Progress, run};
use crate::people::People;
use crate::place::Place;
use crate::proof::{holds, is_not_ready, is_told};
use crate::proxy::{Network, Proxy};

const SEED: u64 = 29;
const CLIENTS: usize = 6;

/// How long the store waits for PostgreSQL here, so that nobody waits for the 15 s of an installation.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whoever asks may wait behind a batch that hangs, then for a connection that does not open; a request
/// reads before it writes; and the machine is busy with other tests.
const ANSWERED_WITHIN: Duration = Duration::from_secs(4 * PATIENCE.as_secs());

/// Steps on a fair network between two faults.
const STEPS_BETWEEN: usize = 40;

#[test]
fn a_cut_network_is_told_of_and_forgotten() {
    survives(|progress, proxy, address| {
        proxy.set(Network::Cut);
        progress.wait_refused(5 * CLIENTS);
        is_not_ready(address);
    });
}

#[test]
fn a_silent_network_keeps_nobody_waiting_for_long() {
    survives(|progress, proxy, address| {
        proxy.set(Network::Silent);
        progress.wait_refused(2 * CLIENTS);
        is_not_ready(address);
    });
}

#[test]
fn a_slow_network_serves() {
    survives(|progress, proxy, _| {
        proxy.set(Network::Slow);
        progress.wait_done(STEPS_BETWEEN);
    });
}

/// Runs clients while a fault comes and goes twice.
fn survives(fault: impl Fn(&Progress, &Proxy, &str)) {
    let _ = program();
    println!("seed {SEED}");
    let cluster = Cluster::shared();
    let place = Place::postgres(cluster);
    let proxy = Proxy::new(cluster.socket());
    let address = place.address();
    let (_, database) = address.rsplit_once('/').unwrap();
    let server = Server::start(&format!(
        "postgres://postgres@{}/{database}?patience_ms={}",
        proxy.address(),
        PATIENCE.as_millis()
    ));
    let people = Arc::new(People::new(server.address()));
    let mut clients = clients(&people, SEED, CLIENTS);
    let mut counts = None;

    let ended = run(&mut clients, &[server.address()], |progress| {
        for _ in 0..2 {
            progress.wait_done(STEPS_BETWEEN);
            fault(progress, &proxy, server.address());
            proxy.set(Network::Fair);
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
