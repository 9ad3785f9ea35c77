//! Two servers share one PostgreSQL database, and one of them is killed and started again.

use std::sync::Arc;

use wharfinger_test_postgres::Cluster;
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::program;

use crate::client::{Ended, clients, finish};
use crate::load::run;
use crate::people::{People, SAME_ORIGIN};
use crate::place::Place;
use crate::proof::{holds, is_told};

const SEED: u64 = 31;
const CLIENTS: usize = 8;

/// How often one of them is killed.
const KILLS: usize = 5;

/// Steps at each of them between two kills.
const STEPS_BETWEEN: usize = 30;

#[test]
fn one_is_killed_and_the_other_serves() {
    let _ = program();
    println!("seed {SEED}");
    let place = Place::postgres(Cluster::shared());
    let (stays, _) = place.start();
    let people = Arc::new(People::new(stays.address()));
    let mut clients = clients(&people, SEED, CLIENTS);
    let (at_both, at_one) = clients.split_at_mut(CLIENTS / 2);

    let ended = run(at_one, &[stays.address()], |undisturbed| {
        for _ in 0..KILLS {
            let (falls, _) = place.start();
            let address = falls.address().to_owned();
            run(at_both, &[&address], |disturbed| {
                disturbed.wait_done(STEPS_BETWEEN);
                falls.kill();
            });
            undisturbed.wait_done(STEPS_BETWEEN);
            // What the one that was killed did not answer is answered by the other.
            finish(at_both, stays.address());
        }
        assert_eq!(undisturbed.counts().refused, 0, "nobody notices");
    });

    assert_eq!(ended, [Ended::Told; CLIENTS / 2]);
    finish(&mut clients, stays.address());
    let (other, _) = place.start();
    for address in [stays.address(), other.address()] {
        is_told(address, &clients);
    }
    place.look(|store| holds(store, &clients));
}

#[test]
fn what_is_done_at_one_is_seen_at_the_other() {
    let _ = program();
    let place = Place::postgres(Cluster::shared());
    let [(one, _), (other, _)] = [(), ()].map(|()| place.start());
    let people = People::new(one.address());
    let [maintainer, requester] = [&people.maintainers[0], &people.requesters[0]];
    let [mut one, mut other] =
        [&one, &other].map(|server| Connection::open(server.address()).unwrap());

    // Signed in at the one, by the cookie alone.
    let signed_in = [("cookie", requester.cookie.as_str()), SAME_ORIGIN];
    let account = other.ask("GET", "/api/v1/account", &signed_in, "").unwrap();
    assert_eq!(account.json()["name"], requester.name, "{}", account.body);

    let bearer = ("authorization", maintainer.bearer.as_str());
    let draft = r#"{"image":"quay.io/faults/shared","visibility":"private","contact_email":"a@example.org"}"#;
    assert_eq!(
        one.post("/api/v1/tools", &[bearer], draft).unwrap().status,
        201
    );
    let wish = r#"{"tool_path":"quay.io/faults/shared","principal":"sam","reason":"Project 17."}"#;
    let asked = other
        .post("/api/v1/access-requests", &signed_in, wish)
        .unwrap();
    assert_eq!(asked.status, 201, "{}", asked.body);
    let path = format!(
        "/api/v1/access-requests/{}",
        asked.json()["id"].as_str().unwrap()
    );
    for (server, action, status) in [
        (&mut one, r#"{"action":"approve"}"#, "activating"),
        (&mut other, r#"{"action":"done_by_hand"}"#, "active"),
    ] {
        let headers = [bearer, ("if-match", "*")];
        let decided = server.ask("PATCH", &path, &headers, action).unwrap();
        assert_eq!(decided.json()["status"], status, "{}", decided.body);
    }
    for server in [&mut one, &mut other] {
        let seen = server.ask("GET", &path, &signed_in, "").unwrap();
        assert_eq!(seen.json()["status"], "active");
    }

    // Signed out at the other, and so at the one.
    let sessions = other
        .ask("GET", "/api/v1/account/sessions", &signed_in, "")
        .unwrap();
    let session = &sessions.json()["sessions"][0]["id"];
    let session = format!("/api/v1/account/sessions/{}", session.as_str().unwrap());
    let ended = other.ask("DELETE", &session, &signed_in, "").unwrap();
    assert_eq!(ended.status, 204, "{}", ended.body);
    let refused = one.ask("GET", "/api/v1/account", &signed_in, "").unwrap();
    assert_eq!(refused.status, 401, "{}", refused.body);
}
