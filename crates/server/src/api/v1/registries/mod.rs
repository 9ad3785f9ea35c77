//! Registries: what the catalogue knows, and what the operator added.

pub(crate) mod list;
pub(crate) mod remove;
