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

/// An input that takes longer is a finding: the rules are linear, and 4 KB are read in microseconds.
const INPUT_SECONDS_MAX: u32 = 5;

/// Runs the targets named in `only`, or all, for `seconds` each.
pub(crate) fn fuzz(workspace: &Workspace, seconds: u32, only: &[String]) -> Result<(), Failure> {
    let targets = targets(workspace)?;
    if let Some(unknown) = only.iter().find(|name| !targets.contains(name)) {
        return Err(format!(
            "there is no fuzz target `{unknown}`, only {}",
            targets.join(", ")
        ));
    }
    let host = host(workspace)?;
    let target_folder = workspace.target.join("fuzz");
    step("build the fuzz targets", || {
        run(
            &workspace.path("fuzz"),
            Command::new(cargo())
                // A named target keeps the instrumentation out of build scripts.
                .args(["build", "--release", "--bins", "--target", &host])
                .arg("--target-dir")
                .arg(&target_folder)
                .env("CARGO_ENCODED_RUSTFLAGS", INSTRUMENTATION.join("\u{1f}")),
        )
    })?;
    for target in targets
        .iter()
        .filter(|name| only.is_empty() || only.contains(name))
    {
        step(&format!("fuzz {target} for {seconds} s"), || {
            fuzz_target(workspace, &target_folder, &host, target, seconds)
        })?;
    }
    Ok(())
}

fn fuzz_target(
    workspace: &Workspace,
    target_folder: &std::path::Path,
    host: &str,
    target: &str,
    seconds: u32,
) -> Result<(), Failure> {
    let found = target_folder.join("corpus").join(target);
    let findings = target_folder.join("findings").join(target);
    for folder in [&found, &findings] {
        fs::create_dir_all(folder)
            .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    }
    let mut command = Command::new(target_folder.join(host).join("release").join(target));
    command
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={INPUT_BYTES_MAX}"))
        .arg(format!("-timeout={INPUT_SECONDS_MAX}"))
        .arg("-print_final_stats=1")
        .arg("-verbosity=0")
        .arg(format!("-artifact_prefix={}/", findings.display()))
        // New inputs go to the first folder; the checked-in corpus stays as it is.
        .arg(&found);
    let seeds: PathBuf = workspace.path("fuzz/corpus").join(target);
    if seeds.is_dir() {
        command.arg(seeds);
    }
    run(&workspace.root, &mut command)
        .map(|_| ())
        .map_err(|failure| {
            format!(
                "{failure}\nthe input is in {}; keep it as a named case in tests/data",
                findings.display()
            )
        })
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
