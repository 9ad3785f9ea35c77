//! The browsers that are signed in.

pub(crate) mod end;
pub(crate) mod list;
