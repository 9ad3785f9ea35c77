//! The JSON spelling of drafts and reports, the same from wasm, HTTP and command line.
//!
//! The only place that knows it: spans are turned from UTF-8 bytes into UTF-16 code units here
//! (as in the Language Server Protocol), absent values become `null`, and the order of the keys
//! is fixed, so that one report has one spelling, byte for byte.
//!
//! ```
//! use wharfinger_core::{registration::{check, Draft}, registry::Catalogue, wire};
//! let draft: Draft = serde_json::from_str(r#"{"visibility": "public"}"#).unwrap();
//! let report = check(&Catalogue::built_in(), &draft);
//! let json = serde_json::to_string(&wire::report(&draft, &report)).unwrap();
//! assert!(json.starts_with(r#"{"valid":false,"issues":[{"code":"#));
//! ```

use std::fmt;

mod access;
mod catalogue;
#[cfg(feature = "diagnosis")]
mod diagnosis;
mod image;
mod principal;

pub use access::{access_issues, access_report, steps};
pub use catalogue::{pull_instructions, read_image, read_mended_image, registries};
#[cfg(feature = "diagnosis")]
pub use diagnosis::{diagnoses, diagnosis};
pub use image::checked_image;
pub use principal::checked_principal;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Serialize;

use crate::registration::{Draft, Fault, Registration, Report};
use crate::report::{Edit, Field, Fix, Issue, Span, sort_short};

/// Most unknown fields that are named in a report; the rest adds nothing to what is wrong.
pub const UNKNOWN_FIELDS_MAX: usize = 8;

/// Most bytes of an unknown field's name that a report repeats.
pub const UNKNOWN_FIELD_BYTES_MAX: usize = 64;

/// The JSON of a report about `draft`: `{"valid", "issues", "normalized"}`.
#[must_use]
pub fn report<'a>(draft: &'a Draft, report: &'a Report) -> impl Serialize + use<'a> {
    ReportJson {
        valid: report.is_valid(),
        issues: IssuesJson {
            text_of: TextOf::Draft(draft),
            issues: &report.issues,
        },
        normalized: report.registration.as_ref().map(normalized),
    }
}

/// The JSON of issues about the fields of `draft`, as in a report or a problem document.
#[must_use]
pub fn issues<'a>(draft: &'a Draft, issues: &'a [Issue]) -> impl Serialize + use<'a> {
    IssuesJson {
        text_of: TextOf::Draft(draft),
        issues,
    }
}

/// The JSON of issues that are all about one text.
#[must_use]
pub fn issues_about<'a>(text: &'a str, issues: &'a [Issue]) -> impl Serialize + use<'a> {
    IssuesJson {
        text_of: TextOf::One(text),
        issues,
    }
}

/// The JSON of a registration, as in `normalized` of a report.
#[must_use]
pub fn normalized(registration: &Registration) -> impl Serialize + use<'_> {
    let path = registration.tool_path();
    NormalizedJson {
        registry: registration.registry(),
        registry_host: path.host(),
        namespace: path.namespace(),
        name: path.name(),
        tag: registration.tag(),
        digest: registration.digest(),
        tool_name: path.tool_name(),
        visibility: registration.visibility().as_str(),
        contact_email: registration.contact_email(),
        description: registration.description(),
        source_url: registration.source_url(),
        tool_path: path.as_str(),
        image: registration.image(),
    }
}

#[derive(serde::Serialize)]
struct ReportJson<'a, N> {
    valid: bool,
    issues: IssuesJson<'a>,
    normalized: Option<N>,
}

#[derive(serde::Serialize)]
struct NormalizedJson<'a> {
    registry: &'a str,
    registry_host: &'a str,
    namespace: &'a str,
    name: &'a str,
    tag: Option<&'a str>,
    digest: Option<&'a str>,
    tool_name: Option<&'a str>,
    visibility: &'a str,
    contact_email: Option<&'a str>,
    description: Option<&'a str>,
    source_url: Option<&'a str>,
    tool_path: &'a str,
    image: String,
}

#[derive(serde::Serialize)]
struct IssueJson<'a> {
    code: &'a str,
    severity: &'a str,
    field: &'a str,
    span: SpanJson,
    message: &'a str,
    help: Option<&'a str>,
    fixes: Vec<FixJson<'a>>,
}

#[derive(serde::Serialize)]
struct FixJson<'a> {
    label: &'a str,
    edits: Vec<EditJson<'a>>,
}

#[derive(serde::Serialize)]
struct EditJson<'a> {
    field: &'a str,
    span: SpanJson,
    text: &'a str,
}

