//! A registry that lies, stalls, leads in circles, floods and points to where it should not.

#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

mod credentials;
mod floods;
mod greetings;
mod lies;
mod names;
mod pointers;
mod refusals;
mod server;
mod stage;
mod stalls;
mod tags;
mod tls;
mod voices;
