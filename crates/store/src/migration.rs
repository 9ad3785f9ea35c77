//! The history of a schema, and how far a database has come in it.

use crate::OpenError;

/// One step of a schema's history; see `migrations/README.md`.
pub(crate) struct Migration {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

impl Migration {
    /// FNV-1a, 64 bits: a guard against edits by mistake, not against an attacker, who could rewrite
    /// the history just as well. Line ends are left out, so that a checkout with other ones agrees.
    pub(crate) fn checksum(&self) -> i64 {
        let bytes = self
            .sql
            .bytes()
            .filter(|byte| !matches!(byte, b'\r' | b'\n'));
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        hash.cast_signed()
    }
}

/// What is missing of `history` where the steps with the checksums `applied` are there; the number
/// of a step is its place, from 1.
pub(crate) fn missing<'h>(
    history: &'h [Migration],
    applied: &[i64],
) -> Result<impl Iterator<Item = (i64, &'h Migration)> + use<'h>, OpenError> {
    if applied.len() > history.len() {
        return Err(OpenError::Newer {
            found: applied.len(),
            known: history.len(),
        });
    }
    for (migration, checksum) in history.iter().zip(applied) {
        if migration.checksum() != *checksum {
            return Err(OpenError::HistoryChanged {
                migration: migration.name.to_owned(),
            });
        }
    }
    Ok((1..).zip(history).skip(applied.len()))
}
