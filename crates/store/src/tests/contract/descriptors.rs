//! Files of tools.

use wharfinger_core::account::AccountId;
use wharfinger_core::descriptor::{DescriptorPath, DescriptorText, DescriptorType};
use wharfinger_core::registration::{Registration, Stored};

use super::scenes::{disable, entries, first_page, people, private_tool};
use crate::tests::{ADA, BOB, EVE, ROOT, at, by, id, revision, stored, system, wait};
use crate::{
    Action, By, Cursor, DESCRIPTORS_MAX, DescribeError, Described, Descriptor, DescriptorKey,
    OPERATOR, Page, Store, Tool,
};

use DescriptorType::{Cwl, Nextflow, Wdl};

contract! {
    a_file_is_written_rewritten_and_removed
    files_keep_their_order
    a_file_is_of_the_version_that_the_tool_is_at
    a_stale_revision_is_refused
    maintainers_and_administrators_describe_tools
    an_archived_tool_stays_as_it_is
    a_tool_has_a_bounded_number_of_files
    what_is_not_there_is_not_removed
    files_are_named_without_what_they_hold_and_read_one_by_one
    tools_are_found_by_what_they_are_described_in
    archived_tools_leave_gaps_in_pages_and_end_no_list
    every_file_leaves_a_trace
}

pub(crate) fn key(kind: DescriptorType, path: &str) -> DescriptorKey {
    DescriptorKey {
        kind,
        path: DescriptorPath::parse(path).unwrap(),
    }
}

pub(crate) fn text(text: &str) -> DescriptorText {
    DescriptorText::parse(text).unwrap()
}

/// Writes a file of the first tool as Ada, at its revision.
fn write(
    store: &dyn Store,
    expected: u32,
    key: DescriptorKey,
    words: &str,
) -> Result<Tool, DescribeError> {
    let by = by(ADA, i64::from(expected));
    wait(store.write_descriptor(id(1), revision(expected), key, text(words), by))
}

fn remove(store: &dyn Store, expected: u32, key: DescriptorKey) -> Result<Tool, DescribeError> {
    wait(store.remove_descriptor(id(1), revision(expected), key, by(ADA, 9)))
}

fn descriptors(store: &dyn Store) -> Vec<Descriptor> {
    wait(store.descriptors(id(1))).unwrap()
}

/// What files there are, and what is in them.
fn files(store: &dyn Store) -> Vec<(DescriptorKey, String)> {
    let descriptors = descriptors(store).into_iter();
    descriptors
        .map(|file| (file.key, file.text.as_str().to_owned()))
        .collect()
}

fn a_file_is_written_rewritten_and_removed(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    assert_eq!(descriptors(store), []);
    let main = key(Cwl, "main.cwl");
    let tool = write(store, 1, main.clone(), "first").unwrap();
    assert_eq!((tool.revision, tool.updated_at), (revision(2), at(1)));
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
    let written = Descriptor {
        key: main.clone(),
        text: text("first"),
        version: "latest".to_owned(),
        written_by: ADA,
        written_at: at(1),
    };
    assert_eq!(descriptors(store), [written]);
    write(store, 2, main.clone(), "second").unwrap();
    assert_eq!(files(store), [(main.clone(), "second".to_owned())]);
    let tool = remove(store, 3, main).unwrap();
    assert_eq!(tool.revision, revision(4));
    assert_eq!(descriptors(store), []);
}

fn files_keep_their_order(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let keys = [key(Cwl, "z.cwl"), key(Cwl, "a/b.cwl"), key(Wdl, "z.cwl")];
    for (revision, key) in (1..).zip(&keys) {
        write(store, revision, key.clone(), "first").unwrap();
    }
    write(store, 4, keys[0].clone(), "second").unwrap();
    let found: Vec<_> = files(store).into_iter().map(|(key, _)| key).collect();
    assert_eq!(found, keys);
    // One that was removed comes back behind the others.
    remove(store, 5, keys[0].clone()).unwrap();
    write(store, 6, keys[0].clone(), "third").unwrap();
    let found: Vec<_> = files(store).into_iter().map(|(key, _)| key).collect();
    assert_eq!(found, [&keys[1], &keys[2], &keys[0]].map(Clone::clone));
}

