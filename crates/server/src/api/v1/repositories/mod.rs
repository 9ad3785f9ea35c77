//! Repositories whose policies are kept.

pub(crate) mod look;
pub(crate) mod reapply;
pub(crate) mod show;
pub(crate) mod snapshots;
