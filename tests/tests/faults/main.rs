//! Faults over the whole server: it is killed, its database stops, the network between them is cut.
//! What was acknowledged stays, nothing is there twice, the audit log is whole, and what can go on goes
//! on by itself.
//!
//! The faults come at times that no seed decides, and what is asserted holds at any time. A seed that
//! fails is worth a test of its own all the same: it is printed, and decides what is sent.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, its functions too"
)]

mod client;
mod kill;
mod load;
mod network;
mod one_request;
mod people;
mod place;
mod postgres_stops;
mod proof;
mod proxy;
mod registrations;
mod step;
mod story;
mod time;
mod two_servers;