fn a_file_is_of_the_version_that_the_tool_is_at(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    write(store, 1, key(Cwl, "main.cwl"), "first").unwrap();
    let tagged = Registration::restore(Stored {
        tag: Some("2.0".to_owned()),
        ..stored("quay.io", "team", "t1")
    });
    wait(store.update_tool(id(1), revision(2), tagged.unwrap(), by(ADA, 3))).unwrap();
    write(store, 3, key(Wdl, "main.wdl"), "second").unwrap();
    let versions = |store| {
        let descriptors = descriptors(store).into_iter();
        descriptors.map(|file| file.version).collect::<Vec<_>>()
    };
    assert_eq!(versions(store), ["latest", "2.0"]);
    write(store, 4, key(Cwl, "main.cwl"), "first").unwrap();
    assert_eq!(versions(store), ["2.0", "2.0"]);
}

fn a_stale_revision_is_refused(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let main = key(Cwl, "main.cwl");
    write(store, 1, main.clone(), "first").unwrap();
    let stale = || DescribeError::Stale {
        current: revision(2),
    };
    assert_eq!(write(store, 1, main.clone(), "second"), Err(stale()));
    assert_eq!(remove(store, 1, main.clone()), Err(stale()));
    assert_eq!(files(store), [(main, "first".to_owned())]);
}

fn maintainers_and_administrators_describe_tools(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 2))).unwrap();
    let by_whom = |expected, by: By| {
        let main = key(Cwl, "main.cwl");
        wait(store.write_descriptor(id(1), revision(expected), main, text("x"), by))
    };
    let person = |account: AccountId| by(account, 3);
    by_whom(1, person(EVE)).unwrap();
    by_whom(2, person(ROOT)).unwrap();
    by_whom(3, person(OPERATOR)).unwrap();
    disable(store, EVE);
    for other in [person(BOB), person(EVE), system(3)] {
        // Who asks is looked at before the revision.
        assert_eq!(by_whom(1, other), Err(DescribeError::NotMaintainer));
    }
    let nobody = wait(store.write_descriptor(
        id(2),
        revision(1),
        key(Cwl, "main.cwl"),
        text("x"),
        person(ADA),
    ));
    assert_eq!(nobody, Err(DescribeError::NotFound));
}

fn an_archived_tool_stays_as_it_is(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let main = key(Cwl, "main.cwl");
    write(store, 1, main.clone(), "first").unwrap();
    wait(store.archive_tool(id(1), None, by(ADA, 3))).unwrap();
    assert_eq!(
        write(store, 3, main.clone(), "second"),
        Err(DescribeError::Archived)
    );
    assert_eq!(remove(store, 3, main), Err(DescribeError::Archived));
    assert_eq!(files(store).len(), 1);
    let listed = wait(store.described_tools(Cwl, first_page())).unwrap();
    assert_eq!(listed.tools, []);
}

fn a_tool_has_a_bounded_number_of_files(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let named = |number: u32| key(Cwl, &format!("{number}.cwl"));
    let most = u32::try_from(DESCRIPTORS_MAX).unwrap();
    for number in 1..=most {
        write(store, number, named(number), "x").unwrap();
    }
    let next = most + 1;
    assert_eq!(
        write(store, next, named(next), "x"),
        Err(DescribeError::TooMany)
    );
    write(store, next, named(1), "y").unwrap();
}

fn what_is_not_there_is_not_removed(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    write(store, 1, key(Cwl, "main"), "first").unwrap();
    for other in [key(Wdl, "main"), key(Cwl, "other")] {
        assert_eq!(
            remove(store, 2, other),
            Err(DescribeError::NoSuchDescriptor)
        );
    }
    let of_nobody = wait(store.descriptors(id(7)));
    assert_eq!(of_nobody, Ok(Vec::new()));
}

