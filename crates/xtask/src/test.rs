//! `cargo xtask test`: everything that can be checked here, step by step.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::Failure;
use crate::fuzz::Purpose;
use crate::process::{Tally, output, run, run_counted};
use crate::python::{CWLTOOL, MOTO, SCHEMATHESIS, TRS_CLI, TRS_MODELS};
use crate::setup;
use crate::steps::step;
use crate::workspace::{Workspace, cargo};
use crate::{fuzz, generate, package, run as start, wasm};

/// How long each fuzz target runs within the tests.
const FUZZ_SECONDS: u32 = 60;

/// Generated drafts for the browser: a few seconds of checks.
const BROWSER_DRAFTS: u32 = 5_000;

/// A step that can be selected by its name.
struct Step {
    name: &'static str,
    what: &'static str,
    work: fn(&Workspace, &mut Tally) -> Result<(), Failure>,
}

/// The steps in the order they run: quick verdicts first, and the builds others need early.
const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        what: "Rust formatting",
        work: fmt,
    },
    Step {
        name: "generated",
        what: "generated files are up to date",
        work: |workspace, _| generate::generate(workspace, true),
    },
    Step {
        name: "build",
        what: "WebAssembly, npm package, page assets",
        work: |workspace, _| package::build(workspace),
    },
    Step {
        name: "clippy",
        what: "lints, warnings denied",
        work: clippy,
    },
    Step {
        name: "doc",
        what: "documentation, warnings denied",
        work: doc,
    },
    Step {
        name: "rust",
        what: "Rust tests",
        work: rust,
    },
    Step {
        name: "doctest",
        what: "examples in the documentation",
        work: doctest,
    },
    Step {
        name: "sign-in",
        what: "signing in at a real OpenID provider",
        work: sign_in,
    },
    Step {
        name: "moto",
        what: "granting on somebody else's simulator of AWS, and deploying the role there",
        work: moto,
    },
    Step {
        name: "output",
        what: "what Docker, cwltool and Skopeo really say of a failed pull, explained",
        work: real_output,
    },
    Step {
        name: "contract",
        what: "requests made out of the APIs' documents, against the running server",
        work: contract,
    },
    Step {
        name: "reproduce",
        what: "two WebAssembly builds give the same bytes",
        work: |workspace, _| wasm::reproduce(workspace),
    },
    Step {
        name: "npm",
        what: "the npm package from its tarball, its types, its size",
        work: npm,
    },
    Step {
        name: "e2e",
        what: "a real browser against the real server",
        work: e2e,
    },
    Step {
        name: "fuzz",
        what: "each fuzz target for a minute",
        work: |workspace, _| {
            fuzz::fuzz(
                workspace,
                Purpose::Find {
                    seconds: FUZZ_SECONDS,
                },
                &[],
            )
        },
    },
];

/// Runs the selected steps, all of them even when one fails, and sums up.
pub(crate) fn test(workspace: &Workspace, only: &[String], skip: &[String]) -> Result<(), Failure> {
    if only.iter().any(|name| name == "--list") {
        for step in STEPS {
            println!("{:<10} {}", step.name, step.what);
        }
        return Ok(());
    }
    for name in only.iter().chain(skip) {
        if !STEPS.iter().any(|step| step.name == name) {
            return Err(format!(
                "there is no step `{name}`; `cargo xtask test --list` prints them"
            ));
        }
    }
    let started = Instant::now();
    let mut total = Tally::default();
    let mut results = Vec::new();
    for selected in STEPS.iter().filter(|step| {
        let named = |list: &[String]| list.iter().any(|name| name == step.name);
        (only.is_empty() || named(only)) && !named(skip)
    }) {
        let began = Instant::now();
        let mut tally = Tally::default();
        let title = format!("{}: {}", selected.name, selected.what);
        let outcome = step(&title, || (selected.work)(workspace, &mut tally));
        // A step that counts no tests is one check; one that broke down without naming a failed
        // test is one failure.
        if outcome.is_ok() && tally == Tally::default() {
            tally.passed = 1;
        }
        if outcome.is_err() {
            tally.failed = tally.failed.max(1);
        }
        total.passed += tally.passed;
        total.failed += tally.failed;
        results.push((selected.name, tally, began.elapsed(), outcome.err()));
    }
    println!();
    for (name, tally, time, failure) in results {
        let verdict = if tally.failed == 0 { "ok" } else { "FAILED" };
        let seconds = time.as_secs_f64();
        println!(
            "{name:<10} {verdict:<6} {:>6} passed {:>4} failed {seconds:>8.1} s",
            tally.passed, tally.failed
        );
        if let Some(failure) = failure {
            println!("           {failure}");
        }
    }
    println!(
        "\n{} passed, {} failed in {:.0} s",
        total.passed,
        total.failed,
        started.elapsed().as_secs_f64()
    );
    if total.failed == 0 {
        Ok(())
    } else {
        Err("not everything passed".to_owned())
    }
}

fn fmt(workspace: &Workspace, _: &mut Tally) -> Result<(), Failure> {
    run(
        &workspace.root,
        Command::new(cargo()).args(["fmt", "--all", "--check"]),
    )
    .map(|_| ())
}

fn clippy(workspace: &Workspace, _: &mut Tally) -> Result<(), Failure> {
    // Tests that are steps of their own here (`test = false`) are in `*`, and in nothing that Cargo calls all.
    for targets in [["--all-targets"].as_slice(), &["--test", "*"]] {
        run(
            &workspace.root,
            Command::new(cargo())
                .args(["clippy", "--workspace"])
                .args(targets)
                .args(["--", "-D", "warnings"]),
        )?;
    }
    Ok(())
}

