//! What people see of a grant, from the approval to the end.

use std::sync::Arc;

use wharfinger_core::access::Status;
use wharfinger_core::grants::Hold;
use wharfinger_ecr::{Clock, Done, SWEEP_ACTIVE, SWEEP_IDLE, VERIFY_AGAIN};
use wharfinger_store::{Model, NoticeKind, Page, RepositoryGrant};

use crate::fault::Fault;
use crate::scene::{ADA, Act, BOB, REPOSITORY, principal, request_id};
use crate::world::World;

async fn world() -> World {
    World::new(Arc::new(Model::new())).await
}

async fn grant(world: &World, number: u8) -> RepositoryGrant {
    let grant = world.scene.store.repository_grant(request_id(number));
    grant.await.unwrap().unwrap()
}

async fn told(world: &World, kind: NoticeKind) -> [usize; 2] {
    let mut counts = [0; 2];
    for (count, account) in counts.iter_mut().zip([ADA, BOB]) {
        let inbox = world.scene.store.inbox(account, Page::first(100)).await;
        let notices = inbox.unwrap().notices;
        *count = notices.iter().filter(|notice| notice.kind == kind).count();
    }
    counts
}

#[tokio::test]
async fn a_grant_is_shown_active_when_it_is_there_and_revoked_when_it_is_gone() {
    let world = world().await;
    world.scene.act(Act::Approve(1)).await;
    assert_eq!(world.scene.status(1).await, Status::Activating);
    assert!(!world.policy.text().unwrap().contains(&principal(1)));
    let done = world.run_once().await.unwrap().unwrap();
    assert_eq!(done, Some(Done::Settled(REPOSITORY)));
    assert_eq!(world.scene.status(1).await, Status::Active);
    assert!(world.policy.text().unwrap().contains(&principal(1)));
    assert_eq!(
        told(&world, NoticeKind::Active(request_id(1))).await,
        [0, 1]
    );
    world.scene.act(Act::Revoke(1)).await;
    assert_eq!(world.scene.status(1).await, Status::Revoking);
    world.run_once().await.unwrap().unwrap();
    assert_eq!(world.scene.status(1).await, Status::Revoked);
    assert!(!world.policy.text().unwrap().contains(&principal(1)));
    assert_eq!(
        world.run_once().await.unwrap().unwrap(),
        None,
        "nothing is due"
    );
    world.check_policy("revoked").await;
}

#[tokio::test]
async fn many_approvals_are_one_write() {
    let world = world().await;
    for number in 1..=20 {
        world.scene.act(Act::Approve(number)).await;
    }
    world.come_to_rest("twenty approvals").await;
    assert_eq!(world.policy.writes.get(), 1);
    assert_eq!(world.policy.reads.get(), 3);
    world.check_policy("twenty approvals").await;
}

#[tokio::test]
async fn what_somebody_took_away_is_asked_about_and_comes_back_when_a_maintainer_says_so() {
    let world = world().await;
    let empty = world.policy.text().unwrap();
    world.done(&[Act::Approve(1), Act::Approve(2)]).await;
    let writes = world.policy.writes.get();
    world.policy.replace(&empty);
    for _ in 0..3 {
        world.clock.pass(SWEEP_ACTIVE);
        world.run_once().await.unwrap().unwrap();
    }
    assert_eq!(world.policy.writes.get(), writes, "nothing is undone");
    let held = grant(&world, 1).await;
    assert_eq!(
        (held.hold, held.status),
        (Some(Hold::Vanished), Status::Active)
    );
    assert_eq!(told(&world, NoticeKind::Held(request_id(1))).await, [1, 0]);
    // Who is to lose access meanwhile does not come back.
    world.scene.act(Act::Revoke(2)).await;
    world.scene.reapply().await;
    world.come_to_rest("re-applied").await;
    assert_eq!(grant(&world, 1).await.hold, None);
    assert_eq!(world.scene.status(2).await, Status::Revoked);
    assert!(world.policy.text().unwrap().contains(&principal(1)));
    world.check_policy("re-applied").await;
}

