//! Whether whoever answered speaks TLS.

use std::error::Error;
use std::io;

/// Whether the other side answered a greeting of TLS with something else: most often it is a server without it.
pub(super) fn speaks_no_tls(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if is_no_tls(error) {
            return true;
        }
        cause = error.source();
    }
    false
}

fn is_no_tls(error: &(dyn Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(error, rustls::Error::InvalidMessage(_));
    }
    // What an error of the system is around is no source of it.
    let inner = error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    inner.is_some_and(|inner| is_no_tls(inner))
}
