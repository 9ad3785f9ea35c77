//! Why a pull failed: the output of a program, read for its cause, its image and the next step.
//!
//! [`Log::new`] takes the output and masks its secrets; [`diagnose`] reads what is left. Both are
//! one pass over the text, linear in its length, and never panic.
//!
//! ```
//! use wharfinger_core::diagnosis::{Cause, Log, diagnose};
//! use wharfinger_core::registry::Catalogue;
//!
//! let log = Log::new(
//!     "Error response from daemon: Head \"https://312767926603.dkr.ecr.us-west-2.amazonaws.com\
//!      /v2/md5sum/manifests/1.0\": no basic auth credentials",
//! );
//! let found = diagnose(&Catalogue::built_in(), &log);
//! assert_eq!(found[0].cause, Cause::NotLoggedIn);
//! assert_eq!(
//!     found[0].next_step.commands[1],
//!     "docker pull 312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0"
//! );
//! ```
//!
//! Behind the feature `diagnosis`, because it needs `regex`, which is larger than everything the
//! browser runs; the wasm builds leave it out.

mod aws;
mod cause;
mod course;
mod images;
mod log;
mod logins;
#[cfg(test)]
mod masks;
mod needles;
mod next_step;
mod patterns;
mod program;
mod search;
mod secrets;
#[cfg(test)]
mod tests;

pub use cause::Cause;
pub use images::NamedImage;
pub use log::{LOG_BYTES_MAX, Log, MASK};
pub use next_step::NextStep;
pub use program::Program;

use course::Course;
use logins::Logins;
use patterns::Meaning;
use search::{Found, Match};

use crate::privacy::Visibility;
use crate::registry::Catalogue;
use crate::report::Span;

/// Most diagnoses of one text: what stands behind the likeliest is for completeness.
pub const DIAGNOSES_MAX: usize = 5;

/// A line for each pattern, as programs print it: name of the pattern and the line.
pub fn examples() -> impl Iterator<Item = (&'static str, &'static str)> {
    patterns::PATTERNS.iter().map(|row| (row.id, row.example))
}

/// How sure a diagnosis is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Something failed, and this is what it usually is.
    Possible,
    /// The output says so, but the same words have other reasons, too.
    Likely,
    /// The output says so.
    Certain,
}

impl Confidence {
    /// The spelling in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }
}

/// One reason why a pull failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// The reason.
    pub cause: Cause,
    /// How sure it is.
    pub confidence: Confidence,
    /// Name of the pattern that found it, to say in a report about a wrong diagnosis.
    pub pattern: &'static str,
    /// The program that pulls, as far as the output shows it.
    pub program: Option<Program>,
    /// The workflow engine around it.
    pub engine: Option<Program>,
    /// The image that could not be pulled.
    pub image: Option<NamedImage>,
    /// The lines that say so, first to last, without the white space around them.
    pub evidence: Vec<Span>,
    /// What to do.
    pub next_step: NextStep,
}

