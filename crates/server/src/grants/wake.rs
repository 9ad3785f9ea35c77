//! Waking those who wait for something to do.

use tokio::sync::watch;

/// Wakes all who wait, now and when they next look: whoever was busy meanwhile has not missed it.
#[derive(Debug)]
pub(crate) struct Wake(watch::Sender<()>);

/// One who waits.
#[derive(Clone, Debug)]
pub(crate) struct Woken(watch::Receiver<()>);

impl Wake {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(()))
    }

    /// Says that there may be something to do.
    pub(crate) fn all(&self) {
        self.0.send_replace(());
    }

    pub(crate) fn listen(&self) -> Woken {
        Woken(self.0.subscribe())
    }
}

impl Woken {
    /// Until it was said since this was last asked; for ever where nobody can say it any more.
    pub(crate) async fn wait(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn nobody_misses_it_and_nobody_hears_it_twice() {
        tokio::time::pause();
        let wake = Wake::new();
        let mut listeners = [wake.listen(), wake.listen()];
        wake.all();
        wake.all();
        for woken in &mut listeners {
            woken.wait().await;
            let again = tokio::time::timeout(std::time::Duration::from_secs(1), woken.wait());
            assert!(again.await.is_err());
        }
    }
}
