//! Linting beside `grep` over the same files.
//!
//! Both read the same tree, made of the files in `tests/data/lint`, and what counts is processor time.
//! The linter parses every file that may name an image and checks what it finds; `grep` looks for the
//! words that such files have.
#![expect(clippy::disallowed_methods, reason = "files are what is measured with")]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cpu_time::ProcessTime;
use wharfinger_core::registry::Catalogue;
use wharfinger_lint::{Format, lint};

/// Files of the tree: enough to take a second, few enough to stay in the page cache.
const FILES: usize = 20_000;

/// Files in one folder.
const FOLDER_FILES: usize = 500;

/// Runs of each subject, in turn; the quickest counts, as the nearest to a quiet machine.
const ROUNDS: usize = 5;

/// What is asked for: "at least 10,000 files a second a core where parsing allows".
const GOAL_FILES_PER_SECOND: f64 = 10_000.0;

/// The words that name images in all formats.
const WORDS: &str = "FROM|image|container|docker|singularity";

struct Sample {
    format: Format,
    text: String,
    extension: String,
}

struct File {
    path: PathBuf,
    format: Format,
    bytes: usize,
}

fn main() {
    let samples = samples();
    let tree = tempfile::tempdir().expect("there is room for a temporary folder");
    let files = fill(tree.path(), &samples);
    let bytes: usize = files.iter().map(|file| file.bytes).sum();
    let count = u32::try_from(files.len()).expect("there are thousands");
    let size = u32::try_from(bytes / files.len()).expect("the samples are small");
    println!("lint: {count} files of {size} bytes on average");

    let catalogue = Catalogue::built_in();
    let mut linted = Duration::MAX;
    let mut read = Duration::MAX;
    let mut searched: Option<Duration> = None;
    for _ in 0..ROUNDS {
        read = read.min(cpu(|| {
            for file in &files {
                black_box(text_of(file));
            }
        }));
        linted = linted.min(cpu(|| {
            for file in &files {
                black_box(lint(&catalogue, file.format, &text_of(file)));
            }
        }));
        searched = grep(tree.path()).map(|time| searched.map_or(time, |best| best.min(time)));
    }
    row("read alone", read, count, linted);
    row("read and lint", linted, count, linted);
    match searched {
        Some(time) => row(&format!("grep -rcE '{WORDS}'"), time, count, linted),
        None => println!("  there is no `grep` to compare with"),
    }
    let reached = f64::from(count) / linted.as_secs_f64();
    println!("  {reached:.0} files a second a core; the goal is {GOAL_FILES_PER_SECOND:.0}");
    for format in Format::ALL {
        of_format(*format, &catalogue, &samples);
    }
}

/// The files of `tests/data/lint` whose name tells what they are.
fn samples() -> Vec<Sample> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/lint/files");
    let mut paths = Vec::new();
    collect(&folder, &mut paths);
    paths.sort();
    let sample = |path: &PathBuf| Sample {
        format: Format::of_path(&path.to_string_lossy()).expect("the tests insist on it"),
        text: fs::read_to_string(path).expect("the tests read it"),
        extension: path
            .extension()
            .map(|extension| extension.to_string_lossy().into_owned())
            .unwrap_or_default(),
    };
    paths.iter().map(sample).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is checked in") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

fn fill(root: &Path, samples: &[Sample]) -> Vec<File> {
    let file = |number: usize| {
        let sample = &samples[number % samples.len()];
        let folder = root.join((number / FOLDER_FILES).to_string());
        fs::create_dir_all(&folder).expect("there is room");
        let path = folder.join(format!("{number}.{}", sample.extension));
        fs::write(&path, &sample.text).expect("there is room");
        File {
            path,
            format: sample.format,
            bytes: sample.text.len(),
        }
    };
    (0..FILES).map(file).collect()
}

fn text_of(file: &File) -> String {
    fs::read_to_string(&file.path).expect("it was written a moment ago")
}

fn cpu(work: impl FnOnce()) -> Duration {
    let began = ProcessTime::now();
    work();
    began.elapsed()
}

/// What `grep` takes of the processor, as the shell's `times` says in its second line; none where there is
/// no `grep`.
fn grep(tree: &Path) -> Option<Duration> {
    let output = Command::new("sh")
        .args([
            "-c",
            "grep -rcE \"$1\" \"$2\" > /dev/null && times",
            "sh",
            WORDS,
        ])
        .arg(tree)
        .output()
        .ok()?;
    let times = String::from_utf8(output.stdout).ok()?;
    let spent = times.lines().nth(1)?.split_whitespace();
    spent.map(duration).sum()
}

/// Reads `1m2.5s`.
fn duration(text: &str) -> Option<Duration> {
    let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
    let minutes = Duration::from_secs(60 * minutes.parse::<u64>().ok()?);
    Some(minutes + Duration::from_secs_f64(seconds.parse().ok()?))
}

fn row(name: &str, time: Duration, files: u32, reference: Duration) {
    let per_file_us = time.as_secs_f64() * 1e6 / f64::from(files);
    let ratio = time.as_secs_f64() / reference.as_secs_f64();
    println!("  {name:<60} {per_file_us:>8.1} us a file {ratio:>8.2} x");
}

/// What one format takes, without reading.
fn of_format(format: Format, catalogue: &Catalogue, samples: &[Sample]) {
    const REPEATS: u32 = 500;
    let texts: Vec<&str> = samples
        .iter()
        .filter(|sample| sample.format == format)
        .map(|sample| sample.text.as_str())
        .collect();
    if texts.is_empty() {
        return;
    }
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        best = best.min(cpu(|| {
            for _ in 0..REPEATS {
                for text in &texts {
                    black_box(lint(catalogue, format, black_box(text)));
                }
            }
        }));
    }
    let files = REPEATS * u32::try_from(texts.len()).expect("there are a few");
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let bytes =
        f64::from(u32::try_from(bytes).expect("the samples are small")) * f64::from(REPEATS);
    println!(
        "  {:<12} {:>8.1} us a file {:>8.0} files/s {:>6.1} MB/s",
        format.as_str(),
        best.as_secs_f64() * 1e6 / f64::from(files),
        f64::from(files) / best.as_secs_f64(),
        bytes / best.as_secs_f64() / 1e6
    );
}
