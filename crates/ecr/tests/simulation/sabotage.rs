//! Deliberate mistakes, each of which the simulation must find: what finds nothing proves nothing.

use crate::world::{Scenario, run};

/// A mistake that somebody could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sabotage {
    /// Two workers work on one repository.
    KnowsNoLease,
    /// What was sent is taken for what is there.
    NeverReadsBack,
    /// What one look shows is said.
    BelievesOneLook,
    /// The SDK repeats a write whose answer was lost.
    HidesRetries,
    /// Somebody writes again at once after a write whose outcome is unknown.
    DoesNotCoolDown,
    /// Nobody looks again after a write, or ever.
    NeverLooksAgain,
    /// Whose access is over is not known any more.
    ForgetsEndedGrants,
    /// Whatever goes is brought back, whoever took it away.
    RestoresWhateverGoes,
    /// Operations are retried instead of what is wanted now.
    RetriesOperations,
    /// After three failures nobody tries again.
    GivesUp,
    /// Nobody looks into `CloudTrail`.
    NeverHeals,
    /// What `CloudTrail` tells of later writes is not looked at.
    HealsWithoutLookingFurther,
    /// An answer that never came is taken for a yes.
    BelievesItWorked,
}

/// Seeds within which a mistake must be found.
const SEEDS: u64 = 400;

/// Finds a mistake in one of the scenarios, or fails.
fn is_found(sabotage: Sabotage, scenarios: &[Scenario]) {
    for seed in 0..SEEDS {
        for scenario in scenarios {
            if let Err(wrong) = run(*scenario, seed, Some(sabotage)) {
                println!("{sabotage:?} in seed {seed} of {scenario:?}: {wrong}");
                return;
            }
        }
    }
    panic!("nobody noticed {sabotage:?} in {SEEDS} seeds");
}

#[test]
fn without_a_lease() {
    is_found(
        Sabotage::KnowsNoLease,
        &[Scenario::FAULTS, Scenario::OUTSIDERS],
    );
}

#[test]
fn without_reading_back() {
    is_found(Sabotage::NeverReadsBack, &[Scenario::FAULTS]);
}

#[test]
fn without_a_second_look() {
    is_found(Sabotage::BelievesOneLook, &[Scenario::STALE]);
    is_found(Sabotage::BelievesOneLook, &[Scenario::MISLED]);
}

#[test]
fn with_retries_inside_the_sdk() {
    is_found(
        Sabotage::HidesRetries,
        &[Scenario::FAULTS, Scenario::OUTSIDERS],
    );
}

#[test]
fn without_cooling_down() {
    is_found(
        Sabotage::DoesNotCoolDown,
        &[Scenario::FAULTS, Scenario::OUTSIDERS],
    );
}

#[test]
fn without_looking_again() {
    is_found(Sabotage::NeverLooksAgain, &[Scenario::OUTSIDERS]);
    is_found(Sabotage::NeverLooksAgain, &[Scenario::PEOPLE]);
}

#[test]
fn without_a_memory_of_ended_grants() {
    is_found(Sabotage::ForgetsEndedGrants, &[Scenario::OUTSIDERS]);
}

/// Each of the two ways in which a write lands behind a later one, alone.
const LATE: [Scenario; 2] = [
    Scenario {
        frozen_in_write: 0,
        ..Scenario::LATE
    },
    Scenario {
        lost: 0,
        ..Scenario::LATE
    },
];

#[test]
fn without_looking_again_where_writes_land_late() {
    for scenario in LATE {
        is_found(Sabotage::NeverLooksAgain, &[scenario]);
    }
}

#[test]
fn without_a_memory_of_ended_grants_where_writes_land_late() {
    for scenario in LATE {
        is_found(Sabotage::ForgetsEndedGrants, &[scenario]);
    }
}

#[test]
fn with_everything_restored() {
    is_found(Sabotage::RestoresWhateverGoes, &[Scenario::PEOPLE]);
}

#[test]
fn with_operations_instead_of_levels() {
    is_found(Sabotage::RetriesOperations, &[Scenario::FAULTS]);
}

#[test]
fn with_a_deadline() {
    is_found(Sabotage::GivesUp, &[Scenario::FAULTS]);
}

#[test]
fn without_healing() {
    is_found(Sabotage::NeverHeals, &[Scenario::HEALED]);
}

#[test]
fn with_healing_that_does_not_look_further() {
    is_found(Sabotage::HealsWithoutLookingFurther, &[Scenario::HEALED]);
}

#[test]
fn with_unknown_outcomes_believed() {
    is_found(Sabotage::BelievesItWorked, &[Scenario::FAULTS]);
}
