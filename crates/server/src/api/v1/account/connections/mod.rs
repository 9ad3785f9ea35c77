//! One's own connections to AWS accounts.

pub(crate) mod change;
pub(crate) mod change_role;
pub(crate) mod disconnect;
pub(crate) mod list;
