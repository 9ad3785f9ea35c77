//! Starting the binary.

use std::io::Write as _;
use std::process::{Command, Stdio};

/// What a run left behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The binary, untouched by the environment of whoever runs the tests.
pub(crate) fn wharfinger(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wharfinger"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("WHARFINGER_") {
            command.env_remove(name);
        }
    }
    command.args(arguments);
    command
}

/// Runs to the end without input.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, b"")
}

/// Runs to the end over this input.
pub(crate) fn run_with(arguments: &[&str], input: &[u8]) -> Ran {
    finished(wharfinger(arguments), input)
}

/// Runs a command to the end over this input.
pub(crate) fn finished(mut command: Command, input: &[u8]) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    // Written beside reading, since neither pipe holds everything.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    // A run that does not read its input closes the pipe.
    let _ = writer.join().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
