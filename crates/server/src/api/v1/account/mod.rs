//! The account of whoever asks: what it is, its API tokens and its sessions.

pub(crate) mod connections;
pub(crate) mod proofs;
pub(crate) mod provider;
pub(crate) mod sessions;
pub(crate) mod show;
pub(crate) mod tokens;
