//! Changing and archiving tools, and who may.

use wharfinger_core::registration::{Registration, Stored};

use super::scenes::{
    disable, listed, people, private_tool, register, set_disabled, set_role, try_register,
};
use crate::tests::{
    ADA, BOB, EVE, NOBODY, ROOT, at, by, id, new_tool, private, registration, revision, stored,
    system, wait,
};
use crate::{
    ArchiveError, By, NewTool, OPERATOR, RegisterError, Revision, Role, Store, Tool, ToolFilter,
    UpdateError,
};

contract! {
    an_update_replaces_the_registration
    an_update_of_a_stale_revision_is_refused
    an_update_cannot_move_a_tool
    an_update_cannot_cut_a_path_elsewhere
    an_update_stores_the_registry_that_was_named_since
    an_archived_tool_keeps_its_path_and_stays_as_it_is
    archiving_compares_the_revision_where_one_is_given
    maintainers_and_administrators_change_tools
    nobody_else_changes_tools
    who_asks_is_looked_at_before_what_they_ask
}

fn an_update_replaces_the_registration(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let registration = Registration::restore(Stored {
        tag: Some("2.0".to_owned()),
        visibility: "private".to_owned(),
        contact_email: Some("a@example.org".to_owned()),
        description: Some("second".to_owned()),
        ..stored("quay.io", "a", "b")
    })
    .unwrap();
    let tool = wait(store.update_tool(
        id(1),
        Revision::FIRST,
        registration.clone(),
        by(OPERATOR, 9),
    ))
    .unwrap();
    assert_eq!(tool.registration, registration);
    assert_eq!(tool.revision, revision(2));
    assert_eq!((tool.created_at, tool.updated_at), (at(1), at(9)));
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
}

fn an_update_of_a_stale_revision_is_refused(store: &dyn Store) {
    let tool = register(store, new_tool(1, "quay.io/a/b"));
    let update = |expected| {
        wait(store.update_tool(
            id(1),
            expected,
            registration("quay.io/a/b"),
            by(OPERATOR, 2),
        ))
    };
    assert_eq!(
        update(revision(2)),
        Err(UpdateError::Stale {
            current: Revision::FIRST
        })
    );
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
    update(Revision::FIRST).unwrap();
    assert_eq!(
        update(Revision::FIRST),
        Err(UpdateError::Stale {
            current: revision(2)
        })
    );
}

fn an_update_cannot_move_a_tool(store: &dyn Store) {
    let tool = register(store, new_tool(1, "quay.io/a/b"));
    let moved = wait(store.update_tool(
        id(1),
        Revision::FIRST,
        registration("quay.io/a/c"),
        by(OPERATOR, 2),
    ));
    assert_eq!(
        moved,
        Err(UpdateError::PathChanged {
            path: "quay.io/a/b".to_owned()
        })
    );
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
}

fn an_update_cannot_cut_a_path_elsewhere(store: &dyn Store) {
    let nested = stored("312767926603.dkr.ecr.us-west-2.amazonaws.com", "_", "a/b");
    let cut = Stored {
        name: "a".to_owned(),
        tool_name: Some("b".to_owned()),
        ..nested.clone()
    };
    let [nested, cut] = [nested, cut].map(|stored| Registration::restore(stored).unwrap());
    let path = nested.tool_path().to_string();
    assert_eq!(path, cut.tool_path().as_str(), "the same as text");
    let tool = register(
        store,
        NewTool {
            registration: nested,
            ..new_tool(1, "quay.io/a/b")
        },
    );
    let moved = wait(store.update_tool(id(1), Revision::FIRST, cut, by(OPERATOR, 2)));
    assert_eq!(moved, Err(UpdateError::PathChanged { path }));
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
}

fn an_update_stores_the_registry_that_was_named_since(store: &dyn Store) {
    let tool = register(store, new_tool(1, "harbor.example/a/b"));
    assert_eq!(tool.registration.registry(), "custom");
    let named = Registration::restore(Stored {
        registry: "our-harbor".to_owned(),
        ..stored("harbor.example", "a", "b")
    })
    .unwrap();
    let updated =
        wait(store.update_tool(id(1), Revision::FIRST, named.clone(), by(OPERATOR, 2))).unwrap();
    assert_eq!(updated.registration, named);
    assert_eq!(wait(store.tool(id(1))), Ok(Some(updated)));
    for (registry, expected) in [("our-harbor", &["harbor.example/a/b"][..]), ("custom", &[])] {
        let filter = ToolFilter {
            registry: Some(registry.to_owned()),
            ..ToolFilter::default()
        };
        assert_eq!(listed(store, &filter), expected, "{registry}");
    }
}

