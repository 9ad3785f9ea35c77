//! The JSON spelling of diagnoses.

use serde::ser::Serialize;

use super::SpanJson;
use crate::diagnosis::{Diagnosis, Log, NamedImage, NextStep};
use crate::report::Span;

/// Most bytes of a line that is repeated as evidence: some engines print a whole log in one.
const EVIDENCE_BYTES_MAX: usize = 2_048;

/// The JSON of what was found in `log`: `{"diagnoses", "masked", "cut"}`. Spans count in the masked
/// text.
///
/// ```
/// use wharfinger_core::diagnosis::{Log, diagnose};
/// use wharfinger_core::{registry::Catalogue, wire};
/// let log = Log::new("é denied: Your authorization token has expired.");
/// let found = diagnose(&Catalogue::built_in(), &log);
/// let json = serde_json::to_value(wire::diagnoses(&log, &found)).unwrap();
/// assert_eq!(json["diagnoses"][0]["cause"], "pull.login_expired");
/// assert_eq!(json["diagnoses"][0]["evidence"][0]["span"]["end"], 47);
/// ```
#[must_use]
pub fn diagnoses<'a>(log: &'a Log, found: &'a [Diagnosis]) -> impl Serialize + use<'a> {
    DiagnosesJson {
        diagnoses: found.iter().map(|found| one(log, found)).collect(),
        masked: log.masked(),
        cut: log.is_cut(),
    }
}

/// The JSON of one diagnosis, as in the list of [`diagnoses`].
#[must_use]
pub fn diagnosis<'a>(log: &'a Log, found: &'a Diagnosis) -> impl Serialize + use<'a> {
    one(log, found)
}

fn one<'a>(log: &'a Log, found: &'a Diagnosis) -> DiagnosisJson<'a> {
    let text = log.text();
    let evidence = |span: &Span| {
        let line = span.of(text);
        let shown = &line[..line.floor_char_boundary(EVIDENCE_BYTES_MAX)];
        EvidenceJson {
            span: SpanJson::of(text, Span::new(span.start, span.start + shown.len())),
            text: shown,
        }
    };
    DiagnosisJson {
        cause: found.cause.as_str(),
        confidence: found.confidence.as_str(),
        message: found.cause.entry().summary,
        why: found.cause.entry().why,
        program: found.program.map(crate::diagnosis::Program::as_str),
        engine: found.engine.map(crate::diagnosis::Program::as_str),
        image: found.image.as_ref().map(|image| image_json(text, image)),
        evidence: found.evidence.iter().map(evidence).collect(),
        next_step: next_step(&found.next_step),
        pattern: found.pattern,
    }
}

fn image_json<'a>(text: &str, image: &'a NamedImage) -> ImageJson<'a> {
    ImageJson {
        reference: image.reference(),
        host: &image.host,
        repository: &image.repository,
        tag: image.tag.as_deref(),
        digest: image.digest.as_deref(),
        span: SpanJson::of(text, image.span),
    }
}

fn next_step(step: &NextStep) -> NextStepJson<'_> {
    NextStepJson {
        text: &step.text,
        commands: &step.commands,
    }
}

#[derive(serde::Serialize)]
struct DiagnosesJson<'a> {
    diagnoses: Vec<DiagnosisJson<'a>>,
    masked: usize,
    cut: bool,
}

#[derive(serde::Serialize)]
struct DiagnosisJson<'a> {
    cause: &'a str,
    confidence: &'a str,
    message: &'a str,
    why: &'a str,
    program: Option<&'a str>,
    engine: Option<&'a str>,
    image: Option<ImageJson<'a>>,
    evidence: Vec<EvidenceJson<'a>>,
    next_step: NextStepJson<'a>,
    pattern: &'a str,
}

#[derive(serde::Serialize)]
struct ImageJson<'a> {
    reference: String,
    host: &'a str,
    repository: &'a str,
    tag: Option<&'a str>,
    digest: Option<&'a str>,
    span: SpanJson,
}

#[derive(serde::Serialize)]
struct EvidenceJson<'a> {
    span: SpanJson,
    text: &'a str,
}

#[derive(serde::Serialize)]
struct NextStepJson<'a> {
    text: &'a str,
    commands: &'a [String],
}
