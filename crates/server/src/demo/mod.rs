//! What a newcomer finds: a few tools, and an AWS that is simulated on this machine.

pub(crate) mod aws;
mod hand_over;
mod tools;

pub(crate) use hand_over::hand_over;
pub(crate) use tools::seed;
