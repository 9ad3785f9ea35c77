//! What the proofs of the whole project share: drafts by the ten thousand, the laws that hold for
//! every one of them, the data of `tests/data`, and a server to ask.
//!
//! Knows every room from the outside. Must not know how a rule is implemented: a proof that
//! repeats the code proves nothing.

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
pub mod parity;
pub mod program;
pub mod random;
