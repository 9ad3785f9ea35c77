//! The machine of somebody who pulls: a home of its own, the program under its two names, and Skopeo.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, symlink};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use wharfinger_tests::program::{installed, program};

use super::gate::Gate;

/// Takes every image: who has signed it is not what is tried here.
const POLICY: &str = r#"{"default":[{"type":"insecureAcceptAnything"}]}"#;

pub(super) struct Machine {
    home: TempDir,
    proxy: String,
    certificate: PathBuf,
}

impl Machine {
    /// A machine whose way to registries leads through a gate, and that trusts its certificate.
    pub(super) fn new(gate: &Gate) -> Self {
        let home = tempfile::tempdir().unwrap();
        let certificate = home.path().join("gate.pem");
        fs::write(&certificate, &gate.certificate).unwrap();
        fs::write(home.path().join("policy.json"), POLICY).unwrap();
        fs::create_dir(home.path().join("bin")).unwrap();
        symlink(
            program(),
            home.path().join("bin/docker-credential-wharfinger"),
        )
        .unwrap();
        Self {
            proxy: gate.proxy.clone(),
            certificate,
            home,
        }
    }

    /// Keeps a token as `wharfinger login` does.
    pub(super) fn log_in(&self, address: &str, token: &str) {
        let folder = self.home.path().join(".config/wharfinger");
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .unwrap();
        let mut file = fs::OpenOptions::new();
        let file = file.write(true).create_new(true).mode(0o600);
        let mut file = file.open(folder.join("credentials.json")).unwrap();
        let credentials = json!({"servers": {format!("http://{address}"): {"token": token}}});
        file.write_all(credentials.to_string().as_bytes()).unwrap();
    }

    /// Has everybody who reads Docker's configuration ask the program for a registry's password.
    pub(super) fn configure(&self, registry: &str) {
        let mut command = self.command(program());
        command.args(["credential-helper", "--configure", registry]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let written = fs::read_to_string(self.home.path().join(".docker/config.json")).unwrap();
        let written: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(written, json!({"credHelpers": {registry: "wharfinger"}}));
    }

    /// Asks the program as Docker does: under its other name, with a line of input.
    pub(super) fn helper(&self, action: &str, input: &str) -> Result<String, String> {
        self.helper_for("", action, input)
    }

    /// The same of whoever says that they pull from a repository; from none where that is empty.
    pub(super) fn helper_for(
        &self,
        repository: &str,
        action: &str,
        input: &str,
    ) -> Result<String, String> {
        let helper = self.home.path().join("bin/docker-credential-wharfinger");
        let mut command = self.command(helper);
        command
            .arg(action)
            .env("WHARFINGER_REPOSITORY", repository)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Who wants no input may be gone by now.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        if output.status.success() {
            Ok(said)
        } else {
            Err(said)
        }
    }

    /// Copies an image out of its registry, and gives its manifest; or what Skopeo says.
    pub(super) fn copy(&self, image: &str) -> Result<String, String> {
        let copied = tempfile::tempdir_in(self.home.path()).unwrap();
        let mut command = self.command(installed("skopeo"));
        command
            .args(["--policy", "policy.json", "copy"])
            .arg(format!("docker://{image}"))
            .arg(format!("dir:{}", copied.path().display()))
            .env("HTTPS_PROXY", &self.proxy)
            .env("SSL_CERT_FILE", &self.certificate);
        let output = command.output().unwrap();
        if !output.status.success() {
            return Err(String::from_utf8(output.stderr).unwrap());
        }
        Ok(fs::read_to_string(copied.path().join("manifest.json")).unwrap())
    }

    /// A program in this home, untouched by the environment of whoever runs the tests.
    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let home = self.home.path();
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("HOME", home)
            .env("PATH", home.join("bin"))
            // Where Podman keeps what somebody has logged in to by hand.
            .env("XDG_RUNTIME_DIR", home)
            .current_dir(home);
        command
    }
}
