//! `wharfinger lint`: the images that files name.

mod file;
mod show;
mod walk;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use wharfinger_core::report::Severity;
use wharfinger_lint::Format;

use crate::arguments::CatalogueFile;
use crate::serve;
use file::{Reader, Report};
use show::Totals;

/// Standard input, by custom.
const STANDARD_INPUT: &str = "-";

/// What a run ends with when it could not do what it was asked: the code for command lines that make no
/// sense, so that 1 always means findings.
const CANNOT: u8 = 2;

/// Checks the image references in files and folders
///
/// Reads Dockerfiles, compose files, Kubernetes manifests, CWL, WDL, Nextflow, Snakemake and GitHub
/// workflows, and leaves out what `.gitignore` does. Exits with 1 when something is wrong, with 2 when a
/// path cannot be read or written.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// How findings are written: `json` has a line for each file
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ReportFormat,

    /// Make the mends that leave the image what it is, and show what is left
    #[arg(long)]
    fix: bool,

    /// Read standard input, and files whose name does not tell, as this kind of file
    #[arg(
        long = "as",
        value_name = "KIND",
        value_parser = PossibleValuesParser::new(Format::ALL.iter().map(|format| format.as_str()))
    )]
    kind: Option<String>,

    /// The least that makes the run fail
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,

    #[command(flatten)]
    catalogue: CatalogueFile,

    /// The files and folders to look into; `-` for standard input, with `--as`
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// For people
    Text,
    /// For programs: a JSON object a line for each file that something is said about
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// What cannot be pulled
    Error,
    /// Also what probably is not meant, and files that cannot be read
    Warning,
}

impl FailOn {
    /// The severities run from the gravest on.
    const fn least(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
        }
    }
}

/// Looks into everything that was named.
pub(crate) fn run(arguments: &Lint) -> anyhow::Result<ExitCode> {
    let catalogue = serve::from_file(&arguments.catalogue)?.catalogue;
    let reader = Reader {
        catalogue: &catalogue,
        makes_fixes: arguments.fix,
    };
    let kind = arguments.kind.as_deref().and_then(Format::from_name);
    let sources = match sources(arguments, kind) {
        Ok(sources) => sources,
        Err(refusal) => return Ok(refuse(&refusal)),
    };
    let mut reports: Vec<Report> = Vec::new();
    let mut folders = Vec::new();
    let mut all_read = true;
    for source in sources {
        let read = match source {
            Source::Folder(path) => {
                folders.push(path);
                continue;
            }
            Source::StandardInput(format) => reader.stream(io::stdin().lock(), format),
            Source::File(path, format) => reader.file(path, format),
        };
        match read {
            Ok(report) => reports.push(report),
            Err(error) => all_read &= warn(&error),
        }
    }
    let (walked, errors) = walk::folders(&folders, &reader);
    reports.extend(walked);
    let troubles = reports.iter().filter_map(|report| report.trouble.as_ref());
    for error in errors.iter().chain(troubles) {
        all_read &= warn(error);
    }
    // Threads end as they like, and a file may be named twice.
    reports.sort_by(|one, other| one.path.cmp(&other.path));
    reports.dedup_by(|later, first| later.path == first.path);
    show::write(arguments.format, &reports)?;
    let totals = Totals::of(&reports);
    totals.write();
    Ok(if !all_read {
        ExitCode::from(CANNOT)
    } else if totals.has(arguments.fail_on.least()) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Something to look into.
enum Source<'a> {
    StandardInput(Format),
    File(&'a Path, Format),
    Folder(&'a Path),
}

/// What each path is; the first that makes no sense is the answer.
fn sources(arguments: &Lint, kind: Option<Format>) -> Result<Vec<Source<'_>>, String> {
    let paths = arguments.paths.iter();
    paths
        .map(|path| source(path, arguments.fix, kind))
        .collect()
}

fn source(path: &Path, makes_fixes: bool, kind: Option<Format>) -> Result<Source<'_>, String> {
    if path.as_os_str() == STANDARD_INPUT {
        if makes_fixes {
            return Err("`--fix` changes files, and `-` is none; name the file".to_owned());
        }
        let needed = "standard input has no name that tells what it is; say it with `--as`";
        return kind
            .map(Source::StandardInput)
            .ok_or_else(|| needed.to_owned());
    }
    let shown = path.display();
    let metadata = path
        .metadata()
        .map_err(|error| format!("`{shown}` cannot be read: {error}"))?;
    if metadata.is_dir() {
        return Ok(Source::Folder(path));
    }
    // Reading a pipe or a device waits for somebody to write.
    if !metadata.is_file() {
        return Err(format!(
            "`{shown}` is no file; pipe it in, with `-` and `--as`"
        ));
    }
    let format = Format::of_path(&path.to_string_lossy()).or(kind);
    format
        .map(|format| Source::File(path, format))
        .ok_or_else(|| {
            format!(
                "the name of `{shown}` does not tell what kind of file it is; say it with `--as`"
            )
        })
}

fn refuse(refusal: &str) -> ExitCode {
    anstream::eprintln!("error: {refusal}");
    ExitCode::from(CANNOT)
}

/// Says that something was not read; gives whether it was.
fn warn(error: &anyhow::Error) -> bool {
    anstream::eprintln!("error: {error:#}");
    false
}
