//! A grant for trial: the owner's own account, which may pull anyway.

use std::time::Duration;

use wharfinger_core::grants::{Failure, Target};
use wharfinger_core::policy::{Document, Edit, Installation, PullActions, Wanted};
use wharfinger_core::timestamp::Timestamp;

use super::{Finding, Verdict};
use crate::amazon::{Amazon, Call, read_policy, write_policy};
use crate::backoff::COOL_DOWN;
use crate::worker::{CALL_TIMEOUT, WRITE_MARGIN};

/// How often removing the canary is tried: as long as faults come and go, this is enough that at one
/// call in ten failing it stays in one examination of a million.
const REMOVALS_MAX: u32 = 6;

/// After a try that failed, more each time: one second and a half in all.
const REMOVAL_PAUSE: Duration = Duration::from_millis(100);

/// How long the lease of a repository must be that is examined: from reading the policy until the
/// canary is seen to be gone, every call taking its whole time, and until nothing can land late.
pub const EXAMINATION_LEASE: Duration = Duration::from_mins(2);

/// What must be left of that before the canary is written: until it is seen to be gone, every call taking
/// its whole time, and nothing can land late. So time is too short for that only where the process stands still.
const GROWTH_MARGIN: Duration = CALL_TIMEOUT
    .saturating_mul(2 + 2 * REMOVALS_MAX)
    .saturating_add(REMOVAL_PAUSE.saturating_mul(REMOVALS_MAX * (REMOVALS_MAX - 1) / 2))
    .saturating_add(COOL_DOWN);

/// How long the canary is meant to live. AWS ends it with the month in which that ends, should nobody
/// be able to.
const LIFE: Duration = Duration::from_mins(10);

/// A canary in one repository.
pub(super) struct Canary<'a> {
    amazon: &'a Amazon,
    ecr: &'a aws_sdk_ecr::Client,
    target: &'a Target,
    arn: &'a str,
    /// When the lease ends.
    until: Timestamp,
    /// Whose Sid the canary bears: nobody's who grants access, so that the statements of real grants
    /// count as somebody else's here and stay as they are.
    installation: Installation,
    /// Whether a write was not answered: it may land after all that followed it.
    pub(super) may_land_late: bool,
}

/// Whose Sid a canary of this installation bears.
fn installation(own: &Installation) -> Installation {
    let own = own.to_string();
    let id = format!("canary{}", own.get(..2).unwrap_or("00"));
    Installation::new(&id).expect("the start of an installation's id is letters and digits")
}

impl<'a> Canary<'a> {
    pub(super) fn new(
        amazon: &'a Amazon,
        ecr: &'a aws_sdk_ecr::Client,
        target: &'a Target,
        arn: &'a str,
        until: Timestamp,
    ) -> Self {
        Self {
            amazon,
            ecr,
            target,
            arn,
            until,
            installation: installation(&amazon.settings().installation),
            may_land_late: false,
        }
    }

