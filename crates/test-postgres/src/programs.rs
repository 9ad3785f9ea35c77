//! Where PostgreSQL's programs are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Where Debian keeps each version's programs, out of `PATH`.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The program with that name.
///
/// # Panics
///
/// Where there is none; the message says how to get it.
pub(crate) fn program(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(debian())
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| {
            panic!(
                "PostgreSQL is missing (no `{name}` in PATH or {DEBIAN}); install it with \
                 `sudo apt-get install postgresql`"
            )
        })
}

/// The folders of Debian's versions, newest first.
fn debian() -> Vec<PathBuf> {
    let Ok(versions) = fs::read_dir(DEBIAN) else {
        return Vec::new();
    };
    let mut versions: Vec<u32> = versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .collect();
    versions.sort_unstable();
    let bin = |version: &u32| Path::new(DEBIAN).join(version.to_string()).join("bin");
    versions.iter().rev().map(bin).collect()
}
