//! Data on standard output; whoever reads it may stop reading.

use std::io::{self, BufWriter, StdoutLock, Write};

/// Standard output, with colour where it is a terminal that wants it (`NO_COLOR` is respected).
pub(crate) fn coloured() -> anstream::AutoStream<StdoutLock<'static>> {
    anstream::AutoStream::auto(io::stdout().lock())
}

/// Standard output for programs.
pub(crate) fn plain() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(64 * 1024, io::stdout().lock())
}

/// Writes a JSON document and a line break.
pub(crate) fn json_line(out: &mut impl Write, value: &impl serde::Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// A text of others as it can be shown: on one line, without what moves the cursor, and cut where it has more
/// characters than that.
pub(crate) fn one_line(text: &str, chars_max: usize) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut line: String = visible.take(chars_max + 1).collect();
    if line.chars().count() > chars_max {
        line.pop();
        line.push('…');
    }
    line
}

/// Whether an error only says that nobody reads any more.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause
            .downcast_ref::<io::Error>()
            .map(io::Error::kind)
            .or_else(|| cause.downcast_ref::<serde_json::Error>()?.io_error_kind());
        kind == Some(io::ErrorKind::BrokenPipe)
    })
}