    /// Adds the canary to the policy that was read, looks whether it is there, and removes it.
    ///
    /// It is read once more first: a read may show what was there before somebody's last write, and what is
    /// written of it would undo that.
    ///
    /// Once anything may have been written, it is removed whatever else happens, but for the end of the lease:
    /// then it stays, because a write could undo what whoever has the next lease writes.
    pub(super) async fn fly(&mut self, text: Option<&str>) -> Verdict {
        let first = match self.writable(text) {
            Ok(document) => document.foreign_canonical(),
            Err(finding) => return Verdict::Failed(finding),
        };
        let text = match self.read().await {
            Ok(text) => text,
            Err(failure) => return Verdict::Undecided(failure),
        };
        let before = match self.writable(text.as_deref()) {
            Ok(document) => document,
            Err(finding) => return Verdict::Failed(finding),
        };
        if before.foreign_canonical() != first {
            return Verdict::Undecided(Failure::Contended);
        }
        let (account, partition) = {
            let repository = &self.target.repository;
            (&repository.account, &repository.partition)
        };
        let mut wanted = Wanted::new(PullActions::Two);
        let root = format!("arn:{partition}:iam::{account}:root");
        wanted.insert(&root, self.amazon.now().later(LIFE));
        let edited = match before.edit(&wanted) {
            Ok(Edit::Set(text)) => Some(text),
            // It is there from an examination that did not end.
            Ok(Edit::Nothing | Edit::Delete) => None,
            Err(no_room) => return Verdict::Failed(Finding::NoRoom(no_room)),
        };
        let foreign = before.foreign_canonical();
        let grown = match edited {
            Some(text) => self.grow(&text, &wanted, &foreign).await,
            None => Ok(()),
        };
        if let Err(Problem::NothingWritten(verdict)) = grown {
            return verdict;
        }
        match (grown, self.remove(&foreign).await) {
            (_, Err(failure)) => Verdict::Failed(Finding::CanaryLeft { failure }),
            (Err(Problem::MayBeWritten(verdict)), Ok(_)) => verdict,
            (_, Ok(Foreign::Changed)) => Verdict::Warned(Finding::ChangedMeanwhile),
            (_, Ok(Foreign::Same)) => Verdict::Passed,
        }
    }

    /// Writes the policy with the canary and reads it back.
    async fn grow(&mut self, text: &str, wanted: &Wanted, foreign: &str) -> Result<(), Problem> {
        if let Err(failure) = self.write(Some(text), GROWTH_MARGIN).await {
            return Err(refused(failure));
        }
        let text = match self.read().await {
            Ok(text) => text,
            Err(failure) => return Err(Problem::MayBeWritten(Verdict::Undecided(failure))),
        };
        let problem = |finding| Problem::MayBeWritten(Verdict::Failed(finding));
        let document = self.writable(text.as_deref()).map_err(problem)?;
        if !document.is(wanted) {
            return Err(problem(Finding::NotThere));
        }
        if document.foreign_canonical() != foreign {
            let verdict = Verdict::Warned(Finding::ChangedMeanwhile);
            return Err(Problem::MayBeWritten(verdict));
        }
        Ok(())
    }

    /// Removes the canary until it is seen to be gone: by two looks, where AWS took no removal, because one may
    /// show what was there before the canary.
    ///
    /// Where a write was not answered the next one does not wait: whichever lands last, the two differ in
    /// nothing but the canary. Everybody else waits, and is told to.
    async fn remove(&mut self, foreign: &str) -> Result<Foreign, Failure> {
        let mut last = Failure::Unknown;
        let mut failures = 0;
        let mut is_confirmed = false;
        for _ in 0..REMOVALS_MAX {
            tokio::time::sleep(REMOVAL_PAUSE * failures).await;
            let text = match self.read().await {
                Ok(text) => text,
                Err(Failure::NoRepository) => return Ok(Foreign::Changed),
                Err(failure) => {
                    (last, failures) = (failure, failures + 1);
                    continue;
                }
            };
            let Ok(document) = self.document(text.as_deref()) else {
                // Whoever wrote that wrote over the canary too, or put it where nobody reads it.
                return Ok(Foreign::Changed);
            };
            let edit = document.edit(&Wanted::new(PullActions::Two));
            if edit != Ok(Edit::Nothing)
                && let Some(principal) = document.foreign_stale()
            {
                // AWS refuses the policy with it; it may be that somebody cannot be looked up just now.
                (last, failures) = (Failure::ForeignPrincipal { principal }, failures + 1);
                continue;
            }
            let written = match edit {
                Ok(Edit::Nothing) if !is_confirmed => {
                    is_confirmed = true;
                    continue;
                }
                Ok(Edit::Nothing) => {
                    let is_same = document.foreign_canonical() == foreign;
                    return Ok(if is_same {
                        Foreign::Same
                    } else {
                        Foreign::Changed
                    });
                }
                Ok(Edit::Set(text)) => self.write(Some(&text), WRITE_MARGIN).await,
                Ok(Edit::Delete) => self.write(None, WRITE_MARGIN).await,
                // It fits with the canary in it, so it fits without.
                Err(_) => return Err(Failure::Contended),
            };
            is_confirmed = written.is_ok();
            match written {
                Ok(()) => {}
                Err(Failure::OutOfTime) => return Err(Failure::OutOfTime),
                Err(failure) => (last, failures) = (failure, failures + 1),
            }
        }
        Err(last)
    }

