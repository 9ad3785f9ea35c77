//! `wharfinger serve`, over real processes, connections and files.

use std::io::{BufRead as _, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use serde_json::Value;

use crate::serving::Serving;
use crate::support::{run, wharfinger};

#[test]
fn a_server_that_cannot_listen_leaves_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("wharfinger.db").display());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap().to_string();
    for listen in ["nonsense", &taken] {
        let ran = run(&["serve", "--listen", listen, "--database", &database]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        let said = format!("cannot listen on `{listen}`");
        assert!(ran.stderr.contains(&said), "{ran:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_first_link_makes_an_administrator_once() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("wharfinger.db");
    let first = Serving::start(&database, &[], None);
    let link = first.first_link().unwrap().to_owned();
    let secret = link.strip_prefix("/welcome/").unwrap();
    assert!(secret.starts_with("whf_lnk_"), "{secret}");
    let form = "name=ada&email=&password=correct+horse+battery+staple";
    assert_eq!(first.send_form(&link, "name=Ada").0, 422);
    let (status, head) = first.send_form(&link, form);
    assert_eq!(status, 303, "{head}");
    assert!(head.contains("set-cookie: wharfinger=whf_ses_"), "{head}");
    assert_eq!(first.send_form(&link, form).0, 404, "it works once");
    let (code, said) = first.stop();
    assert_eq!(code, Some(0));
    assert_eq!(
        said,
        "Stopping: requests in flight have 20 s to be answered; stop it again to end at once\nStopped\n"
    );

    let second = Serving::start(&database, &[], None);
    assert_eq!(second.greeting, "", "there is an administrator");
    let sign_in = "account_name=ada&password=correct+horse+battery+staple";
    assert_eq!(second.send_form("/sign-in", sign_in).0, 303);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for text in [secret, "correct horse"] {
            let mut windows = bytes.windows(text.len());
            let is_there = windows.any(|window| window == text.as_bytes());
            assert!(!is_there, "`{text}` is stored in the clear");
        }
    }
}

#[test]
fn the_operators_token_is_for_one_run_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("wharfinger.db");
    let token = "a-token-of-the-operators-choice";
    let serving = Serving::start(&database, &[], Some(token));
    assert_eq!(serving.register(token, "nginx"), 201);
    assert_eq!(serving.register("wrong", "redis"), 401);
    let greeting = serving.greeting.clone();
    let (_, rest) = serving.stop();
    assert!(!greeting.contains(token) && !rest.contains(token));
    let without = Serving::start(&database, &[], None);
    assert_eq!(without.register(token, "redis"), 401);
}

#[test]
fn whether_people_sign_up_is_the_operators_choice() {
    let folder = tempfile::tempdir().unwrap();
    let form = "name=ada&email=&password=correct+horse+battery+staple";
    for (arguments, status) in [(&[][..], 303), (&["--sign-up", "closed"], 403)] {
        let database = folder.path().join(format!("{status}.db"));
        let serving = Serving::start(&database, arguments, None);
        assert_eq!(serving.send_form("/sign-up", form).0, status);
    }
}

#[test]
fn the_demo_fills_a_new_database_only() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("wharfinger.db");
    for _ in 0..2 {
        let serving = Serving::start(&database, &["--demo"], None);
        let (status, page) = serving.get("/api/v1/tools?limit=100");
        assert_eq!(status, 200);
        assert_eq!(page["tools"].as_array().unwrap().len(), 6);
        serving.stop();
    }
}

