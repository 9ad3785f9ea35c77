//! Being told to stop, for what runs beside the answering of requests.

use tokio::sync::watch;

/// Whether it was said, or nobody can say it any more.
pub(crate) fn is_stopped(stop: &watch::Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

/// Until it is said.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error says that the sender is gone, and with it whoever could stop us.
    let _ = stop.wait_for(|stop| *stop).await;
}
