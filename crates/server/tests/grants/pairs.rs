//! Two acts at once: the second one happens at every effect of the first one, and a fault at every
//! effect of both, exhaustively. The acts are a grant, a revocation, an end and a renewal, in each of the
//! sixteen orders, and where it makes a difference of the same grant too.
//!
//! Over the store in memory, which answers as SQLite and PostgreSQL do (its contract and sequences
//! hold that): each pair is some hundreds of runs.

use std::sync::Arc;

use wharfinger_core::access::Status;
use wharfinger_store::Model;

use crate::fault::Fault;
use crate::scene::Act;
use crate::world::World;

/// Two acts, what comes before them, and where the requests stand in the end.
struct Case {
    before: &'static [Act],
    acts: [Act; 2],
    after: &'static [(u8, Status)],
}

/// Does the first act, the second one at an effect of it, with a fault or none, and lets both recover.
/// How many effects there were.
async fn run(case: &Case, at: usize, fault: Option<(usize, Fault)>) -> usize {
    let [first, second] = case.acts;
    let context = format!("{first:?} and {second:?} at {at}, {fault:?}");
    let world = World::new(Arc::new(Model::new())).await;
    world.done(case.before).await;
    world.effects.arm(fault);
    let scene = world.scene.clone();
    world
        .effects
        .interrupt(at, async move || scene.act(second).await);
    world.scene.act(first).await;
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
    let mut runs = 0;
    // The second act comes behind everything where there are no more effects.
    let alone = run(&case, usize::MAX, None).await;
    for at in 0..alone {
        let effects = run(&case, at, None).await;
        for fault in Fault::ALL {
            for failing in 0..effects {
                run(&case, at, Some((failing, fault))).await;
                runs += 1;
            }
        }
    }
    println!("{:?}: {runs} runs", case.acts);
}

#[tokio::test]
async fn two_grants() {
    exhaust(Case {
        before: &[],
        acts: [Act::Approve(1), Act::Approve(2)],
        after: &[(1, Status::Active), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_grant_and_its_revocation() {
    exhaust(Case {
        before: &[],
        acts: [Act::Approve(1), Act::Revoke(1)],
        after: &[(1, Status::Revoked)],
    })
    .await;
}

#[tokio::test]
async fn a_grant_and_the_revocation_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        acts: [Act::Approve(2), Act::Revoke(1)],
        after: &[(1, Status::Revoked), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn two_revocations() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::Approve(2)],
        acts: [Act::Revoke(1), Act::Revoke(2)],
        after: &[(1, Status::Revoked), (2, Status::Revoked)],
    })
    .await;
}

#[tokio::test]
async fn a_revocation_and_a_grant() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        acts: [Act::Revoke(1), Act::Approve(2)],
        after: &[(1, Status::Revoked), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_renewal_and_its_revocation() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        acts: [Act::Renew(1), Act::Revoke(1)],
        after: &[(1, Status::Revoked)],
    })
    .await;
}

#[tokio::test]
async fn a_renewal_and_the_revocation_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::Approve(2)],
        acts: [Act::Renew(1), Act::Revoke(2)],
        after: &[(1, Status::Active), (2, Status::Revoked)],
    })
    .await;
}

#[tokio::test]
async fn an_end_and_a_grant() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        acts: [Act::Expire, Act::Approve(2)],
        after: &[(1, Status::Ended), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_renewal_and_the_end_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::Approve(2)],
        acts: [Act::Renew(2), Act::Expire],
        after: &[(1, Status::Ended), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_grant_and_the_end_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        acts: [Act::ApproveLonger(2), Act::Expire],
        after: &[(1, Status::Ended), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_grant_and_the_renewal_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        acts: [Act::Approve(2), Act::Renew(1)],
        after: &[(1, Status::Active), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_renewal_and_a_grant() {
    exhaust(Case {
        before: &[Act::Approve(1)],
        acts: [Act::Renew(1), Act::Approve(2)],
        after: &[(1, Status::Active), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn two_renewals() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::Approve(2)],
        acts: [Act::Renew(1), Act::Renew(2)],
        after: &[(1, Status::Active), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn a_revocation_and_the_end_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::ApproveLonger(2)],
        acts: [Act::Revoke(2), Act::Expire],
        after: &[(1, Status::Ended), (2, Status::Revoked)],
    })
    .await;
}

#[tokio::test]
async fn a_revocation_and_the_renewal_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::Approve(2)],
        acts: [Act::Revoke(1), Act::Renew(2)],
        after: &[(1, Status::Revoked), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn an_end_and_the_revocation_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::ApproveLonger(2)],
        acts: [Act::Expire, Act::Revoke(2)],
        after: &[(1, Status::Ended), (2, Status::Revoked)],
    })
    .await;
}

#[tokio::test]
async fn an_end_and_the_renewal_of_another() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::ApproveLonger(2)],
        acts: [Act::Expire, Act::Renew(2)],
        after: &[(1, Status::Ended), (2, Status::Active)],
    })
    .await;
}

#[tokio::test]
async fn two_ends() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::ApproveLonger(2)],
        acts: [Act::Expire, Act::ExpireLonger],
        after: &[(1, Status::Ended), (2, Status::Ended)],
    })
    .await;
}

#[tokio::test]
async fn access_anew_and_its_revocation() {
    exhaust(Case {
        before: &[Act::Approve(1), Act::Revoke(1)],
        acts: [Act::ApproveAnew(2), Act::Revoke(2)],
        after: &[(1, Status::Revoked), (2, Status::Revoked)],
    })
    .await;
}
