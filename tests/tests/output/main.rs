//! What programs that pull images really say when they fail, explained by the real `wharfinger diagnose`.
//!
//! The wordings of `tests/data/diagnoses.jsonl` are those that people have posted. Here Docker,
//! cwltool and Skopeo fail in front of a real registry, so that a version which says it otherwise is noticed.
//!
//! `cargo xtask test --only output` installs them and runs these tests; they are no part of what
//! `cargo test` runs, which needs no Python.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its functions too"
)]

mod machine;

use std::net::TcpListener;

use serde_json::Value;
use wharfinger_tests::registry::{DOCKER_IMAGE, OCI_IMAGE, Program, Pusher};

use machine::Machine;

/// A `docker` where there is no daemon to pull: Skopeo in its place, whose words cwltool passes on.
const STAND_IN: &str = r#"#!/bin/sh
[ "$1" = pull ] || exit 1
exec skopeo --insecure-policy copy --src-tls-verify=false "docker://$2" "dir:$HOME/pulled"
"#;

/// A `docker` that says nothing.
const SILENT: &str = "#!/bin/sh\nexit 1\n";

/// A registry with `tools/md5sum:1.0`, the same for old clients as `docker`, and, for two platforms,
/// `tools/md5sum:both`.
fn registry() -> Program {
    let registry = Program::start(&[], "");
    let pusher = Pusher {
        authority: &registry.authority,
        repository: "tools/md5sum",
        authorization: None,
    };
    let amd64 = pusher.image(OCI_IMAGE, "amd64", "1.0");
    let arm64 = pusher.image(OCI_IMAGE, "arm64", "1.0-arm64");
    // The client of Debian 12, Docker 20.10, finds no manifest in one of OCI.
    pusher.image(DOCKER_IMAGE, "amd64", "docker");
    pusher.index(&[(&amd64, "amd64"), (&arm64, "arm64")], "both");
    registry
}

/// Host and port that were given out and given back: nobody listens there.
fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Fails unless a diagnosis is of this cause, of this image, and knows who has failed.
#[track_caller]
fn check(diagnosis: &Value, cause: &str, image: Option<&str>, programs: [Option<&str>; 2]) {
    let [program, engine] = programs;
    let found = [
        diagnosis["cause"].as_str(),
        diagnosis["image"]["reference"].as_str(),
        diagnosis["program"].as_str(),
        diagnosis["engine"].as_str(),
    ];
    assert_eq!(found, [Some(cause), image, program, engine], "{diagnosis}");
}

#[test]
fn skopeo_is_understood() {
    let (open, shut) = (registry(), Program::start_shut());
    let nobody = nobody();
    let machine = Machine::new(None);
    let there = format!("{}/tools/md5sum", open.authority);
    let copied = machine.copy("amd64", false, &format!("{there}:1.0"));
    assert_eq!(copied, Ok(()));
    for (architecture, is_tls, image, cause) in [
        ("amd64", false, format!("{there}:2.0"), "pull.tag_missing"),
        ("s390x", false, format!("{there}:both"), "pull.architecture"),
        ("amd64", true, format!("{there}:1.0"), "pull.certificate"),
        (
            "amd64",
            false,
            format!("{}/tools/md5sum:1.0", shut.authority),
            "pull.not_logged_in",
        ),
        (
            "amd64",
            false,
            format!("{nobody}/tools/md5sum:1.0"),
            "pull.unreachable",
        ),
    ] {
        let copied = machine.copy(architecture, is_tls, &image);
        let diagnosis = copied.unwrap_err();
        check(&diagnosis, cause, Some(&image), [Some("skopeo"), None]);
    }
}

#[test]
fn docker_is_understood() {
    let (open, shut) = (registry(), Program::start_shut());
    let (open, shut) = (&open.authority, &shut.authority);
    let nobody = nobody();
    let machine = Machine::with_docker();
    let inspect = ["manifest", "inspect", "--insecure"];
    let there = machine.docker(&[&inspect[..], &[&format!("{open}/tools/md5sum:docker")]].concat());
    assert_eq!(there, Ok(()));
    for (image, cause) in [
        (format!("{open}/tools/md5sum:2.0"), "pull.tag_missing"),
        (format!("{shut}/tools/md5sum:1.0"), "pull.not_logged_in"),
        (format!("{nobody}/tools/md5sum:1.0"), "pull.unreachable"),
    ] {
        let inspected = machine.docker(&[&inspect[..], &[&image]].concat());
        let diagnosis = inspected.unwrap_err();
        assert_eq!(diagnosis["cause"], cause, "{diagnosis}");
    }
    let docker = Some("docker");
    for (arguments, cause, program) in [
        (
            &["pull", "quay.io/team/md5sum:1.0"][..],
            "pull.daemon_down",
            docker,
        ),
        (
            &["run", "quay.io/team/md5sum:1.0"],
            "pull.daemon_down",
            docker,
        ),
        // It does not say who speaks.
        (
            &["pull", "quay.io/Team/md5sum:1.0"],
            "pull.invalid_reference",
            None,
        ),
        (
            &["login", "-u", "robot", "-p", "wrong", shut],
            "pull.login_refused",
            docker,
        ),
    ] {
        let diagnosis = machine.docker(arguments).unwrap_err();
        check(&diagnosis, cause, None, [program, None]);
    }
}

#[test]
fn cwltool_is_understood_with_docker_that_has_no_daemon() {
    let image = "quay.io/team/md5sum:1.0";
    let programs = [Some("docker"), Some("cwltool")];
    let diagnosis = Machine::with_docker().cwltool(image).unwrap_err();
    check(&diagnosis, "pull.daemon_down", Some(image), programs);
}

#[test]
fn cwltool_is_understood_with_what_it_passes_on() {
    let (open, shut) = (registry(), Program::start_shut());
    let machine = Machine::new(Some(STAND_IN));
    for (registry, cause) in [(&open, "pull.tag_missing"), (&shut, "pull.not_logged_in")] {
        let image = format!("{}/tools/md5sum:2.0", registry.authority);
        let programs = [Some("skopeo"), Some("cwltool")];
        let diagnosis = machine.cwltool(&image).unwrap_err();
        check(&diagnosis, cause, Some(&image), programs);
    }
}

#[test]
fn cwltool_alone_tells_that_something_failed() {
    let image = "quay.io/team/md5sum:1.0";
    let programs = [Some("docker"), Some("cwltool")];
    let ran = Machine::new(Some(SILENT)).cwltool(image);
    let diagnosis = ran.unwrap_err();
    check(&diagnosis, "pull.unexplained", Some(image), programs);
    let diagnosis = Machine::new(None).cwltool(image).unwrap_err();
    check(&diagnosis, "pull.program_missing", None, programs);
}
