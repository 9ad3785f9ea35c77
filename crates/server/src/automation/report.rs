//! What an examination said, as it is stored with a connection and shown to people.

use serde::{Deserialize, Serialize};
use wharfinger_ecr::doctor::{Check, Finding, Report, Verdict, words_of};

/// One question of an examination and its answer, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// The question's name for programs.
    pub(crate) question: String,
    /// What should be so, without a full stop.
    pub(crate) should: String,
    /// Whether it is.
    pub(crate) outcome: Outcome,
    /// What was found instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<String>,
    /// How it is mended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mend: Option<String>,
}

/// Whether something is as it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// It is.
    Passed,
    /// Grants work, but something may go wrong later.
    Warned,
    /// It is not.
    Failed,
    /// AWS did not say.
    Undecided,
    /// Not asked, because of an earlier answer.
    Skipped,
}

/// A report as a connection keeps it.
pub(crate) fn spell(report: &Report) -> String {
    let asked: Vec<Asked> = report.checks.iter().map(Asked::of).collect();
    serde_json::to_string(&asked).expect("texts can always be spelled as JSON")
}

/// Reads [`spell`]. Whatever else is stored there becomes one answer in its own words.
pub(crate) fn read(stored: &str, is_right: bool) -> Vec<Asked> {
    serde_json::from_str(stored).unwrap_or_else(|_| {
        let outcome = if is_right {
            Outcome::Passed
        } else {
            Outcome::Failed
        };
        vec![Asked {
            question: "connection".to_owned(),
            should: "the connection is as it should be".to_owned(),
            outcome,
            found: Some(stored.to_owned()),
            mend: None,
        }]
    })
}

impl Asked {
    fn of(check: &Check) -> Self {
        let finding =
            |finding: &Finding| (Some(finding.to_string()), Some(finding.mend().to_owned()));
        let (outcome, (found, mend)) = match &check.verdict {
            Verdict::Passed => (Outcome::Passed, (None, None)),
            Verdict::Warned(warned) => (Outcome::Warned, finding(warned)),
            Verdict::Failed(failed) => (Outcome::Failed, finding(failed)),
            Verdict::Undecided(failure) => (Outcome::Undecided, (Some(words_of(failure)), None)),
            Verdict::Skipped => (Outcome::Skipped, (None, None)),
        };
        Self {
            question: check.question.code().to_owned(),
            should: check.question.to_string(),
            outcome,
            found,
            mend,
        }
    }
}

#[cfg(test)]
mod tests {
    use wharfinger_ecr::doctor::Question;

    use super::*;

    #[test]
    fn what_is_spelled_is_read_again() {
        let report = Report {
            checks: vec![
                Check {
                    question: Question::Account,
                    verdict: Verdict::Passed,
                },
                Check {
                    question: Question::RefusedWithoutId,
                    verdict: Verdict::Failed(Finding::OpenWithoutId),
                },
            ],
        };
        let read = read(&spell(&report), false);
        assert_eq!(read[0].outcome, Outcome::Passed);
        assert_eq!(read[1].question, "refused_without_id");
        assert!(read[1].mend.as_ref().unwrap().contains("sts:ExternalId"));
    }

    #[test]
    fn a_report_of_somebody_else_is_shown_as_it_is() {
        let read = read("all is well", true);
        assert_eq!(read[0].found.as_deref(), Some("all is well"));
        assert_eq!(read[0].outcome, Outcome::Passed);
    }
}
