//! What stops a cluster whose tests have ended, also when they were killed.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// Waits beside the tests for the owner's end, then ends PostgreSQL at once (`SIGQUIT`, its immediate shutdown) and
/// removes the folder. The wait for PostgreSQL's end is bounded, because a container without an
/// init process keeps the process ids of what has ended.
const WATCH: &str = r#"
    {
        while kill -0 "$1" 2>/dev/null; do sleep 1; done
        read -r server <"$2/data/postmaster.pid" && kill -QUIT "$server"
        left=50
        while [ "$left" -gt 0 ] && kill -0 "$server" 2>/dev/null; do
            left=$((left - 1))
            sleep 0.1
        done
        rm -rf "$2" "$2.lock"
    } &
"#;

/// Stops the cluster in `folder` when the process `owner` has ended.
pub(crate) fn watch(folder: &Path, owner: u32) {
    Command::new("/bin/sh")
        .args(["-c", WATCH, "watch-postgres"])
        .arg(owner.to_string())
        .arg(folder)
        // The test runner waits for what holds the test's outputs, and ends the test's group.
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .status()
        .expect("there is a shell");
}