fn doc(workspace: &Workspace, _: &mut Tally) -> Result<(), Failure> {
    run(
        &workspace.root,
        Command::new(cargo())
            .args([
                "doc",
                "--workspace",
                "--no-deps",
                "--document-private-items",
            ])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )
    .map(|_| ())
}

fn rust(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    // The tests that ask a real server send it tens of thousands of drafts.
    start::build_server(workspace)?;
    setup::postgres(workspace)?;
    setup::registry(workspace)?;
    let mut command = Command::new(cargo());
    command.env("WHARFINGER", workspace.server());
    if setup::has_nextest(workspace) {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        command.args([
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ]);
    }
    counted(&workspace.root, &mut command, tally)
}

fn doctest(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    counted(
        &workspace.root,
        Command::new(cargo()).args(["test", "--workspace", "--doc", "--no-fail-fast"]),
        tally,
    )
}

fn sign_in(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    setup::npm_packages(workspace)?;
    let mut command = one_test(workspace, "oidc_provider");
    counted(&workspace.root, &mut command, tally)
}

fn moto(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    let server = MOTO.install(workspace)?;
    let mut command = one_test(workspace, "moto");
    counted(&workspace.root, command.env("MOTO_SERVER", server), tally)
}

fn real_output(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    setup::registry(workspace)?;
    let cwltool = CWLTOOL.install(workspace)?;
    let docker = setup::docker(workspace)?;
    start::build_server(workspace)?;
    let mut command = one_test(workspace, "output");
    command.env("CWLTOOL", cwltool);
    command.env("DOCKER", docker);
    command.env("WHARFINGER", workspace.server());
    counted(&workspace.root, &mut command, tally)
}

/// Runs a test that needs something which the others do not: as one of the workspace's, so that nothing is
/// compiled again with fewer features.
fn one_test(workspace: &Workspace, test: &str) -> Command {
    let runner: &[&str] = if setup::has_nextest(workspace) {
        &["nextest", "run", "--no-fail-fast"]
    } else {
        &["test", "--no-fail-fast"]
    };
    let mut command = Command::new(cargo());
    command.args(runner).args(["--workspace", "--test", test]);
    command
}

fn contract(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    let schemathesis = SCHEMATHESIS.install(workspace)?;
    let trs_cli = TRS_CLI.install(workspace)?;
    let trs_models = TRS_MODELS.install(workspace)?;
    setup::npm_packages(workspace)?;
    start::build_server(workspace)?;
    counted(
        &workspace.root,
        Command::new("node")
            .args(["--test", "--test-reporter=spec"])
            .args(test_files(&workspace.path("tests/contract"))?)
            .env("WHARFINGER", workspace.server())
            .env("SCHEMATHESIS", schemathesis)
            .env("TRS_CLI", trs_cli)
            .env("TRS_MODELS", trs_models),
        tally,
    )
}

fn npm(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    let browser = setup::chromium(workspace)?;
    package::build(workspace)?;
    counted(
        &workspace.path("web/validator"),
        Command::new("npm")
            .args(["test", "--silent"])
            .env("CHROMIUM", browser),
        tally,
    )
}

fn e2e(workspace: &Workspace, tally: &mut Tally) -> Result<(), Failure> {
    let tests = workspace.path("tests/e2e");
    if !tests.is_dir() {
        return Err("there are no browser tests in `tests/e2e`".to_owned());
    }
    let browser = setup::chromium(workspace)?;
    setup::registry(workspace)?;
    package::build(workspace)?;
    start::build_server(workspace)?;
    let looks = workspace.target.join("axe-looks.jsonl");
    std::fs::write(&looks, "")
        .map_err(|error| format!("{} cannot be written: {error}", looks.display()))?;
    counted(
        &workspace.root,
        Command::new("node")
            // One file at a time: each starts a server and a browser of its own.
            .args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
            .args(test_files(&tests)?)
            .env("WHARFINGER", workspace.server())
            .env("CHROMIUM", browser)
            .env("PARITY_DRAFTS", browser_drafts(workspace)?)
            .env("WHARFINGER_LOOKS", &looks),
        tally,
    )?;
    let (every_page, outcome) = run_counted(
        &workspace.root,
        Command::new("node")
            .args(["--test", "--test-reporter=spec"])
            .arg(tests.join("looks.mjs"))
            .env("WHARFINGER_LOOKS", &looks),
    );
    tally.passed += every_page.passed;
    tally.failed += every_page.failed;
    outcome
}

/// Writes the drafts that the browser checks: the shared cases and a sample of generated ones.
fn browser_drafts(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let drafts = output(
        &workspace.root,
        Command::new(cargo())
            .args([
                "run",
                "--quiet",
                "--package",
                "wharfinger-tests",
                "--bin",
                "drafts",
                "--",
            ])
            .arg(BROWSER_DRAFTS.to_string()),
    )?;
    let file = workspace.target.join("browser-drafts.jsonl");
    std::fs::write(&file, drafts)
        .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    Ok(file)
}

/// The `*.test.mjs` files of a folder, in order.
fn test_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .map_err(|error| format!("{} cannot be read: {error}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(format!(
            "there is no `*.test.mjs` file in {}",
            folder.display()
        ));
    }
    Ok(files)
}

fn counted(folder: &Path, command: &mut Command, tally: &mut Tally) -> Result<(), Failure> {
    let (counted, outcome) = run_counted(folder, command);
    *tally = counted;
    outcome
}
