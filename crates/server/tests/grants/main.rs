//! Grants on Amazon ECR, from the approval to the policy: the real worker over the real store, and a
//! repository in memory.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod cloud;
mod cost;
mod costs;
mod fault;
mod outages;
mod pairs;
mod scene;
mod singles;
mod stories;
mod taken_out;
mod world;
