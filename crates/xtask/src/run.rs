//! `cargo xtask run`: everything built, the server started.

use std::process::Command;

use crate::Failure;
use crate::package;
use crate::process::run as run_program;
use crate::steps::step;
use crate::workspace::{Workspace, cargo};

/// Builds everything in release mode and starts the server with `arguments`.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    package::build(workspace)?;
    build_server(workspace)?;
    println!("==> start the server (stop it with Ctrl-C)");
    let mut server = Command::new(workspace.server());
    server.current_dir(&workspace.root).arg("serve");
    become_program(server.args(arguments))
        .map_err(|error| format!("{}: {error}", workspace.server().display()))
}

/// Puts the program in the place of this one, so that a signal reaches it and the shell waits for
/// it; returns only when it cannot be started.
#[cfg(unix)]
fn become_program(program: &mut Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt as _;
    Err(format!("could not be started: {}", program.exec()))
}

#[cfg(not(unix))]
fn become_program(program: &mut Command) -> Result<(), Failure> {
    match program.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("stopped ({status})")),
        Err(error) => Err(format!("could not be started: {error}")),
    }
}

/// Builds the one binary in release mode; the page assets are embedded in it and come first.
pub(crate) fn build_server(workspace: &Workspace) -> Result<(), Failure> {
    step("build the server (release)", || {
        run_program(
            &workspace.root,
            Command::new(cargo()).args(["build", "--release", "--package", "wharfinger"]),
        )
        .map(|_| ())
    })
}
