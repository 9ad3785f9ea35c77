//! Generated command sequences: every store answers every command as the model does.
//!
//! A sequence has [`COMMANDS_MEAN`] commands on average. A test over SQLite runs [`CASES`] of them,
//! which is about 3,400 commands, and one over PostgreSQL a third. More are run by
//! `cargo xtask sequences`, which sets `PROPTEST_CASES`.

mod command;
mod compare;
mod draw;
mod faults;
mod laws;
mod postgres;
mod reach;
mod sqlite;

use proptest::collection::vec;
use proptest::prelude::*;

use compare::Reading;
use draw::{filters, request_filters};

/// Sequences of a test. Each makes a database on disk.
const CASES: u32 = 48;

/// The same over PostgreSQL, where a command waits for its own commit.
const CASES_OVER_POSTGRES: u32 = CASES / 3;

/// Commands of a sequence, on average.
const COMMANDS_MEAN: usize = 70;

fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    ProptestConfig {
        cases: if asked { default.cases } else { cases },
        failure_persistence: None,
        ..default
    }
}

/// Lists with a few filters, in pages of a few.
fn readings() -> impl Strategy<Value = Reading> {
    let tools = vec(filters(), 1..5);
    let requests = vec(request_filters(), 1..5);
    (tools, requests, 1..5_u32).prop_map(|(tools, requests, limit)| Reading {
        tools,
        requests,
        limit,
    })
}
