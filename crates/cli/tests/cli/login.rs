//! `wharfinger login` and `wharfinger logout`, against a server in a process of its own.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Stdio};

use serde_json::{Value, json};

use crate::serving::Serving;
use crate::support::{Ran, finished, wharfinger};

/// A machine with a folder of its own for what is configured.
struct Machine(tempfile::TempDir);

impl Machine {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = wharfinger(arguments);
        command.env("XDG_CONFIG_HOME", self.0.path());
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        finished(self.command(arguments), b"")
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("wharfinger/credentials.json")
    }

    fn servers(&self) -> Value {
        let text = fs::read_to_string(self.file()).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["servers"].take()
    }

    /// Writes the file as if the machine were logged in there.
    fn logged_in(&self, origin: &str) {
        let text = json!({"servers": {origin: {"token": "whf_pat_x", "account": "ada"}}});
        put_private(&self.file(), &text.to_string());
    }
}

fn put_private(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap()).unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.persist(path).unwrap();
}

/// `wharfinger login`, which waits.
struct LoggingIn {
    child: Child,
    stderr: BufReader<ChildStderr>,
    code: String,
}

impl LoggingIn {
    fn start(machine: &Machine, arguments: &[&str]) -> Self {
        let mut command = machine.command(arguments);
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let code = loop {
            let mut line = String::new();
            assert_ne!(stderr.read_line(&mut line).unwrap(), 0, "it ended");
            let shown = line.trim();
            if shown.len() == 9 && shown.as_bytes()[4] == b'-' {
                break shown.to_owned();
            }
        };
        Self {
            child,
            stderr,
            code,
        }
    }

    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.stderr.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

/// A browser without scripts that is signed in as the first administrator.
struct Browser<'a> {
    server: &'a Serving,
    cookie: String,
}

impl<'a> Browser<'a> {
    fn sign_in(server: &'a Serving) -> Self {
        let form = "name=ada&password=a+long+enough+password";
        let (status, answer) = server.send_form(server.first_link().unwrap(), form);
        assert_eq!(status, 303, "{answer}");
        let lower = answer.to_ascii_lowercase();
        let at = lower.find("set-cookie: ").unwrap() + "set-cookie: ".len();
        let cookie = answer[at..].split(';').next().unwrap().to_owned();
        Self { server, cookie }
    }

    /// Decides about the machine with a code.
    fn decide(&self, code: &str, action: &str) {
        let get = format!(
            "GET /device?user_code={code} HTTP/1.1\r\ncookie: {}\r\n",
            self.cookie
        );
        let page = self.server.exchange(&get, "");
        let (_, rest) = page.split_once("name=\"csrf\" value=\"").unwrap();
        let csrf = rest.split('"').next().unwrap();
        let head = format!(
            "POST /device HTTP/1.1\r\norigin: http://{}\r\ncookie: {}\r\n\
             content-type: application/x-www-form-urlencoded\r\n",
            self.server.address, self.cookie
        );
        let form = format!("csrf={csrf}&user_code={code}&action={action}");
        let answer = self.server.exchange(&head, &form);
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    }
}

fn serving(folder: &tempfile::TempDir) -> Serving {
    Serving::start(&folder.path().join("login.db"), &[], None)
}

#[test]
fn a_machine_logs_in_pulls_and_logs_out() {
    let (folder, machine) = (tempfile::tempdir().unwrap(), Machine::new());
    let server = serving(&folder);
    let origin = format!("http://{}", server.address);
    let browser = Browser::sign_in(&server);
    let login = LoggingIn::start(&machine, &["login", &origin, "--name", "laptop"]);
    browser.decide(&login.code, "approve");
    let (code, said) = login.end();
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains(&format!("Logged in at {origin} as ada")),
        "{said}"
    );

    let kept = machine.servers();
    assert_eq!(kept[&origin]["account"], "ada");
    let token = kept[&origin]["token"].as_str().unwrap().to_owned();
    let standing = machine.run(&["login", "--status"]);
    let ends = kept[&origin]["expires_at"].as_str().unwrap();
    assert_eq!(standing.stdout, format!("{origin}\tada\t{ends}\tworks\n"));
    assert_eq!(standing.code, Some(0));

    let out = machine.run(&["logout"]);
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    assert_eq!(machine.servers(), json!({}));
    assert_eq!(server.register(&token, "quay.io/a/b"), 401, "it is revoked");
    let standing = machine.run(&["login", "--status", &origin]);
    assert_eq!(standing.code, Some(1));
    assert_eq!(
        standing.stderr,
        format!("This machine is not logged in at {origin}\n")
    );
}

