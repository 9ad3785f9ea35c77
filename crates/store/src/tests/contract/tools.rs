//! Registering, changing and archiving tools.

use wharfinger_core::registration::{Registration, Stored};

use super::scenes::{found, listed, register, try_register};
use crate::tests::{NOBODY, at, by, id, new_tool, registration, stored, system, wait};
use crate::{
    ArchiveError, Failure, NewTool, OPERATOR, RegisterError, Revision, Store, ToolFilter,
    UpdateError,
};

contract! {
    a_registered_tool_is_found_by_id_and_path
    every_column_survives
    a_path_is_registered_once
    an_id_is_used_once
    what_is_not_there_is_not_found
    only_somebody_with_an_account_registers
}

fn a_registered_tool_is_found_by_id_and_path(store: &dyn Store) {
    let tool = register(store, new_tool(1, "quay.io/biocontainers/samtools"));
    assert_eq!(tool.id, id(1));
    assert_eq!(tool.revision, Revision::FIRST);
    assert_eq!((tool.created_at, tool.updated_at), (at(1), at(1)));
    assert_eq!(tool.archived_at, None);
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool.clone())));
    let found = wait(store.find_tool("quay.io/biocontainers/samtools"));
    assert_eq!(found, Ok(Some(tool)));
}

fn every_column_survives(store: &dyn Store) {
    let text = |text: &str| Some(text.to_owned());
    let full = Stored {
        registry: "amazon-ecr".to_owned(),
        tool_name: text("sort"),
        tag: text("1.17--h00cdaf9_0"),
        digest: text(&format!("sha256:{:064x}", 1)),
        visibility: "private".to_owned(),
        contact_email: text("o'brien@example.org"),
        description: text("line one\nline two\t\u{1f980}"),
        source_url: text("https://example.org/?a=b&c='d'"),
        ..stored("123456789012.dkr.ecr.us-west-2.amazonaws.com", "_", "a/b")
    };
    let registration = Registration::restore(full).unwrap();
    let tool = register(
        store,
        NewTool {
            registration: registration.clone(),
            ..new_tool(1, "x.example/y/z")
        },
    );
    assert_eq!(tool.registration, registration);
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
}

fn a_path_is_registered_once(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let again = try_register(store, new_tool(2, "quay.io/a/b"));
    assert_eq!(
        again,
        Err(RegisterError::Conflict {
            existing: id(1),
            path: "quay.io/a/b".to_owned()
        })
    );
    // The same text from other parts: a tool name instead of a nested name.
    let other_parts = Stored {
        tool_name: Some("b".to_owned()),
        ..stored("quay.io", "x", "a")
    };
    register(store, new_tool(3, "quay.io/x/a/b"));
    let again = try_register(
        store,
        NewTool {
            registration: Registration::restore(other_parts).unwrap(),
            ..new_tool(4, "x.example/y/z")
        },
    );
    assert!(
        matches!(again, Err(RegisterError::Conflict { existing, .. }) if existing == id(3)),
        "{again:?}"
    );
    assert_eq!(wait(store.tool(id(2))), Ok(None));
    // Case tells paths apart; only tool names have any when they get here.
    let capital = Stored {
        tool_name: Some("B".to_owned()),
        ..stored("quay.io", "x", "a")
    };
    let capital = NewTool {
        registration: Registration::restore(capital).unwrap(),
        ..new_tool(5, "x.example/y/z")
    };
    register(store, capital);
}

fn an_id_is_used_once(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let again = try_register(store, new_tool(1, "quay.io/a/c"));
    assert_eq!(again, Err(RegisterError::IdTaken(id(1))));
    let same_path = try_register(store, new_tool(1, "quay.io/a/b"));
    assert!(matches!(same_path, Err(RegisterError::Conflict { .. })));
}

fn what_is_not_there_is_not_found(store: &dyn Store) {
    assert_eq!(wait(store.tool(id(1))), Ok(None));
    for path in [
        "",
        "/",
        "quay.io/a/b",
        "docker.io/x",
        "\0",
        "'; DROP TABLE tool; --",
    ] {
        assert_eq!(found(store, path), None, "{path}");
    }
    let update = store.update_tool(
        id(1),
        Revision::FIRST,
        registration("quay.io/a/b"),
        by(OPERATOR, 1),
    );
    assert_eq!(wait(update), Err(UpdateError::NotFound));
    assert_eq!(
        wait(store.archive_tool(id(1), None, by(OPERATOR, 1))),
        Err(ArchiveError::NotFound)
    );
    assert_eq!(
        wait(store.unarchive_tool(id(1), None, by(OPERATOR, 1))),
        Err(ArchiveError::NotFound)
    );
    assert_eq!(listed(store, &ToolFilter::default()), [""; 0]);
}

fn only_somebody_with_an_account_registers(store: &dyn Store) {
    for by in [system(1), by(NOBODY, 1)] {
        let answer = wait(store.register_tool(new_tool(1, "quay.io/a/b"), by));
        assert!(
            matches!(
                answer,
                Err(RegisterError::Failure(Failure::Unavailable { .. }))
            ),
            "{answer:?}"
        );
    }
    assert_eq!(found(store, "quay.io/a/b"), None);
}
