//! One request, from the approval to the policy and back.

use std::time::Duration;

use pollster::block_on;
use wharfinger_aws_sim::Faults;
use wharfinger_core::policy::Installation;
use wharfinger_store::{Repositories as _, Sqlite};
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::sqlite;
use wharfinger_tests::until::until;

use crate::aws::{Aws, repository};
use crate::team::Team;

/// How long a server may take without faults, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn what_is_approved_can_be_pulled_until_it_is_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("grants.db");
    let aws = Aws::start(7, Faults::none());
    let process = aws.server(&sqlite(&file));
    let mut server = Connection::open(process.address()).unwrap();
    let team = Team::new(&mut server);
    let place = repository("111122223333", "tools/md5sum");
    let guest = aws.make_guest("pipeline");
    let store = Sqlite::open_beside(&file).unwrap();
    let tools = team.publish(&mut server, &store, &aws, std::slice::from_ref(&place));
    let fresh = Installation::new("unheardo").unwrap();
    let ours = block_on(store.installation(fresh.clone())).unwrap();
    assert_ne!(ours, fresh, "the server has made its own");

    let request = team.approve(&mut server, &tools[0], &guest);
    until(PATIENCE, "access is active", || {
        team.status(&mut server, &request) == "active"
    });
    assert!(
        aws.lets_in(&place, &guest),
        "nothing says active before it is"
    );
    assert!(aws.foreign_is_whole(&place, &ours));

    team.revoke(&mut server, &request);
    until(PATIENCE, "access is revoked", || {
        team.status(&mut server, &request) == "revoked"
    });
    assert!(
        !aws.lets_in(&place, &guest),
        "nothing says revoked before it is"
    );
    assert!(aws.foreign_is_whole(&place, &ours));
}
