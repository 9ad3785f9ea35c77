#![doc = include_str!("../README.md")]
#![expect(
    clippy::missing_panics_doc,
    reason = "a proof fails by panicking; every function here may"
)]

pub mod cores;
pub mod data;
pub mod drafts;
pub mod fuzz;
pub mod http;
pub mod laws;
pub mod lint;
pub mod parity;
pub mod people;
pub mod program;
pub mod random;
pub mod registry;
pub mod signed;
pub mod until;
