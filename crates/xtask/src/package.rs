//! The npm package and the page assets.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::process::run;
use crate::steps::step;
use crate::wasm;
use crate::workspace::Workspace;

/// What npm builds: name, folder, and what it is made of besides.
const PACKAGES: &[(&str, &str, &[&str])] = &[
    (
        "build the npm package",
        "web/validator",
        &["package-lock.json"],
    ),
    (
        "build the page assets",
        "web/app",
        &["package-lock.json", "web/validator/dist"],
    ),
];

/// Folders of a package that hold what is built or installed, or what builds do not read.
const NOT_INPUTS: &[&str] = &["dist", "dist.new", "node_modules", "test", "bench"];

/// Builds the WebAssembly, the npm package on it, and the page assets on that.
///
/// What is up to date is left alone: the server embeds the assets, and is built again for every
/// file that was written.
pub(crate) fn build(workspace: &Workspace) -> Result<(), Failure> {
    wasm::build(workspace)?;
    for (name, folder, others) in PACKAGES {
        let path = workspace.path(folder);
        let inputs = fingerprint(workspace, folder, others)?;
        let stamp = workspace.target.join("npm-stamps").join(path_name(&path));
        let is_current = path.join("dist").is_dir()
            && fs::read_to_string(&stamp).is_ok_and(|built| built == inputs);
        if is_current {
            continue;
        }
        step(name, || {
            run(
                &path,
                Command::new("npm").args(["run", "--silent", "build"]),
            )
        })?;
        write_stamp(&stamp, &inputs)?;
    }
    Ok(())
}

/// A number that changes with every file that a package is made of.
fn fingerprint(workspace: &Workspace, folder: &str, others: &[&str]) -> Result<String, Failure> {
    let mut files = Vec::new();
    for item in entries(&workspace.path(folder))? {
        if !NOT_INPUTS.contains(&path_name(&item).as_str()) {
            collect(item, &mut files)?;
        }
    }
    for other in others {
        collect(workspace.path(other), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        let bytes = fs::read(&file)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        hasher.write(file.as_os_str().as_encoded_bytes());
        hasher.write_usize(bytes.len());
        hasher.write(&bytes);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: PathBuf, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if path.is_dir() {
        for item in entries(&path)? {
            collect(item, files)?;
        }
    } else {
        files.push(path);
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error| format!("{} cannot be read: {error}", folder.display());
    fs::read_dir(folder)
        .map_err(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()).map_err(unreadable))
        .collect()
}

fn path_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn write_stamp(stamp: &Path, text: &str) -> Result<(), Failure> {
    let cannot = |error| format!("{} cannot be written: {error}", stamp.display());
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder).map_err(cannot)?;
    }
    fs::write(stamp, text).map_err(cannot)
}
