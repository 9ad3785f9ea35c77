//! Somebody takes access out by hand, and before anybody has looked another grant is to be written: with two
//! faults in a row, at every effect of the pass that meets both and of the one after it.

use std::sync::Arc;
use std::time::Duration;

use wharfinger_core::access::Status;
use wharfinger_core::grants::{Hold, STALE_WRITE_SECONDS};
use wharfinger_store::Model;

use crate::fault::Fault;
use crate::scene::{Act, principal, request_id};
use crate::world::World;

/// Faults that leave an intent behind of which nobody knows what became, and what misleads a look.
const FAULTS: [Fault; 3] = [Fault::DieBefore, Fault::DieAfter, Fault::Stale];

/// Passes in which all is done that can be.
const PASSES: usize = 8;

/// Lets it happen with these faults, the second one counted from the second pass on. How many effects the first
/// two passes had.
async fn run(faults: [Option<(usize, Fault)>; 2]) -> [usize; 2] {
    let context = format!("{faults:?}");
    let world = World::new(Arc::new(Model::new())).await;
    world.done(&[Act::Approve(1)]).await;
    let without = world.policy.text().unwrap();
    world.done(&[Act::Approve(2)]).await;
    world
        .clock
        .pass(Duration::from_secs(u64::from(STALE_WRITE_SECONDS) + 1));
    world.policy.replace(&without);
    world.scene.act(Act::Approve(3)).await;
    let mut effects = [0; 2];
    for pass in 0..PASSES {
        if let Some(fault) = faults.get(pass) {
            world.effects.arm(*fault);
        }
        world.run_once().await;
        if let Some(count) = effects.get_mut(pass) {
            *count = world.effects.count();
        }
        let text = world.policy.text().unwrap();
        assert!(!text.contains(&principal(2)), "it came back: {context}");
        let due_at = world.repository().await.due_at;
        world.clock.pass_until(due_at.unwrap());
    }
    let held = world.scene.store.repository_grant(request_id(2));
    assert_eq!(
        held.await.unwrap().unwrap().hold,
        Some(Hold::Vanished),
        "{context}"
    );
    for number in [1, 3] {
        assert_eq!(
            world.scene.status(number).await,
            Status::Active,
            "{context}"
        );
    }
    let text = world.policy.text().unwrap();
    assert!(
        [1, 3]
            .iter()
            .all(|number| text.contains(&principal(*number))),
        "{context}"
    );
    effects
}

#[tokio::test]
async fn what_somebody_took_out_does_not_come_back_whatever_goes_wrong() {
    let [first, _] = run([None, None]).await;
    assert!(first >= 8, "{first} effects");
    let mut runs = 0;
    for one in (0..first).flat_map(|at| FAULTS.map(|fault| (at, fault))) {
        let [_, second] = run([Some(one), None]).await;
        for other in (0..second).flat_map(|at| FAULTS.map(|fault| (at, fault))) {
            run([Some(one), Some(other)]).await;
            runs += 1;
        }
    }
    println!("{runs} runs");
}
