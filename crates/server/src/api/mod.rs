//! The HTTP APIs: our own, and the standard one that workflow engines know.

pub(crate) mod trs;
pub(crate) mod v1;