#[test]
fn of_two_logins_at_once_one_token_is_left() {
    let (folder, machine) = (tempfile::tempdir().unwrap(), Machine::new());
    let server = serving(&folder);
    let origin = format!("http://{}", server.address);
    let browser = Browser::sign_in(&server);
    // Both begin where nobody is logged in.
    let logins = [1, 2].map(|_| LoggingIn::start(&machine, &["login", &origin]));
    let tokens = logins.map(|login| {
        browser.decide(&login.code, "approve");
        let (code, said) = login.end();
        assert_eq!(code, Some(0), "{said}");
        machine.servers()[&origin]["token"]
            .as_str()
            .unwrap()
            .to_owned()
    });
    let answers = tokens.map(|token| server.register(&token, "quay.io/a/b"));
    assert_eq!(
        answers,
        [401, 403],
        "the first one is revoked, the other one works"
    );
}

#[test]
fn a_token_that_cannot_be_kept_is_revoked() {
    let (folder, machine) = (tempfile::tempdir().unwrap(), Machine::new());
    let server = serving(&folder);
    let origin = format!("http://{}", server.address);
    let browser = Browser::sign_in(&server);
    let login = LoggingIn::start(&machine, &["login", &origin]);
    fs::create_dir_all(machine.file()).unwrap();
    browser.decide(&login.code, "approve");
    let (code, said) = login.end();
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("its new token is revoked"), "{said}");
    let tokens = format!(
        "GET /api/v1/account/tokens HTTP/1.1\r\ncookie: {}\r\n",
        browser.cookie
    );
    let tokens = server.exchange(&tokens, "");
    assert!(
        tokens.ends_with("{\"tokens\":[],\"left_out\":0}"),
        "{tokens}"
    );
}

/// Somebody logs in while the server revokes the token of before.
#[test]
fn who_logs_out_forgets_no_token_that_works() {
    let machine = Machine::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    machine.logged_in(&origin);
    let file = machine.file();
    let later = json!({"servers": {&origin: {"token": "whf_pat_later"}}});
    let text = later.to_string();
    let server = std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        while !asked.ends_with(b"token=whf_pat_x") {
            let mut more = [0; 4096];
            let read = connection.read(&mut more).unwrap();
            assert_ne!(read, 0, "{}", String::from_utf8_lossy(&asked));
            asked.extend_from_slice(&more[..read]);
        }
        put_private(&file, &text);
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        connection.write_all(answer).unwrap();
    });
    let out = machine.run(&["logout"]);
    server.join().unwrap();
    assert_eq!(out.code, Some(1));
    assert!(out.stderr.contains("log out once more"), "{}", out.stderr);
    assert_eq!(machine.servers(), later["servers"]);
}

#[test]
fn a_machine_that_is_refused_keeps_nothing() {
    let (folder, machine) = (tempfile::tempdir().unwrap(), Machine::new());
    let server = serving(&folder);
    let origin = format!("http://{}", server.address);
    let browser = Browser::sign_in(&server);
    let login = LoggingIn::start(&machine, &["login", &origin]);
    browser.decide(&login.code, "deny");
    let (code, said) = login.end();
    assert_eq!(code, Some(1));
    assert!(said.contains("refused this machine"), "{said}");
    assert!(!machine.file().exists());
}

#[test]
fn a_token_that_was_revoked_elsewhere_is_told_of_and_forgotten() {
    let (folder, machine) = (tempfile::tempdir().unwrap(), Machine::new());
    let server = serving(&folder);
    let origin = format!("http://{}", server.address);
    machine.logged_in(&origin);
    let standing = machine.run(&["login", "--status"]);
    assert_eq!(standing.code, Some(1));
    assert_eq!(
        standing.stdout,
        format!("{origin}\tada\t?\tdoes not work\n")
    );
    let out = machine.run(&["logout", &origin]);
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    assert_eq!(machine.servers(), json!({}));
}

#[test]
fn where_the_server_is_gone_the_token_is_forgotten_only_on_demand() {
    let machine = Machine::new();
    // Nobody listens there any more.
    let address = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let origin = format!("http://{address}");
    machine.logged_in(&origin);
    let standing = machine.run(&["login", "--status"]);
    assert_eq!(standing.stdout, format!("{origin}\tada\t?\tnot reached\n"));
    let out = machine.run(&["logout"]);
    assert_eq!(out.code, Some(1));
    assert!(
        out.stderr
            .contains("the token was not revoked, and is kept"),
        "{}",
        out.stderr
    );
    assert!(machine.servers()[&origin].is_object());
    let out = machine.run(&["logout", "--forget"]);
    assert_eq!(out.code, Some(0), "{}", out.stderr);
    assert!(out.stderr.starts_with("warning: "), "{}", out.stderr);
    assert_eq!(machine.servers(), json!({}));
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_refused_before_anything_is_asked() {
    use std::os::unix::fs::PermissionsExt as _;

    let machine = Machine::new();
    machine.logged_in("https://tools.example.org");
    fs::set_permissions(machine.file(), fs::Permissions::from_mode(0o644)).unwrap();
    for arguments in [&["login"][..], &["login", "--status"], &["logout"]] {
        let refused = machine.run(arguments);
        assert_eq!(refused.code, Some(1));
        assert!(refused.stderr.contains("chmod 600"), "{}", refused.stderr);
    }
}

/// Answers every connection with this, and nothing else.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let mut head = [0; 4096];
            let _ = connection.read(&mut head);
            let _ = connection.write_all(answer.as_bytes());
        }
    });
    origin
}

