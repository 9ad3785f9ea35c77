//! Debian's `docker-registry` on a port of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use crate::program::installed;

/// `robot` with the password `secret`, as `htpasswd -Bbn -C 5` writes it.
const USERS: &str = "robot:$2y$05$.kuQFRMkplw8bjV9wdnIouSkjaXw3zMT9tKiWSsMVl6IdGVIzHOqa\n";

/// Runs the registry until whoever started it closes its input, by dying at the latest.
const UNTIL_INPUT_ENDS: &str = r#""$1" serve "$2" & read -r line; kill "$!""#;

/// A running registry and its folder.
pub struct Program {
    /// Host and port.
    pub authority: String,
    shell: Child,
    _folder: TempDir,
}

impl Program {
    /// Starts a registry that lets nobody in but `robot` with the password `secret`.
    pub fn start_shut() -> Self {
        let auth = "auth: { htpasswd: { realm: lab, path: FOLDER/users } }";
        Self::start(&[("users", USERS)], auth)
    }

    /// Starts a registry. `files` are put into its folder, whose path stands for `FOLDER` in
    /// `auth`, the `auth` of its configuration.
    pub fn start(files: &[(&str, &str)], auth: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display().to_string();
        let auth = auth.replace("FOLDER", &path);
        let configuration = format!(
            "version: 0.1\nlog: {{ level: info, accesslog: {{ disabled: true }} }}\n\
             storage: {{ filesystem: {{ rootdirectory: {path}/data }} }}\n\
             http: {{ addr: 127.0.0.1:0, secret: none }}\n{auth}\n"
        );
        for (name, text) in files.iter().chain(&[("config.yml", &*configuration)]) {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut shell = Command::new("/bin/sh")
            .args(["-c", UNTIL_INPUT_ENDS, "docker-registry"])
            .arg(installed("docker-registry"))
            .arg(folder.path().join("config.yml"))
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(shell.stderr.take().unwrap()).lines();
        let authority = log
            .by_ref()
            .map(Result::unwrap)
            .find_map(|line| {
                let (_, behind) = line.split_once("listening on ")?;
                Some(behind.split('"').next()?.to_owned())
            })
            .expect("the registry says where it listens");
        // A registry whose log nobody reads stops when the pipe is full.
        thread::spawn(move || log.for_each(drop));
        Self {
            authority,
            shell,
            _folder: folder,
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}
