//! `wharfinger database`, over real processes and files.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use tempfile::TempDir;
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_store::{Actor, By, Database, NewTool, OPERATOR, Timestamp, ToolId};
use wharfinger_test_postgres::Cluster;

use crate::support::{Ran, run, wharfinger};

/// A folder with a database that has one tool.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        let store = place.address("store.db").parse::<Database>().unwrap();
        let store = store.open().unwrap();
        let now = Timestamp::from_micros(1_700_000_000_000_000);
        let registration = Registration::restore(Stored {
            registry: "quay".to_owned(),
            host: "quay.io".to_owned(),
            namespace: "biocontainers".to_owned(),
            name: "samtools".to_owned(),
            visibility: "public".to_owned(),
            ..Stored::default()
        });
        let tool = NewTool {
            id: ToolId::new(now, [7; 10]),
            registration: registration.unwrap(),
            idempotency: None,
        };
        let by = By {
            actor: Actor::Account(OPERATOR),
            request_id: "request".to_owned(),
            now,
        };
        pollster::block_on(store.register_tool(tool, by)).unwrap();
        store.close();
        place
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn address(&self, name: &str) -> String {
        format!("sqlite:{}", self.path(name))
    }
}

fn database(arguments: &[&str]) -> Ran {
    run(&[&["database"], arguments].concat())
}

#[track_caller]
fn succeeded(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// That it failed, and said so.
#[track_caller]
fn failed(ran: &Ran, said: &str) {
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains(said), "{ran:?}");
}

/// A server; killed when it goes out of scope.
struct Serving(Child);

impl Serving {
    fn start(database: &str) -> Self {
        let mut command = wharfinger(&["serve", "--listen", "127.0.0.1:0", "--database", database]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        let listens = said.any(|line| line.unwrap().starts_with("Listening on"));
        assert!(listens);
        // Nobody reads on, and a full pipe would stop the server.
        std::thread::spawn(move || said.count());
        Self(child)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_schema_is_brought_up_to_date() {
    let place = Place::new();
    let there = place.address("store.db");
    let ran = database(&["migrate", "--database", &there]);
    succeeded(&ran);
    assert!(ran.stdout.starts_with("schema "), "{}", ran.stdout);
    assert!(ran.stdout.ends_with(", as before\n"), "{}", ran.stdout);
    assert_eq!(
        ran.stderr,
        format!("Bringing the schema of `{there}` up to date\n")
    );
}

#[test]
fn a_check_counts_what_it_has_read() {
    let place = Place::new();
    let ran = database(&["check", "--database", &place.address("store.db")]);
    succeeded(&ran);
    assert!(ran.stdout.contains("\ntool: 1 rows\n"), "{}", ran.stdout);
    let last = ran.stdout.lines().last().unwrap();
    assert!(last.starts_with("audit log: 1 entries, head "), "{last}");
    assert_eq!(last.rsplit(' ').next().unwrap().len(), 64, "{last}");
}

#[test]
fn a_file_is_copied_to_postgresql_and_back() {
    let place = Place::new();
    let between = Cluster::shared().database("empty", |_| {});
    let between = between.address();
    let there = database(&[
        "copy",
        "--database",
        &place.address("store.db"),
        "--to",
        &between,
    ]);
    succeeded(&there);
    assert!(
        there
            .stdout
            .starts_with("copied 6 rows of 29 tables; audit log: 1 entries, head "),
        "{}",
        there.stdout
    );
    assert!(
        there.stderr.contains("  copied 1 rows of `tool`\n"),
        "{}",
        there.stderr
    );
    let back = database(&[
        "copy",
        "--database",
        &between,
        "--to",
        &place.address("back.db"),
    ]);
    succeeded(&back);
    assert_eq!(back.stdout, there.stdout);
    let again = database(&[
        "copy",
        "--database",
        &between,
        "--to",
        &place.address("back.db"),
    ]);
    failed(&again, "holds something already");
    assert!(!again.stderr.contains(&between), "{}", again.stderr);
}

#[test]
fn a_file_that_a_server_has_is_backed_up_and_nothing_else() {
    let place = Place::new();
    let served = place.address("store.db");
    let serving = Serving::start(&served);
    for arguments in [
        vec!["migrate", "--database", &served],
        vec!["check", "--database", &served],
        vec!["copy", "--database", &served, "--to", "sqlite:other.db"],
    ] {
        failed(
            &database(&arguments),
            "is in use by another server; stop that one",
        );
    }
    let backup = place.path("backup.db");
    let ran = database(&["backup", "--database", &served, "--to", &backup]);
    succeeded(&ran);
    let bytes = fs::metadata(&backup).unwrap().len();
    assert_eq!(ran.stdout, format!("wrote {bytes} bytes to `{backup}`\n"));
    drop(serving);

    // Restored by putting it into the place of the database.
    for left in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = fs::remove_file(place.path(left));
    }
    fs::copy(&backup, place.path("store.db")).unwrap();
    let ran = database(&["check", "--database", &served]);
    succeeded(&ran);
    assert!(ran.stdout.contains("\ntool: 1 rows\n"), "{}", ran.stdout);
    Serving::start(&served);
}

/// A restored backup does not know what was decided since: it gives no access and takes none until the operator
/// says so.
#[test]
fn a_restored_backup_writes_no_policy_until_it_is_believed() {
    let place = Place::new();
    let served = place.address("store.db");
    drop(Serving::start(&served));
    let backup = place.path("backup.db");
    succeeded(&database(&[
        "backup",
        "--database",
        &served,
        "--to",
        &backup,
    ]));
    let aws = [
        "--aws-principal",
        "arn:aws:iam::999900001111:user/wharfinger",
        "--aws-endpoint",
        "http://127.0.0.1:9",
    ];
    let warns = |file: &str, more: &[&str]| {
        let arguments = [&aws[..], more].concat();
        let path = place.path(file);
        let serving = crate::serving::Serving::start(Path::new(&path), &arguments, None);
        serving
            .greeting
            .contains("No policy on Amazon ECR is written")
    };
    assert!(!warns("store.db", &[]));
    assert!(warns("store.db", &["--grants", "report-only"]));
    assert!(warns("backup.db", &[]));
    assert!(warns("backup.db", &[]), "nobody has said anything yet");
    assert!(!warns("backup.db", &["--grants", "write"]));
    assert!(!warns("backup.db", &[]), "it is believed");
}

#[test]
fn errors_say_what_to_do_and_repeat_no_password() {
    let place = Place::new();
    let missing = place.address("missing.db");
    for action in ["check", "migrate"] {
        failed(
            &database(&[action, "--database", &missing]),
            "see that the path is right",
        );
    }
    assert!(!Path::new(&place.path("missing.db")).exists());
    for address in [
        "mysql://ann:s3cret@db/x",
        "postgres://ann:s3cret@127.0.0.1:1/x",
    ] {
        for action in ["migrate", "check"] {
            let ran = database(&[action, "--database", address]);
            assert_eq!(ran.code, Some(1));
            assert!(!ran.stderr.contains("s3cret"), "{}", ran.stderr);
        }
    }
    let backup = place.path("backup.db");
    failed(
        &database(&["backup", "--database", "postgres://db/x", "--to", &backup]),
        "pg_dump --format=custom",
    );
    assert_eq!(database(&["check"]).code, Some(2), "which database?");
}