#[test]
fn a_variable_turns_the_demo_on_and_off() {
    let folder = tempfile::tempdir().unwrap();
    for (number, (value, tools)) in [("1", 6), ("yes", 6), ("0", 0), ("", 0)].iter().enumerate() {
        let database = folder.path().join(format!("{number}.db"));
        let serving = Serving::start_with(&database, &[], &[("WHARFINGER_DEMO", value)]);
        let (_, page) = serving.get("/api/v1/tools?limit=100");
        assert_eq!(page["tools"].as_array().unwrap().len(), *tools, "{value}");
    }
    let unclear = wharfinger(&["serve"])
        .env("WHARFINGER_DEMO", "perhaps")
        .output()
        .unwrap();
    assert_eq!(unclear.status.code(), Some(2));
    let said = String::from_utf8(unclear.stderr).unwrap();
    assert!(said.contains("expected `1` or `0`"), "{said}");
}

#[test]
fn the_log_names_requests_and_never_tokens_or_queries() {
    let folder = tempfile::tempdir().unwrap();
    let serving = Serving::start(
        &folder.path().join("wharfinger.db"),
        &["--log-format", "json", "--log-level", "debug"],
        Some("the-secret-of-this-test"),
    );
    serving.get("/api/v1/tools?q=what-somebody-searched");
    for page in ["welcome", "password", "verify", "%77elcome", "welcme"] {
        serving.get(&format!("/{page}/whf_lnk_the-secret-of-a-link"));
    }
    assert_eq!(serving.register("the-secret-of-this-test", "nginx"), 201);
    assert_eq!(serving.register("a-secret-that-was-mistyped", "nginx"), 401);
    let (_, log) = serving.stop();
    for secret in ["-secret", "what-somebody-searched"] {
        assert!(!log.contains(secret), "{log}");
    }
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let listed = lines
        .iter()
        .find(|line| line["fields"]["path"] == "/api/v1/tools")
        .unwrap();
    assert_eq!(listed["fields"]["status"], 200);
    assert!(listed["fields"]["request_id"].is_string());
}

#[test]
fn whoever_cannot_wait_stops_it_again() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143), ("-QUIT", 131)] {
        let folder = tempfile::tempdir().unwrap();
        let mut serving = Serving::start(&folder.path().join("wharfinger.db"), &[], None);
        // A request that is never finished keeps it.
        let mut connection = TcpStream::connect(&serving.address).unwrap();
        let head = "POST /api/v1/check HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                    content-length: 9\r\nexpect: 100-continue\r\n\r\n";
        connection.write_all(head.as_bytes()).unwrap();
        let mut answer = [0; 12];
        connection.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 100", "the request is in flight");

        let mut said = String::new();
        for expected in ["Stopping: ", "Stopped at once"] {
            serving.signal(signal);
            serving.stderr.read_line(&mut said).unwrap();
            assert!(said.contains(expected), "{said}");
        }
        assert_eq!(serving.child.wait().unwrap().code(), Some(code));
    }
}

#[test]
fn a_server_that_says_it_stopped_has_copied_its_log_back() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("wharfinger.db");
    let mut serving = Serving::start(&database, &["--demo"], None);
    let log = folder.path().join("wharfinger.db-wal");
    assert!(log.exists());
    serving.signal("-QUIT");
    let mut said = String::new();
    while !said.ends_with("\nStopped\n") {
        assert_ne!(serving.stderr.read_line(&mut said).unwrap(), 0, "{said}");
    }
    assert!(!log.exists());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn a_server_that_is_still_opening_its_database_can_be_stopped() {
    use std::os::unix::process::ExitStatusExt as _;

    const SIGTERM: i32 = 15;
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("wharfinger.db");
    // To write to a pipe that nobody reads is to wait.
    let made = std::process::Command::new("mkfifo")
        .arg(folder.path().join("wharfinger.db-lock"))
        .status()
        .unwrap();
    assert!(made.success());
    let url = format!("sqlite:{}", database.display());
    let mut child = wharfinger(&["serve", "--listen", "127.0.0.1:0", "--database", &url])
        .spawn()
        .unwrap();
    // Created before it is locked.
    while !database.exists() {
        assert_eq!(child.try_wait().unwrap(), None);
        std::thread::yield_now();
    }
    let killed = std::process::Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().signal(), Some(SIGTERM));
}

