//! One report, byte for byte, whoever is asked: the crate, the command line, the server.

use std::fmt::Write as _;
use std::process::Command;
use std::sync::LazyLock;

use wharfinger_core::registry::Catalogue;
use wharfinger_tests::cores::{cores, spread};
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::{AUTHORIZATION, Server, filter, program};
use wharfinger_tests::{data, drafts, parity};

const SEED: u64 = 2;
const DRAFTS: usize = 50_000;

/// How many drafts are also sent to be registered.
const REGISTERED: usize = 6_000;

/// Connections that ask the server at once.
const CONNECTIONS: usize = 4;

/// Most differences that are printed; the first ones say enough.
const SHOWN: usize = 5;

/// The shared cases and the generated drafts.
static DRAFTS_JSON: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut all = data::drafts();
    all.extend(drafts::drafts(SEED, DRAFTS));
    all
});

/// What the crate itself says.
static REPORTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let catalogue = Catalogue::built_in();
    spread(&DRAFTS_JSON, cores(), |part| {
        part.iter()
            .map(|json| parity::report(&catalogue, json))
            .collect()
    })
});

#[test]
fn the_command_line_says_the_same() {
    let mut command = Command::new(program());
    command.args(["check", "--registration", "--jsonl"]);
    same("the command line", &filter(&mut command, &DRAFTS_JSON));
}

#[test]
fn the_server_says_the_same_and_registers_exactly_what_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("parity.db"));
    let answers = spread(&DRAFTS_JSON, CONNECTIONS, |part| {
        let mut connection = Connection::open(server.address()).unwrap();
        let ask = |json: &String| {
            let answer = connection.post("/api/v1/check", &[], json).unwrap();
            assert_eq!(answer.status, 200, "{json}\n{}", answer.body);
            answer.body
        };
        part.iter().map(ask).collect()
    });
    same("the server", &answers);

    let sample: Vec<(&String, &String)> = DRAFTS_JSON
        .iter()
        .zip(REPORTS.iter())
        .step_by(DRAFTS_JSON.len() / REGISTERED)
        .collect();
    let refusals = spread(&sample, CONNECTIONS, |part| {
        let mut connection = Connection::open(server.address()).unwrap();
        part.iter()
            .filter_map(|(draft, report)| {
                let answer = connection
                    .post("/api/v1/tools", &[AUTHORIZATION], draft)
                    .unwrap();
                let is_valid = report.starts_with("{\"valid\":true");
                // Two drafts may name one tool; then the second is told so.
                let fits = match answer.status {
                    201 | 409 => is_valid,
                    422 => !is_valid && has_issues(&answer.body, report),
                    _ => false,
                };
                (!fits).then(|| format!("{draft}\n  {report}\n  {} {}", answer.status, answer.body))
            })
            .collect()
    });
    assert!(refusals.is_empty(), "{}", refusals.join("\n"));
}

/// Whether a problem document carries the issues of a report.
fn has_issues(problem: &str, report: &str) -> bool {
    let issues = |json: &str| {
        serde_json::from_str::<serde_json::Value>(json).map(|json| json["issues"].clone())
    };
    issues(problem).ok() == issues(report).ok()
}

fn same(who: &str, answers: &[String]) {
    assert_eq!(
        answers.len(),
        REPORTS.len(),
        "{who} did not answer every draft"
    );
    let mut shown = String::new();
    let mut differences = 0;
    for ((draft, report), answer) in DRAFTS_JSON.iter().zip(REPORTS.iter()).zip(answers) {
        if report != answer {
            differences += 1;
            if differences <= SHOWN {
                let _ = writeln!(shown, "draft  {draft}\ncrate  {report}\nother  {answer}\n");
            }
        }
    }
    assert_eq!(differences, 0, "{who} differs from the crate:\n{shown}");
}
