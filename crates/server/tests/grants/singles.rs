//! A fault at every effect of one act, exhaustively, over SQLite.

use std::sync::Arc;

use wharfinger_core::access::Status;
use wharfinger_store::Sqlite;

use crate::fault::Fault;
use crate::scene::Act;
use crate::world::World;

/// An act, what comes before it, and where the requests stand in the end.
struct Case {
    before: &'static [Act],
    act: Act,
    after: &'static [(u8, Status)],
}

/// Does it with a fault, or none, and lets it recover. How many effects there were.
async fn run(case: &Case, fault: Option<(usize, Fault)>) -> usize {
    let context = format!("{fault:?} of {:?}", case.act);
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(folder.path().join("grants.db")).unwrap();
    let world = World::new(Arc::new(store)).await;
    world.done(case.before).await;
    world.effects.arm(fault);
    world.scene.act(case.act).await;
    world.come_to_rest(&context).await;
    let effects = world.effects.count();
    for (number, status) in case.after {
        assert_eq!(world.scene.status(*number).await, *status, "{context}");
    }
    world.check_policy(&context).await;
    world.check_rest(&context).await;
    effects
}

async fn exhaust(case: Case) {
    let effects = run(&case, None).await;
    assert!(effects >= 6, "{effects} effects of {:?}", case.act);
    for fault in Fault::ALL {
        for at in 0..effects {
            run(&case, Some((at, fault))).await;
        }
    }
    println!(
        "{:?}: {effects} effects, {} faults each",
        case.act,
        Fault::ALL.len()
    );
}

#[tokio::test]
async fn a_grant_recovers_from_a_fault_at_every_effect() {
    exhaust(Case {
        before: &[],
        act: Act::Approve(1),
        after: &[(1, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_second_grant_recovers_from_a_fault_at_every_effect() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        act: Act::Approve(2),
        after: &[(1, Status::Active), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_revocation_recovers_from_a_fault_at_every_effect() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::Approve(2)],
        act: Act::Revoke(1),
        after: &[(1, Status::Revoked), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn an_end_recovers_from_a_fault_at_every_effect() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        act: Act::Expire,
        after: &[(1, Status::Ended)],
    })
    .await;
}

#[tokio::test]
async fn a_renewal_recovers_from_a_fault_at_every_effect() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        act: Act::Renew(1),
        after: &[(1, Status::Active)],
    })
    .await;
}

/// A look that shows what was there before access was taken away finds what was given anew.
#[tokio::test]
async fn access_that_is_given_anew_recovers_from_a_fault_at_every_effect() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::Revoke(1)],
        act: Act::ApproveAnew(2),
        after: &[(1, Status::Revoked), (2, Status::Active)],
    })
    .await;
}
