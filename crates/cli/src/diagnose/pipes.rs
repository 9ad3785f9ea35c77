//! What a command writes: passed on at once, its end kept.

use std::io::{self, Read, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::tail::Tail;

/// Bytes that are passed on at once; a pipe of Linux holds as many.
const CHUNK_BYTES: usize = 64 * 1024;

/// How long it is waited, in all, for what comes after the command has ended: a `tee` that the command's
/// shell did not wait for is done in a moment, and what it left in the background may never be.
const SETTLE_WITHIN: Duration = Duration::from_secs(1);

/// Most bytes that are still passed on then, of each command: what two pipes can hold, many times over.
const LATE_BYTES_MAX: usize = 1024 * 1024;

/// The outputs of one command.
#[derive(Default)]
pub(super) struct Pipes(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// The end of both outputs, as they came.
    tail: Tail,
    /// How many outputs have not come to their end.
    open: usize,
    /// How many of them are being written on, which may take as long as who reads them likes.
    passing: usize,
    /// How many bytes have come.
    came: usize,
}

impl Pipes {
    /// Copies what comes to where it belongs, in a thread of its own.
    pub(super) fn pass_on(
        &self,
        from: Option<impl Read + Send + 'static>,
        to: impl Write + Send + 'static,
    ) {
        let Some(from) = from else { return };
        let shared = Arc::clone(&self.0);
        shared.change(|state| state.open += 1);
        thread::spawn(move || {
            copy(from, to, &shared);
            shared.change(|state| state.open -= 1);
        });
    }

    /// What the command wrote, once it has ended. A pipe ends when the last process that holds it does, and
    /// the command may have left one behind.
    pub(super) fn into_output(self) -> Vec<u8> {
        let mut state = self.0.lock();
        let enough = state.came + LATE_BYTES_MAX;
        let mut left = SETTLE_WITHIN;
        while state.open > 0 && state.came < enough && !left.is_zero() {
            let is_waiting = state.passing == 0;
            let began = Instant::now();
            state = self.0.wait(state, is_waiting.then_some(left));
            if is_waiting {
                left = left.saturating_sub(began.elapsed());
            }
        }
        std::mem::take(&mut state.tail).into_bytes()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Waits for a change, at most so long where that is said.
    fn wait<'a>(
        &self,
        state: MutexGuard<'a, State>,
        within: Option<Duration>,
    ) -> MutexGuard<'a, State> {
        if let Some(within) = within {
            let waited = self.changed.wait_timeout(state, within);
            waited.unwrap_or_else(PoisonError::into_inner).0
        } else {
            let waited = self.changed.wait(state);
            waited.unwrap_or_else(PoisonError::into_inner)
        }
    }
}

fn copy(mut from: impl Read, mut to: impl Write, shared: &Shared) {
    let mut chunk = vec![0; CHUNK_BYTES];
    while let Ok(length @ 1..) = read(&mut from, &mut chunk) {
        let bytes = &chunk[..length];
        shared.change(|state| {
            let kept = state.tail.write_all(bytes);
            kept.expect("memory takes what is written");
            state.came += length;
            state.passing += 1;
        });
        let passed = to.write_all(bytes).and_then(|()| to.flush());
        shared.change(|state| state.passing -= 1);
        // Nobody reads any more: closing our end lets the command find out as it would alone.
        if passed.is_err() {
            break;
        }
    }
}

fn read(from: &mut impl Read, chunk: &mut [u8]) -> io::Result<usize> {
    loop {
        match from.read(chunk) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn both_outputs_are_kept_to_their_end() {
        let pipes = Pipes::default();
        pipes.pass_on(Some(&b"out"[..]), io::sink());
        pipes.pass_on(Some(&b"err"[..]), io::sink());
        pipes.pass_on(None::<&[u8]>, io::sink());
        let mut output = pipes.into_output();
        output.sort_unstable();
        assert_eq!(output, b"eorrtu");
    }

    /// Gives this once, and never ends.
    struct Held(Option<&'static [u8]>, mpsc::Receiver<()>);

    impl Read for Held {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some(bytes) = self.0.take() else {
                self.1.recv().ok();
                return Ok(0);
            };
            into[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        }
    }

    #[test]
    fn what_never_ends_is_not_waited_for() {
        let (_held, is_held) = mpsc::channel();
        let pipes = Pipes::default();
        pipes.pass_on(Some(Held(Some(b"said"), is_held)), io::sink());
        assert_eq!(pipes.into_output(), b"said");
    }

    #[test]
    fn what_goes_on_without_an_end_is_cut_off() {
        let pipes = Pipes::default();
        pipes.pass_on(Some(io::repeat(b'y')), io::sink());
        assert!(pipes.into_output().iter().all(|byte| *byte == b'y'));
    }

    /// Lets a write go on when it is told to.
    struct Slow(mpsc::Receiver<()>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().ok();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn who_reads_slowly_gets_everything() {
        let (go_on, told) = mpsc::channel();
        let pipes = Pipes::default();
        let all = vec![b'a'; 3 * CHUNK_BYTES];
        pipes.pass_on(Some(io::Cursor::new(all.clone())), Slow(told));
        let waiting = thread::spawn(move || pipes.into_output());
        for _ in 0..3 {
            go_on.send(()).unwrap();
        }
        assert_eq!(waiting.join().unwrap(), all);
    }
}
