//! What an operator is told by `wharfinger grants`, beside a server and without one.

use std::time::Duration;

use pollster::block_on;
use wharfinger_aws_sim::Faults;
use wharfinger_store::{Page, Repositories as _, RepositoryFilter, Sqlite};
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::sqlite;
use wharfinger_tests::until::until;

use crate::aws::{Aws, repository};
use crate::team::Team;

/// How long a server may take without faults, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn who_must_look_is_told_with_the_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grants.db");
    let database = sqlite(&file);
    let aws = Aws::start(7, Faults::none());
    let grants = |arguments: &[&str]| {
        let all = [&["grants"], arguments, &["--database", &database]].concat();
        aws.command(&all)
    };
    let process = aws.server(&database);
    let mut server = Connection::open(process.address()).unwrap();
    let team = Team::new(&mut server);
    let place = repository("111122223333", "tools/md5sum");
    let guest = aws.make_guest("pipeline");
    let store = Sqlite::open_beside(&file).unwrap();
    let tools = team.publish(&mut server, &store, &aws, std::slice::from_ref(&place));
    let listed = store.list_repositories(RepositoryFilter::default(), Page::first(1));
    let listed = block_on(listed).unwrap().repositories;
    let (id, connection) = (listed[0].id, listed[0].connection.to_string());
    drop(store);
    let request = team.approve(&mut server, &tools[0], &guest);
    until(PATIENCE, "access is active", || {
        team.status(&mut server, &request) == "active"
    });
    let well = grants(&["status"]);
    assert_eq!(well.code, Some(0), "{}", well.stdout);
    assert!(well.stdout.contains("\tsettled\t"), "{}", well.stdout);
    assert!(well.stdout.contains(&place.arn()), "{}", well.stdout);

    // Somebody takes our statement out, and the server is told to look.
    aws.take_ours_out(&place);
    let id = wharfinger_store::Uuid::from_bytes(id.0).to_string();
    let looked = grants(&["reconcile", &id]);
    assert_eq!(looked.code, Some(0));
    assert!(looked.stderr.starts_with("1 repositories are due"));
    until(PATIENCE, "it is held", || {
        grants(&["status"]).code == Some(1)
    });
    let held = grants(&["status"]).stdout;
    assert!(held.contains("\theld\t") && held.contains(&guest), "{held}");
    drop(process);

    let right = grants(&aws.doctor(&connection));
    assert_eq!(right.code, Some(0), "{}{}", right.stdout, right.stderr);
    assert!(right.stdout.starts_with(&place.arn()), "{}", right.stdout);
    assert!(right.stdout.contains("  ok\t"), "{}", right.stdout);
    aws.delete_role_of(&place);
    let wrong = grants(&aws.doctor(&connection));
    assert_eq!(wrong.code, Some(1), "{}{}", wrong.stdout, wrong.stderr);
    assert!(wrong.stdout.contains("  wrong\t"), "{}", wrong.stdout);

    // A server that meets the same says so as well.
    let _process = aws.server(&database);
    grants(&["reconcile"]);
    until(PATIENCE, "it is troubled", || {
        grants(&["status"]).stdout.contains("\ttroubled\t")
    });
    let troubled = grants(&["status"]);
    assert_eq!(troubled.code, Some(1));
    assert!(
        troubled.stdout.contains("denied since "),
        "{}",
        troubled.stdout
    );
}
