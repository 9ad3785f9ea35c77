//! Examining the role of a connection, and writing down what was found.

#[cfg(test)]
mod tests;

use std::time::Duration;

use actix_web::rt;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use wharfinger_core::grants::{Failure, Lease, Repository, Target};
use wharfinger_ecr::doctor::{Check, EXAMINATION_LEASE, Report, Verdict, words_of};
use wharfinger_ecr::{Amazon, COOL_DOWN};
use wharfinger_store::{BorrowError, By, ChangeConnectionError, Checked, Connection, Timestamp};

use crate::state::State;

/// What an examination found about a repository: what is stored, in JSON, as the report of a
/// connection's check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examined {
    /// The ARN of the repository.
    pub repository: String,
    /// Every question with its answer, in order.
    pub checks: Vec<ExaminedCheck>,
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExaminedCheck {
    /// The question's name, which never changes, such as `canary`.
    pub question: String,
    /// What should be so, for people.
    pub says: String,
    /// Whether it is.
    pub verdict: ExaminedVerdict,
    /// What was found instead, and the name of that which never changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<ExaminedFinding>,
}

/// Whether what should be so is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExaminedVerdict {
    /// It is.
    Passed,
    /// Grants work, but something may go wrong later.
    Warned,
    /// Grants do not work, or must not be made this way.
    Failed,
    /// AWS did not say.
    Undecided,
    /// It was not asked, because of an earlier answer.
    Skipped,
}

impl ExaminedVerdict {
    /// Whether grants work in spite of it.
    #[must_use]
    pub fn is_sound(self) -> bool {
        matches!(self, Self::Passed | Self::Warned)
    }
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExaminedFinding {
    /// Its name, such as `open_without_id`.
    pub code: String,
    /// In words.
    pub message: String,
    /// How it is mended.
    pub mend: String,
}

/// Why a connection was not examined.
#[derive(Debug, thiserror::Error)]
pub enum NotExamined {
    /// The operator has not said who this server is on AWS.
    #[error("this server is nobody on AWS: its operator has not set `--aws-principal`")]
    NotSetUp,
    /// There is nothing to try the role with.
    #[error("no tool of yours lies in this AWS account; register one, then check the connection")]
    NoRepository,
    /// Somebody works on a repository, or examines it, or what they have sent may still land.
    #[error(
        "`{place}` is being examined or worked on; check again in {}",
        in_minutes(*.until, *.now)
    )]
    Busy {
        /// The ARN of the repository.
        place: String,
        /// Until when, unless it is over before or goes on.
        until: Timestamp,
        /// When that was found.
        now: Timestamp,
    },
    /// The connection has changed, or is somebody else's.
    #[error(transparent)]
    Connection(#[from] ChangeConnectionError),
    /// The store gave no answer.
    #[error(transparent)]
    Store(#[from] wharfinger_store::Failure),
}

/// Examines the role of a connection with each of these repositories, of its account, and writes down
/// what was found. The connection is right where the role is, with each of them: what is wrong about a
/// repository concerns nothing but that repository.
///
/// It goes on to its end though whoever asked for it has gone: a canary must not be left behind.
pub async fn check(
    state: Data<State>,
    connection: Connection,
    places: Vec<Repository>,
    by: By,
) -> Result<(Connection, Vec<Examined>), NotExamined> {
    to_its_end(async move {
        let (checked, examined) = examine_all(&state, &connection, places).await?;
        let (id, seen) = (connection.id, connection.revision);
        let noted = state.store.note_check(id, seen, checked, by).await?;
        Ok((noted, examined))
    })
    .await
}

/// Another role for a connection, as it was found.
#[derive(Clone, Debug)]
pub struct RoleChecked {
    /// The connection as it is now: with that role where all is right, and otherwise as it was.
    pub connection: Connection,
    /// What was found of that role.
    pub checked: Checked,
    /// Whether that role is the connection's from now on: where all is right.
    pub is_taken: bool,
}

/// Examines another role for a connection with each of these repositories, and takes it where all is
/// right. Until then, and where it is not, the one before stays what it is: nobody's access waits for
/// a role that does not work.
///
/// It goes on to its end, as [`check`] does.
pub async fn check_role(
    state: Data<State>,
    connection: Connection,
    role_arn: String,
    places: Vec<Repository>,
    by: By,
) -> Result<RoleChecked, NotExamined> {
    to_its_end(async move {
        let mut tried = connection.clone();
        if role_arn != connection.authority.role_arn {
            tried.authority.role_arn.clone_from(&role_arn);
            tried.proven_at = None;
        }
        let (checked, examined) = examine_all(&state, &tried, places).await?;
        let is_taken = checked.is_right && examined.iter().all(Examined::is_sound);
        let (id, seen) = (connection.id, connection.revision);
        // What was found of the role that it has is true of the connection, right or not.
        let connection = if is_taken || role_arn == connection.authority.role_arn {
            let found = checked.clone();
            let taken = state.store.change_role(id, seen, role_arn, found, by);
            taken.await?
        } else {
            connection
        };
        Ok(RoleChecked {
            connection,
            checked,
            is_taken,
        })
    })
    .await
}

/// Does something that must not be left half-done, whether or not somebody waits for it.
async fn to_its_end<T: 'static>(
    examination: impl Future<Output = Result<T, NotExamined>> + 'static,
) -> Result<T, NotExamined> {
    rt::spawn(examination).await.unwrap_or_else(|error| {
        let reason = format!("the examination has failed: {error}");
        Err(wharfinger_store::Failure::Unavailable { reason }.into())
    })
}