#[tokio::test]
async fn a_principal_that_does_not_exist_is_held_and_keeps_nobody_out() {
    let world = world().await;
    world.policy.dead.borrow_mut().insert(principal(2));
    for number in 1..=3 {
        world.scene.act(Act::Approve(number)).await;
    }
    // It may be new, and unknown for a while.
    for _ in 0..10 {
        world.run_once().await.unwrap().unwrap();
        world.clock.pass(SWEEP_ACTIVE);
    }
    for (number, status) in [
        (1, Status::Active),
        (2, Status::Activating),
        (3, Status::Active),
    ] {
        assert_eq!(world.scene.status(number).await, status);
    }
    assert_eq!(grant(&world, 2).await.hold, Some(Hold::Refused));
    assert_eq!(told(&world, NoticeKind::Held(request_id(2))).await, [1, 0]);
    let writes = world.policy.writes.get();
    world.clock.pass(SWEEP_ACTIVE);
    world.run_once().await.unwrap().unwrap();
    assert_eq!(world.policy.writes.get(), writes, "it is not tried again");
    // It exists by now, and somebody says so.
    world.policy.dead.borrow_mut().clear();
    world.scene.reapply().await;
    world.come_to_rest("re-applied").await;
    assert_eq!(world.scene.status(2).await, Status::Active);
    world.check_policy("re-applied").await;
}

/// What is left of a repository that was deleted is revoked, and that comes to an end.
#[tokio::test]
async fn access_to_a_repository_that_is_gone_ends_when_it_is_revoked() {
    let world = world().await;
    world.done(&[Act::Approve(1), Act::Approve(2)]).await;
    world.policy.is_gone.set(true);
    world.scene.act(Act::Revoke(1)).await;
    world.run_once().await.unwrap().unwrap();
    assert_eq!(world.scene.status(1).await, Status::Revoked);
    let trouble = world.repository().await.trouble.unwrap();
    assert_eq!(trouble.kind, "no_repository");

    world.scene.act(Act::Revoke(2)).await;
    world.clock.pass(SWEEP_ACTIVE);
    world.run_once().await.unwrap().unwrap();
    assert_eq!(world.scene.status(2).await, Status::Revoked);
    assert_eq!(world.repository().await.trouble, None);
}

/// Somebody took one out, and nobody can write the policy: it is held all the same.
#[tokio::test]
async fn what_somebody_took_away_is_asked_about_though_nothing_can_be_written() {
    let world = world().await;
    let foreign = world.policy.text().unwrap();
    world.done(&[Act::Approve(1)]).await;
    let deleted = r#"{"AWS":"AIDAFOREIGN"}"#;
    let without = foreign.replace(r#"{"Service":"lambda.amazonaws.com"}"#, deleted);
    assert_ne!(without, foreign);
    world.policy.replace(&without);
    world
        .policy
        .dead
        .borrow_mut()
        .insert("AIDAFOREIGN".to_owned());
    world.scene.act(Act::Approve(2)).await;
    world.run_once().await.unwrap().unwrap();
    let trouble = world.repository().await.trouble.unwrap();
    assert_eq!(trouble.kind, "foreign_principal");
    assert_eq!(grant(&world, 1).await.hold, Some(Hold::Vanished));
    assert_eq!(told(&world, NoticeKind::Held(request_id(1))).await, [1, 0]);
}

/// The answer to a write was lost when nobody had looked closely for long.
#[tokio::test]
async fn what_was_written_is_looked_at_soon_whoever_hears_of_it() {
    let world = world().await;
    world.done(&[Act::Approve(1)]).await;
    for _ in 0..3 {
        world.clock.pass(SWEEP_IDLE);
        world.run_once().await.unwrap().unwrap();
    }
    // Seen before, so that the pass that finds it has nothing new to say.
    world.effects.arm(Some((4, Fault::After)));
    world.scene.act(Act::Renew(1)).await;
    world.come_to_rest("the answer is lost").await;
    let soon = world.clock.now().later(VERIFY_AGAIN[0]);
    assert_eq!(world.repository().await.due_at, Some(soon));
}

/// Two looks in a row that are older than a write are believed, until the next one.
#[tokio::test]
async fn what_is_said_anew_is_looked_at_again_soon() {
    let world = world().await;
    let before = world.policy.text().unwrap();
    world.done(&[Act::Approve(1)]).await;
    for _ in 0..3 {
        world.clock.pass(SWEEP_IDLE);
        world.run_once().await.unwrap().unwrap();
    }
    world.policy.replace(&before);
    world.clock.pass(SWEEP_IDLE);
    world.run_once().await.unwrap().unwrap();
    assert_eq!(grant(&world, 1).await.hold, Some(Hold::Vanished));
    let soon = world.clock.now().later(VERIFY_AGAIN[0]);
    assert_eq!(world.repository().await.due_at, Some(soon));
}
