//! A file replaced by another text, at once or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes the text beside the file, with the file's permissions, and then puts it in the file's place.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    // Through a link, to what it leads to.
    let path = fs::canonicalize(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".wharfinger-")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file()
        .set_permissions(fs::metadata(&path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}
