//! What only the SQLite store can get wrong: faults, crashes, damage, plans, files.

pub(crate) use super::writer::Tuning;

/// As a server runs.
pub(crate) fn server() -> Tuning {
    Tuning::default()
}

/// With the search index never more than one batch behind, so that searches use it.
pub(crate) fn indexing_at_once() -> Tuning {
    Tuning {
        unindexed_when_idle: 0,
        unindexed_max: 0,
        ..Tuning::default()
    }
}
