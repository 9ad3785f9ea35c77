//! Letters that could not be sent and were given up.

pub(crate) mod list;
pub(crate) mod retry;