    /// The same where AWS takes it back: it refuses whom it shows by a unique id.
    fn writable<'t>(&'t self, text: Option<&'t str>) -> Result<Document<'t>, Finding> {
        let document = self.document(text)?;
        match document.foreign_stale() {
            Some(principal) => Err(Finding::ForeignPrincipal { principal }),
            None => Ok(document),
        }
    }

    fn document<'t>(&'t self, text: Option<&'t str>) -> Result<Document<'t>, Finding> {
        let Some(text) = text else {
            return Ok(Document::none(&self.installation));
        };
        Document::read(text, &self.installation).map_err(Finding::Unreadable)
    }

    async fn read(&self) -> Result<Option<String>, Failure> {
        let call = self.call("ecr:GetRepositoryPolicy", false);
        read_policy(self.ecr, self.target, call).await
    }

    /// Writes the policy, if so much is left of the lease.
    async fn write(&mut self, text: Option<&str>, margin: Duration) -> Result<(), Failure> {
        if self.until < self.amazon.now().later(margin) {
            return Err(Failure::OutOfTime);
        }
        let action = match text {
            Some(_) => "ecr:SetRepositoryPolicy",
            None => "ecr:DeleteRepositoryPolicy",
        };
        let written = write_policy(self.ecr, self.target, text, self.call(action, true)).await;
        self.may_land_late |= written.as_ref().is_err_and(Failure::is_unknown);
        written
    }

    fn call(&self, action: &'static str, is_write: bool) -> Call<'_> {
        Call {
            action,
            resource: self.arn,
            is_write,
        }
    }
}

/// What it means that the canary was not taken.
fn refused(failure: Failure) -> Problem {
    let finding = match failure {
        Failure::Denied { message } => Finding::MayNot {
            action: "ecr:SetRepositoryPolicy",
            message,
        },
        Failure::PolicyRefused { message } | Failure::PrincipalRefused { message } => {
            Finding::WriteRefused { message }
        }
        Failure::NoRepository => Finding::NoRepository,
        failure if failure.is_unknown() => {
            return Problem::MayBeWritten(Verdict::Undecided(failure));
        }
        failure => return Problem::NothingWritten(Verdict::Undecided(failure)),
    };
    Problem::NothingWritten(Verdict::Failed(finding))
}

/// Why the canary was not seen.
enum Problem {
    /// And it cannot be there.
    NothingWritten(Verdict),
    /// It must be looked for.
    MayBeWritten(Verdict),
}

/// What became of everybody else's statements.
enum Foreign {
    Same,
    Changed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lease_outlasts_the_slowest_examination() {
        // Look at the repository, read twice; then write, read back, and each removal reads and writes. Should
        // the process die then, nobody else has a lease until the last write can land no more.
        let pauses: Duration = (0..REMOVALS_MAX)
            .map(|attempt| REMOVAL_PAUSE * attempt)
            .sum();
        let growth = CALL_TIMEOUT * (2 + 2 * REMOVALS_MAX) + pauses + COOL_DOWN;
        assert_eq!(GROWTH_MARGIN, growth);
        assert!(EXAMINATION_LEASE > CALL_TIMEOUT * 3 + GROWTH_MARGIN);
    }

    #[test]
    fn a_canary_is_not_one_of_our_grants() {
        let own = Installation::new("0a1b2c3d").unwrap();
        assert_eq!(installation(&own).to_string(), "canary0a");
    }
}
