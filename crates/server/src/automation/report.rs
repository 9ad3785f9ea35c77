//! What a check of a connection said, as it is shown to people.

use serde::Serialize;
use wharfinger_core::grants::Repository;
use wharfinger_ecr::doctor::Question;
use wharfinger_store::{Checked, Connection};

use crate::grants::doctor::{Examined, ExaminedCheck, ExaminedVerdict};

/// One question of a check and its answer, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Asked {
    /// The ARN of the repository that it was asked about.
    pub(crate) repository: String,
    /// The question's name for programs.
    pub(crate) question: String,
    /// What should be so, without a full stop.
    pub(crate) should: String,
    /// Whether it is.
    pub(crate) outcome: ExaminedVerdict,
    /// What was found instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<String>,
    /// How it is mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mend: Option<String>,
}

/// Who may write a repository's policy, by the last check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Writers {
    /// Nobody but the role.
    Nobody,
    /// Others as well, or it could not be found out: what was found, without a full stop.
    Others(String),
}

/// Who besides the role may write a repository's policy, where that of the registry means to keep others
/// out.
pub(crate) fn writers(connection: &Connection, place: &Repository) -> Option<Writers> {
    let checked = connection.checked.as_ref()?;
    let arn = place.arn();
    let mut asked = read(&checked.report).into_iter();
    let asked = asked
        .find(|asked| asked.repository == arn && asked.question == Question::Exclusive.code())?;
    match asked.outcome {
        ExaminedVerdict::Passed => Some(Writers::Nobody),
        _ => asked.found.map(Writers::Others),
    }
}

/// Whether a check found nothing wrong, neither about the role nor about a repository.
pub(crate) fn is_all_right(checked: &Checked) -> bool {
    let asked = read(&checked.report);
    checked.is_right && asked.iter().all(|asked| asked.outcome.is_sound())
}

/// Whether AWS did not say all that was asked about the role.
pub(crate) fn is_unanswered(asked: &[Asked]) -> bool {
    let is_open = |asked: &Asked| asked.outcome == ExaminedVerdict::Undecided;
    asked
        .iter()
        .any(|asked| asked.is_about_role() && is_open(asked))
}

/// What a check says to those who look after one repository: what was found of it, and of the role where it
/// was examined with others only.
pub(crate) fn about(checked: &Checked, place: &Repository) -> Vec<Asked> {
    let arn = place.arn();
    let mut asked = read(&checked.report);
    let is_examined = asked.iter().any(|asked| asked.repository == arn);
    asked.retain(|asked| {
        if is_examined {
            asked.repository == arn
        } else {
            asked.is_about_role()
        }
    });
    asked
}

/// Reads the report of a check. Whatever else is stored there has no answers.
pub(crate) fn read(stored: &str) -> Vec<Asked> {
    let examined: Vec<Examined> = serde_json::from_str(stored).unwrap_or_default();
    let asked = |one: Examined| {
        let repository = one.repository;
        let checks = one.checks.into_iter();
        checks.map(move |check| Asked::of(repository.clone(), check))
    };
    examined.into_iter().flat_map(asked).collect()
}

impl Asked {
    /// Whether it is about the role itself, and not about a repository.
    fn is_about_role(&self) -> bool {
        let mut of_role = Question::OF_ROLE.into_iter();
        of_role.any(|question| question.code() == self.question)
    }

    fn of(repository: String, check: ExaminedCheck) -> Self {
        let (found, mend) = match check.finding {
            Some(finding) => (Some(finding.message), Some(finding.mend)),
            None => (None, None),
        };
        Self {
            repository,
            question: check.question,
            should: check.says,
            outcome: check.verdict,
            found,
            mend,
        }
    }
}
