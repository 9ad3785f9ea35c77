//! A file replaced by another text, at once or not at all.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Writes the text beside the file, with the file's permissions, and then puts it in the file's place; not
/// where the file is read-only, or no longer has the text that it had `before`.
pub(crate) fn replace(path: &Path, before: &str, text: &str) -> io::Result<()> {
    // Through a link, to what it leads to.
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".wharfinger-")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    if fs::read(&path)? != before.as_bytes() {
        return Err(io::Error::other("it was changed in the meantime"));
    }
    file.persist(&path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::replace;
    use std::fs;

    #[test]
    fn what_was_changed_in_the_meantime_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Dockerfile");
        fs::write(&path, "new").unwrap();
        let refused = replace(&path, "old", "mended").unwrap_err();
        assert_eq!(refused.to_string(), "it was changed in the meantime");
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        replace(&path, "new", "mended").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "mended");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
