//! A server that was away for days, and one that comes back with an older database than AWS has policies.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use wharfinger_core::access::Status;
use wharfinger_core::grants::Hold;
use wharfinger_store::{Database, Model, Sqlite, Trouble, backup};

use crate::scene::{Act, principal, request_id};
use crate::world::World;

/// AWS ends with the month what nobody is there to end on its day, and whatever waited is done at the start.
#[tokio::test]
async fn a_server_that_was_down_for_weeks_does_what_is_due() {
    let world = World::new(Arc::new(Model::new())).await;
    world.done(&[Act::Approve(1), Act::ApproveLonger(2)]).await;
    world.scene.act(Act::Revoke(2)).await;
    world.scene.act(Act::ApproveLonger(3)).await;
    let down = Duration::from_hours(24 * 35);
    world.clock.pass(down);
    let text = world.policy.text().unwrap();
    assert!(text.contains(&principal(1)), "nobody was there: {text}");
    // Its access ended in December, and it is January.
    let of_december = r#""DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"}"#;
    let statement = text
        .split(r#"{"Sid":"#)
        .find(|it| it.contains(&principal(1)));
    assert!(statement.unwrap().contains(of_december), "{text}");

    world
        .scene
        .last_act
        .set(world.scene.last_act.get().later(down));
    world.come_to_rest("back after weeks").await;
    for (number, status) in [
        (1, Status::Ended),
        (2, Status::Revoked),
        (3, Status::Active),
    ] {
        assert_eq!(world.scene.status(number).await, status, "{number}");
    }
    world.check_policy("back after weeks").await;
    world.check_rest("back after weeks").await;
}

/// A backup is made while 1 has access and 2 is about to get it. Since then both have lost it again, and 3
/// was let in.
async fn restored(folder: &Path) -> World {
    let (original, copy) = (folder.join("grants.db"), folder.join("backup.db"));
    let world = World::new(Arc::new(Sqlite::open(&original).unwrap())).await;
    world.done(&[Act::Approve(1)]).await;
    world.scene.act(Act::Approve(2)).await;
    backup(&Database::sqlite(&original), &copy).unwrap();
    world.come_to_rest("after the backup").await;
    let since = [Act::Revoke(2), Act::Revoke(1), Act::Approve(3)];
    world.done(&since).await;
    world.with_store(Arc::new(Sqlite::open(&copy).unwrap()))
}

async fn trouble(world: &World) -> Option<Trouble> {
    world.repository().await.trouble
}

/// Nothing is written, what would be is told, and once people have decided again there is nothing to write.
#[tokio::test]
async fn a_restored_backup_that_only_reports_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let world = restored(folder.path()).await;
    let (text, writes) = (world.policy.text(), world.policy.writes.get());
    world.is_report_only.set(true);
    for _ in 0..5 {
        world.clock.pass(Duration::from_hours(1));
        world.run_once().await.unwrap().unwrap();
    }
    let told = trouble(&world).await.unwrap();
    assert_eq!(told.kind, "report_only");
    assert_eq!(
        told.message.unwrap(),
        "it would let in 000000000002, and take out 000000000003"
    );
    assert_eq!(world.scene.status(2).await, Status::Activating);
    // Of 1 nobody said anything: it is asked about, and opens nothing meanwhile.
    let grant = world.scene.store.repository_grant(request_id(1)).await;
    assert_eq!(grant.unwrap().unwrap().hold, Some(Hold::Vanished));

    // Somebody knows that 2 was revoked, and 3 approved.
    world.scene.act(Act::Revoke(2)).await;
    world.scene.act(Act::Approve(3)).await;
    world.clock.pass(Duration::from_hours(1));
    world.run_once().await.unwrap().unwrap();
    assert_eq!(trouble(&world).await, None);
    assert_eq!(world.scene.status(2).await, Status::Revoked);
    assert_eq!(world.scene.status(3).await, Status::Active);

    world.is_report_only.set(false);
    world.check_writes_nothing().await;
    assert_eq!(
        (world.policy.text(), world.policy.writes.get()),
        (text, writes)
    );
}

/// Nobody has told the server that it has an older database: what that wants is done, though it was taken
/// back since, and who was let in since is let out. What is gone and was there once is asked about.
#[tokio::test]
async fn a_restored_backup_that_nobody_tells_of_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let world = restored(folder.path()).await;
    world.clock.pass(Duration::from_hours(1));
    world.run_once().await.unwrap().unwrap();
    let text = world.policy.text().unwrap();
    let is_in = [1, 2, 3].map(|number| text.contains(&principal(number)));
    assert_eq!(is_in, [false, true, false], "{text}");
    let grant = world.scene.store.repository_grant(request_id(1)).await;
    assert_eq!(grant.unwrap().unwrap().hold, Some(Hold::Vanished));
}
