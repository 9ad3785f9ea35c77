//! `wharfinger diagnose`.

use serde_json::Value;

use crate::support::{Ran, run, run_with, wharfinger};

const OUTPUT: &str = "Error response from daemon: Head \"https://312767926603.dkr.ecr.us-west-2.amazonaws.com/v2/md5sum/manifests/1.0\": no basic auth credentials\n";

#[test]
fn standard_input_is_explained() {
    let explained = Ran {
        code: Some(0),
        stdout: "cause[pull.not_logged_in]: The registry wants a login, and there is none for it.\n\
             \x20 | Error response from daemon: Head \"https://312767926603.dkr.ecr.us-west-2.amazonaws.com/v2/md5sum/manifests/1.0\": no basic auth credentials\n\
             \x20 image: 312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0\n\
             \x20 why: Logins are kept for each registry host and for each user of a machine: one for another host, another region, or made without `sudo` does not count.\n\
             \x20 help: log in to the registry as the user who pulls, then pull again\n\
             \x20   aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin 312767926603.dkr.ecr.us-west-2.amazonaws.com\n\
             \x20   docker pull 312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0\n"
            .to_owned(),
        stderr: String::new(),
    };
    assert_eq!(run_with(&["diagnose"], OUTPUT.as_bytes()), explained);
    assert_eq!(run_with(&["diagnose", "-"], OUTPUT.as_bytes()), explained);
}

#[test]
fn a_file_is_explained_as_json_without_its_secrets() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let text = format!("docker login -u ada -p hunter22 quay.io\n{OUTPUT}");
    std::fs::write(file.path(), text).unwrap();
    let ran = run(&[
        "diagnose",
        "--format",
        "json",
        file.path().to_str().unwrap(),
    ]);
    assert_eq!(ran.code, Some(0));
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(found["diagnoses"][0]["cause"], "pull.not_logged_in");
    assert_eq!(found["masked"], 1);
    assert!(!ran.stdout.contains("hunter22"));
}

#[test]
fn where_nothing_is_found_the_run_fails() {
    let ran = run_with(&["diagnose"], b"all is well\n\xff\x00");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(
        ran.stderr.contains("nothing in it stops a pull"),
        "{}",
        ran.stderr
    );
    let ran = run(&["diagnose", "/nowhere/at/all"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.contains("`/nowhere/at/all` cannot be read"),
        "{}",
        ran.stderr
    );
}

#[cfg(unix)]
mod commands {
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::Stdio;

    use super::*;

    fn shell(script: &str) -> Vec<&str> {
        vec!["diagnose", "--", "sh", "-c", script]
    }

    #[test]
    fn a_command_that_works_goes_through_untouched() {
        let ran = run_with(&shell("cat; echo out; echo err >&2"), b"in\0\n");
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
            (Some(0), "in\0\nout\n", "err\n")
        );
    }

    #[test]
    fn a_failure_is_explained_behind_its_own_words() {
        let ran = run(&shell(
            "echo data; echo 'denied: Your authorization token has expired.' >&2; exit 7",
        ));
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(7), "data\n"));
        let (own, explained) = ran.stderr.split_once("\n\n").unwrap();
        assert_eq!(own, "denied: Your authorization token has expired.");
        assert!(
            explained.starts_with("cause[pull.login_expired]"),
            "{explained}"
        );
    }

    #[test]
    fn what_is_said_to_standard_output_counts_as_well() {
        let ran = run(&shell("echo 'manifest unknown'; exit 1"));
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (Some(1), "manifest unknown\n")
        );
        assert!(ran.stderr.contains("cause[pull.tag_missing]"));
    }

    #[test]
    fn of_a_failure_that_stops_no_pull_so_much_is_said() {
        let ran = run(&shell("echo broken >&2; exit 3"));
        assert_eq!(
            (ran.code, ran.stderr.as_str()),
            (
                Some(3),
                "broken\n\nnothing in it stops a pull, as far as can be told\nhelp: where an image could not be \
                 pulled, pull it by hand: `wharfinger diagnose -- docker pull IMAGE`\n"
            )
        );
        let ran = run(&["diagnose", "--format", "json", "--", "false"]);
        let found: Value = serde_json::from_str(&ran.stderr).unwrap();
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
        assert_eq!(found["diagnoses"], serde_json::json!([]));
    }

    #[test]
    fn a_command_that_cannot_be_started_is_named_and_exits_as_in_a_shell() {
        let not_executable = tempfile::NamedTempFile::new().unwrap();
        let not_executable = not_executable.path().to_str().unwrap();
        for (command, code) in [
            ("/nowhere/at/all", 127),
            ("no-such-program-anywhere", 127),
            (not_executable, 126),
        ] {
            let ran = run(&["diagnose", "--", command]);
            assert_eq!((ran.code, ran.stdout.as_str()), (Some(code), ""));
            let said = format!("error: `{command}` cannot be started: ");
            assert!(ran.stderr.starts_with(&said), "{}", ran.stderr);
        }
    }

    #[test]
    fn a_signal_that_ends_the_command_is_in_the_exit_code() {
        assert_eq!(run(&shell("kill -KILL $$")).code, Some(128 + 9));
    }

    #[test]
    fn what_a_command_leaves_behind_is_not_waited_for() {
        let ran = run(&shell(
            "tail -f /dev/null & echo $!; echo 'manifest unknown' >&2; exit 4",
        ));
        let left_behind = ran.stdout.trim();
        // It may have ended by itself, because nobody reads what it writes.
        let mut kill = std::process::Command::new("kill");
        kill.arg(left_behind)
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(ran.code, Some(4));
        assert!(
            ran.stderr.contains("cause[pull.tag_missing]"),
            "{}",
            ran.stderr
        );
    }

    #[test]
    fn signals_are_passed_on() {
        for (name, code) in [("TERM", 21), ("USR1", 22), ("HUP", 23)] {
            let script = format!("trap 'exit {code}' {name}; echo ready; read line; echo late");
            let mut child = wharfinger(&shell(&script))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut out = BufReader::new(child.stdout.take().unwrap());
            let mut line = String::new();
            out.read_line(&mut line).unwrap();
            assert_eq!(line, "ready\n");
            let pid = child.id().to_string();
            let sent = std::process::Command::new("kill")
                .args(["-s", name, &pid])
                .status()
                .unwrap();
            assert!(sent.success());
            let mut rest = String::new();
            // Its input stays open: only the trap ends the shell.
            out.read_to_string(&mut rest).unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(code), "{name}: {rest}");
        }
    }
}
