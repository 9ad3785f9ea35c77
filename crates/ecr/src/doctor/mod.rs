//! Finding out whether a role that an owner made is as it should be, before anything depends on it.
//!
//! ```no_run
//! # use wharfinger_core::grants::{Lease, Target};
//! # async fn example(amazon: wharfinger_ecr::Amazon, target: Target, lease: Lease) {
//! let report = amazon.examine(&target, lease.until).await;
//! for check in &report.checks {
//!     println!("{}: {:?}", check.question, check.verdict);
//! }
//! for finding in report.findings() {
//!     println!("{finding}; {}", finding.mend());
//! }
//! # }
//! ```

mod canary;
pub(crate) mod exclusive;
mod report;
mod visit;
mod words;

use serde_json::json;
use wharfinger_core::grants::{Failure, Repository, Target};
use wharfinger_core::timestamp::Timestamp;

use crate::amazon::{Amazon, NotAssumed, allowing};
use crate::cloud::Cloud;
use crate::connection::REGISTRY_ACTIONS;
use canary::Canary;
pub use canary::EXAMINATION_LEASE;
pub use report::{Check, Finding, Question, Report, Verdict};
use visit::Visit;
pub use words::words_of;

/// How far an examination looks back in `CloudTrail`: far enough to be an answer, and one page.
const TRAIL_LOOKED_SECONDS: u32 = 60;

impl Amazon {
    /// Proves that the role does what grants take, that it does so for us alone, and that nobody else
    /// can have us use it; and warns of what may undo grants later.
    ///
    /// A role that lets us in without the external id, or with a wrong one, **fails**: whoever knows
    /// its name could enter it as their own connection (IAM User Guide, Access to AWS accounts owned by
    /// third parties: such a role must not be stored). Nothing more is done with it, nor with one that
    /// was not seen to be shut: who asks may be a stranger to the account.
    ///
    /// At the end a grant is tried: the owner's own account, which may pull anyway, is added in a
    /// statement of ours, read back and removed. The statements of everybody else stand in what is
    /// written byte for byte, real grants among them, since the canary has a Sid of its own.
    ///
    /// **The caller must hold the repository's lease**, for [`EXAMINATION_LEASE`] and `until` then: a worker
    /// that read the policy with the canary in it would write it back. Nothing is written where so little is
    /// left of the lease that it could land after its end: [`Failure::OutOfTime`], and where the process stood
    /// still between writing the canary and removing it, [`Finding::CanaryLeft`]. The caller must let the
    /// examination end, because who drops it half-way leaves the canary; so spawn it. And where the report says
    /// [`Report::may_land_late`], nobody may write for [`COOL_DOWN`](crate::COOL_DOWN), whatever became of
    /// the canary; should it be there then, the next examination removes it.
    pub async fn examine(&self, target: &Target, until: Timestamp) -> Report {
        match self.knock(target).await {
            Ok(entered) => entered.examine(until).await,
            Err(report) => report,
        }
    }

    /// The first half of an examination, which calls STS alone and takes no lease: tries the door, with the
    /// key, without, and with a wrong one.
    ///
    /// # Errors
    /// The whole report, where the door is not as it should be.
    pub async fn knock<'a>(&'a self, target: &'a Target) -> Result<Entered<'a>, Report> {
        let mut checks = Vec::new();
        let mut note = |question, verdict| checks.push(Check { question, verdict });
        match self.enter(target, &mut note).await {
            Some(ecr) => Ok(Entered {
                amazon: self,
                target,
                ecr,
                checks,
            }),
            None => Err(completed(checks)),
        }
    }

    /// Whether `CloudTrail` tells us who has written a policy, for owners who want that.
    pub async fn examine_trail(&self, target: &Target) -> Check {
        let since = self.now().seconds_earlier(TRAIL_LOOKED_SECONDS);
        let verdict = match self.trail(target, since).await {
            Ok(_) => Verdict::Passed,
            Err(Failure::Denied { message }) => Verdict::Warned(Finding::TrailUnseen { message }),
            Err(failure) => Verdict::Undecided(failure),
        };
        Check {
            question: Question::Trail,
            verdict,
        }
    }

    /// Whether a pull password can be handed out for a repository, for owners who want that: one is fetched
    /// and thrown away, and an image that is not there is asked for.
    pub async fn examine_pull_password(&self, target: &Target) -> Check {
        let verdict = match self.try_pull_password(target).await {
            Ok(()) => Verdict::Passed,
            Err(Failure::Denied { message }) => {
                Verdict::Warned(Finding::NoPullPassword { message })
            }
            Err(failure) => Verdict::Undecided(failure),
        };
        Check {
            question: Question::PullPassword,
            verdict,
        }
    }

