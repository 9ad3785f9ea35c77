//! Whoever looks again after each mishap gets there, whatever goes wrong.

use std::time::Duration;

use wharfinger_aws_sim::{Chances, Faults, Operation};

use super::support::{GUEST, REPOSITORY, Stage, pull};

/// Tries after which a trial has failed. At 40 % faults one try in five meets none, so that a loop which
/// works fails with a chance of one in 10^19.
const TRIES_MAX: usize = 200;

#[tokio::test]
async fn a_loop_that_reads_writes_and_reads_again_gets_there() {
    let mut drawn = 0;
    for seed in 0..10 {
        let stage = Stage::start();
        let chances = Chances {
            wait_max: Duration::from_millis(20),
            ..Chances::evenly(0.4)
        };
        *stage.shared.faults() = Faults::seeded(seed, chances);
        let ecr = stage.ecr(&stage.owner);
        let read = || {
            ecr.get_repository_policy()
                .repository_name(REPOSITORY)
                .send()
        };
        let mut is_there = false;
        for _ in 0..TRIES_MAX {
            let text = read().await.ok().and_then(|answer| answer.policy_text);
            is_there = text.is_some_and(|text| text.contains(GUEST));
            if is_there {
                break;
            }
            let set = ecr.set_repository_policy().repository_name(REPOSITORY);
            // What came of it is seen by the next read.
            drop(set.policy_text(pull(&[GUEST])).send().await);
        }
        assert!(is_there, "seed {seed}");
        let world = stage.shared.world();
        assert!(
            world
                .policy_text(&stage.repository)
                .unwrap()
                .contains(GUEST),
            "seed {seed}"
        );
        assert!(
            world.calls(Operation::SetRepositoryPolicy) >= 1,
            "seed {seed}"
        );
        drop(world);
        drawn += stage.shared.faults().drawn();
    }
    assert!(drawn > 5, "hardly anything went wrong");
}
