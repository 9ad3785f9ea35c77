//! The history of a schema, and how far a database has come in it.

use crate::OpenError;
use crate::sql::{Sql, adopt, belongings, extend};

/// One step of a schema's history; see `migrations/README.md`.
pub(crate) struct Migration {
    pub(crate) name: &'static str,
    pub(crate) sql: &'static str,
}

impl Migration {
    /// Whether no server may write while the step is taken that does not know it: it changes what is hashed.
    pub(crate) fn is_taken_alone(&self) -> bool {
        [extend::MIGRATION, belongings::MIGRATION].contains(&self.name)
    }

    /// Does what SQL cannot say, behind the SQL and in its transaction.
    pub(crate) async fn carry_over(&self, sql: &mut impl Sql) -> Result<(), OpenError> {
        let done = match self.name {
            adopt::MIGRATION => adopt::adopt(sql).await,
            extend::MIGRATION => extend::extend(sql).await,
            _ => Ok(()),
        };
        done.map_err(OpenError::Adopt)
    }

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
