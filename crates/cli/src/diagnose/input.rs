//! The output to read: a file, or standard input.

use std::fs::File;
use std::io::{self, Read};

use anyhow::Context as _;

use super::tail::Tail;

/// Reads to the end, and keeps the last part.
pub(super) fn read(file: Option<&str>) -> anyhow::Result<Vec<u8>> {
    match file {
        None | Some("-") => read_all(io::stdin().lock()).context("standard input cannot be read"),
        Some(path) => File::open(path)
            .and_then(read_all)
            .with_context(|| format!("`{path}` cannot be read")),
    }
}

fn read_all(mut from: impl Read) -> io::Result<Vec<u8>> {
    let mut tail = Tail::default();
    io::copy(&mut from, &mut tail)?;
    Ok(tail.into_bytes())
}
