//! The real program: the command line and the server as processes of their own.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;

use crate::data::root;

/// Says where the program lies, so that it need not be built.
const PROGRAM_VARIABLE: &str = "WHARFINGER";

/// Where Debian puts programs, should `PATH` lack it.
const DEBIAN: &str = "/usr/bin";

/// The operator's token of every server here.
pub const TOKEN: &str = "a-token-of-the-tests-that-is-long-enough";

/// The header field that makes a request the operator's.
pub const AUTHORIZATION: (&str, &str) = (
    "authorization",
    "Bearer a-token-of-the-tests-that-is-long-enough",
);

/// The program to ask: what `WHARFINGER` names, or else the build of this workspace, brought up
/// to date first.
#[must_use]
pub fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| env::var_os(PROGRAM_VARIABLE).map_or_else(build, PathBuf::from))
}

/// A program that Debian's package of the same name installs.
///
/// # Panics
/// Where it is not installed.
#[must_use]
pub fn installed(name: &str) -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain([DEBIAN.into()])
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| {
            panic!("`{name}` is missing; install it with `sudo apt-get install {name}`")
        })
}

/// Builds the program beside the tests, in their profile.
fn build() -> PathBuf {
    let profile = if cfg!(debug_assertions) {
        "dev"
    } else {
        "release"
    };
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root())
        .args([
            "build",
            "--quiet",
            "--package",
            "wharfinger",
            "--profile",
            profile,
        ])
        .status()
        .expect("cargo can be started");
    assert!(status.success(), "`wharfinger` does not build");
    // target/PROFILE/deps/THIS-TEST
    let test = env::current_exe().expect("a running program has a path");
    let folder = test.ancestors().nth(2).expect("tests lie in `deps`");
    folder.join(format!("wharfinger{}", env::consts::EXE_SUFFIX))
}

/// Runs a program, writes `lines` to its standard input and reads as many lines from its standard
/// output.
#[must_use]
pub fn filter(command: &mut Command, lines: &[String]) -> Vec<String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}"));
    let mut input = child.stdin.take().expect("standard input is piped");
    let output = child.stdout.take().expect("standard output is piped");
    // Both ends at once: either pipe holds far less than all the lines.
    let answers = thread::scope(|scope| {
        scope.spawn(move || {
            for line in lines {
                // A program that stops reading is noticed by the lines that are missing.
                if input
                    .write_all(line.as_bytes())
                    .and_then(|()| input.write_all(b"\n"))
                    .is_err()
                {
                    return;
                }
            }
        });
        let answers = BufReader::new(output).lines();
        answers
            .map(|line| line.expect("the program writes UTF-8"))
            .collect()
    });
    child.wait().expect("the program ends with its input");
    answers
}

/// The address of the SQLite database in a file.
#[must_use]
pub fn sqlite(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

/// A server in a process of its own, killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: String,
    log: Arc<Mutex<String>>,
}

impl Server {
    /// Starts a server over the database at this address, on a port that the system chooses, without
    /// limits on the rate of writes and checks.
    #[must_use]
    pub fn start(database: &str) -> Self {
        Self::start_with(database, &[])
    }

    /// The same with more arguments.
    #[must_use]
    pub fn start_with(database: &str, arguments: &[&OsStr]) -> Self {
        Self::start_in(database, arguments, &[])
    }

    /// The same with variables of its environment.
    #[must_use]
    pub fn start_in(database: &str, arguments: &[&OsStr], variables: &[(&str, &str)]) -> Self {
        Self::start_logging("warn", database, arguments, variables)
    }

    /// The same with a log of that level.
    #[must_use]
    pub fn start_logging(
        level: &str,
        database: &str,
        arguments: &[&OsStr],
        variables: &[(&str, &str)],
    ) -> Self {
        let mut child = Command::new(program())
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--writes-per-minute",
                "0",
                "--checks-per-minute",
                "0",
                "--log-level",
                level,
            ])
            .args(["--database", database])
            .args(arguments)
            .env("WHARFINGER_OPERATOR_TOKEN", TOKEN)
            .envs(variables.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server can be started");
        let mut log = BufReader::new(child.stderr.take().expect("standard error is piped"));
        let mut said = String::new();
        let address = loop {
            let before = said.len();
            let read = log.read_line(&mut said).expect("the log is text");
            assert!(read > 0, "the server did not start:\n{said}");
            if let Some(address) = said[before..].trim().strip_prefix("Listening on http://") {
                break address.to_owned();
            }
        };
        // Nobody waits for the rest of the log, and a full pipe would stop the server.
        let kept = Arc::new(Mutex::new(said));
        let written = kept.clone();
        thread::spawn(move || {
            for line in log.lines().map_while(Result::ok) {
                eprintln!("server: {line}");
                let mut written = written.lock().unwrap_or_else(PoisonError::into_inner);
                written.extend([&*line, "\n"]);
            }
        });
        Self {
            child,
            address,
            log: kept,
        }
    }

    /// What it has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        log.clone()
    }

    /// Host and port.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Stops it at once, as a power failure would: SIGKILL, nothing is flushed.
    pub fn kill(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Node.js with a script.
#[must_use]
pub fn node(script: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("node");
    command.arg(script).current_dir(root());
    command
}
