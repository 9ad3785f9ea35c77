//! Several rows by their ids, in as few statements as serves.

use super::{Param, Row, Sql};
use crate::page::sift;
use crate::{Failure, Found};

/// Ids that one statement asks for: what a page shows refers to a handful of different rows as a rule,
/// and one statement of one length is prepared once.
const IDS: usize = 16;

/// The condition that a column holds one of the ids, which are the first parameters.
macro_rules! in_ids {
    ($column:literal) => {
        concat!(
            $column,
            " IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        )
    };
}

pub(super) use in_ids;

/// What a query with [`in_ids`] finds of these ids, and of `others` behind them.
pub(super) async fn find<Id: Ord, T>(
    sql: &mut impl Sql,
    query: &'static str,
    mut ids: Vec<&Id>,
    others: &[Param<'_>],
    decode: impl Fn(Row) -> Result<T, Failure>,
) -> Result<Found<T>, Failure>
where
    for<'a> &'a Id: Into<Param<'a>>,
{
    ids.sort_unstable();
    ids.dedup();
    let mut read = Vec::with_capacity(ids.len());
    for ids in ids.chunks(IDS) {
        // The last one again where there are fewer: a row is found once however often it is asked for.
        let last = ids.len() - 1;
        let asked = (0..IDS).map(|place| ids[place.min(last)].into());
        let params: Vec<_> = asked.chain(others.iter().copied()).collect();
        read.extend(sql.query(query, &params).await?.into_iter().map(&decode));
    }
    let (found, damaged) = sift(read)?;
    Ok(Found { found, damaged })
}
