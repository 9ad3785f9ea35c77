//! The world over HTTP, in the wire protocols of AWS.

mod answer;
mod arguments;
mod claim;
mod cloudtrail;
mod door;
mod ecr;
mod exchange;
mod incoming;
mod paging;
mod shared;
mod signature;
mod simulator;
mod sts;

pub use shared::Shared;
pub use simulator::{Handle, Simulator};