#[test]
fn what_cannot_be_served_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("wharfinger.db");
    let serving = Serving::start(&database, &[], None);
    let url = format!("sqlite:{}", database.display());
    let fresh = format!("sqlite:{}", folder.path().join("other.db").display());
    let nowhere = folder.path().join("nowhere").join("wharfinger.db");
    let nowhere = format!("sqlite:{}", nowhere.display());
    for (arguments, reason) in [
        (
            ["--listen", "127.0.0.1:0", "--database", &url],
            "is in use by another server",
        ),
        (
            ["--listen", &serving.address, "--database", &fresh],
            "Address already in use",
        ),
        (
            ["--listen", "127.0.0.1:http", "--database", &fresh],
            "expected an address of this machine and a port, such as `127.0.0.1:8080`",
        ),
        (
            ["--listen", "127.0.0.1:0", "--database", &nowhere],
            "nowhere`; make it, or see that the path is right",
        ),
        (
            ["--listen", "127.0.0.1:0", "--database", "mysql:x"],
            "`mysql:x` is not a database",
        ),
        (
            ["--listen", "127.0.0.1:0", "--database", "sqlite::memory:"],
            "`sqlite::memory:` is not a database",
        ),
        (
            [
                "--listen",
                "127.0.0.1:0",
                "--database",
                "sqlite:x.db?mode=ro",
            ],
            "`sqlite:x.db?mode=ro` is not a database",
        ),
    ] {
        let ran = run(&[&["serve"][..], &arguments].concat());
        assert_eq!(ran.code, Some(1));
        assert!(
            ran.stderr.contains("error: ") && ran.stderr.contains(reason),
            "{}",
            ran.stderr
        );
    }
    let short = wharfinger(&["serve", "--database", &fresh])
        .env("WHARFINGER_OPERATOR_TOKEN", "two words")
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(short.stderr).unwrap(),
        "error: `WHARFINGER_OPERATOR_TOKEN`: the token has a character other than visible ASCII\n"
    );
    let guessable = wharfinger(&["serve", "--database", &fresh, "--listen", "127.0.0.1:0"])
        .args(["--public-url", "https://tools.example.org"])
        .env("WHARFINGER_OPERATOR_TOKEN", "nineteen-characters")
        .output()
        .unwrap();
    let said = String::from_utf8(guessable.stderr).unwrap();
    assert!(said.contains("fewer than 20 characters"), "{said}");
    let ran = run(&["serve", "--public-url", "https://example.org/path"]);
    assert_eq!(ran.code, Some(2));
}

#[test]
fn mail_that_cannot_be_sent_is_said_at_the_start_and_no_password_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("mail.db").display());
    let from = "no-reply@example.org";
    for (arguments, url, expected) in [
        (&[][..], "smtps://ada:swordfish@h", "mail needs a sender"),
        (&["--mail-from", from], "", "no mail server"),
        (
            &["--mail-from", from],
            "smtp://ada:swordfish@h?tls=none",
            "could travel unencrypted",
        ),
        (
            &["--mail-from", from, "--listen", "0.0.0.0:0"],
            "smtps://ada:swordfish@h",
            "give `--public-url`",
        ),
        (
            &["--mail-from", from, "--help"],
            "smtps://ada:swordfish@h",
            "WHARFINGER_SMTP_URL",
        ),
        (
            &["--mail-from", from, "--smtp-url", "ada:swordfish"],
            "",
            "must start with `smtps://`",
        ),
    ] {
        let output = wharfinger(&["serve", "--database", &database])
            .args(arguments)
            .env("WHARFINGER_OPERATOR_TOKEN", "chosen-by-the-operator")
            .envs(Some(("WHARFINGER_SMTP_URL", url)).filter(|(_, url)| !url.is_empty()))
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains(expected), "{said}");
        assert!(!said.contains("swordfish"), "{said}");
    }
}
