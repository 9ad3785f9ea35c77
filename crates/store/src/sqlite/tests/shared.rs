//! A transaction that is written over the seam runs on the writer's thread and on a reader's, and
//! leaves an answer that may be sent to other threads.

use super::Place;
use crate::sql::{Param, Sql, ready};
use crate::tests::{at, wait};
use crate::{Answer, Failure, Sqlite, Timestamp, TokenHash};

async fn replace(sql: &mut impl Sql, hash: TokenHash, now: Timestamp) -> Result<bool, Failure> {
    let replaced = current(sql).await?.is_some();
    let changed = sql
        .execute(
            "INSERT INTO operator_token (one, hash, set_at) VALUES (1, $1, $2)
            ON CONFLICT (one) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at",
            &[(&hash.0).into(), now.into()],
        )
        .await?;
    assert_eq!(changed, 1);
    Ok(replaced)
}

async fn current(sql: &mut impl Sql) -> Result<Option<(TokenHash, Timestamp)>, Failure> {
    let found = sql
        .first(
            "SELECT hash, set_at FROM operator_token WHERE one = $1",
            &[1_i64.into()],
        )
        .await?;
    let Some(row) = found else { return Ok(None) };
    let mut row = row.of("operator_token");
    Ok(Some((
        TokenHash(row.bytes("hash")?),
        row.timestamp("set_at")?,
    )))
}

fn write(store: &Sqlite, hash: TokenHash, now: Timestamp) -> Answer<'_, Result<bool, Failure>> {
    Box::pin(
        store
            .writer
            .write(move |mut statements| ready(replace(&mut statements, hash, now))),
    )
}

fn read(store: &Sqlite) -> Answer<'_, Result<Option<(TokenHash, Timestamp)>, Failure>> {
    Box::pin(async move {
        store
            .readers
            .read(|mut statements| ready(current(&mut statements)))
    })
}

#[test]
fn a_shared_transaction_writes_and_reads() {
    let place = Place::new();
    let store = place.open();
    assert_eq!(wait(read(&store)), Ok(None));
    let hashes = [1, 2].map(|byte| TokenHash([byte; 32]));
    assert_eq!(wait(write(&store, hashes[0], at(1))), Ok(false));
    assert_eq!(wait(write(&store, hashes[1], at(2))), Ok(true));
    assert_eq!(wait(read(&store)), Ok(Some((hashes[1], at(2)))));
}

#[test]
fn every_kind_of_value_survives() {
    let place = Place::new();
    let store = place.open();
    let text = String::from("text");
    let rows = store.readers.read(|mut statements| {
        let params = [
            Param::from(7_i64),
            (&text).into(),
            (&[7_u8; 3]).into(),
            Param::Integer(None),
            Param::Text(None),
            Param::Blob(None),
            true.into(),
        ];
        ready(statements.query("SELECT $1, $2, $3, $4, $5, $6, $7, $1", &params))
    });
    let mut rows = rows.unwrap();
    let mut row = rows.pop().unwrap();
    assert_eq!(row.integer("a"), Ok(7));
    assert_eq!(row.text("b"), Ok(text));
    assert_eq!(row.bytes("c"), Ok([7; 3]));
    assert_eq!(row.optional_integer("d"), Ok(None));
    assert_eq!(row.optional_text("e"), Ok(None));
    assert_eq!(row.optional_blob("f"), Ok(None));
    assert_eq!(row.flag("g"), Ok(true));
    assert_eq!(row.integer("h"), Ok(7));
}

#[test]
#[should_panic(expected = "SQLite counts parameters as they appear")]
fn parameters_out_of_order_are_noticed() {
    let place = Place::new();
    let store = place.open();
    let params = [1_i64.into(), 2_i64.into()];
    let _ = store
        .readers
        .read(|mut statements| ready(statements.query("SELECT $2, $1", &params)));
}