async fn examine_all(
    state: &State,
    connection: &Connection,
    places: Vec<Repository>,
) -> Result<(Checked, Vec<Examined>), NotExamined> {
    if places.is_empty() {
        return Err(NotExamined::NoRepository);
    }
    let mut examined = Vec::new();
    let mut is_right = true;
    for place in places {
        let target = Target {
            repository: place,
            authority: connection.authority.clone(),
        };
        let mut report = examine(state, &target).await?;
        if report.is_sound()
            && let Some(grants) = &state.grants
        {
            let chosen = examine_choices(&grants.amazon, connection, &target).await;
            report.checks.extend(chosen);
        }
        // An answer that never came is no verdict: a role that was right before is so still.
        is_right &= match connection.proven_at {
            Some(_) => !report.is_role_refuted(),
            None => report.is_role_sound(),
        };
        examined.push(Examined::of(&target.repository, &report));
    }
    let checked = Checked {
        at: state.clock.now(),
        is_right,
        report: serde_json::to_string(&examined).expect("texts can always be spelled as JSON"),
    };
    Ok((checked, examined))
}

/// Whether the role does what its owner has chosen besides.
async fn examine_choices(amazon: &Amazon, connection: &Connection, target: &Target) -> Vec<Check> {
    let mut checks = Vec::new();
    if connection.heals_since.is_some() {
        checks.push(amazon.examine_trail(target).await);
    }
    if connection.pull_passwords_since.is_some() {
        checks.push(amazon.examine_pull_password(target).await);
    }
    checks
}

/// Examines the role with one repository. Nobody else writes to its policy meanwhile, kept or not and with
/// whosever connection: but only behind the door, so that who cannot enter keeps nobody from working.
async fn examine(state: &State, target: &Target) -> Result<Report, NotExamined> {
    let grants = state.grants.as_ref().ok_or(NotExamined::NotSetUp)?;
    let entered = match grants.amazon.knock(target).await {
        Ok(entered) => entered,
        Err(report) => return Ok(report),
    };
    let lease = borrow(state, &target.repository).await?;
    let report = entered.examine(lease.until).await;
    let now = state.clock.now();
    let returned = state
        .store
        .return_repository(lease, wait_after(&report), now);
    // Not given back, it runs out.
    if let Err(failure) = returned.await {
        tracing::warn!(%failure, "A repository that was examined is not given back yet");
    }
    grants.wake();
    Ok(report)
}

/// Leases the repository for an examination.
async fn borrow(state: &State, place: &Repository) -> Result<Lease, NotExamined> {
    let (fresh, now) = (state.new_repository_id(), state.clock.now());
    let lease = state
        .store
        .borrow_repository(place.clone(), fresh, EXAMINATION_LEASE, now);
    lease.await.map_err(|error| match error {
        BorrowError::Busy { until } => NotExamined::Busy {
            place: place.arn(),
            until,
            now,
        },
        BorrowError::Failure(failure) => failure.into(),
        error @ BorrowError::IdTaken => {
            let reason = error.to_string();
            wharfinger_store::Failure::Unavailable { reason }.into()
        }
    })
}

/// The time until then, rounded up.
fn in_minutes(until: Timestamp, now: Timestamp) -> String {
    const MINUTE_MICROS: u64 = 60_000_000;
    let micros = until.as_micros().abs_diff(now.as_micros());
    match micros.div_ceil(MINUTE_MICROS) {
        1 => "a minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// How long nobody writes after an examination: where a write of it may land late, until it has.
fn wait_after(report: &Report) -> Duration {
    if report.may_land_late {
        COOL_DOWN
    } else {
        Duration::ZERO
    }
}

impl Examined {
    /// Whether grants work in the repository: nothing is wrong, and nothing was left open.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(|check| check.verdict.is_sound())
    }

    fn of(repository: &Repository, report: &Report) -> Self {
        Self {
            repository: repository.arn(),
            checks: report.checks.iter().map(ExaminedCheck::of).collect(),
        }
    }
}

impl ExaminedCheck {
    fn of(check: &Check) -> Self {
        let found = |finding: &wharfinger_ecr::doctor::Finding| ExaminedFinding {
            code: finding.code().to_owned(),
            message: finding.to_string(),
            mend: finding.mend().to_owned(),
        };
        let (verdict, finding) = match &check.verdict {
            Verdict::Passed => (ExaminedVerdict::Passed, None),
            Verdict::Warned(finding) => (ExaminedVerdict::Warned, Some(found(finding))),
            Verdict::Failed(finding) => (ExaminedVerdict::Failed, Some(found(finding))),
            Verdict::Undecided(failure) => (ExaminedVerdict::Undecided, Some(undecided(failure))),
            Verdict::Skipped => (ExaminedVerdict::Skipped, None),
        };
        Self {
            question: check.question.code().to_owned(),
            says: check.question.to_string(),
            verdict,
            finding,
        }
    }
}

fn undecided(failure: &Failure) -> ExaminedFinding {
    ExaminedFinding {
        code: failure.kind().to_owned(),
        message: words_of(failure),
        mend: "check again in a minute".to_owned(),
    }
}
