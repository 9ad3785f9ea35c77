//! What programs that pull images really say when they fail, explained by the real `wharfinger diagnose`.
//!
//! The wordings of `tests/data/diagnoses.jsonl` are those that people have posted. Here cwltool and Skopeo
//! fail in front of a real registry, so that a version which says it otherwise is noticed.
//!
//! `cargo xtask test --only output` installs cwltool and runs these tests; they are no part of what
//! `cargo test` runs, which needs no Python.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its functions too"
)]

mod machine;

use std::net::TcpListener;

use serde_json::Value;
use wharfinger_tests::registry::{OCI_IMAGE, Program, Pusher};

use machine::Machine;

/// A `docker` where there is no daemon to pull: Skopeo in its place, whose words cwltool passes on.
const STAND_IN: &str = r#"#!/bin/sh
[ "$1" = pull ] || exit 1
exec skopeo --insecure-policy copy --src-tls-verify=false "docker://$2" "dir:$HOME/pulled"
"#;

/// A `docker` that says nothing.
const SILENT: &str = "#!/bin/sh\nexit 1\n";

/// A registry with `tools/md5sum:1.0` and, for two platforms, `tools/md5sum:both`.
fn registry() -> Program {
    let registry = Program::start(&[], "");
    let pusher = Pusher {
        authority: &registry.authority,
        repository: "tools/md5sum",
        authorization: None,
    };
    let amd64 = pusher.image(OCI_IMAGE, "amd64", "1.0");
    let arm64 = pusher.image(OCI_IMAGE, "arm64", "1.0-arm64");
    pusher.index(&[(&amd64, "amd64"), (&arm64, "arm64")], "both");
    registry
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
    // A port that was given out and given back: nobody listens there.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let nobody = nobody.unwrap().to_string();
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
