//! `cargo xtask run`: everything built, the server started.

use std::process::Command;

use crate::Failure;
use crate::package;
use crate::process::run as run_program;
use crate::steps::step;
use crate::workspace::{Workspace, cargo};

/// Where the server listens unless told otherwise.
const ADDRESS: &str = "127.0.0.1:8080";

/// Builds everything in release mode and starts the server with `arguments`.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<(), Failure> {
    package::build(workspace)?;
    build_server(workspace)?;
    let listens_elsewhere = arguments
        .iter()
        .any(|word| word == "--listen" || word.starts_with("--listen="));
    let mut server = Command::new(workspace.server());
    server.current_dir(&workspace.root).arg("serve");
    if !listens_elsewhere {
        println!("==> start the server on http://{ADDRESS}/ (stop it with Ctrl-C)");
        server.args(["--listen", ADDRESS]);
    }
    let status = server.args(arguments).status().map_err(|error| {
        format!(
            "{} could not be started: {error}",
            workspace.server().display()
        )
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the server stopped ({status})"))
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
