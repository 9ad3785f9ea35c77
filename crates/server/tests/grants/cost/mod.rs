//! What grants cost in calls and in virtual time. Tests hold the figures, and `cargo xtask bench grants`
//! prints them.

mod book;
mod cloud;
mod stage;
mod time;
mod work;

pub(crate) use stage::{Places, Stage};
pub(crate) use time::in_virtual_time;
pub(crate) use work::{at_once, idle, in_a_stream};
