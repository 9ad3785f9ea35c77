//! One file: read, checked, and mended where that was asked for.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::Context as _;
use wharfinger_core::registry::Catalogue;
use wharfinger_lint::{FILE_BYTES_MAX, Format, Linted, fix, lint, not_text, too_large};

use crate::replace::replace;

/// What standard input is called.
const STANDARD_INPUT_NAME: &str = "<stdin>";

/// What came of one file.
#[derive(Debug)]
pub(super) struct Report {
    /// As it was named, or found below a folder that was.
    pub(super) path: String,
    /// The text that the findings are about; empty where there are none.
    pub(super) text: String,
    pub(super) linted: Linted,
    /// Mends that were made.
    pub(super) fixes: usize,
    /// Why none could be, though there are some.
    pub(super) trouble: Option<anyhow::Error>,
}

/// Reads files, one like the other.
pub(super) struct Reader<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) makes_fixes: bool,
}

impl Reader<'_> {
    /// Reads a file, and writes it again where something was mended.
    pub(super) fn file(&self, path: &Path, format: Format) -> anyhow::Result<Report> {
        let shown = path.display().to_string();
        let cannot_be_read = || format!("`{shown}` cannot be read");
        let file = File::open(path).with_context(cannot_be_read)?;
        let metadata = file.metadata().with_context(cannot_be_read)?;
        if metadata.len() > FILE_BYTES_MAX as u64 {
            let linted = Linted::unread(format, too_large(metadata.len()));
            return Ok(Report::new(shown, String::new(), linted, 0));
        }
        let bytes = read(file).with_context(cannot_be_read)?;
        let text = match text_of(bytes, format) {
            Ok(text) => text,
            Err(linted) => return Ok(Report::new(shown, String::new(), *linted, 0)),
        };
        if !self.makes_fixes {
            let linted = lint(self.catalogue, format, &text);
            return Ok(Report::new(shown, text, linted, 0));
        }
        let fixed = fix(self.catalogue, format, &text);
        if fixed.count > 0
            && let Err(error) = replace(path, &text, &fixed.text)
        {
            let trouble = anyhow::Error::from(error).context(format!("`{shown}` was not mended"));
            let linted = lint(self.catalogue, format, &text);
            return Ok(Report {
                trouble: Some(trouble),
                ..Report::new(shown, text, linted, 0)
            });
        }
        Ok(Report::new(shown, fixed.text, fixed.linted, fixed.count))
    }

    /// Reads what has no name.
    pub(super) fn stream(&self, input: impl Read, format: Format) -> anyhow::Result<Report> {
        let bytes = read(input).context("standard input cannot be read")?;
        let (text, linted) = match text_of(bytes, format) {
            Ok(text) => {
                let linted = lint(self.catalogue, format, &text);
                (text, linted)
            }
            Err(linted) => (String::new(), *linted),
        };
        Ok(Report::new(STANDARD_INPUT_NAME.to_owned(), text, linted, 0))
    }
}

impl Report {
    fn new(path: String, text: String, linted: Linted, fixes: usize) -> Self {
        // Most files have no findings, and there may be very many.
        let text = if linted.findings.is_empty() {
            String::new()
        } else {
            text
        };
        Self {
            path,
            text,
            linted,
            fixes,
            trouble: None,
        }
    }
}

/// Reads up to one byte too many: a file may grow while it is read.
fn read(input: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input
        .take(FILE_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn text_of(bytes: Vec<u8>, format: Format) -> Result<String, Box<Linted>> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Box::new(Linted::unread(format, not_text(offset)))
    })
}
