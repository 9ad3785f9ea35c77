//! The HTTP API.

pub(crate) mod v1;
