//! `cargo xtask fuzz`: coverage-guided fuzzing on the stable toolchain.
//!
//! The targets are the binaries of `fuzz/`, written for libFuzzer. The instrumentation flags are
//! ordinary code generation options; only sanitizers would need a nightly compiler, and the code
//! under test has no `unsafe` for them to watch.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::Failure;
use crate::process::{output, run};
use crate::steps::step;
use crate::workspace::{Workspace, cargo};

/// Edge coverage and comparison tracing, as `cargo fuzz` passes them.
const INSTRUMENTATION: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Most bytes of an input. Longer ones repeat what shorter ones found, and the forms are bounded.
const INPUT_BYTES_MAX: u32 = 4_096;

/// Most bytes of an input that is checked in, so that the corpus stays small.
const KEPT_BYTES_MAX: u32 = 512;

/// An input that takes longer is a finding: the rules are linear, and 4 KB are read in microseconds.
const INPUT_SECONDS_MAX: u32 = 5;

/// How the targets are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Look for inputs that break a law, for so many seconds each.
    Find { seconds: u32 },
    /// Keep the fewest inputs that reach what all of them reach, in the checked-in corpus.
    Minimise,
}

/// Runs the targets named in `only`, or all.
pub(crate) fn fuzz(
    workspace: &Workspace,
    purpose: Purpose,
    only: &[String],
) -> Result<(), Failure> {
    let targets = targets(workspace)?;
    if let Some(unknown) = only.iter().find(|name| !targets.contains(name)) {
        return Err(format!(
            "there is no fuzz target `{unknown}`, only {}",
            targets.join(", ")
        ));
    }
    let host = host(workspace)?;
    let folder = workspace.target.join("fuzz");
    step("build the fuzz targets", || {
        run(
            &workspace.path("fuzz"),
            Command::new(cargo())
                // A named target keeps the instrumentation out of build scripts.
                .args(["build", "--release", "--bins", "--target", &host])
                .arg("--target-dir")
                .arg(&folder)
                .env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTATION.join("\u{1f}")),
        )
    })?;
    for name in targets
        .iter()
        .filter(|name| only.is_empty() || only.contains(name))
    {
        let target = Target {
            workspace,
            name,
            program: folder.join(&host).join("release").join(name),
            seeds: workspace.path("fuzz/corpus").join(name),
            regressions: workspace.path("fuzz/regressions").join(name),
            found: folder.join("corpus").join(name),
            findings: folder.join("findings").join(name),
        };
        for folder in [&target.found, &target.findings, &target.seeds] {
            fs::create_dir_all(folder)
                .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        }
        match purpose {
            Purpose::Find { seconds } => {
                step(&format!("fuzz {name} for {seconds} s"), || {
                    target.find(seconds)
                })?;
            }
            Purpose::Minimise => {
                step(&format!("minimise the corpus of {name}"), || {
                    target.minimise()
                })?;
            }
        }
    }
    Ok(())
}

/// One fuzz target and its folders.
struct Target<'a> {
    workspace: &'a Workspace,
    name: &'a str,
    program: PathBuf,
    /// The checked-in corpus, which a run does not change.
    seeds: PathBuf,
    /// Inputs that once were findings.
    regressions: PathBuf,
    /// What runs on this machine kept.
    found: PathBuf,
    /// Inputs that break a law.
    findings: PathBuf,
}

impl Target<'_> {
    fn find(&self, seconds: u32) -> Result<(), Failure> {
        let mut command = self.command();
        command
            .arg(format!("-max_total_time={seconds}"))
            .arg(format!("-max_len={INPUT_BYTES_MAX}"))
            .arg(format!("-timeout={INPUT_SECONDS_MAX}"))
            .arg("-print_final_stats=1")
            .arg("-verbosity=0")
            .arg(format!("-artifact_prefix={}/", self.findings.display()));
        let dictionary = self
            .workspace
            .path("fuzz/dictionaries")
            .join(format!("{}.dict", self.name));
        if dictionary.is_file() {
            command.arg(format!("-dict={}", dictionary.display()));
        }
        // New inputs go to the first folder.
        command.args([&self.found, &self.seeds]);
        if self.regressions.is_dir() {
            command.arg(&self.regressions);
        }
        run(&self.workspace.root, &mut command)
            .map(|_| ())
            .map_err(|failure| self.advice(&failure))
    }

    fn advice(&self, failure: &str) -> Failure {
        format!(
            "{failure}\n\
             the input is in {findings}; run it again with\n  \
               {program} {findings}/crash-...\n\
             once it is mended, keep the input, which `cargo test` then replays:\n  \
               cp {findings}/crash-... {regressions}/NAME",
            findings = self.findings.display(),
            program = self.program.display(),
            regressions = self.regressions.display(),
        )
    }

    fn minimise(&self) -> Result<(), Failure> {
        let merged = self.found.with_extension("merged");
        let failed = |error| format!("the corpus cannot be replaced: {error}");
        if merged.is_dir() {
            fs::remove_dir_all(&merged).map_err(failed)?;
        }
        fs::create_dir_all(&merged).map_err(failed)?;
        let mut command = self.command();
        command
            // The smallest set that covers every edge; how often an edge is taken does not count.
            .args(["-set_cover_merge=1", "-use_counters=0"])
            .arg(format!("-max_len={KEPT_BYTES_MAX}"))
            .args([&merged, &self.seeds, &self.found]);
        run(&self.workspace.root, &mut command)?;
        fs::remove_dir_all(&self.seeds).map_err(failed)?;
        fs::create_dir_all(&self.seeds).map_err(failed)?;
        for entry in fs::read_dir(&merged).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if let Some(name) = path.file_name() {
                fs::copy(&path, self.seeds.join(name)).map_err(failed)?;
            }
        }
        Ok(())
    }

    fn command(&self) -> Command {
        Command::new(&self.program)
    }
}

/// The names of the binaries of `fuzz/`.
fn targets(workspace: &Workspace) -> Result<Vec<String>, Failure> {
    let manifest = workspace.path("fuzz/Cargo.toml");
    let text = fs::read_to_string(&manifest)
        .map_err(|error| format!("{} cannot be read: {error}", manifest.display()))?;
    let targets: Vec<_> = text
        .split("[[bin]]")
        .skip(1)
        .filter_map(|section| {
            let line = section
                .lines()
                .find(|line| line.trim_start().starts_with("name"))?;
            line.split('"').nth(1).map(str::to_owned)
        })
        .collect();
    if targets.is_empty() {
        return Err(format!("{} names no `[[bin]]`", manifest.display()));
    }
    Ok(targets)
}

/// The triple of the machine that builds.
fn host(workspace: &Workspace) -> Result<String, Failure> {
    let version = output(&workspace.root, Command::new("rustc").arg("-vV"))?;
    version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| "`rustc -vV` names no host".to_owned())
}