#[test]
fn what_is_no_server_of_ours_is_not_followed() {
    for (answer, expected) in [
        (
            "HTTP/1.1 307 Moved\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
            "answered with the status 307",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>",
            "is it a Wharfinger server",
        ),
        (
            "HTTP/1.1 200 OK\r\ncontent-length: 9999999\r\n\r\n",
            "cannot be reached",
        ),
        ("", "cannot be reached"),
    ] {
        let machine = Machine::new();
        let refused = machine.run(&["login", &answering(answer)]);
        assert_eq!(refused.code, Some(1), "{answer}");
        assert!(refused.stderr.contains(expected), "{}", refused.stderr);
        assert!(!machine.file().exists());
    }
}

#[test]
fn a_server_without_tls_is_said_to_be_one() {
    let http = answering("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    let https = http.replace("http://", "https://");
    let refused = Machine::new().run(&["login", &https]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert_eq!(
        refused.stderr,
        format!("error: `{https}` does not speak TLS there; try `{http}`\n")
    );
}

/// An output of a failed pull, with a secret in it.
const FAILED: &str = "docker login -u ada -p hunter22 quay.io\n\
    Error response from daemon: pull access denied for quay.io/team/tool, repository does not exist or \
    may require 'docker login': denied: requested access to the resource is denied\n";

#[test]
fn a_server_is_asked_about_a_failed_pull() {
    let (folder, machine) = (tempfile::tempdir().unwrap(), Machine::new());
    let server = Serving::start(
        &folder.path().join("asked.db"),
        &[],
        Some("operators-own-token"),
    );
    let origin = format!("http://{}", server.address);
    let asked = format!("--server={origin}");
    let diagnose = |arguments: &[&str]| {
        let arguments = [&["diagnose"], arguments].concat();
        finished(machine.command(&arguments), FAILED.as_bytes())
    };
    let unknown = diagnose(&[&asked]);
    assert_eq!(unknown.code, Some(0), "{}", unknown.stderr);
    let expected = format!("at {origin}: it tells of no tool that is registered there\n");
    assert!(unknown.stdout.ends_with(&expected), "{}", unknown.stdout);
    assert_eq!(
        server.register("operators-own-token", "quay.io/team/tool"),
        201
    );
    let known = diagnose(&[&asked]);
    assert!(
        known.stdout.contains("is registered as public"),
        "{}",
        known.stdout
    );
    assert!(!known.stdout.contains("hunter22"));
    let json = diagnose(&[&asked, "--format", "json"]);
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["answer"]["tool_path"], "quay.io/team/tool");
    // What failed stands far in front of the end: the diagnosis is of all that was read.
    let quiet = "2a7e8e5f27b9: Pull complete\n".repeat(10_000);
    let long = format!("{FAILED}{quiet}");
    let command = machine.command(&["diagnose", &asked, "--format", "json"]);
    let long = finished(command, long.as_bytes());
    let long: Value = serde_json::from_str(&long.stdout).unwrap();
    assert_eq!(long, json);
    // A token that does not work is told of; what was found here stands.
    machine.logged_in(&origin);
    let refused = diagnose(&["--server"]);
    assert_eq!(refused.code, Some(0));
    assert!(
        refused.stderr.starts_with("warning: no server was asked"),
        "{}",
        refused.stderr
    );
    assert!(refused.stdout.starts_with("cause["), "{}", refused.stdout);
}

#[test]
fn a_machine_that_is_logged_in_is_told_where_its_owners_access_stands() {
    let (folder, machine) = (tempfile::tempdir().unwrap(), Machine::new());
    let operator = "operators-own-token";
    let server = Serving::start(&folder.path().join("told.db"), &[], Some(operator));
    let origin = format!("http://{}", server.address);
    let draft = json!({
        "image": "quay.io/team/tool",
        "visibility": "private",
        "contact_email": "tools@example.org",
    });
    assert_eq!(server.register_draft(operator, &draft), 201);
    let said = || {
        let command = machine.command(&["diagnose", &format!("--server={origin}")]);
        finished(command, FAILED.as_bytes()).stdout
    };
    let stranger = said();
    assert!(
        stranger.contains("sign in to see where your access stands"),
        "{stranger}"
    );
    let browser = Browser::sign_in(&server);
    let login = LoggingIn::start(&machine, &["login", &origin]);
    browser.decide(&login.code, "approve");
    assert_eq!(login.end().0, Some(0));
    let owner = said();
    assert!(
        owner.contains("you have not asked for access yet"),
        "{owner}"
    );
}
