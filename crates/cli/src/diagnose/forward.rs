//! Passes signals on to the command that runs in our place.

use std::fs::File;
use std::process::Child;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::thread;

use actix_web::rt::Runtime;
use actix_web::rt::signal::unix::{self, SignalKind};
use anyhow::Context as _;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, getpgrp, kill_process, waitid};
use rustix::termios::tcgetpgrp;

/// What is passed on: all that people and service managers send to end a program or to talk to it.
const PASSED_ON: [Signal; 6] = [
    Signal::HUP,
    Signal::INT,
    Signal::QUIT,
    Signal::TERM,
    Signal::USR1,
    Signal::USR2,
];

/// Who gets the signals, and the one that came before there was anybody.
#[derive(Default)]
struct Target {
    pid: Option<Pid>,
    early: Option<Signal>,
}

/// Signals to this process, from now on without effect on it.
pub(super) struct Signals(Arc<Mutex<Target>>);

impl Signals {
    /// Starts to listen. A signal that comes before there is a command waits for it.
    pub(super) fn listen() -> anyhow::Result<Self> {
        let target = Arc::new(Mutex::new(Target::default()));
        let for_thread = Arc::clone(&target);
        let (ready, is_ready) = mpsc::channel();
        thread::spawn(move || {
            let runtime = match Runtime::new() {
                Ok(runtime) => runtime,
                Err(error) => return ready.send(Err(error)),
            };
            runtime.block_on(pass_on(&for_thread, ready))
        });
        is_ready
            .recv()
            .context("the thread for signals has ended")?
            .context("signals cannot be listened to")?;
        Ok(Self(target))
    }

    /// Passes on to `child` what comes until it ends, and waits for that. It is not reaped here, so its
    /// number is nobody else's while signals go to it.
    pub(super) fn forward_until_end(self, child: &Child) -> anyhow::Result<()> {
        let pid = Pid::from_child(child);
        {
            let mut target = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            target.pid = Some(pid);
            if let Some(signal) = target.early.take() {
                kill_process(pid, signal).ok();
            }
        }
        let ended = loop {
            match waitid(
                WaitId::Pid(pid),
                WaitIdOptions::EXITED | WaitIdOptions::NOWAIT,
            ) {
                Err(rustix::io::Errno::INTR) => {}
                ended => break ended,
            }
        };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pid = None;
        ended.map(drop).context("the command cannot be waited for")
    }
}

/// Listens for as long as the process lives.
async fn pass_on(
    target: &Mutex<Target>,
    ready: mpsc::Sender<std::io::Result<()>>,
) -> Result<(), mpsc::SendError<std::io::Result<()>>> {
    let listen =
        |signal: Signal| Ok((signal, unix::signal(SignalKind::from_raw(signal.as_raw()))?));
    let listening: std::io::Result<Vec<(Signal, unix::Signal)>> =
        PASSED_ON.into_iter().map(listen).collect();
    let mut listening = match listening {
        Ok(listening) => listening,
        Err(error) => return ready.send(Err(error)),
    };
    ready.send(Ok(()))?;
    loop {
        let signal = std::future::poll_fn(|context| {
            for (signal, listener) in &mut listening {
                if listener.poll_recv(context).is_ready() {
                    return Poll::Ready(*signal);
                }
            }
            Poll::Pending
        })
        .await;
        if comes_from_terminal(signal) {
            continue;
        }
        let mut target = target.lock().unwrap_or_else(PoisonError::into_inner);
        match target.pid {
            // It may have ended meanwhile, which is what was wanted.
            Some(pid) => drop(kill_process(pid, signal)),
            None => target.early = Some(signal),
        }
    }
}

/// Whether a terminal sent the signal: it sends `Ctrl-C` and `Ctrl-\` to all processes in its
/// foreground, the command among them, which takes a second one for impatience.
fn comes_from_terminal(signal: Signal) -> bool {
    matches!(signal, Signal::INT | Signal::QUIT)
        && File::open("/dev/tty")
            .ok()
            .and_then(|terminal| tcgetpgrp(terminal).ok())
            .is_some_and(|foreground| foreground == getpgrp())
}
