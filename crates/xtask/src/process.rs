//! Running other programs: their output passed through, counted, and never silent for long.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::Failure;

/// After so long without output a line says that the program still runs: long enough not to
/// chatter, short enough that nobody takes a long link step for a hang.
const SILENCE_MAX: Duration = Duration::from_secs(20);

/// How many tests a program says it ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tests that passed.
    pub(crate) passed: u64,
    /// Tests that failed.
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds what one line of output of nextest, rustdoc or `node --test` counts.
    fn read(&mut self, line: &str) {
        let line = strip_colours(line);
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("Summary [") {
            // nextest: `Summary [ 0.1s] 3 tests run: 2 passed, 1 failed, 0 skipped`
            self.passed += number_before(rest, " passed");
            self.failed += number_before(rest, " failed") + number_before(rest, " timed out");
        } else if let Some(rest) = line.strip_prefix("test result: ") {
            self.passed += number_before(rest, " passed");
            self.failed += number_before(rest, " failed");
        } else if let Some(rest) = line
            .strip_prefix("# ")
            .or_else(|| line.strip_prefix("\u{2139} "))
        {
            // node --test: TAP when piped, the same words with a sign on a terminal.
            let number = |word| rest.strip_prefix(word).and_then(|n| n.trim().parse().ok());
            self.passed += number("pass ").unwrap_or(0);
            self.failed += number("fail ").unwrap_or(0);
        }
    }
}

/// Runs a program in `folder`, passing its output on.
///
/// The tally is what it said about tests; a non-zero exit is a failure that names the command.
pub(crate) fn run(folder: &Path, command: &mut Command) -> Result<Tally, Failure> {
    let (tally, outcome) = run_counted(folder, command);
    outcome.map(|()| tally)
}

/// As [`run`], with the tally of a failed program too.
pub(crate) fn run_counted(folder: &Path, command: &mut Command) -> (Tally, Result<(), Failure>) {
    let mut tally = Tally::default();
    let outcome = follow(folder, command, &mut tally);
    (tally, outcome)
}

/// What a program prints, without showing it.
pub(crate) fn output(folder: &Path, command: &mut Command) -> Result<String, Failure> {
    let shown = show(command);
    let output = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("`{shown}` could not be started: {error}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let errors = String::from_utf8_lossy(&output.stderr);
        Err(format!("`{shown}` failed:\n{}", errors.trim_end()))
    }
}

/// Whether a program can be started and says that all is well.
pub(crate) fn succeeds(folder: &Path, command: &mut Command) -> bool {
    output(folder, command).is_ok()
}

fn follow(folder: &Path, command: &mut Command, tally: &mut Tally) -> Result<(), Failure> {
    let shown = show(command);
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        command
            .env("CARGO_TERM_COLOR", "always")
            .env("FORCE_COLOR", "1");
    }
    let mut child = command
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("`{shown}` could not be started: {error}"))?;
    let started = Instant::now();
    let (sender, lines) = mpsc::channel();
    let streams: [Box<dyn Read + Send>; 2] = [
        Box::new(child.stdout.take().expect("stdout was piped above")),
        Box::new(child.stderr.take().expect("stderr was piped above")),
    ];
    let readers: Vec<_> = streams
        .into_iter()
        .map(|stream| {
            let sender = sender.clone();
            thread::spawn(move || {
                let mut reader = BufReader::new(stream);
                let mut line = Vec::new();
                while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
                    let text = String::from_utf8_lossy(&line).trim_end().to_owned();
                    if sender.send(text).is_err() {
                        break;
                    }
                    line.clear();
                }
            })
        })
        .collect();
    drop(sender);
    loop {
        match lines.recv_timeout(SILENCE_MAX) {
            Ok(line) => {
                tally.read(&line);
                println!("{line}");
            }
            Err(RecvTimeoutError::Timeout) => {
                println!(
                    "    ... still at it after {} s",
                    started.elapsed().as_secs()
                );
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    for reader in readers {
        reader
            .join()
            .map_err(|_| format!("the output of `{shown}` could not be read"))?;
    }
    let status = child
        .wait()
        .map_err(|error| format!("`{shown}` was lost: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{shown}` failed ({status})"))
    }
}

/// The command as one would type it.
fn show(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

fn number_before(text: &str, word: &str) -> u64 {
    text.split_once(word)
        .and_then(|(before, _)| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

fn strip_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, behind)| behind);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn tally(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            tally.read(line);
        }
        tally
    }

    #[test]
    fn counts_what_each_runner_says() {
        let cases: [(&str, u64, u64); 6] = [
            (
                "     Summary [   1.2s] 9 tests run: 7 passed, 2 failed, 1 skipped",
                7,
                2,
            ),
            (
                "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] 3 tests run: 3 passed, 0 skipped",
                3,
                0,
            ),
            ("test result: ok. 12 passed; 0 failed; 0 ignored", 12, 0),
            ("# pass 5", 5, 0),
            ("\u{2139} fail 2", 0, 2),
            ("# passing by is not a count", 0, 0),
        ];
        for (line, passed, failed) in cases {
            assert_eq!(tally(&[line]), Tally { passed, failed }, "{line}");
        }
    }

    #[test]
    fn adds_up() {
        let lines = [
            "test result: ok. 2 passed; 0 failed",
            "# pass 3",
            "# fail 1",
        ];
        let wanted = Tally {
            passed: 5,
            failed: 1,
        };
        assert_eq!(tally(&lines), wanted);
    }
}
