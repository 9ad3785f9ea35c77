//! Changing the file: whole or not at all, by one program at a time, for nobody else to read.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use tempfile::NamedTempFile;

use super::{Credentials, read};

/// The file by which programs wait for each other. The other one is replaced, so that a lock on it would be
/// a lock on what is gone.
const LOCK: &str = "credentials.lock";

/// Reads the file, changes what is in it, and puts it back. Answers what the change does: what it replaces or
/// removes is gone from the file once this returns, and nobody else has taken it out.
pub(crate) fn change<T>(
    path: &Path,
    change: impl FnOnce(&mut Credentials) -> T,
) -> anyhow::Result<T> {
    let cannot_write = || format!("`{}` cannot be written", path.display());
    let folder = path.parent().with_context(cannot_write)?;
    make_private(folder).with_context(cannot_write)?;
    let lock = File::create(folder.join(LOCK)).with_context(cannot_write)?;
    // Until the end of the function. Another one holds it for milliseconds.
    lock.lock().with_context(cannot_write)?;
    let mut credentials = read(path)?;
    let changed = change(&mut credentials);
    put(folder, path, &credentials).with_context(cannot_write)?;
    Ok(changed)
}

/// Writes beside the file, and puts that in its place.
fn put(folder: &Path, path: &Path, credentials: &Credentials) -> anyhow::Result<()> {
    // 0600, as all files of the crate.
    let mut file = NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, credentials)?;
    file.write_all(b"\n")?;
    // Before the name leads to it, or a crash could leave an empty file there.
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Makes the folder, or sees to it that nobody else can read what is in it.
#[cfg(unix)]
fn make_private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};

    /// What its owner may do, and nobody else (chmod(2)).
    const PRIVATE: u32 = 0o700;
    fs::DirBuilder::new()
        .recursive(true)
        .mode(PRIVATE)
        .create(folder)?;
    let mut permissions = fs::metadata(folder)?.permissions();
    if permissions.mode() & 0o077 != 0 {
        permissions.set_mode(PRIVATE);
        fs::set_permissions(folder, permissions)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::credentials::Server;

    fn server(token: &str) -> Server {
        Server {
            token: token.to_owned(),
            others: Map::new(),
        }
    }

    #[test]
    fn what_others_have_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/wharfinger/credentials.json");
        change(&path, |credentials| {
            credentials.others.insert("later".to_owned(), 1.into());
            credentials
                .servers
                .insert("https://a.example".to_owned(), server("a"));
        })
        .unwrap();
        change(&path, |credentials| {
            credentials
                .servers
                .insert("https://b.example".to_owned(), server("b"));
        })
        .unwrap();
        let read = read(&path).unwrap();
        assert_eq!(read.servers.len(), 2);
        assert_eq!(read.others["later"], 1);
        let left: Vec<_> = fs::read_dir(path.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left.len(), 2, "the file and the lock: {left:?}");
    }

    #[test]
    fn two_at_once_lose_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wharfinger/credentials.json");
        std::thread::scope(|scope| {
            for number in 0..8 {
                let path = &path;
                scope.spawn(move || {
                    let name = format!("https://{number}.example");
                    change(path, |credentials| {
                        credentials.servers.insert(name, server("t"));
                    })
                    .unwrap();
                });
            }
        });
        assert_eq!(read(&path).unwrap().servers.len(), 8);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join("wharfinger");
        fs::create_dir(&own).unwrap();
        fs::set_permissions(&own, fs::Permissions::from_mode(0o755)).unwrap();
        let path = own.join("credentials.json");
        change(&path, |_| ()).unwrap();
        for (path, expected) in [(&own, 0o700), (&path, 0o600)] {
            let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, expected, "{}", path.display());
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        change(&path, |_| ()).expect_err("its tokens may be others' by now");
    }
}
