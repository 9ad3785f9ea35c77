//! The canary flies, and never stays.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::task::JoinSet;
use wharfinger_aws_sim::{Fault, Faults, Operation};
use wharfinger_core::grants::{Failure, Target};
use wharfinger_core::policy::{Document, Installation, PullActions, Wanted};
use wharfinger_ecr::doctor::{EXAMINATION_LEASE, Finding, Question, Report, Verdict};
use wharfinger_ecr::{Amazon, WRITE_MARGIN};

use super::stage::{
    ANYTHING, INSTALLATION, LAMBDA, OTHER, PATIENCE, Stage, VERY_LONG, account, address, pull,
};

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

/// How long it is waited for an answer that does not come: many times what the slowest answer took on a machine
/// that did ten other things meanwhile, where 400 milliseconds were not enough.
const UNANSWERED: Duration = Duration::from_secs(5);

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
///
/// Nobody is hasty here, because whoever is takes a slow machine for a fault. Those that are only over when the
/// caller gives up are waited for all at once, each in a world of its own.
async fn one_fault_at_every_call(policy: Option<&'static str>) {
    let stage = Stage::start();
    let target = connected(&stage, policy);
    let mut waited_for = JoinSet::new();
    // Read twice; read back, look for it, look again.
    let reads = (0..5).map(|nth| (GET, nth));
    let removal = policy.map_or((DELETE, 0), |_| (SET, 1));
    for (operation, nth) in reads.chain([(SET, 0), removal]) {
        // Once it has been seen, one fault is no reason to doubt.
        let is_harmless = (operation, nth) == removal || (operation == GET && nth >= 3);
        for fault in FAULTS {
            let case = Case {
                operation,
                nth,
                fault,
                is_harmless,
            };
            if matches!(fault, Fault::Hang(_) | Fault::SlowAnswer(_)) {
                waited_for.spawn(async move {
                    let stage = Stage::start();
                    let target = connected(&stage, policy);
                    case.holds(&stage, &stage.amazon_with(UNANSWERED), &target)
                        .await;
                });
            } else {
                case.holds(&stage, &stage.amazon(), &target).await;
            }
        }
    }
    while let Some(case) = waited_for.join_next().await {
        case.unwrap();
    }
}

fn connected(stage: &Stage, policy: Option<&str>) -> Target {
    let target = stage.connect();
    if let Some(policy) = policy {
        stage.put(&target, policy);
    }
    target
}

/// A fault at one call of an examination.
struct Case {
    operation: Operation,
    nth: usize,
    fault: Fault,
    /// Whether the canary is found to fly all the same.
    is_harmless: bool,
}

