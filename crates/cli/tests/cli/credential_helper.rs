//! `wharfinger credential-helper`: what it and its callers say to each other, byte by byte.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::thread;

use tempfile::TempDir;

use crate::support::{Ran, finished, wharfinger};

const HOST: &str = "111122223333.dkr.ecr.us-west-2.amazonaws.com";

const NOT_FOUND: &str = "credentials not found in native keychain\n";

/// A home without anything in it.
fn home() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn in_home(home: &TempDir, arguments: &[&str]) -> Command {
    let mut command = wharfinger(arguments);
    command.env("HOME", home.path());
    for name in ["XDG_CONFIG_HOME", "DOCKER_CONFIG"] {
        command.env_remove(name);
    }
    command
}

/// Asks the helper under the name that Docker calls it by.
fn ask(home: &TempDir, action: &str, input: &str) -> Ran {
    finished(helper(home, action), input.as_bytes())
}

/// The same, of whoever pulls from this repository.
fn ask_for(home: &TempDir, repository: &str) -> Ran {
    let mut command = helper(home, "get");
    command.env("WHARFINGER_REPOSITORY", repository);
    finished(command, HOST.as_bytes())
}

fn helper(home: &TempDir, action: &str) -> Command {
    let link = home.path().join("docker-credential-wharfinger");
    if !link.exists() {
        symlink(env!("CARGO_BIN_EXE_wharfinger"), &link).unwrap();
    }
    let mut command = Command::new(link);
    command.env_clear().env("HOME", home.path()).arg(action);
    command
}

