//! The named cases of `tests/data` for whole images and whole drafts.
//!
//! `UPDATE_EXPECT=1` rewrites the files from their inputs; read the difference before it is
//! committed.

#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

mod access;
mod codes;
mod dockstore;
mod evidence;
mod expect;
mod registrations;
mod strict;
