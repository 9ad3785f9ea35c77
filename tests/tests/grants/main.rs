//! Access to Amazon ECR, from the approval to the policy and back: real servers over a simulated AWS.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its functions too"
)]

mod aws;
mod commands;
mod cost;
mod pull;
mod story;
mod team;
mod trials;
mod watched;
