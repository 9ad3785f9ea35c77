//! The simulator, asked by the real SDKs and by requests that were signed by hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod door;
mod ecr;
mod faults;
mod presigned;
mod signatures;
mod sts;
mod support;
mod trail;
mod trials;
