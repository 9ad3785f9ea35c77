//! Amazon ECR through the real SDK over real HTTP, against the simulator.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod canary;
mod doctor;
mod failures;
mod images;
mod proof;
mod pull_password;
mod sessions;
mod stage;
mod tenants;
mod trail;
