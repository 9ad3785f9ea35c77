//! The npm package and the page assets.

use std::process::Command;

use crate::Failure;
use crate::process::run;
use crate::steps::step;
use crate::wasm;
use crate::workspace::Workspace;

/// Builds the WebAssembly, the npm package on it, and the page assets on that.
pub(crate) fn build(workspace: &Workspace) -> Result<(), Failure> {
    wasm::build(workspace)?;
    for (name, folder) in [
        ("build the npm package", "web/validator"),
        ("build the page assets", "web/app"),
    ] {
        step(name, || {
            run(
                &workspace.path(folder),
                Command::new("npm").args(["run", "--silent", "build"]),
            )
        })?;
    }
    Ok(())
}
