//! Being told to stop: by a service manager, or by somebody at the terminal.

use std::io;

use actix_web::rt::signal;

/// Listens for what tells a process to stop; until it does, the system ends the process.
#[cfg(unix)]
pub(crate) struct StopSignals {
    terminate: signal::unix::Signal,
    interrupt: signal::unix::Signal,
}

#[cfg(unix)]
impl StopSignals {
    /// Starts to listen, inside an actix system.
    pub(crate) fn listen() -> io::Result<Self> {
        use signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        std::future::poll_fn(|context| {
            // Both are asked each time, so that either wakes this up.
            let terminate = self.terminate.poll_recv(context);
            let interrupt = self.interrupt.poll_recv(context);
            if terminate.is_ready() || interrupt.is_ready() {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
        .await;
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

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        if signal::ctrl_c().await.is_err() {
            // Nobody can be heard; the server serves on.
            std::future::pending::<()>().await;
        }
    }
}
