//! Repositories whose policies are kept.

pub(crate) mod look;
pub(crate) mod lost;
pub(crate) mod reapply;
pub(crate) mod restore;
pub(crate) mod show;
pub(crate) mod snapshots;
