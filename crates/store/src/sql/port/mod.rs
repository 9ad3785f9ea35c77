//! The port over the transactions, the same for both databases.
//!
//! What differs is in the adapters, under the same names: `write` runs a transaction, `read` reads,
//! each statement from a snapshot of its own, `read_at_once` reads everything from one snapshot, and
//! `read_everything` does so for as long as it takes. `list` reads a page of tools.

mod access;
mod accounts;
mod audit;
mod connections;
mod descriptors;
mod devices;
mod looks;
mod maintainers;
mod notices;
mod proofs;
mod pull_passwords;
mod registry_requests;
mod repositories;
mod secrets;
mod sign_in;
mod tools;