fn files_are_named_without_what_they_hold_and_read_one_by_one(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let keys = [key(Wdl, "z"), key(Cwl, "z"), key(Cwl, "a")];
    for (revision, key) in (1..).zip(&keys) {
        write(store, revision, key.clone(), "x").unwrap();
    }
    let whole = descriptors(store);
    let named = wait(store.descriptor_names(id(1))).unwrap();
    let pairs = |file: &Descriptor| (file.key.clone(), file.version.clone());
    assert_eq!(
        named
            .into_iter()
            .map(|name| (name.key, name.version))
            .collect::<Vec<_>>(),
        whole.iter().map(pairs).collect::<Vec<_>>()
    );
    for file in whole {
        let read = wait(store.descriptor(id(1), file.key.clone()));
        assert_eq!(read, Ok(Some(file)));
    }
    for (tool, key) in [(1, key(Wdl, "a")), (2, keys[0].clone())] {
        assert_eq!(wait(store.descriptor(id(tool), key)), Ok(None));
    }
    assert_eq!(wait(store.descriptor_names(id(2))), Ok(Vec::new()));
}

fn archived_tools_leave_gaps_in_pages_and_end_no_list(store: &dyn Store) {
    people(store);
    for number in 1..=4 {
        private_tool(store, number);
        let main = key(Cwl, "main.cwl");
        let by = by(ADA, 2);
        wait(store.write_descriptor(id(number), revision(1), main, text("x"), by)).unwrap();
    }
    for number in [3, 4] {
        wait(store.archive_tool(id(number), None, by(ADA, 3))).unwrap();
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = wait(store.described_tools(Cwl, Page::new(after, 1))).unwrap();
        found.extend(page.tools.iter().map(|tool| tool.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, [id(2), id(1)]);
}

fn tools_are_found_by_what_they_are_described_in(store: &dyn Store) {
    people(store);
    for number in 1..=4 {
        private_tool(store, number);
    }
    for (number, kinds) in [(1, &[Cwl, Wdl][..]), (2, &[Wdl]), (4, &[Cwl])] {
        for (expected, kind) in (1..).zip(kinds) {
            for file in 0..2 {
                let expected = revision(2 * expected - 1 + file);
                let key = key(*kind, &format!("{file}"));
                let by = by(ADA, 2);
                wait(store.write_descriptor(id(number), expected, key, text("x"), by)).unwrap();
            }
        }
    }
    let page = |kind, page: Page| {
        let page = wait(store.described_tools(kind, page)).unwrap();
        let ids: Vec<_> = page.tools.iter().map(|tool| tool.id).collect();
        (ids, page.next)
    };
    assert_eq!(page(Cwl, first_page()), (vec![id(4), id(1)], None));
    assert_eq!(page(Wdl, first_page()), (vec![id(2), id(1)], None));
    assert_eq!(page(Nextflow, first_page()), (vec![], None));
    let (first, next): (_, Option<Cursor>) = page(Cwl, Page::first(1));
    assert_eq!(first, [id(4)]);
    assert_eq!(page(Cwl, Page::new(next, 1)), (vec![id(1)], None));

    let found = wait(store.described_of(&[id(1), id(3), id(4), id(9)])).unwrap();
    assert_eq!(found.damaged, []);
    let mut found = found.found;
    found.sort();
    let file = |number, kind| Described {
        tool: id(number),
        kind,
        version: "latest".to_owned(),
    };
    let expected = [(1, Cwl), (1, Cwl), (1, Wdl), (1, Wdl), (4, Cwl), (4, Cwl)];
    assert_eq!(found, expected.map(|(number, kind)| file(number, kind)));
}

fn every_file_leaves_a_trace(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let main = key(Cwl, "main.cwl");
    write(store, 1, main.clone(), "first").unwrap();
    write(store, 2, main.clone(), "first").unwrap();
    remove(store, 3, main).unwrap();
    let entries = entries(store);
    let actions: Vec<_> = entries.iter().rev().take(3).collect();
    assert_eq!(
        actions.iter().map(|entry| entry.action).collect::<Vec<_>>(),
        [
            Action::DescriptorRemoved,
            Action::DescriptorWritten,
            Action::DescriptorWritten
        ]
    );
    for entry in actions {
        assert_eq!(entry.tool, Some(id(1)));
        assert_ne!(entry.before, Some(entry.after));
    }
}
