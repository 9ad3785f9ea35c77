//! The same calls against somebody else's simulator of AWS, the Python package moto, so that it is the
//! protocol of AWS that is spoken, and not only that of our own simulator.
//!
//! `cargo xtask test --only moto` installs it and runs these tests; they are no part of what
//! `cargo test` runs, which needs no Python.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its functions too"
)]

mod flow;
mod role;
mod server;