fn an_archived_tool_keeps_its_path_and_stays_as_it_is(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let archived = wait(store.archive_tool(id(1), None, by(OPERATOR, 5))).unwrap();
    assert_eq!(archived.archived_at, Some(at(5)));
    assert_eq!(archived.revision, revision(2));
    assert_eq!(archived.updated_at, at(5));
    assert_eq!(
        wait(store.archive_tool(id(1), None, by(OPERATOR, 6))),
        Ok(archived.clone())
    );

    let conflict = try_register(store, new_tool(2, "quay.io/a/b"));
    assert!(matches!(conflict, Err(RegisterError::Conflict { existing, .. }) if existing == id(1)));
    let update = wait(store.update_tool(
        id(1),
        revision(2),
        registration("quay.io/a/b"),
        by(OPERATOR, 7),
    ));
    assert_eq!(update, Err(UpdateError::Archived));
    assert_eq!(wait(store.find_tool("quay.io/a/b")), Ok(Some(archived)));

    let back = wait(store.unarchive_tool(id(1), None, by(OPERATOR, 8))).unwrap();
    assert_eq!((back.archived_at, back.revision), (None, revision(3)));
    assert_eq!(
        wait(store.unarchive_tool(id(1), None, by(OPERATOR, 9))),
        Ok(back.clone())
    );
    assert_eq!(wait(store.tool(id(1))), Ok(Some(back)));
}

fn archiving_compares_the_revision_where_one_is_given(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let stale = |current| {
        Err(ArchiveError::Stale {
            current: revision(current),
        })
    };
    let archive =
        |expected| wait(store.archive_tool(id(1), Some(revision(expected)), by(OPERATOR, 2)));
    let unarchive =
        |expected| wait(store.unarchive_tool(id(1), Some(revision(expected)), by(OPERATOR, 3)));
    assert_eq!(archive(2), stale(1));
    assert_eq!(unarchive(2), stale(1));
    assert_eq!(archive(1).unwrap().revision, revision(2));
    assert_eq!(archive(1), stale(2), "also where nothing is to do");
    assert_eq!(unarchive(2).unwrap().revision, revision(3));
}

/// Archives, unarchives and updates a tool, which are all allowed or all not.
fn change_all(store: &dyn Store, tool: &Tool, by: &By) -> Result<Tool, UpdateError> {
    let archived = wait(store.archive_tool(tool.id, None, by.clone()));
    let unarchived = wait(store.unarchive_tool(tool.id, None, by.clone()));
    let current = wait(store.tool(tool.id)).unwrap().unwrap().revision;
    let registration = tool.registration.clone();
    let updated = wait(store.update_tool(tool.id, current, registration, by.clone()));
    let refused = updated == Err(UpdateError::NotMaintainer);
    for answer in [archived, unarchived] {
        assert_eq!(
            answer == Err(ArchiveError::NotMaintainer),
            refused,
            "{answer:?}"
        );
    }
    updated
}

fn maintainers_and_administrators_change_tools(store: &dyn Store) {
    people(store);
    let tool = private_tool(store, 1);
    wait(store.add_maintainer(id(1), BOB, by(ADA, 2))).unwrap();
    for (account, expected) in [(ADA, 4), (BOB, 7), (ROOT, 10), (OPERATOR, 13)] {
        let changed = change_all(store, &tool, &by(account, 3)).unwrap();
        assert_eq!(changed.revision, revision(expected));
    }
}

fn nobody_else_changes_tools(store: &dyn Store) {
    people(store);
    let tool = private_tool(store, 1);
    wait(store.add_maintainer(id(1), BOB, by(ADA, 2))).unwrap();
    disable(store, BOB);
    let refused = Err(UpdateError::NotMaintainer);
    for by in [by(EVE, 3), by(BOB, 3), by(NOBODY, 3), system(3)] {
        assert_eq!(change_all(store, &tool, &by), refused, "{by:?}");
    }
    wait(store.remove_maintainer(id(1), BOB, by(ADA, 3))).unwrap();
    set_disabled(store, BOB, false, by(ROOT, 3)).unwrap();
    assert_eq!(
        change_all(store, &tool, &by(BOB, 3)),
        refused,
        "not any more"
    );
    // There must be another administrator before this one is disabled.
    set_role(store, EVE, Role::Administrator, by(ROOT, 3)).unwrap();
    disable(store, ROOT);
    assert_eq!(change_all(store, &tool, &by(ROOT, 3)), refused);
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
}

fn who_asks_is_looked_at_before_what_they_ask(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let update = |by, expected| {
        let registration = private("quay.io/team/other", None);
        wait(store.update_tool(id(1), revision(expected), registration, by))
    };
    assert_eq!(update(by(EVE, 2), 9), Err(UpdateError::NotMaintainer));
    let current = Revision::FIRST;
    assert_eq!(update(by(ADA, 2), 9), Err(UpdateError::Stale { current }));
    let archive = |by| wait(store.archive_tool(id(1), Some(revision(9)), by));
    assert_eq!(archive(by(EVE, 2)), Err(ArchiveError::NotMaintainer));
    assert_eq!(archive(by(ADA, 2)), Err(ArchiveError::Stale { current }));
    wait(store.archive_tool(id(1), None, by(ADA, 2))).unwrap();
    assert_eq!(
        update(by(ADA, 2), 2),
        Err(UpdateError::Archived),
        "and not that it moves"
    );
}
