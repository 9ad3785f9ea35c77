//! A file replaced by another text, at once or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes the text beside the file, with the file's owner and permissions, and then puts it in the file's place;
/// not where the file is read-only, cannot stay its owner's, or no longer has the text that it had `before`.
pub(crate) fn replace(path: &Path, before: &str, text: &str) -> io::Result<()> {
    // Through a link, to what it leads to.
    let path = fs::canonicalize(path)?;
    let metadata = fs::metadata(&path)?;
    let permissions = metadata.permissions();
    if permissions.readonly() {
        return Err(io::Error::other("it is read-only"));
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".wharfinger-")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    // Before the permissions, some of which a new owner takes away (chown(2)).
    keep_owner(file.as_file(), &metadata)?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    if fs::read(&path)? != before.as_bytes() {
        return Err(io::Error::other("it was changed in the meantime"));
    }
    file.persist(&path)?;
    Ok(())
}

/// Gives the file the owner and the group of the one whose place it takes: whoever edits with `sudo` does not
/// mean to take it from its owner.
#[cfg(unix)]
fn keep_owner(file: &File, before: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let now = file.metadata()?;
    if (now.uid(), now.gid()) == (before.uid(), before.gid()) {
        return Ok(());
    }
    fchown(file, Some(before.uid()), Some(before.gid())).map_err(|error| {
        let (owner, group) = (before.uid(), before.gid());
        let reason = format!(
            "it belongs to the user {owner} and the group {group}, and cannot be left to them ({error}); run \
             this as its owner"
        );
        io::Error::new(error.kind(), reason)
    })
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::replace;
    use std::fs;

    /// As root for somebody else; as anybody else within one of their groups.
    #[cfg(unix)]
    #[test]
    fn a_file_stays_its_owners() {
        use rustix::process::{getegid, geteuid, getgroups};
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};

        let (user, group) = if geteuid().is_root() {
            (12_345, 54_321)
        } else {
            let groups = getgroups().unwrap();
            let other = groups.into_iter().find(|group| *group != getegid());
            (geteuid().as_raw(), other.unwrap_or(getegid()).as_raw())
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.json");
        fs::write(&path, "old").unwrap();
        chown(&path, Some(user), Some(group)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&path, "old", "new").unwrap();
        let found = fs::metadata(&path).unwrap();
        assert_eq!((found.uid(), found.gid()), (user, group));
        assert_eq!(found.mode() & 0o777, 0o640);
    }

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
