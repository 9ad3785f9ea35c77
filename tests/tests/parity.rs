//! One report, byte for byte, whoever is asked: the crate, the command line, the npm package in
//! Node.js, the server. (Chromium has its turn in `tests/e2e`.)

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its functions too"
)]

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use wharfinger_core::registry::Catalogue;
use wharfinger_tests::cores::{cores, spread};
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::{AUTHORIZATION, Server, filter, node, program, sqlite};
use wharfinger_tests::{data, drafts, parity};

const SEED: u64 = 2;
const DRAFTS: usize = 50_000;

/// Drafts for the catalogue with an operator's registries: only those differ.
const OPERATOR_DRAFTS: usize = 5_000;

/// How many drafts are also sent to be registered.
const REGISTERED: usize = 6_000;

/// Connections that ask the server at once.
const CONNECTIONS: usize = 4;

/// Most differences that are printed; the first ones say enough.
const SHOWN: usize = 5;

#[test]
fn the_command_line_says_the_same() {
    the_command_line(&Questions::new());
}

#[test]
fn the_command_line_says_the_same_with_an_operator_s_registries() {
    the_command_line(&Questions::with_operators());
}

#[test]
fn the_npm_package_says_the_same_in_node() {
    the_npm_package(&Questions::new());
}

#[test]
fn the_npm_package_says_the_same_in_node_with_an_operator_s_registries() {
    the_npm_package(&Questions::with_operators());
}

#[test]
fn the_server_says_the_same_and_registers_exactly_what_is_valid() {
    the_server(&Questions::new());
}

#[test]
fn the_server_says_the_same_with_an_operator_s_registries() {
    the_server(&Questions::with_operators());
}

/// Drafts, and what the crate says about each.
struct Questions {
    drafts: Vec<String>,
    reports: Vec<String>,
    operators: Option<Operators>,
    folder: TempDir,
}

/// The files that tell an engine of an operator's registries.
struct Operators {
    /// A configuration, as the command line and the server take it.
    config: PathBuf,
    /// The registries alone, as the npm package takes them.
    registries: PathBuf,
}

impl Questions {
    /// The shared cases and the generated drafts.
    fn new() -> Self {
        let mut all = data::drafts();
        all.extend(drafts::drafts(SEED, DRAFTS));
        Self::about(&Catalogue::built_in(), all, TempDir::new().unwrap())
    }

    fn with_operators() -> Self {
        let catalogue = data::with_operators();
        let mut all = data::operator_drafts();
        all.extend(drafts::drafts_for(&catalogue, SEED, OPERATOR_DRAFTS));
        let folder = TempDir::new().unwrap();
        let operators = Operators {
            config: folder.path().join("config.json"),
            registries: folder.path().join("registries.json"),
        };
        let registries = data::operators();
        let config = ["{\"registries\":", &registries, "}"].concat();
        fs::write(&operators.config, config).unwrap();
        fs::write(&operators.registries, registries).unwrap();
        Self {
            operators: Some(operators),
            ..Self::about(&catalogue, all, folder)
        }
    }

    fn about(catalogue: &Catalogue, drafts: Vec<String>, folder: TempDir) -> Self {
        let report = |json: &String| parity::report(catalogue, json);
        let reports = spread(&drafts, cores(), |part| part.iter().map(report).collect());
        Self {
            drafts,
            reports,
            operators: None,
            folder,
        }
    }

    /// `--config FILE` where there is something to configure.
    fn config(&self) -> Vec<&OsStr> {
        let operators = self.operators.iter();
        operators
            .flat_map(|operators| [OsStr::new("--config"), operators.config.as_os_str()])
            .collect()
    }

    fn compare(&self, who: &str, answers: &[String]) {
        let count = self.reports.len();
        assert_eq!(answers.len(), count, "{who} did not answer every draft");
        let mut shown = String::new();
        let mut differences = 0;
        for ((draft, report), answer) in self.drafts.iter().zip(&self.reports).zip(answers) {
            if report != answer {
                differences += 1;
                if differences <= SHOWN {
                    let _ = writeln!(shown, "draft  {draft}\ncrate  {report}\nother  {answer}\n");
                }
            }
        }
        assert_eq!(differences, 0, "{who} differs from the crate:\n{shown}");
    }
}

fn the_command_line(questions: &Questions) {
    let mut command = Command::new(program());
    command.args(["check", "--registration", "--jsonl"]);
    command.args(questions.config());
    let answers = filter(&mut command, &questions.drafts);
    questions.compare("the command line", &answers);
}

fn the_npm_package(questions: &Questions) {
    let package = data::root().join("web/validator/dist/index.js");
    assert!(
        package.is_file(),
        "`cargo xtask build` makes {}",
        package.display()
    );
    let mut command = node(data::root().join("tests/parity/node.mjs"));
    command.args(
        questions
            .operators
            .as_ref()
            .map(|operators| &operators.registries),
    );
    let answers = filter(&mut command, &questions.drafts);
    questions.compare("the npm package", &answers);
}

fn the_server(questions: &Questions) {
    let database = questions.folder.path().join("parity.db");
    let server = Server::start_with(&sqlite(&database), &questions.config());
    let answers = spread(&questions.drafts, CONNECTIONS, |part| {
        let mut connection = Connection::open(server.address()).unwrap();
        let ask = |json: &String| {
            let answer = connection.post("/api/v1/check", &[], json).unwrap();
            assert_eq!(answer.status, 200, "{json}\n{}", answer.body);
            answer.body
        };
        part.iter().map(ask).collect()
    });
    questions.compare("the server", &answers);
    registers_what_is_valid(questions, &server);
}

/// A draft with an error is refused with the very issues of its report, any other is registered.
fn registers_what_is_valid(questions: &Questions, server: &Server) {
    let step = questions.drafts.len().div_ceil(REGISTERED);
    let pairs = questions.drafts.iter().zip(&questions.reports);
    let sample: Vec<(&String, &String)> = pairs.step_by(step).collect();
    let surprises = spread(&sample, CONNECTIONS, |part| {
        let mut connection = Connection::open(server.address()).unwrap();
        part.iter()
            .filter_map(|(draft, report)| {
                let answer = connection
                    .post("/api/v1/tools", &[AUTHORIZATION], draft)
                    .unwrap();
                let is_valid = report.starts_with("{\"valid\":true");
                let fits = match answer.status {
                    // Two drafts may name one tool; then the second is told so.
                    201 | 409 => is_valid,
                    422 => !is_valid && issues(&answer.body) == issues(report),
                    _ => false,
                };
                (!fits).then(|| format!("{draft}\n  {report}\n  {} {}", answer.status, answer.body))
            })
            .collect()
    });
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));
}

/// The issues of a report or of a problem document.
fn issues(json: &str) -> serde_json::Value {
    serde_json::from_str::<serde_json::Value>(json).unwrap()["issues"].take()
}
