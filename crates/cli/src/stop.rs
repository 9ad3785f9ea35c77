//! Being told to stop: by a service manager, or by somebody at the terminal.

use std::io;
use std::pin::pin;
use std::task::Poll;

use actix_web::rt::signal;

/// Listens for what tells a process to stop, each with its number; until it does, the system ends the
/// process. SIGQUIT (`Ctrl-\`) is one of them: the system would dump the memory, with what it holds.
#[cfg(unix)]
pub(crate) struct StopSignals([(i32, signal::unix::Signal); 3]);

#[cfg(unix)]
impl StopSignals {
    /// Starts to listen, inside an actix system.
    pub(crate) fn listen() -> io::Result<Self> {
        use signal::unix::{SignalKind, signal};
        let listen = |kind: SignalKind| Ok((kind.as_raw_value(), signal(kind)?));
        let [terminate, interrupt, quit]: [io::Result<_>; 3] = [
            SignalKind::terminate(),
            SignalKind::interrupt(),
            SignalKind::quit(),
        ]
        .map(listen);
        Ok(Self([terminate?, interrupt?, quit?]))
    }

    /// Waits for the next one, and returns its number.
    pub(crate) async fn next(&mut self) -> i32 {
        std::future::poll_fn(|context| {
            for (number, signal) in &mut self.0 {
                if signal.poll_recv(context).is_ready() {
                    return Poll::Ready(*number);
                }
            }
            Poll::Pending
        })
        .await
    }
}

/// Listens for what tells a process to stop; until it does, the system ends the process.
#[cfg(not(unix))]
pub(crate) struct StopSignals;

#[cfg(not(unix))]
impl StopSignals {
    /// Starts to listen, inside an actix system.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    /// Waits for the next one, and returns the number that it has elsewhere.
    pub(crate) async fn next(&mut self) -> i32 {
        const SIGINT: i32 = 2;
        if signal::ctrl_c().await.is_err() {
            // Nobody can be heard; the server serves on.
            std::future::pending::<()>().await;
        }
        SIGINT
    }
}

impl StopSignals {
    /// What work comes to; the number of the signal where the process is told to stop before.
    pub(crate) async fn unless_stopped<T>(
        &mut self,
        work: impl Future<Output = T>,
    ) -> Result<T, i32> {
        let (mut work, mut stop) = (pin!(work), pin!(self.next()));
        std::future::poll_fn(|context| match stop.as_mut().poll(context) {
            Poll::Ready(number) => Poll::Ready(Err(number)),
            Poll::Pending => work.as_mut().poll(context).map(Ok),
        })
        .await
    }
}
