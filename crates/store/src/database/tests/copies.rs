//! What is copied is there, in both directions and from each kind to itself.

use super::{KINDS, Place, UNUSED, filled_sqlite, whole};
use crate::tests::{by, id, new_tool, wait};
use crate::{OPERATOR, Page, Progress, Store, ToolFilter, copy};

#[test]
fn everything_is_copied_from_each_kind_to_each() {
    let mut source = filled_sqlite();
    let contents = whole(&source);
    for table in &contents.tables {
        assert!(
            table.rows > 0 || UNUSED.contains(&table.table),
            "`{}` is empty, and proves nothing",
            table.table
        );
    }
    for kind in [
        Place::sqlite,
        Place::postgres,
        Place::postgres,
        Place::sqlite,
    ] {
        let target = kind();
        let copied = copy(&source.database(), &target.database(), |_| {}).unwrap();
        assert_eq!(copied, contents);
        assert_eq!(whole(&target), contents);
        source = target;
    }
}

fn found(store: &dyn Store, search: &str) -> usize {
    let filter = ToolFilter {
        search: Some(search.to_owned()),
        ..ToolFilter::default()
    };
    wait(store.list_tools(&filter, Page::first(100)))
        .unwrap()
        .tools
        .len()
}

#[test]
fn a_copy_is_searched_and_goes_on_where_the_source_ended() {
    let source = filled_sqlite();
    for kind in KINDS {
        let target = kind();
        copy(&source.database(), &target.database(), |_| {}).unwrap();
        target.serving(|store| {
            assert_eq!(found(store, "tool599"), 1);
            assert_eq!(found(store, "µ-SEQ"), 100);
            let new = new_tool(601, "quay.io/many/new");
            wait(store.register_tool(new, by(OPERATOR, 40))).unwrap();
            assert_eq!(wait(store.counts()).unwrap().tools, 603);
            let newest = wait(store.list_tools(&ToolFilter::default(), Page::first(1)));
            assert_eq!(newest.unwrap().tools[0].id, id(601));
        });
        whole(&target);
    }
}

#[test]
fn an_empty_database_is_copied_too() {
    let [source, target] = [Place::sqlite(), Place::postgres()];
    source.serving(|_| {});
    let copied = copy(&source.database(), &target.database(), |_| {}).unwrap();
    assert_eq!((copied.rows(), copied.audit_entries), (3, 0));
}

#[test]
fn progress_is_told_of_every_table_to_its_end() {
    let [source, target] = [filled_sqlite(), Place::sqlite()];
    let mut told = Vec::new();
    let copied = copy(&source.database(), &target.database(), |progress| {
        told.push(progress);
    });
    for rows in &copied.unwrap().tables {
        let complete = Progress::Copied {
            table: rows.table,
            rows: rows.rows,
            is_complete: true,
        };
        assert!(told.contains(&complete), "{complete:?}");
    }
    let so_far = told
        .iter()
        .filter(|told| matches!(told, Progress::Copied { table: "tool", .. }));
    assert_eq!(so_far.count(), 10, "600 tools in batches of 64");
    assert_eq!(told.last(), Some(&Progress::ComparingAnswers));
}
