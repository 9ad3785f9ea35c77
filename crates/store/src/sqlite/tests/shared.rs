//! Parameters and rows, as SQLite takes and gives them.

use super::Place;
use crate::sql::{Param, Sql, ready};

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
