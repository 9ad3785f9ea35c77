//! `wharfinger diagnose`: why a pull failed, from its output or by running the command.

mod child;
mod excerpt;
#[cfg(unix)]
mod forward;
mod input;
mod pipes;
mod server;
mod tail;
mod text;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use wharfinger_core::diagnosis::{Diagnosis, Log, diagnose};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;

use crate::arguments::{CatalogueFile, Format};
use crate::{output, serve};

/// Said where nothing is found.
const NOTHING_FOUND: &str = "nothing in it stops a pull, as far as can be told";

/// What helps then, where an output was given.
const GIVE_IT_WHOLE: &str = "give the whole output, with what stands before the last line";

/// What helps then, where a command was run: workflow engines often pass on no more than an exit status.
const PULL_BY_HAND: &str = "where an image could not be pulled, pull it by hand: `wharfinger diagnose -- \
                            docker pull IMAGE`";

/// Says why an image could not be pulled, and what to do
///
/// Reads the output of `docker`, `podman`, `cwltool`, `nextflow`, `kubectl` and others from a file or
/// standard input; or runs a command, passes everything through, and explains when it fails. Passwords
/// and tokens in it are masked; nothing is stored, or sent but where `--server` says.
///
/// Exits with 0 when a cause was found, with 1 when none was. After `--`, exits as the command does;
/// with 127 where there is none of that name, and 126 where it cannot be started.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  wharfinger diagnose pull.log\n  docker pull quay.io/team/tool 2>&1 | wharfinger diagnose\n  wharfinger diagnose -- cwltool tool.cwl job.yml"
)]
pub(crate) struct Diagnose {
    /// The file with the output; `-` or nothing for standard input
    #[arg(value_name = "FILE", conflicts_with = "command")]
    file: Option<String>,

    /// How diagnoses are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    #[command(flatten)]
    asked: server::Asked,

    #[command(flatten)]
    catalogue: CatalogueFile,

    /// The command to run
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// Diagnoses an output, or runs a command and diagnoses its failure.
pub(crate) fn run(arguments: &Diagnose) -> anyhow::Result<ExitCode> {
    let catalogue = serve::from_file(&arguments.catalogue)?.catalogue;
    if arguments.command.is_empty() {
        let log = Log::from_bytes(&input::read(arguments.file.as_deref())?);
        return explain_input(&catalogue, arguments, &log);
    }
    let ran = match child::run(&arguments.command)? {
        Ok(ran) => ran,
        Err(not_started) => {
            anstream::eprintln!("error: {}", not_started.message);
            return Ok(not_started.code());
        }
    };
    if !ran.is_success() {
        explain_failure(&catalogue, arguments, &Log::from_bytes(&ran.output))?;
    }
    Ok(ran.code())
}

/// Writes what was found to standard output.
fn explain_input(
    catalogue: &Catalogue,
    arguments: &Diagnose,
    log: &Log,
) -> anyhow::Result<ExitCode> {
    let found = diagnose(catalogue, log);
    let mut out = output::coloured();
    write(&mut out, arguments, log, &found)?;
    out.flush()?;
    if found.is_empty() {
        if matches!(arguments.format, Format::Text) {
            anstream::eprintln!("{NOTHING_FOUND}");
            anstream::eprintln!("help: {GIVE_IT_WHOLE}");
        }
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes what was found to standard error, behind what the command wrote there: standard output is
/// the command's alone.
fn explain_failure(catalogue: &Catalogue, arguments: &Diagnose, log: &Log) -> anyhow::Result<()> {
    let found: Vec<Diagnosis> = diagnose(catalogue, log);
    let mut out = anstream::AutoStream::auto(io::stderr().lock());
    let is_text = matches!(arguments.format, Format::Text);
    if is_text {
        writeln!(out)?;
    }
    write(&mut out, arguments, log, &found)?;
    if is_text && found.is_empty() {
        writeln!(out, "{NOTHING_FOUND}\nhelp: {PULL_BY_HAND}")?;
    }
    out.flush()?;
    Ok(())
}

/// Writes what was found, and what a server knows of it where one is asked: for programs, beside it as
/// `answer`, `null` where it knows nothing.
fn write(
    out: &mut impl io::Write,
    arguments: &Diagnose,
    log: &Log,
    found: &[Diagnosis],
) -> anyhow::Result<()> {
    let answered = arguments.asked.ask(log, found);
    match arguments.format {
        Format::Text => {
            text::write(out, log, found)?;
            if let Some(answered) = answered {
                answered.write(out)?;
            }
        }
        Format::Json => {
            let answer = answered.map(|answered| answered.answer);
            let found = wire::diagnoses(log, found);
            output::json_line(out, &Document { found, answer })?;
        }
    }
    Ok(())
}

/// What programs read.
#[derive(Serialize)]
struct Document<T> {
    #[serde(flatten)]
    found: T,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<Value>,
}
