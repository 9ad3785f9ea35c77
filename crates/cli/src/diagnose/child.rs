//! Runs a command as if it ran alone: its input, output, exit code and signals go through.

use std::io::{self, Read, Write};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use anyhow::Context as _;

use super::tail::Tail;

/// Bytes that are passed on at once; a pipe of Linux holds as many.
const CHUNK_BYTES: usize = 64 * 1024;

/// What shells add to the number of the signal that ended a program (POSIX, "Exit Status for
/// Commands").
const SIGNAL_BASE: i32 = 128;

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
pub(super) fn run(command: &[String]) -> anyhow::Result<Ran> {
    let (program, arguments) = command.split_first().context("no command is given")?;
    #[cfg(unix)]
    let signals = super::forward::Signals::listen()?;
    let mut child = Command::new(program)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{program}` cannot be started"))?;
    let tail = Arc::new(Mutex::new(Tail::default()));
    let out = pass_on(child.stdout.take(), io::stdout(), &tail);
    let err = pass_on(child.stderr.take(), io::stderr(), &tail);
    #[cfg(unix)]
    signals.forward_until_end(&child)?;
    let status = child.wait().context("the command cannot be waited for")?;
    // The pipes end when the last process that holds them does.
    for thread in [out, err].into_iter().flatten() {
        thread.join().ok();
    }
    let tail = std::mem::take(&mut *tail.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Ran {
        status,
        output: tail.into_bytes(),
    })
}

/// Copies what comes to where it belongs, at once, and keeps the end of it.
fn pass_on(
    from: Option<impl Read + Send + 'static>,
    mut to: impl Write + Send + 'static,
    tail: &Arc<Mutex<Tail>>,
) -> Option<JoinHandle<()>> {
    let mut from = from?;
    let tail = Arc::clone(tail);
    Some(thread::spawn(move || {
        let mut chunk = vec![0; CHUNK_BYTES];
        while let Ok(length @ 1..) = read(&mut from, &mut chunk) {
            let bytes = &chunk[..length];
            let kept = tail
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .write_all(bytes);
            kept.expect("memory takes what is written");
            // Nobody reads any more: closing our end lets the command find out as it would alone.
            if to.write_all(bytes).and_then(|()| to.flush()).is_err() {
                break;
            }
        }
    }))
}

fn read(from: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(unix)]
fn signal_of(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal_of(_status: ExitStatus) -> Option<i32> {
    None
}
