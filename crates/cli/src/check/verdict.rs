//! The verdict on one image, for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use wharfinger_core::image::Checked;
use wharfinger_core::registration::Draft;

use crate::caret::{self, Said};

const GREEN: Style = AnsiColor::Green.on_default().bold();

/// Writes the verdict on one image.
pub(super) fn write(out: &mut impl Write, image: &str, checked: &Checked<'_>) -> io::Result<()> {
    for issue in &checked.issues {
        let said = Said {
            code: &issue.code,
            severity: issue.severity,
            message: &issue.message,
            place: None,
            line: image,
            span: issue.span,
            help: issue.help.as_deref(),
        };
        caret::write(out, &said)?;
        for fix in &issue.fixes {
            let mut mended = Draft::default().with(issue.field, image);
            mended.apply(fix);
            let mended = mended.get(issue.field).unwrap_or_default();
            caret::write_fix(out, &fix.label, mended)?;
        }
        writeln!(out)?;
    }
    if let Some(reference) = &checked.reference {
        writeln!(out, "{GREEN}ok{GREEN:#}: {reference}")?;
    }
    Ok(())
}
