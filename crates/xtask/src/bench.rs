//! `cargo xtask bench`: every benchmark, as ratios within one run.
//!
//! Absolute times say more about the machine than about the code, so each benchmark prints how it
//! compares to its peers, measured side by side.

use std::fs;
use std::process::Command;

use crate::Failure;
use crate::package;
use crate::process::run;
use crate::steps::step;
use crate::trials;
use crate::workspace::{Workspace, cargo};

/// The benchmarks of the npm package, the one that is not written in Rust.
const NPM: &str = "npm";

/// What grants on Amazon ECR cost. To the benchmark of that name belong proofs with limits, which print
/// what they measure with real servers.
const GRANTS: &str = "grants";

/// Runs the benchmarks named in `only`, or all.
pub(crate) fn bench(workspace: &Workspace, only: &[String]) -> Result<(), Failure> {
    let rust = rust_benches(workspace);
    let names = || rust.iter().map(|(_, name)| name.as_str()).chain([NPM]);
    if only.iter().any(|name| name == "--list") {
        names().for_each(|name| println!("{name}"));
        return Ok(());
    }
    if let Some(unknown) = only
        .iter()
        .find(|name| !names().any(|known| known == *name))
    {
        return Err(format!(
            "there is no benchmark `{unknown}`; `cargo xtask bench --list` prints them"
        ));
    }
    let selected = |name: &str| only.is_empty() || only.iter().any(|wanted| wanted == name);
    for (package, name) in rust.iter().filter(|(_, name)| selected(name)) {
        step(&format!("bench {name}"), || {
            run(
                &workspace.root,
                Command::new(cargo()).args(["bench", "--package", package, "--bench", name]),
            )
        })?;
    }
    if selected(GRANTS) {
        trials::cost(workspace)?;
    }
    if selected(NPM) {
        package::build(workspace)?;
        step(&format!("bench {NPM}"), || {
            run(
                &workspace.path("web/validator"),
                Command::new("npm").args(["run", "--silent", "bench"]),
            )
        })?;
    }
    Ok(())
}

/// Package and name of every `benches/NAME.rs` and `benches/NAME/main.rs`, in order.
fn rust_benches(workspace: &Workspace) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let crates = fs::read_dir(workspace.path("crates"))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    for folder in crates.chain([workspace.path("tests")]) {
        let Some(package) = package_name(&folder) else {
            continue;
        };
        for entry in fs::read_dir(folder.join("benches"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let path = entry.path();
            let is_file = path.extension().is_some_and(|extension| extension == "rs");
            if (is_file || path.join("main.rs").is_file())
                && let Some(name) = path.file_stem()
            {
                found.push((package.clone(), name.to_string_lossy().into_owned()));
            }
        }
    }
    found.sort();
    found
}

fn package_name(folder: &std::path::Path) -> Option<String> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
    let line = manifest.lines().find(|line| line.starts_with("name = "))?;
    line.split('"').nth(1).map(str::to_owned)
}