/// Reads an output for the reasons why a pull failed, the likeliest first; none where nothing in
/// it stops a pull.
#[must_use]
pub fn diagnose(catalogue: &Catalogue, log: &Log) -> Vec<Diagnosis> {
    let text = log.text();
    let found = search::search(catalogue, text);
    if found.matches.is_empty() {
        return Vec::new();
    }
    let (program, engine) = program::recognise(text);
    let logins = Logins::of(text);
    let course = Course::of(catalogue, text, found.matches[0].line.start);
    let mut diagnoses: Vec<(Diagnosis, usize)> = Vec::new();
    for matched in &found.matches {
        let image = images::about(&found.images, matched.line);
        let judged = judge(catalogue, text, &found, &logins, matched, image.as_ref());
        let Some((cause, confidence)) = judged else {
            continue;
        };
        let is_mended = course.is_pulled_behind(matched.line, cause, image.as_ref());
        let is_of_push =
            cause == Cause::Denied && course.is_about_push(matched.line, &found.images);
        if is_mended || is_of_push {
            continue;
        }
        if let Some((known, at)) = diagnoses.iter_mut().find(|(known, _)| known.cause == cause) {
            if confidence > known.confidence {
                known.confidence = confidence;
                known.pattern = matched.pattern.id;
            }
            known.image = image.or(known.image.take());
            if known.evidence.last() != Some(&matched.line) {
                known.evidence.push(matched.line);
            }
            *at = matched.line.start;
            continue;
        }
        let found = Diagnosis {
            cause,
            confidence,
            pattern: matched.pattern.id,
            program,
            engine,
            image,
            evidence: vec![matched.line],
            next_step: NextStep::default(),
        };
        diagnoses.push((found, matched.line.start));
    }
    // The surest first; of equally sure ones the last, because programs give up over it.
    diagnoses.sort_by_key(|(diagnosis, at)| std::cmp::Reverse((diagnosis.confidence, *at)));
    let Some((surest, _)) = diagnoses.first() else {
        return Vec::new();
    };
    let surest = surest.confidence;
    diagnoses
        .into_iter()
        .map(|(diagnosis, _)| diagnosis)
        // Once it is known what failed, guesses are noise.
        .filter(|diagnosis| {
            diagnosis.confidence == surest || diagnosis.confidence != Confidence::Possible
        })
        .take(DIAGNOSES_MAX)
        .map(|diagnosis| Diagnosis {
            next_step: next_step::of(catalogue, &diagnosis),
            ..diagnosis
        })
        .collect()
}

/// What a match means, with what else the text and the catalogue know; `None` where that is nothing
/// about a pull.
fn judge(
    catalogue: &Catalogue,
    text: &str,
    found: &Found,
    logins: &Logins<'_>,
    matched: &Match,
    image: Option<&NamedImage>,
) -> Option<(Cause, Confidence)> {
    let mut confidence = matched.pattern.confidence;
    let mut cause = match matched.pattern.meaning {
        Meaning::Is(cause) | Meaning::AtRegistry(cause) => cause,
        Meaning::Unauthorized if is_pulled_without_login(catalogue, image) => Cause::Denied,
        Meaning::Unauthorized => Cause::NotLoggedIn,
        Meaning::OfAws(cause) => {
            confidence = confidence.min(aws::confidence(text)?);
            cause
        }
    };
    if cause == Cause::Unreachable && logins::has_unknown_region(matched.line.of(text)) {
        cause = Cause::WrongRegistry;
    }
    let is_no_login = matches!(cause, Cause::NotLoggedIn | Cause::Denied);
    if is_no_login && logins.are_elsewhere(image) {
        return Some((Cause::WrongRegistry, Confidence::Certain));
    }
    // A removed command that was called and answered with a usage line is what failed.
    if cause == Cause::GetLoginRemoved && found.matches.len() == 1 && logins::is_usage_error(text) {
        return Some((cause, Confidence::Certain));
    }
    Some((cause, confidence))
}

/// Whether the image's registry lets everybody pull public images: it then answers the same about
/// private images and about those that do not exist.
fn is_pulled_without_login(catalogue: &Catalogue, image: Option<&NamedImage>) -> bool {
    image
        .and_then(|image| {
            catalogue
                .identify(&image.host)
                .entry()
                .map(|entry| entry.anonymous_pull_from(&image.host))
        })
        .unwrap_or_default()
}

/// The commands that log in to an image's registry and pull it, as if it were private.
fn instructions(catalogue: &Catalogue, image: &NamedImage) -> crate::pull::PullInstructions {
    let identified = catalogue.identify(&image.host);
    let named = crate::pull::Image {
        entry: identified.entry(),
        host: &image.host,
        repository: &image.repository,
        tag: image.tag.as_deref(),
        digest: image.digest.as_deref(),
    };
    crate::pull::instructions(&named, Visibility::Private)
}
