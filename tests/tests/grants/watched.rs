//! What an operator sees of a request: the numbers for monitoring, and the log.

use std::time::Duration;

use wharfinger_aws_sim::Faults;
use wharfinger_store::Sqlite;
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::{AUTHORIZATION, Server, sqlite};
use wharfinger_tests::until::until;

use crate::aws::{Aws, repository};
use crate::team::Team;

/// How long a server may take without faults, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// The value of a number of the server.
fn number(server: &mut Connection, name: &str) -> f64 {
    let answer = server.ask("GET", "/metrics", &[AUTHORIZATION], "");
    let text = answer.unwrap().body;
    let name = format!("wharfinger_grants_{name} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&*name));
    line.map_or(0.0, |value| value.parse().unwrap())
}

/// The lines of the log with these words.
fn lines(process: &Server, words: &str) -> Vec<String> {
    let log = process.log();
    let said = log.lines().filter(|line| line.contains(words));
    said.map(str::to_owned).collect()
}

#[test]
fn every_write_is_counted_timed_and_logged_with_the_id_that_aws_knows_it_by() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grants.db");
    let aws = Aws::start(7, Faults::none());
    // As it logs by default.
    let process = aws.server_logging("info", &sqlite(&file));
    let mut server = Connection::open(process.address()).unwrap();
    let team = Team::new(&mut server);
    let place = repository("111122223333", "tools/md5sum");
    let guest = aws.make_guest("pipeline");
    let store = Sqlite::open_beside(&file).unwrap();
    let tools = team.publish(&mut server, &store, &aws, std::slice::from_ref(&place));
    drop(store);
    let request = team.approve(&mut server, &tools[0], &guest);
    until(PATIENCE, "access is active", || {
        team.status(&mut server, &request) == "active"
    });
    // The numbers follow what is written down.
    until(PATIENCE, "it is measured", || {
        number(&mut server, "activation_seconds_count") > 0.0
    });
    for (name, expected) in [
        ("calls_total{call=\"write\"}", 1.0),
        ("passes_total{outcome=\"settled\"}", 1.0),
        ("repository_writes_sum", 1.0),
        ("activation_seconds_count", 1.0),
        ("removal_seconds_count", 0.0),
        ("conflicts_total", 0.0),
    ] {
        let found = number(&mut server, name);
        assert!((found - expected).abs() < f64::EPSILON, "{name}: {found}");
    }
    assert!(number(&mut server, "calls_total{call=\"read\"}") >= 3.0);
    let written = lines(&process, "AWS has written a policy");
    assert_eq!(written.len(), 1, "{written:?}");
    for part in ["request_id=", "ecr:SetRepositoryPolicy", &place.arn()] {
        assert!(written[0].contains(part), "{part}: {}", written[0]);
    }

    // The owner deletes the role: what fails is told with its id as well.
    aws.delete_role_of(&place);
    team.revoke(&mut server, &request);
    until(PATIENCE, "the role is missed", || {
        number(&mut server, "failures_total{kind=\"denied\"}") > 0.0
    });
    let failed = lines(&process, "A call to AWS failed");
    assert!(!failed.is_empty());
    for part in ["request_id=", "kind=\"denied\""] {
        assert!(failed[0].contains(part), "{part}: {}", failed[0]);
    }
}
