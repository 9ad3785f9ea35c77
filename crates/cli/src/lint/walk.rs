//! Folders, with all that is below them but for what Git leaves out.

use std::path::Path;
use std::sync::mpsc;

use anyhow::anyhow;
use ignore::{DirEntry, WalkBuilder, WalkState};
use wharfinger_lint::Format;

use super::file::{Reader, Report};

/// Most folders inside each other: Linux takes paths of 4,096 bytes, and nobody nests so deep by hand.
const DEPTH_MAX: usize = 128;

/// Git's own folder, which no `.gitignore` names.
const GIT: &str = ".git";

/// Looks into every file whose name tells that it may name images, on all cores.
pub(super) fn folders(folders: &[&Path], reader: &Reader<'_>) -> (Vec<Report>, Vec<anyhow::Error>) {
    let Some((first, others)) = folders.split_first() else {
        return (Vec::new(), Vec::new());
    };
    let mut walk = WalkBuilder::new(first);
    for folder in others {
        walk.add(folder);
    }
    walk.max_depth(Some(DEPTH_MAX))
        // Workflows are in `.github`.
        .hidden(false)
        // A `.gitignore` counts in an archive of a repository too.
        .require_git(false)
        .filter_entry(|entry| entry.file_name() != GIT);
    let (sender, receiver) = mpsc::channel();
    walk.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            let outcome = match entry {
                Ok(entry) => look_into(&entry, reader),
                Err(error) => Some(Err(error.into())),
            };
            match outcome.map(|outcome| sender.send(outcome)) {
                Some(Err(_)) => WalkState::Quit,
                Some(Ok(())) | None => WalkState::Continue,
            }
        })
    });
    drop(sender);
    let mut reports = Vec::new();
    let mut errors = Vec::new();
    for outcome in receiver {
        match outcome {
            Ok(report) => reports.push(report),
            Err(error) => errors.push(error),
        }
    }
    (reports, errors)
}

fn look_into(entry: &DirEntry, reader: &Reader<'_>) -> Option<anyhow::Result<Report>> {
    let path = entry.path().strip_prefix(".").unwrap_or(entry.path());
    let kind = entry.file_type()?;
    if kind.is_dir() && entry.depth() == DEPTH_MAX {
        let shown = path.display();
        return Some(Err(anyhow!(
            "`{shown}` was not looked into: it lies {DEPTH_MAX} folders deep; name it as a path of its own"
        )));
    }
    // What a link leads to is looked into where it is.
    if !kind.is_file() {
        return None;
    }
    let format = Format::of_path(&path.to_string_lossy())?;
    Some(reader.file(path, format))
}
