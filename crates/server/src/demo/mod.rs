//! What a newcomer finds: a few tools, and an AWS that is simulated on this machine.

pub(crate) mod aws;
mod tools;

pub(crate) use tools::seed;
