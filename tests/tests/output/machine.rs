//! A machine with Skopeo, cwltool, and Docker's client, a script in its place, or neither: nothing else is on
//! its `PATH`.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;
use wharfinger_tests::program::{installed, program};

/// A tool in an image; it is never run, because the image is never there.
const TOOL: &str = "cwlVersion: v1.2\nclass: CommandLineTool\nbaseCommand: [md5sum, --version]\n\
    requirements: { DockerRequirement: { dockerPull: IMAGE } }\ninputs: []\noutputs: []\n";

pub(crate) struct Machine {
    home: TempDir,
}

impl Machine {
    /// A machine whose `docker` is a script.
    pub(crate) fn new(docker: Option<&str>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let bin = home.path().join("bin");
        fs::create_dir(&bin).unwrap();
        symlink(installed("skopeo"), bin.join("skopeo")).unwrap();
        if let Some(script) = docker {
            let docker = bin.join("docker");
            fs::write(&docker, script).unwrap();
            fs::set_permissions(docker, fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { home }
    }

    /// A machine with Docker's client, and no daemon for it.
    pub(crate) fn with_docker() -> Self {
        let docker = named("DOCKER");
        let docker = docker.display();
        Self::new(Some(&format!(
            "#!/bin/sh\nexec '{docker}' --host \"unix://$HOME/docker.sock\" \"$@\"\n"
        )))
    }

    /// Runs Docker's client; the likeliest reason where it fails.
    pub(crate) fn docker(&self, arguments: &[&str]) -> Result<(), Value> {
        self.diagnosed(&[&["docker"], arguments].concat())
    }

    /// Copies an image for an architecture with Skopeo; the likeliest reason where that fails.
    pub(crate) fn copy(&self, architecture: &str, is_tls: bool, image: &str) -> Result<(), Value> {
        let architecture = format!("--override-arch={architecture}");
        let verify = format!("--src-tls-verify={is_tls}");
        let source = format!("docker://{image}");
        let global = ["skopeo", "--insecure-policy", &architecture];
        self.diagnosed(&[&global[..], &["copy", &verify, &source, "dir:copied"]].concat())
    }

    /// Runs a tool in an image with cwltool; the likeliest reason where that fails.
    pub(crate) fn cwltool(&self, image: &str) -> Result<(), Value> {
        let tool = self.home.path().join("tool.cwl");
        fs::write(tool, TOOL.replace("IMAGE", image)).unwrap();
        self.diagnosed(&[named("CWLTOOL").as_os_str(), OsStr::new("tool.cwl")])
    }

    /// Runs a command as people do who want it explained, and gives the likeliest reason where it
    /// fails.
    fn diagnosed(&self, command: &[impl AsRef<OsStr>]) -> Result<(), Value> {
        let home = self.home.path();
        let mut diagnose = Command::new(program());
        diagnose
            .args(["diagnose", "--format", "json", "--"])
            .args(command)
            .env_clear()
            .env("HOME", home)
            .env("PATH", home.join("bin"))
            // Where Podman keeps what somebody has logged in to by hand.
            .env("XDG_RUNTIME_DIR", home)
            .current_dir(home);
        let output = diagnose.output().unwrap();
        if output.status.success() {
            return Ok(());
        }
        // The diagnosis is the last line, behind what the command said.
        let said = String::from_utf8(output.stderr).unwrap();
        let last = said.lines().last().unwrap_or_default();
        let found: Value = serde_json::from_str(last).unwrap_or_else(|_| panic!("{said}"));
        Err(found["diagnoses"][0].clone())
    }
}

/// The program that a variable says the place of.
fn named(variable: &str) -> PathBuf {
    let program = env::var_os(variable).map(PathBuf::from);
    program.expect("`cargo xtask test --only output` installs the programs and says where they are")
}
