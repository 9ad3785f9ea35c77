//! Runs a command as if it ran alone: its input, output, exit code and signals go through.

use std::io;
use std::process::{Command, ExitCode, ExitStatus, Stdio};

use anyhow::Context as _;

use super::pipes::Pipes;

/// What shells add to the number of the signal that ended a program (POSIX, "Exit Status for
/// Commands").
const SIGNAL_BASE: i32 = 128;

/// The exit codes of shells and of `env` where a command is not there, and where it is and cannot be started
/// (POSIX, "Exit Status for Commands"): no command's own, as 1 would be.
const NOT_FOUND: u8 = 127;
const NOT_EXECUTABLE: u8 = 126;

/// A command that could not be started.
pub(super) struct NotStarted {
    /// The command and the reason, for people.
    pub(super) message: String,
    reason: io::ErrorKind,
}

impl NotStarted {
    fn new(program: &str, error: &io::Error) -> Self {
        Self {
            message: format!("`{program}` cannot be started: {error}"),
            reason: error.kind(),
        }
    }

    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(match self.reason {
            io::ErrorKind::NotFound => NOT_FOUND,
            _ => NOT_EXECUTABLE,
        })
    }
}

/// A command that has ended.
pub(super) struct Ran {
    status: ExitStatus,
    /// The end of what it wrote, both streams as they came.
    pub(super) output: Vec<u8>,
}

impl Ran {
    pub(super) fn is_success(&self) -> bool {
        self.status.success()
    }

    /// The command's own exit code; of a command that a signal ended, what shells say.
    pub(super) fn code(&self) -> ExitCode {
        let code = self
            .status
            .code()
            .or_else(|| Some(SIGNAL_BASE + signal_of(self.status)?));
        let code = code.and_then(|code| u8::try_from(code).ok());
        code.map_or(ExitCode::FAILURE, ExitCode::from)
    }
}

/// Runs it to its end.
pub(super) fn run(command: &[String]) -> anyhow::Result<Result<Ran, NotStarted>> {
    let (program, arguments) = command.split_first().context("no command is given")?;
    #[cfg(unix)]
    let signals = super::forward::Signals::listen()?;
    let started = Command::new(program)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match started {
        Ok(child) => child,
        Err(error) => return Ok(Err(NotStarted::new(program, &error))),
    };
    let pipes = Pipes::default();
    pipes.pass_on(child.stdout.take(), io::stdout());
    pipes.pass_on(child.stderr.take(), io::stderr());
    #[cfg(unix)]
    signals.forward_until_end(&child)?;
    let status = child.wait().context("the command cannot be waited for")?;
    Ok(Ok(Ran {
        status,
        output: pipes.into_output(),
    }))
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_status: ExitStatus) -> Option<i32> {
    None
}
