//! The server is killed while tools are registered, access is asked for and decided on.

use std::hint;
use std::sync::Arc;

use wharfinger_test_postgres::Cluster;
use wharfinger_tests::program::program;
use wharfinger_tests::random::Random;

use crate::client::{clients, finish};
use crate::load::run;
use crate::people::People;
use crate::place::Place;
use crate::proof::{holds, is_told};

const SEED: u64 = 17;
const CYCLES: usize = 20;

/// More than the cores, so that commits are shared.
const CLIENTS: usize = 8;

/// The kill comes once so many steps of the cycle were taken, at most.
const STEPS_MAX: usize = 60;

/// And then after so many turns of a loop: up to about a millisecond, a few commits.
const SPINS_MAX: usize = 200_000;

#[test]
fn over_sqlite_nothing_acknowledged_is_lost_when_the_server_is_killed() {
    survives(&Place::sqlite());
}

#[test]
fn over_postgres_nothing_acknowledged_is_lost_when_the_server_is_killed() {
    survives(&Place::postgres(Cluster::shared()));
}

fn survives(place: &Place<'_>) {
    let _ = program();
    println!("seed {SEED}");
    let mut random = Random::new(SEED);
    let (server, _) = place.start();
    let people = Arc::new(People::new(server.address()));
    let mut clients = clients(&people, SEED, CLIENTS);
    let mut server = Some(server);
    let (mut restarts, mut unanswered) = (Vec::new(), 0);

    for _ in 0..CYCLES {
        let running = server.take().unwrap_or_else(|| {
            let (server, took) = place.start();
            restarts.push(took);
            server
        });
        let enough = 1 + random.below(STEPS_MAX);
        let spins = random.below(SPINS_MAX);
        let address = running.address().to_owned();
        run(&mut clients, &[&address], |progress| {
            progress.wait_done(enough);
            for _ in 0..spins {
                hint::spin_loop();
            }
            running.kill();
        });
        place.look(|store| holds(store, &clients));
        unanswered += clients
            .iter()
            .filter(|client| client.unanswered.is_some())
            .count();
    }

    // What was not answered is answered the same as if it had not been sent before.
    let (server, took) = place.start();
    restarts.push(took);
    let address = server.address().to_owned();
    finish(&mut clients, &address);
    is_told(&address, &clients);
    server.kill();
    place.look(|store| holds(store, &clients));

    restarts.sort();
    let steps: usize = clients
        .iter()
        .map(|client| client.story.facts.steps.len())
        .sum();
    println!(
        "{steps} steps acknowledged, {unanswered} not answered at a kill; first answer after a \
         restart in {:?} (median), {:?} (slowest)",
        restarts[restarts.len() / 2],
        restarts[restarts.len() - 1]
    );
}
