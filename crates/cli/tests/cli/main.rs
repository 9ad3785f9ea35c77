//! The binary, started as a user would start it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod account;
mod audit;
mod check;
mod credential_helper;
mod database;
mod diagnose;
mod explain;
mod grants;
mod lines;
mod lint;
mod login;
mod operating;
mod registries;
mod serve;
mod serving;
mod support;