/// Somebody has logged in at these servers.
fn log_in(home: &TempDir, servers: &[&str]) {
    let folder = home.path().join(".config/wharfinger");
    fs::create_dir_all(&folder).unwrap();
    let servers: Vec<_> = servers
        .iter()
        .map(|server| format!(r#""{server}":{{"token":"sesame"}}"#))
        .collect();
    let path = folder.join("credentials.json");
    fs::write(&path, format!(r#"{{"servers":{{{}}}}}"#, servers.join(","))).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// A server that gives one answer, and what it was asked.
fn server(status: &str, body: &str) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
         connection: close\r\n\r\n{body}"
    );
    let asked = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = Vec::new();
        let mut byte = [0];
        while !asked.ends_with(b"}") {
            stream.read_exact(&mut byte).unwrap();
            asked.extend(byte);
        }
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8(asked).unwrap()
    });
    (origin, asked)
}

fn refused(ran: &Ran, words: &str) {
    assert_eq!((ran.code, &*ran.stderr), (Some(1), ""), "{ran:?}");
    assert!(ran.stdout.contains(words), "{ran:?}");
    assert_eq!(ran.stdout.lines().count(), 1, "{ran:?}");
}

#[test]
fn a_password_is_fetched_and_handed_on() {
    let home = home();
    let body = r#"{"username":"AWS","password":"p\"w","expires_at":"2026-11-28T12:00:00Z","repositories":[]}"#;
    let (origin, asked) = server("200 OK", body);
    log_in(&home, &[&origin]);
    let expected = Ran {
        code: Some(0),
        stdout: format!(
            "{{\"ServerURL\":\"{HOST}\",\"Username\":\"AWS\",\"Secret\":\"p\\\"w\"}}\n"
        ),
        stderr: String::new(),
    };
    assert_eq!(ask(&home, "get", &format!("{HOST}\n")), expected);
    let asked = asked.join().unwrap();
    assert!(
        asked.starts_with("POST /api/v1/pull-credentials HTTP/1.1\r\n"),
        "{asked}"
    );
    assert!(
        asked.contains("authorization: Bearer sesame\r\n"),
        "{asked}"
    );
    assert!(
        asked.ends_with(&format!("\r\n\r\n{{\"registry\":\"{HOST}\"}}")),
        "{asked}"
    );
}

#[test]
fn what_a_password_does_not_open_is_told_and_can_be_asked_for() {
    let home = home();
    let body = format!(
        r#"{{"username":"AWS","password":"pw","repositories":["{HOST}/a"],"left_out":["{HOST}/b"]}}"#
    );
    let (origin, _) = server("200 OK", &body);
    log_in(&home, &[&origin]);
    let ran = ask(&home, "get", HOST);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        ran.stderr,
        format!(
            "wharfinger: of what you have access to in `{HOST}`, this password opens 1, and not `{HOST}/b`; to \
             pull from one of those, set `WHARFINGER_REPOSITORY` to it\n"
        )
    );

    let (origin, asked) = server("200 OK", &body);
    log_in(&home, &[&origin]);
    let ran = ask_for(&home, &format!("{HOST}/b:1.0"));
    assert_eq!((ran.code, &*ran.stderr), (Some(0), ""), "{ran:?}");
    let asked = asked.join().unwrap();
    let wanted = format!(r#"{{"registry":"{HOST}","repository":"{HOST}/b"}}"#);
    assert!(asked.ends_with(&wanted), "{asked}");

    let (origin, _) = server("403 Forbidden", r#"{"detail":"no access"}"#);
    log_in(&home, &[&origin]);
    refused(
        &ask_for(&home, &format!("{HOST}/b")),
        &format!(
            "`{origin}` refused: no access (asked for `{HOST}/b`, as `WHARFINGER_REPOSITORY` says)"
        ),
    );
    refused(
        &ask_for(&home, "b"),
        "`WHARFINGER_REPOSITORY` is `b`, which is no",
    );
    let elsewhere = "999999999999.dkr.ecr.us-west-2.amazonaws.com/b";
    let (origin, asked) = server("200 OK", &body);
    log_in(&home, &[&origin]);
    assert_eq!(ask_for(&home, elsewhere).code, Some(0));
    assert!(!asked.join().unwrap().contains("repository"));
}

#[test]
fn other_registries_have_none_here_and_nobody_is_asked() {
    let home = home();
    // Nothing listens there.
    log_in(&home, &["http://127.0.0.1:1"]);
    for registry in [
        "https://index.docker.io/v1/",
        "quay.io",
        "public.ecr.aws",
        "gibberish",
    ] {
        let ran = ask(&home, "get", registry);
        assert_eq!((ran.code, &*ran.stdout), (Some(1), NOT_FOUND), "{registry}");
    }
    refused(&ask(&home, "get", "\n"), "no credentials server URL");
}

#[test]
fn why_there_is_none_is_said_where_docker_reads() {
    let home = home();
    refused(
        &ask(&home, "get", HOST),
        "run `wharfinger login https://SERVER`",
    );

    let problem = r#"{"type":"/api/v1/problems/no-pull-password","title":"No","status":403,"detail":"you have no active access\nto it"}"#;
    let (origin, _) = server("403 Forbidden", problem);
    log_in(&home, &[&origin]);
    refused(
        &ask(&home, "get", HOST),
        &format!("`{origin}` refused: you have no active access to it"),
    );

    let (origin, _) = server("401 Unauthorized", "{}");
    log_in(&home, &[&origin]);
    refused(
        &ask(&home, "get", HOST),
        &format!("run `wharfinger login {origin}`"),
    );

    log_in(&home, &["http://127.0.0.1:1"]);
    refused(&ask(&home, "get", HOST), "cannot be reached");
    log_in(&home, &["http://tools.example.org"]);
    refused(&ask(&home, "get", HOST), "not encrypted");
}

#[test]
fn the_first_server_that_has_one_is_enough() {
    let home = home();
    let (nothing, _) = server("403 Forbidden", r#"{"detail":"nothing here"}"#);
    let (something, _) = server("200 OK", r#"{"username":"AWS","password":"pw"}"#);
    log_in(&home, &[&nothing, &something]);
    let ran = ask(&home, "get", HOST);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn a_file_that_others_can_read_is_not_used() {
    let home = home();
    log_in(&home, &["http://127.0.0.1:1"]);
    let path = home.path().join(".config/wharfinger/credentials.json");
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
    refused(&ask(&home, "get", HOST), "can be read or changed by others");
}

#[test]
fn nothing_is_kept_forgotten_or_listed() {
    let home = home();
    let login = format!(r#"{{"ServerURL":"{HOST}","Username":"AWS","Secret":"sesame"}}"#);
    let stored = ask(&home, "store", &login);
    refused(&stored, "keeps no passwords");
    assert!(!stored.stdout.contains("sesame"));
    let nothing = |stdout: &str| Ran {
        code: Some(0),
        stdout: stdout.to_owned(),
        stderr: String::new(),
    };
    assert_eq!(ask(&home, "erase", HOST), nothing(""));
    assert_eq!(ask(&home, "list", ""), nothing("{}\n"));
    let version = ask(&home, "version", "");
    assert!(
        version
            .stdout
            .starts_with("docker-credential-wharfinger (wharfinger) ")
    );
    assert_eq!(
        fs::read_dir(home.path()).unwrap().count(),
        1,
        "but for the link"
    );
}

#[test]
fn it_is_a_command_of_the_program_as_well() {
    let home = home();
    let ran = finished(in_home(&home, &["credential-helper", "get"]), b"quay.io");
    assert_eq!((ran.code, &*ran.stdout), (Some(1), NOT_FOUND));
    let ran = finished(in_home(&home, &["credential-helper", "fetch"]), b"");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("get, store, erase, list, version"),
        "{}",
        ran.stderr
    );
}

fn configure(home: &TempDir, arguments: &[&str]) -> Ran {
    let all = [&["credential-helper", "--configure"], arguments].concat();
    finished(in_home(home, &all), b"")
}

fn written(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn docker_is_told_and_told_how_to_find_it() {
    let home = home();
    let expected = format!("{{\n\t\"credHelpers\": {{\n\t\t\"{HOST}\": \"wharfinger\"\n\t}}\n}}\n");
    let printed = configure(&home, &[HOST, "--print"]);
    assert_eq!((printed.code, &*printed.stdout), (Some(0), &*expected));
    let path = home.path().join(".docker/config.json");
    assert!(!path.exists());

    let ran = configure(&home, &[HOST]);
    assert_eq!((ran.code, &*ran.stdout), (Some(0), ""), "{ran:?}");
    assert!(
        ran.stderr.contains("not on the `PATH` yet") && ran.stderr.contains("ln -s"),
        "{ran:?}"
    );
    assert_eq!(written(&path), expected);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let again = configure(&home, &[&format!("https://{HOST}/v2/")]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert_eq!(written(&path), expected);
}

#[test]
fn what_stands_in_a_configuration_stays() {
    let home = home();
    let folder = home.path().join("docker");
    fs::create_dir(&folder).unwrap();
    let path = folder.join("config.json");
    let before = "{ \"auths\":{},\r\n  \"credHelpers\": {\"gcr.io\":\"gcloud\"} }";
    fs::write(&path, before).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let mut command = in_home(&home, &["credential-helper", "--configure", HOST]);
    command.env("DOCKER_CONFIG", &folder);
    let ran = finished(command, b"");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let expected = before.replace(
        "{\"gcr.io\"",
        &format!("{{\"{HOST}\": \"wharfinger\",\"gcr.io\""),
    );
    assert_eq!(written(&path), expected);
    let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o640);
    assert_eq!(
        fs::read_dir(&folder).unwrap().count(),
        1,
        "nothing is left beside it"
    );

    let auth_file = home.path().join("auth.json");
    let named = auth_file.to_str().unwrap();
    fs::write(&auth_file, "{").unwrap();
    let ran = configure(&home, &[HOST, "--auth-file", named]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("is left as it is"), "{}", ran.stderr);
    assert_eq!(written(&auth_file), "{");
    let ran = configure(&home, &["quay.io"]);
    assert!(
        ran.stderr.contains("`quay.io` is not the host"),
        "{}",
        ran.stderr
    );
}