impl Case {
    async fn holds(&self, stage: &Stage, amazon: &Amazon, target: &Target) {
        let Self {
            operation,
            nth,
            fault,
            is_harmless,
        } = *self;
        let before = stage.policy(target);
        *stage.shared.faults() = Faults::none();
        let script = vec![None; nth].into_iter().chain([Some(fault)]);
        stage.shared.faults().script(operation, script);
        let report = amazon.examine(target, stage.leased()).await;
        let shown = format!("{operation} {nth} {fault:?}: {report:?}");
        assert_eq!(stage.shared.faults().drawn(), 1, "{shown}");
        assert_eq!(stage.policy(target), before, "{shown}");
        let is_passed = report.verdict(Question::Canary) == &Verdict::Passed;
        assert!(is_passed || !is_harmless, "{shown}");
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
    let report = stage.hasty_amazon().examine(&target, stage.leased()).await;
    let undecided = Verdict::Undecided(Failure::Unknown);
    assert_eq!(report.verdict(Question::Canary), &undecided);
    assert!(report.may_land_late);
    let landed = async {
        let mut look = tokio::time::interval(Duration::from_millis(10));
        while stage.policy(&target) == before {
            look.tick().await;
        }
    };
    tokio::time::timeout(VERY_LONG, landed).await.unwrap();
    let report = stage.examine(&target).await;
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(stage.policy(&target), before);
}

/// A removal that was not answered may land over whatever is written next, though another one has removed the
/// canary long before: of an examination that passes it is told too.
#[tokio::test]
async fn a_removal_that_may_land_late_is_told_though_the_canary_is_gone() {
    let stage = Stage::start();
    let target = stage.connect();
    stage.put(&target, LAMBDA);
    let before = stage.policy(&target);
    let report = stage.examine(&target).await;
    assert!(!report.may_land_late, "every write was answered");

    let late = Fault::LateLanding(PATIENCE * 4);
    stage.shared.faults().script(SET, [None, Some(late)]);
    let report = stage.hasty_amazon().examine(&target, stage.leased()).await;
    assert_eq!(report.verdict(Question::Canary), &Verdict::Passed);
    assert!(report.may_land_late, "{report:?}");
    assert_eq!(stage.policy(&target), before);
}

/// Calls that fail for longer than it is tried: then the report says so.
#[tokio::test]
async fn what_cannot_be_removed_is_told() {
    let stage = Stage::start();
    let target = stage.connect();
    let always = std::iter::repeat_n(Some(Fault::ServerError), 50);
    stage.shared.faults().script(DELETE, always);
    let report = stage.examine(&target).await;
    let Verdict::Failed(finding) = report.verdict(Question::Canary) else {
        panic!("{report:?}");
    };
    assert_eq!(finding.code(), "canary_left");
    assert!(
        report.may_land_late,
        "a server error is no answer to a write"
    );
    assert!(
        stage
            .policy(&target)
            .unwrap()
            .contains("Wharfinger1canary0ax")
    );
    // When AWS is well again, an examination removes it.
    *stage.shared.faults() = Faults::none();
    assert!(stage.examine(&target).await.is_sound());
    assert_eq!(stage.policy(&target), None);
}

/// Two looks that are older than the canary, and between them a removal that fails.
#[tokio::test]
async fn it_is_gone_when_two_looks_in_a_row_say_so() {
    let stage = Stage::start();
    let target = connected(&stage, Some(LAMBDA));
    let before = stage.policy(&target);
    let older = Some(Fault::StaleRead(1));
    // Read twice, and read back.
    let reads = [None, None, None, older, None, older];
    stage.shared.faults().script(GET, reads);
    stage
        .shared
        .faults()
        .script(SET, [None, Some(Fault::ServerError)]);
    let report = stage.examine(&target).await;
    assert_eq!(report.verdict(Question::Canary), &Verdict::Passed);
    assert_eq!(stage.shared.faults().drawn(), 3);
    assert_eq!(stage.policy(&target), before);
}

/// Somebody else grants access between this one's look and its write, or the look shows what was there before.
#[tokio::test]
async fn what_was_written_a_moment_ago_is_not_undone() {
    let stage = Stage::start();
    let target = stage.connect();
    stage.put(&target, LAMBDA);
    stage.put(&target, &pull(&format!("arn:aws:iam::{OTHER}:root")));
    let before = stage.policy(&target);
    stage
        .shared
        .faults()
        .script(GET, [Some(Fault::StaleRead(1))]);
    let report = stage.examine(&target).await;
    let undecided = Verdict::Undecided(Failure::Contended);
    assert_eq!(report.verdict(Question::Canary), &undecided);
    assert_eq!(stage.policy(&target), before);
    assert_eq!(stage.shared.requests(SET), 0);
    assert!(stage.examine(&target).await.is_sound());
}

#[tokio::test]
async fn nothing_is_written_where_too_little_is_left_of_the_lease() {
    let stage = Stage::start();
    let target = stage.connect();
    let later = stage.leased();
    stage.clock.forward(Duration::from_secs(20));
    let report = stage.amazon().examine(&target, later).await;
    let undecided = Verdict::Undecided(Failure::OutOfTime);
    assert_eq!(report.verdict(Question::Canary), &undecided);
    assert_eq!(stage.shared.requests(SET), 0);
    assert!(!report.may_land_late);
}

/// Whoever has the next lease may have written, so the canary is left to the next examination.
#[tokio::test]
async fn it_is_not_removed_where_too_little_is_left_of_the_lease() {
    let stage = Stage::start();
    let target = stage.connect();
    stage.put(&target, LAMBDA);
    let before = stage.policy(&target);
    let amazon = stage.amazon();
    let mut examination = pin!(amazon.examine(&target, stage.leased()));
    let flying = until_it_flies(&mut examination, &stage, &target).await;
    let last_moment = EXAMINATION_LEASE.saturating_sub(WRITE_MARGIN);
    stage.clock.forward(last_moment);
    stage.clock.forward(Duration::from_micros(1));
    let report = examination.await;
    let left = Verdict::Failed(Finding::CanaryLeft {
        failure: Failure::OutOfTime,
    });
    assert_eq!(report.verdict(Question::Canary), &left);
    assert!(!report.may_land_late, "every write was answered");
    assert_eq!(stage.policy(&target), flying);
    assert_eq!(stage.shared.requests(SET), 1);
    let report = stage.examine(&target).await;
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(stage.policy(&target), before);
}

/// Lets an examination go on until the policy is another one.
async fn until_it_flies(
    examination: &mut Pin<&mut impl Future<Output = Report>>,
    stage: &Stage,
    target: &Target,
) -> Option<String> {
    let before = stage.policy(target);
    poll_fn(|context| {
        let polled = examination.as_mut().poll(context);
        assert!(polled.is_pending(), "it is not over before it has flown");
        let policy = stage.policy(target);
        if policy == before {
            Poll::Pending
        } else {
            Poll::Ready(policy)
        }
    })
    .await
}

/// Somebody with access is deleted meanwhile, and AWS takes no policy that shows their id.
#[tokio::test]
async fn it_is_told_where_it_cannot_be_removed_because_somebody_was_deleted() {
    let stage = Stage::start();
    let now = stage.clock.now();
    let user = stage
        .shared
        .world()
        .add_user(now, &account(OTHER), "ada", ANYTHING);
    user.unwrap();
    let granted = pull(&format!("arn:aws:iam::{OTHER}:user/ada"));
    let target = connected(&stage, Some(&granted));
    let amazon = stage.amazon();
    let mut examination = pin!(amazon.examine(&target, stage.leased()));
    until_it_flies(&mut examination, &stage, &target).await;
    stage.shared.world().delete_user(&account(OTHER), "ada");
    let report = examination.await;
    let Verdict::Failed(Finding::CanaryLeft { failure }) = report.verdict(Question::Canary) else {
        panic!("{report:?}");
    };
    assert_eq!(failure.kind(), "foreign_principal");
    let left = stage.policy(&target).unwrap();
    assert!(left.contains("Wharfinger1canary0ax"), "{left}");
    // Once the owner has mended theirs, an examination removes it.
    let text = stage
        .shared
        .world()
        .policy_text(&address(&target.repository))
        .unwrap();
    stage.put(
        &target,
        &text.replace(failure.message().unwrap().as_str(), OTHER),
    );
    let mended = stage.policy(&target);
    assert!(stage.examine(&target).await.is_sound());
    assert_ne!(stage.policy(&target), mended);
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
    assert!(stage.examine(&target).await.is_sound());
    assert_eq!(stage.policy(&target), before);
    // And what was written in between had them too: nobody lost access for a moment.
    let writes: Vec<String> = stage.trail(&target);
    assert_eq!(writes.len(), 3, "the owner's, the canary, its removal");
    assert!(
        writes.iter().all(|record| record.contains(OTHER)),
        "{writes:?}"
    );
}