#[derive(serde::Serialize)]
struct SpanJson {
    start: usize,
    end: usize,
}

impl SpanJson {
    /// A span of `text`, which it counts in.
    fn of(text: &str, span: Span) -> Self {
        Self {
            start: utf16_offset(text, span.start),
            end: utf16_offset(text, span.end),
        }
    }
}

/// Where the text lies that spans count in.
#[derive(Clone, Copy)]
enum TextOf<'a> {
    Draft(&'a Draft),
    One(&'a str),
}

impl<'a> TextOf<'a> {
    fn span(self, field: Field, span: Span) -> SpanJson {
        let text: &'a str = match self {
            TextOf::Draft(draft) => draft.get(field).unwrap_or_default(),
            TextOf::One(text) => text,
        };
        SpanJson::of(text, span)
    }

    fn issue(self, issue: &'a Issue) -> IssueJson<'a> {
        IssueJson {
            code: issue.code.as_str(),
            severity: issue.severity.as_str(),
            field: issue.field.as_str(),
            span: self.span(issue.field, issue.span),
            message: &issue.message,
            help: issue.help.as_deref(),
            fixes: issue.fixes.iter().map(|fix| self.fix(fix)).collect(),
        }
    }

    fn fix(self, fix: &'a Fix) -> FixJson<'a> {
        let edit = |edit: &'a Edit| EditJson {
            field: edit.field.as_str(),
            span: self.span(edit.field, edit.span),
            text: &edit.text,
        };
        FixJson {
            label: &fix.label,
            edits: fix.edits.iter().map(edit).collect(),
        }
    }
}

struct IssuesJson<'a> {
    text_of: TextOf<'a>,
    issues: &'a [Issue],
}

impl Serialize for IssuesJson<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.issues.iter().map(|issue| self.text_of.issue(issue)))
    }
}

/// The number of UTF-16 code units before the byte at `offset`.
fn utf16_offset(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    if before.is_ascii() {
        before.len()
    } else {
        before.chars().map(char::len_utf16).sum()
    }
}

impl<'de> Deserialize<'de> for Draft {
    /// Reads any object that names no field twice: whichever of the two counted, the other would be
    /// lost (RFC 8259, section 4, leaves it open). What no draft can hold (an unknown field, a value
    /// that is not text) is kept as a [`Fault`], so that it is reported like every other issue.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let has = Field::is_of_registration;
        deserializer.deserialize_map(DraftVisitor { has })
    }
}

/// Reads the fields of one form.
struct DraftVisitor {
    has: fn(Field) -> bool,
}

impl<'de> Visitor<'de> for DraftVisitor {
    type Value = Draft;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the fields of a draft")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Draft, A::Error> {
        let mut draft = Draft::default();
        let mut unknown = Vec::new();
        let mut is_named = [false; Field::ALL.len()];
        while let Some(key) = map.next_key::<String>()? {
            let Some(field) = Field::from_name(&key).filter(|field| (self.has)(*field)) else {
                map.next_value::<IgnoredAny>()?;
                keep_unknown(&mut unknown, shortened(key));
                continue;
            };
            if std::mem::replace(&mut is_named[field as usize], true) {
                return Err(de::Error::custom(format_args!("`{field}` is given twice")));
            }
            match map.next_value::<Value>()? {
                Value::Text(text) => draft.set(field, text),
                Value::Absent => {}
                Value::Other(kind) => draft.faults.push(Fault::WrongType(field, kind)),
            }
        }
        // The order of an object's keys means nothing, and JavaScript reorders some.
        sort_short(&mut draft.faults, Clone::clone);
        draft
            .faults
            .splice(..0, unknown.into_iter().map(Fault::UnknownField));
        Ok(draft)
    }
}

/// Keeps the first [`UNKNOWN_FIELDS_MAX`] names in order, each once.
fn keep_unknown(names: &mut Vec<String>, name: String) {
    if let Err(at) = names.binary_search(&name) {
        names.insert(at, name);
        names.truncate(UNKNOWN_FIELDS_MAX);
    }
}

fn shortened(mut name: String) -> String {
    let end = name.floor_char_boundary(UNKNOWN_FIELD_BYTES_MAX);
    name.truncate(end);
    name
}

enum Value {
    Text(String),
    Absent,
    Other(&'static str),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Absent)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Absent)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Other("a boolean"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Other("a number"))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Value, E> {
        Ok(Value::Other("bytes"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Value::Other("a list"))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Value::Other("an object"))
    }
}
