//! The canary flies, and never stays.

use wharfinger_aws_sim::{Fault, Faults, Operation};
use wharfinger_core::grants::Failure;
use wharfinger_core::policy::{Document, Installation, PullActions, Wanted};
use wharfinger_ecr::doctor::{Question, Verdict};

use super::stage::{INSTALLATION, LAMBDA, OTHER, PATIENCE, Stage, VERY_LONG};

const GET: Operation = Operation::GetRepositoryPolicy;
const SET: Operation = Operation::SetRepositoryPolicy;
const DELETE: Operation = Operation::DeleteRepositoryPolicy;

/// Everything that can happen to a call and is over when it is.
const FAULTS: [Fault; 10] = [
    Fault::Throttle,
    Fault::TooManyRequests,
    Fault::ServerError,
    Fault::Unavailable,
    Fault::AccessDenied,
    Fault::ExpiredToken,
    Fault::DropBefore,
    Fault::DropAfter,
    Fault::Hang(VERY_LONG),
    Fault::SlowAnswer(VERY_LONG),
];

#[tokio::test]
async fn no_fault_leaves_it_beside_another_statement() {
    one_fault_at_every_call(Some(LAMBDA)).await;
}

/// Here the last write is a delete.
#[tokio::test]
async fn no_fault_leaves_it_alone() {
    one_fault_at_every_call(None).await;
}

/// One fault at every call that an examination makes to the policy.
async fn one_fault_at_every_call(policy: Option<&str>) {
    let stage = Stage::start();
    let (amazon, target) = (stage.hasty_amazon(), stage.connect());
    if let Some(policy) = policy {
        stage.put(&target, policy);
    }
    let before = stage.policy(&target);
    // Read; read back, look for it, look again.
    let reads = (0..4).map(|nth| (GET, nth));
    let removal = policy.map_or((DELETE, 0), |_| (SET, 1));
    for (operation, nth) in reads.chain([(SET, 0), removal]) {
        for fault in FAULTS {
            *stage.shared.faults() = Faults::none();
            let script = vec![None; nth].into_iter().chain([Some(fault)]);
            stage.shared.faults().script(operation, script);
            let report = amazon.examine(&target).await;
            let shown = format!("{operation} {nth} {fault:?}: {report:?}");
            assert_eq!(stage.shared.faults().drawn(), 1, "{shown}");
            assert_eq!(stage.policy(&target), before, "{shown}");
        }
    }
}

/// While a write may land late, nobody can say that it will not; so it is said, and the next
/// examination cleans up.
#[tokio::test]
async fn what_lands_late_is_told_and_then_removed() {
    let stage = Stage::start();
    let target = stage.connect();
    stage.put(&target, LAMBDA);
    let before = stage.policy(&target);
    let late = Fault::LateLanding(PATIENCE * 4);
    stage.shared.faults().script(SET, [Some(late)]);
    let report = stage.hasty_amazon().examine(&target).await;
    let undecided = Verdict::Undecided(Failure::Unknown);
    assert_eq!(report.verdict(Question::Canary), &undecided);
    let landed = async {
        let mut look = tokio::time::interval(std::time::Duration::from_millis(10));
        while stage.policy(&target) == before {
            look.tick().await;
        }
    };
    tokio::time::timeout(VERY_LONG, landed).await.unwrap();
    let report = stage.amazon().examine(&target).await;
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(stage.policy(&target), before);
}

/// Calls that fail for longer than it is tried: then the report says so.
#[tokio::test]
async fn what_cannot_be_removed_is_told() {
    let stage = Stage::start();
    let target = stage.connect();
    let always = std::iter::repeat_n(Some(Fault::ServerError), 50);
    stage.shared.faults().script(DELETE, always);
    let report = stage.amazon().examine(&target).await;
    let Verdict::Failed(finding) = report.verdict(Question::Canary) else {
        panic!("{report:?}");
    };
    assert_eq!(finding.code(), "canary_left");
    assert!(
        stage
            .policy(&target)
            .unwrap()
            .contains("Wharfinger1canary0ax")
    );
    // When AWS is well again, an examination removes it.
    *stage.shared.faults() = Faults::none();
    assert!(stage.amazon().examine(&target).await.is_sound());
    assert_eq!(stage.policy(&target), None);
}

/// Grants of ours that are in the policy already stay there all the while.
#[tokio::test]
async fn grants_stay_while_it_flies() {
    let stage = Stage::start();
    let target = stage.connect();
    let own = Installation::new(INSTALLATION).unwrap();
    let mut wanted = Wanted::new(PullActions::Two);
    wanted.insert(
        &format!("arn:aws:iam::{OTHER}:root"),
        stage.clock.now().days_later(90),
    );
    let text = match Document::read(LAMBDA, &own).unwrap().edit(&wanted).unwrap() {
        wharfinger_core::policy::Edit::Set(text) => text,
        other => panic!("{other:?}"),
    };
    stage.put(&target, &text);
    let before = stage.policy(&target);
    assert!(stage.amazon().examine(&target).await.is_sound());
    assert_eq!(stage.policy(&target), before);
    // And what was written in between had them too: nobody lost access for a moment.
    let writes: Vec<String> = stage.trail(&target);
    assert_eq!(writes.len(), 3, "the owner's, the canary, its removal");
    assert!(
        writes.iter().all(|record| record.contains(OTHER)),
        "{writes:?}"
    );
}
