//! The inbox: what the account behind a request is told.

pub(crate) mod list;
pub(crate) mod read;
