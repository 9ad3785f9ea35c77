//! What many approvals at once cost, and how long one takes.

use std::time::Duration;

use wharfinger_aws_sim::{Faults, Operation};
use wharfinger_store::Sqlite;
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::{Server, sqlite};
use wharfinger_tests::until::until;

use crate::aws::{Aws, repository};
use crate::team::Team;

const APPROVALS: usize = 1_000;
const REPOSITORIES: usize = 10;

/// What they may cost: a write and, for a repository, two reads before it and one after it. One read
/// more is granted, for a server that is cut short.
const WRITES_MAX: u64 = 10;
const READS_MAX_EACH: u64 = 4;

/// How long it may take, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_mins(5);

/// Approvals, one after the other, whose time is taken.
const TIMED: usize = 40;

/// From the answer to the approval until the request says that it is active (the goal).
const P95_MAX: Duration = Duration::from_secs(2);

/// All that were approved while no server could call AWS are carried out together.
#[test]
fn a_thousand_approvals_take_one_write_a_repository() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grants.db");
    let database = sqlite(&file);
    let aws = Aws::start(7, Faults::none());
    // Nobody on AWS: it decides, and carries nothing out.
    let deciding = Server::start(&database);
    let mut server = Connection::open(deciding.address()).unwrap();
    let team = Team::new(&mut server);
    let store = Sqlite::open_beside(&file).unwrap();
    let tools: Vec<_> = (0..REPOSITORIES)
        .flat_map(|number| {
            // An account each: what is paced is an account.
            let place = repository(&format!("{:012}", 111_100_000_000 + number as u64), "tool");
            team.publish(&mut server, &store, &aws, &[place])
        })
        .collect();
    drop(store);
    let guests: Vec<_> = (0..APPROVALS / REPOSITORIES)
        .map(|number| aws.make_guest(&format!("pipeline-{number}")))
        .collect();
    let mut last = String::new();
    for tool in &tools {
        for guest in &guests {
            last = team.approve(&mut server, tool, guest);
        }
    }
    drop(server);
    deciding.kill();

    let acting = aws.server(&database);
    let mut server = Connection::open(acting.address()).unwrap();
    let took = until(PATIENCE, "all are let in", || {
        let mut all = tools
            .iter()
            .flat_map(|tool| guests.iter().map(move |guest| (tool, guest)));
        all.all(|(tool, guest)| aws.lets_in(&tool.place, guest))
            && team.status(&mut server, &last) == "active"
    });
    let writes = aws.shared.requests(Operation::SetRepositoryPolicy);
    let reads = aws.shared.requests(Operation::GetRepositoryPolicy);
    println!(
        "{APPROVALS} approvals over {REPOSITORIES} repositories: {writes} writes, {reads} reads, {took:?}"
    );
    assert!(writes <= WRITES_MAX, "{writes} writes");
    assert!(
        reads <= READS_MAX_EACH * REPOSITORIES as u64,
        "{reads} reads"
    );
    acting.kill();
}

#[test]
fn an_approval_is_active_within_two_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grants.db");
    let aws = Aws::start(7, Faults::none());
    let process = aws.server(&sqlite(&file));
    let mut server = Connection::open(process.address()).unwrap();
    let team = Team::new(&mut server);
    let store = Sqlite::open_beside(&file).unwrap();
    // Two for each account and region, which share a pace.
    let tools: Vec<_> = (0..TIMED / 2)
        .flat_map(|number| {
            let owner = format!("{:012}", 111_100_000_000 + number as u64);
            let places = ["one", "two"].map(|name| repository(&owner, name));
            team.publish(&mut server, &store, &aws, &places)
        })
        .collect();
    let guest = aws.make_guest("pipeline");
    let mut took: Vec<_> = tools
        .iter()
        .map(|tool| {
            let request = team.approve(&mut server, tool, &guest);
            until(PATIENCE, "access is active", || {
                team.status(&mut server, &request) == "active"
            })
        })
        .collect();
    took.sort();
    let (median, p95) = (took[TIMED / 2], took[TIMED * 95 / 100]);
    println!("from approval to active: {median:?} (median), {p95:?} (p95) of {TIMED}");
    assert!(p95 < P95_MAX, "{p95:?}");
    let writes = aws.shared.requests(Operation::SetRepositoryPolicy);
    assert_eq!(
        writes, TIMED as u64,
        "what is as it should be is not written"
    );
}