    /// Tries the door: with the key, without, and with a wrong one.
    async fn enter(
        &self,
        target: &Target,
        note: &mut impl FnMut(Question, Verdict),
    ) -> Option<aws_sdk_ecr::Client> {
        if let Err(failure) = self.check(target) {
            let message = words_of(&failure);
            note(
                Question::Account,
                Verdict::Failed(Finding::Inadmissible { message }),
            );
            return None;
        }
        note(Question::Account, Verdict::Passed);
        let id = target.authority.external_id.as_str();
        let policy = everything_asked(&target.repository);
        let session = match self.assume(target, Some(id), &policy).await {
            Ok(session) => session,
            Err(error) => {
                note(Question::AssumedWithId, kept_out(error));
                return None;
            }
        };
        note(Question::AssumedWithId, Verdict::Passed);
        let wrong = wrong_id(id);
        let mut is_shut = true;
        for (question, id, finding) in [
            (Question::RefusedWithoutId, None, Finding::OpenWithoutId),
            (
                Question::RefusedWithWrongId,
                Some(wrong.as_str()),
                Finding::OpenToWrongId,
            ),
        ] {
            // Should it succeed, the session may do nothing.
            let verdict = match self.assume(target, id, &nothing()).await {
                Ok(_) => Verdict::Failed(finding),
                Err(error) if error.is_by_policy => Verdict::Passed,
                Err(error) => Verdict::Undecided(error.failure),
            };
            is_shut &= verdict == Verdict::Passed;
            note(question, verdict);
        }
        is_shut.then(|| self.ecr(&target.repository.region, session))
    }
}

/// A role whose door is as it should be.
pub struct Entered<'a> {
    amazon: &'a Amazon,
    target: &'a Target,
    ecr: aws_sdk_ecr::Client,
    checks: Vec<Check>,
}

impl Entered<'_> {
    /// The second half of an examination: looks at the repository, and tries a grant. What
    /// [`Amazon::examine`] says of the lease holds from here on.
    pub async fn examine(self, until: Timestamp) -> Report {
        let Self {
            amazon,
            target,
            ecr,
            mut checks,
        } = self;
        let mut note = |question, verdict| checks.push(Check { question, verdict });
        let arn = target.repository.arn();
        let visit = Visit {
            ecr: &ecr,
            target,
            arn: &arn,
        };
        let repository = visit.repository().await;
        let is_there = repository == Verdict::Passed;
        note(Question::Repository, repository);
        let policy = visit.policy().await;
        let mut may_land_late = false;
        match policy {
            Ok(text) => {
                note(Question::Policy, Verdict::Passed);
                if is_there {
                    let mut canary = Canary::new(amazon, &ecr, target, &arn, until);
                    let verdict = canary.fly(text.as_deref()).await;
                    may_land_late = canary.may_land_late;
                    note(Question::Canary, verdict);
                }
            }
            Err(verdict) => note(Question::Policy, verdict),
        }
        let (registry, exclusive) = visit.registry_policy().await;
        note(Question::RegistryPolicy, registry);
        if is_there {
            note(Question::Stack, visit.stack().await);
        }
        let mut report = completed(checks);
        report.may_land_late = may_land_late;
        report.checks.extend(exclusive.map(|verdict| Check {
            question: Question::Exclusive,
            verdict,
        }));
        report
    }
}

/// All questions in their order; what was not asked is skipped.
fn completed(checks: Vec<Check>) -> Report {
    let asked = Report {
        checks,
        may_land_late: false,
    };
    let checks = Question::ALL.map(|question| Check {
        question,
        verdict: asked.verdict(question).clone(),
    });
    Report {
        checks: checks.to_vec(),
        ..asked
    }
}

/// What it means that the role did not let us in.
fn kept_out(error: NotAssumed) -> Verdict {
    match error.failure {
        Failure::Denied { message } if message.contains("sts:SetSourceIdentity") => {
            Verdict::Failed(Finding::NoAttribution { message })
        }
        Failure::Denied { message } => Verdict::Failed(Finding::NotAssumable { message }),
        failure => Verdict::Undecided(failure),
    }
}

/// As near to the right id as a wrong one can be, so that a pattern in the trust policy is found out.
fn wrong_id(id: &str) -> String {
    let mut wrong = id.to_owned();
    let last = wrong.pop();
    wrong.push(if last == Some('0') { '1' } else { '0' });
    wrong
}

/// The session policy of an examination.
fn everything_asked(repository: &Repository) -> String {
    allowing(&json!([
        {
            "Effect": "Allow",
            "Action": [
                "ecr:DescribeRepositories",
                "ecr:GetRepositoryPolicy",
                "ecr:SetRepositoryPolicy",
                "ecr:DeleteRepositoryPolicy",
                "ecr:ListTagsForResource",
            ],
            "Resource": repository.arn(),
        },
        {"Effect": "Allow", "Action": REGISTRY_ACTIONS, "Resource": "*"},
    ]))
}

/// The session policy of a session that should not be.
fn nothing() -> String {
    allowing(&json!([{"Effect": "Deny", "Action": "*", "Resource": "*"}]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_id_is_wrong_and_as_long() {
        for id in ["wharfinger-00", "wharfinger-01", "ab"] {
            assert_ne!(wrong_id(id), id);
            assert_eq!(wrong_id(id).len(), id.len());
        }
    }
}
