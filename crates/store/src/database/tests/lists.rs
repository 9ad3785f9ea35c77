//! The list of tables and columns is that of both schemas.

use std::collections::BTreeSet;

use super::super::tables::{Kind, TABLES};
use super::{KINDS, Place};

/// What a copy does not take: the history of the schema, and what searches look in. SQLite keeps the
/// index of words in tables of its own.
const NOT_COPIED: [&str; 3] = ["migration", "wharfinger_migration", "search_progress"];
const SEARCH: &str = "tool_search";

const SQLITE_COLUMNS: &str = "
    SELECT t.name || '|' || c.name || '|' || c.type || '|' || c.pk
    FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'";

const POSTGRES_COLUMNS: &str = "
    SELECT c.table_name || '|' || c.column_name || '|' || c.data_type || '|'
        || coalesce(array_position(i.indkey::int2[], c.ordinal_position::int2) + 1, 0)
    FROM information_schema.columns AS c
        JOIN pg_index AS i ON i.indrelid = c.table_name::regclass AND i.indisprimary
    WHERE c.table_schema = 'public'";

/// Table, column, kind, and the place in the key from 1, or 0.
type Known = BTreeSet<(String, String, Kind, usize)>;

fn listed() -> Known {
    let columns = TABLES.iter().flat_map(|table| {
        table.columns.iter().enumerate().map(|(at, column)| {
            let key = if at < table.key { at + 1 } else { 0 };
            (
                table.name.to_owned(),
                column.name.to_owned(),
                column.kind,
                key,
            )
        })
    });
    columns.collect()
}

fn in_schema(place: &Place) -> Known {
    place.serving(|_| ());
    let columns = match place {
        Place::Sqlite(_) => SQLITE_COLUMNS,
        Place::Postgres(_) => POSTGRES_COLUMNS,
    };
    let lines = place.sql(columns.trim());
    let columns = lines.lines().filter_map(|line| {
        let parts: Vec<_> = line.split('|').collect();
        let [table, column, kind, key] = parts[..] else {
            panic!("{line}");
        };
        if NOT_COPIED.contains(&table) || table.starts_with(SEARCH) {
            return None;
        }
        let kind = match kind {
            "INTEGER" | "bigint" => Kind::Integer,
            "TEXT" | "text" => Kind::Text,
            "BLOB" | "bytea" => Kind::Blob,
            other => panic!("`{other}` in {line}"),
        };
        Some((
            table.to_owned(),
            column.to_owned(),
            kind,
            key.parse().unwrap(),
        ))
    });
    columns.collect()
}

#[test]
fn every_table_and_column_of_both_schemas_is_listed() {
    for kind in KINDS {
        let (found, listed) = (in_schema(&kind()), listed());
        let missing: Vec<_> = found.difference(&listed).collect();
        let wrong: Vec<_> = listed.difference(&found).collect();
        assert!(
            missing.is_empty() && wrong.is_empty(),
            "{missing:#?} {wrong:#?}"
        );
    }
}

#[test]
fn a_new_database_holds_what_is_said_to_be_built_in() {
    for kind in KINDS {
        let place = kind();
        place.serving(|_| ());
        for (held, table) in super::whole(&place).tables.iter().zip(TABLES.iter()) {
            assert_eq!((held.table, held.rows), (table.name, table.built_in));
        }
    }
}
