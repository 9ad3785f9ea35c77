#![doc = include_str!("../README.md")]

mod dockerfile;
mod finding;
mod fix;
mod format;
mod judge;
mod place;
mod position;
mod safe;
pub mod sarif;
mod script;
mod variable;
pub mod wire;
mod yaml;

#[cfg(test)]
mod tests;

pub use finding::{Edit, Finding, FindingCode, Fix, Remark};
pub use fix::{Fixed, fix};
pub use format::Format;
pub use position::{Lines, Position};

use memchr::memmem;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::{Severity, Span};

use place::{PLACES_MAX, Places};

/// Most bytes of a file that is read. The largest bundle of manifests that was looked at, all custom
/// resource definitions of a service mesh, has under 2 MB; larger files are data.
pub const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// What was found in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Linted {
    /// What the file turned out to be.
    pub format: Format,
    /// How many images it names.
    pub references: usize,
    /// In the order of the file.
    pub findings: Vec<Finding>,
}

impl Linted {
    /// A file that could not be looked into.
    #[must_use]
    pub fn unread(format: Format, finding: Finding) -> Self {
        Self {
            format,
            references: 0,
            findings: vec![finding],
        }
    }

    /// How many findings weigh so much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }
}

/// Finds the images that a file names, and checks each.
///
/// ```
/// use wharfinger_core::registry::Catalogue;
/// use wharfinger_lint::{Format, lint};
/// let linted = lint(&Catalogue::built_in(), Format::Dockerfile, "FROM gchr.io/team/tool:1\n");
/// assert_eq!(linted.references, 1);
/// assert_eq!(linted.findings[0].code.as_str(), "registry.look_alike");
/// assert_eq!((linted.findings[0].span.start, linted.findings[0].span.end), (5, 12));
/// ```
#[must_use]
pub fn lint(catalogue: &Catalogue, format: Format, text: &str) -> Linted {
    if text.len() > FILE_BYTES_MAX {
        return Linted::unread(format, too_large(text.len() as u64));
    }
    let (format, places) = match places_of(format, text) {
        Ok(found) => found,
        Err(unreadable) => {
            let message = format!("this is not YAML: {}", unreadable.message);
            let span = Span::at(unreadable.offset);
            let finding = Finding::remark(Remark::Unreadable, span, message);
            return Linted::unread(format, finding);
        }
    };
    let mut findings = Vec::new();
    for place in &places.found {
        judge::judge(catalogue, text, place, &mut findings);
    }
    if let Some(span) = places.beyond {
        let message =
            format!("the file names more than {PLACES_MAX} images, and those are checked");
        findings.push(Finding::remark(Remark::TooLarge, span, message));
    }
    findings.sort_by_key(|finding| (finding.span, finding.severity, finding.code));
    Linted {
        format,
        references: places.found.len(),
        findings,
    }
}

/// The finding about a file of more than [`FILE_BYTES_MAX`] bytes.
#[must_use]
pub fn too_large(bytes: u64) -> Finding {
    let message = format!("the file has {bytes} bytes, and {FILE_BYTES_MAX} are read");
    Finding::remark(Remark::TooLarge, Span::at(0), message)
}

/// The finding about a file whose bytes are not UTF-8 from an offset on.
#[must_use]
pub fn not_text(offset: usize) -> Finding {
    let message = format!("byte {offset} is not UTF-8");
    Finding::remark(Remark::NotText, Span::at(0), message)
}

/// Every image that a file names, in its order, and what the file turned out to be.
fn places_of(format: Format, text: &str) -> Result<(Format, Places), yaml::NotYaml> {
    // A byte order mark would count as a character of the first word, in every format.
    let Some(body) = text.strip_prefix('\u{feff}') else {
        return places_in(format, text);
    };
    let mark = text.len() - body.len();
    let (format, mut places) = places_in(format, body).map_err(|mut error| {
        error.offset += mark;
        error
    })?;
    let found = places.found.iter_mut().map(|place| &mut place.span);
    for span in found.chain(&mut places.beyond) {
        *span = span.shifted(mark);
    }
    Ok((format, places))
}

/// The same for a text without a mark.
fn places_in(format: Format, text: &str) -> Result<(Format, Places), yaml::NotYaml> {
    let words = format.words();
    let has = |word: &&str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !words.is_empty() && !words.iter().any(has) {
        return Ok((format, Places::default()));
    }
    let mut places = Places::default();
    let format = match format {
        Format::Dockerfile => {
            dockerfile::extract(text, &mut places);
            format
        }
        Format::Wdl => {
            script::wdl(text, &mut places);
            format
        }
        Format::Nextflow => {
            script::nextflow(text, &mut places);
            format
        }
        Format::Snakemake => {
            script::snakemake(text, &mut places);
            format
        }
        Format::Compose | Format::Kubernetes | Format::Cwl | Format::Workflow | Format::Yaml => {
            yaml::extract(format, text, &mut places)?
        }
    };
    Ok((format, places.in_order()))
}
