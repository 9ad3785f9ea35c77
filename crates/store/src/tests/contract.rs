//! The contract: each case runs against a fresh store of every kind.

use std::sync::Barrier;

use wharfinger_core::privacy::Visibility;
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_test_postgres::Cluster;

use super::{at, described, id, key, new_tool, registration, stored, wait};
use crate::sqlite::tests::Tuning;
use crate::{
    ArchiveError, Counts, IDEMPOTENCY_SECONDS, Model, NewTool, PAGE_TOOLS_MAX, Page, RegisterError,
    Revision, Sqlite, Store, TokenHash, Tool, ToolFilter, UpdateError,
};

macro_rules! contract {
    ($($case:ident)*) => {
        mod model {
            $(#[test]
            fn $case() {
                super::$case(&super::Model::new());
            })*
        }

        mod sqlite {
            $(#[test]
            fn $case() {
                super::in_sqlite(crate::sqlite::tests::server(), super::$case);
            })*
        }

        mod postgres {
            $(#[test]
            fn $case() {
                super::in_postgres(super::$case);
            })*
        }

        mod sqlite_indexing_at_once {
            $(#[test]
            fn $case() {
                super::in_sqlite(crate::sqlite::tests::indexing_at_once(), super::$case);
            })*
        }
    };
}

contract! {
    a_registered_tool_is_found_by_id_and_path
    every_column_survives
    a_path_is_registered_once
    an_id_is_used_once
    a_repeated_request_is_answered_with_the_same_tool
    a_key_for_another_request_is_refused
    a_key_belongs_to_its_principal
    a_key_is_forgotten_after_a_day
    a_rejected_request_does_not_use_up_its_key
    an_update_replaces_the_registration
    an_update_of_a_stale_revision_is_refused
    an_update_cannot_move_a_tool
    an_update_cannot_cut_a_path_elsewhere
    an_update_stores_the_registry_that_was_named_since
    an_archived_tool_keeps_its_path_and_stays_as_it_is
    archiving_compares_the_revision_where_one_is_given
    what_is_not_there_is_not_found
    docker_forms_are_found
    the_exact_path_wins_over_the_docker_form
    lists_are_newest_first_in_pages
    pages_do_not_shift_when_tools_are_added
    filters_narrow_lists
    searches_find_parts_of_paths_and_descriptions
    searches_follow_updates
    no_search_text_is_an_error
    a_new_operator_token_replaces_the_old
    counts_tell_tools_and_archived_ones
    one_of_many_concurrent_registrations_wins
    one_of_many_concurrent_updates_wins
}

fn in_sqlite(tuning: Tuning, case: fn(&dyn Store)) {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open_tuned(&folder.path().join("contract.db"), tuning).unwrap();
    case(&store);
    wait(store.check()).unwrap();
}

fn in_postgres(case: fn(&dyn Store)) {
    let database = crate::postgres::tests::database(Cluster::shared());
    let store = crate::postgres::tests::open(&database);
    case(&store);
    wait(store.check()).unwrap();
}

fn register(store: &dyn Store, new: NewTool) -> Tool {
    let registered = wait(store.register_tool(new)).unwrap();
    assert!(!registered.replayed);
    registered.tool
}

fn revision(number: u32) -> Revision {
    Revision::new(number).unwrap()
}

/// The paths on the first page of a list.
fn listed(store: &dyn Store, filter: &ToolFilter) -> Vec<String> {
    let page = wait(store.list_tools(filter, Page::first(PAGE_TOOLS_MAX))).unwrap();
    assert_eq!(page.next, None);
    let path = |tool: Tool| tool.registration.tool_path().to_string();
    page.tools.into_iter().map(path).collect()
}

fn searched(store: &dyn Store, search: &str) -> Vec<String> {
    let filter = ToolFilter {
        search: Some(search.to_owned()),
        ..ToolFilter::default()
    };
    listed(store, &filter)
}

fn found(store: &dyn Store, path: &str) -> Option<String> {
    let tool = wait(store.find_tool(path)).unwrap()?;
    Some(tool.registration.tool_path().to_string())
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
    let again = wait(store.register_tool(new_tool(2, "quay.io/a/b")));
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
    let again = wait(store.register_tool(NewTool {
        registration: Registration::restore(other_parts).unwrap(),
        ..new_tool(4, "x.example/y/z")
    }));
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
    let again = wait(store.register_tool(new_tool(1, "quay.io/a/c")));
    assert_eq!(again, Err(RegisterError::IdTaken(id(1))));
    let same_path = wait(store.register_tool(new_tool(1, "quay.io/a/b")));
    assert!(matches!(same_path, Err(RegisterError::Conflict { .. })));
}

fn a_repeated_request_is_answered_with_the_same_tool(store: &dyn Store) {
    let request = NewTool {
        idempotency: Some(key("operator", "k", 1)),
        ..new_tool(1, "quay.io/a/b")
    };
    let first = register(store, request.clone());
    let repeated = NewTool {
        id: id(2),
        now: at(60),
        ..request
    };
    let second = wait(store.register_tool(repeated.clone())).unwrap();
    assert!(second.replayed);
    assert_eq!(second.tool, first);

    let changed = wait(store.update_tool(
        id(1),
        Revision::FIRST,
        described("quay.io/a/b", Some("new")),
        at(70),
    ))
    .unwrap();
    let third = wait(store.register_tool(repeated)).unwrap();
    assert_eq!(third.tool, changed, "as it is now");
    assert_eq!(wait(store.counts()).unwrap().tools, 1);
}

fn a_key_for_another_request_is_refused(store: &dyn Store) {
    let request = |number, path, content| NewTool {
        idempotency: Some(key("operator", "k", content)),
        ..new_tool(number, path)
    };
    register(store, request(1, "quay.io/a/b", 1));
    let other = wait(store.register_tool(request(2, "quay.io/a/c", 2)));
    assert_eq!(other, Err(RegisterError::KeyReused));
    assert_eq!(found(store, "quay.io/a/c"), None);
}

fn a_key_belongs_to_its_principal(store: &dyn Store) {
    let request = |number, path, principal| NewTool {
        idempotency: Some(key(principal, "k", 1)),
        ..new_tool(number, path)
    };
    let tool = register(store, request(1, "quay.io/a/b", "ann"));
    let other = register(store, request(2, "quay.io/a/c", "bob"));
    assert_ne!(tool.id, other.id);
}

fn a_key_is_forgotten_after_a_day(store: &dyn Store) {
    let day = i64::from(IDEMPOTENCY_SECONDS);
    let request = |number, path, content, seconds| NewTool {
        idempotency: Some(key("operator", "k", content)),
        now: at(seconds),
        ..new_tool(number, path)
    };
    register(store, request(1, "quay.io/a/b", 1, 0));
    let within = wait(store.register_tool(request(2, "quay.io/a/b", 1, day - 1))).unwrap();
    assert!(within.replayed);
    register(store, request(3, "quay.io/a/c", 2, day));
    let again = wait(store.register_tool(request(4, "quay.io/a/c", 2, day + 1))).unwrap();
    assert!(again.replayed, "the key now stands for the later request");
    assert_eq!(again.tool.id, id(3));
}

fn a_rejected_request_does_not_use_up_its_key(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let request = |path| NewTool {
        idempotency: Some(key("operator", "k", 1)),
        ..new_tool(2, path)
    };
    let conflict = wait(store.register_tool(request("quay.io/a/b")));
    assert!(matches!(conflict, Err(RegisterError::Conflict { .. })));
    register(store, request("quay.io/a/c"));
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
    let tool =
        wait(store.update_tool(id(1), Revision::FIRST, registration.clone(), at(9))).unwrap();
    assert_eq!(tool.registration, registration);
    assert_eq!(tool.revision, revision(2));
    assert_eq!((tool.created_at, tool.updated_at), (at(1), at(9)));
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool)));
}

fn an_update_of_a_stale_revision_is_refused(store: &dyn Store) {
    let tool = register(store, new_tool(1, "quay.io/a/b"));
    let update =
        |expected| wait(store.update_tool(id(1), expected, registration("quay.io/a/b"), at(2)));
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
    let moved = wait(store.update_tool(id(1), Revision::FIRST, registration("quay.io/a/c"), at(2)));
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
    let moved = wait(store.update_tool(id(1), Revision::FIRST, cut, at(2)));
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
    let updated = wait(store.update_tool(id(1), Revision::FIRST, named.clone(), at(2))).unwrap();
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
    let archived = wait(store.archive_tool(id(1), None, at(5))).unwrap();
    assert_eq!(archived.archived_at, Some(at(5)));
    assert_eq!(archived.revision, revision(2));
    assert_eq!(archived.updated_at, at(5));
    assert_eq!(
        wait(store.archive_tool(id(1), None, at(6))),
        Ok(archived.clone())
    );

    let conflict = wait(store.register_tool(new_tool(2, "quay.io/a/b")));
    assert!(matches!(conflict, Err(RegisterError::Conflict { existing, .. }) if existing == id(1)));
    let update = wait(store.update_tool(id(1), revision(2), registration("quay.io/a/b"), at(7)));
    assert_eq!(update, Err(UpdateError::Archived));
    assert_eq!(wait(store.find_tool("quay.io/a/b")), Ok(Some(archived)));

    let back = wait(store.unarchive_tool(id(1), None, at(8))).unwrap();
    assert_eq!((back.archived_at, back.revision), (None, revision(3)));
    assert_eq!(
        wait(store.unarchive_tool(id(1), None, at(9))),
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
    let archive = |expected| wait(store.archive_tool(id(1), Some(revision(expected)), at(2)));
    let unarchive = |expected| wait(store.unarchive_tool(id(1), Some(revision(expected)), at(3)));
    assert_eq!(archive(2), stale(1));
    assert_eq!(unarchive(2), stale(1));
    assert_eq!(archive(1).unwrap().revision, revision(2));
    assert_eq!(archive(1), stale(2), "also where nothing is to do");
    assert_eq!(unarchive(2).unwrap().revision, revision(3));
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
    let update = store.update_tool(id(1), Revision::FIRST, registration("quay.io/a/b"), at(1));
    assert_eq!(wait(update), Err(UpdateError::NotFound));
    assert_eq!(
        wait(store.archive_tool(id(1), None, at(1))),
        Err(ArchiveError::NotFound)
    );
    assert_eq!(
        wait(store.unarchive_tool(id(1), None, at(1))),
        Err(ArchiveError::NotFound)
    );
    assert_eq!(listed(store, &ToolFilter::default()), [""; 0]);
}

fn docker_forms_are_found(store: &dyn Store) {
    register(
        store,
        new_tool(1, "123456789012.dkr.ecr.us-west-2.amazonaws.com/_/a/b"),
    );
    register(store, new_tool(2, "docker.io/library/nginx"));
    register(store, new_tool(3, "docker.io/biocontainers/blast"));
    for (asked, expected) in [
        (
            "123456789012.dkr.ecr.us-west-2.amazonaws.com/a/b",
            Some("123456789012.dkr.ecr.us-west-2.amazonaws.com/_/a/b"),
        ),
        ("docker.io/nginx", Some("docker.io/library/nginx")),
        ("docker.io/library/nginx", Some("docker.io/library/nginx")),
        (
            "docker.io/biocontainers/blast",
            Some("docker.io/biocontainers/blast"),
        ),
        ("docker.io/_/nginx", None),
        ("docker.io/blast", None),
    ] {
        assert_eq!(found(store, asked).as_deref(), expected, "{asked}");
    }
}

fn the_exact_path_wins_over_the_docker_form(store: &dyn Store) {
    register(store, new_tool(1, "host.example/_/a/b"));
    assert_eq!(
        found(store, "host.example/a/b").as_deref(),
        Some("host.example/_/a/b")
    );
    register(store, new_tool(2, "host.example/a/b"));
    assert_eq!(
        found(store, "host.example/a/b").as_deref(),
        Some("host.example/a/b")
    );
    assert_eq!(
        found(store, "host.example/_/a/b").as_deref(),
        Some("host.example/_/a/b")
    );
}

fn lists_are_newest_first_in_pages(store: &dyn Store) {
    for number in 1..=7 {
        // The clock and the ids run backwards: neither is what lists are ordered by.
        register(
            store,
            NewTool {
                id: id(100 - number),
                now: at(-i64::from(number)),
                ..new_tool(number, &format!("quay.io/a/t{number}"))
            },
        );
    }
    let mut seen = Vec::new();
    let mut after = None;
    for length in [3, 3, 1] {
        let page = wait(store.list_tools(&ToolFilter::default(), Page::new(after, 3))).unwrap();
        assert_eq!(page.tools.len(), length);
        assert_eq!(page.next.is_some(), length == 3);
        seen.extend(page.tools.iter().map(|tool| tool.id));
        // Clients hold the text of a cursor.
        after = page.next.map(|cursor| cursor.to_string().parse().unwrap());
    }
    assert_eq!(
        seen,
        (1..=7)
            .rev()
            .map(|number| id(100 - number))
            .collect::<Vec<_>>()
    );

    let whole = wait(store.list_tools(&ToolFilter::default(), Page::first(7))).unwrap();
    assert_eq!(
        (whole.tools.len(), whole.next),
        (7, None),
        "a full page may be the last"
    );
}

fn pages_do_not_shift_when_tools_are_added(store: &dyn Store) {
    let names = |tools: &[Tool]| -> Vec<String> {
        tools
            .iter()
            .map(|tool| tool.registration.tool_path().name().to_owned())
            .collect()
    };
    for number in 1..=4 {
        register(store, new_tool(number, &format!("quay.io/a/t{number}")));
    }
    let filter = ToolFilter::default();
    let first = wait(store.list_tools(&filter, Page::first(2))).unwrap();
    assert_eq!(names(&first.tools), ["t4", "t3"]);
    register(store, new_tool(5, "quay.io/a/t5"));
    wait(store.archive_tool(id(3), None, at(9))).unwrap();
    let second = wait(store.list_tools(&filter, Page::new(first.next, 2))).unwrap();
    assert_eq!(names(&second.tools), ["t2", "t1"]);
}

fn filters_narrow_lists(store: &dyn Store) {
    for (number, host, visibility) in [
        (1, "quay.io", "public"),
        (2, "quay.io", "private"),
        (3, "ghcr.io", "public"),
        (4, "ghcr.io", "private"),
        (5, "ghcr.io", "private"),
    ] {
        let registration = Registration::restore(Stored {
            visibility: visibility.to_owned(),
            ..stored(host, "team", &format!("t{number}"))
        });
        register(
            store,
            NewTool {
                registration: registration.unwrap(),
                ..new_tool(number, "x.example/y/z")
            },
        );
    }
    wait(store.archive_tool(id(5), None, at(9))).unwrap();
    let check =
        |search: Option<&str>, registry: Option<&str>, visibility, archived, numbers: &[u32]| {
            let filter = ToolFilter {
                search: search.map(str::to_owned),
                registry: registry.map(str::to_owned),
                visibility,
                include_archived: archived,
            };
            let page = wait(store.list_tools(&filter, Page::first(9))).unwrap();
            let found: Vec<_> = page.tools.iter().map(|tool| tool.id).collect();
            let expected: Vec<_> = numbers.iter().copied().map(id).collect();
            assert_eq!(found, expected, "{filter:?}");
        };
    let (public, private) = (Some(Visibility::Public), Some(Visibility::Private));
    for search in [None, Some(""), Some("team"), Some("t")] {
        check(search, None, None, false, &[4, 3, 2, 1]);
        check(search, None, None, true, &[5, 4, 3, 2, 1]);
        check(search, Some("ghcr"), None, false, &[4, 3]);
        check(search, Some("ghcr"), None, true, &[5, 4, 3]);
        check(search, Some("nobody's"), None, true, &[]);
        check(search, None, public, true, &[3, 1]);
        check(search, None, private, false, &[4, 2]);
        check(search, Some("ghcr"), private, false, &[4]);
        check(search, Some("ghcr"), private, true, &[5, 4]);
    }
    check(Some("ghcr.io t4"), Some("ghcr"), private, false, &[4]);
    check(Some("quay"), Some("ghcr"), None, true, &[]);
}

fn searches_find_parts_of_paths_and_descriptions(store: &dyn Store) {
    let tools = [
        (
            "quay.io/biocontainers/samtools",
            Some("Reads and writes alignments"),
        ),
        ("ghcr.io/seqera/bwa", Some("Burrows-Wheeler Aligner")),
        ("docker.io/library/r-base", None),
    ];
    for (number, (path, description)) in (1..).zip(tools) {
        register(
            store,
            NewTool {
                registration: described(path, description),
                ..new_tool(number, path)
            },
        );
    }
    let [samtools, bwa, r] = tools.map(|(path, _)| path);
    for (search, expected) in [
        ("samtools", vec![samtools]),
        ("TOOLS", vec![samtools]),
        ("align", vec![bwa, samtools]),
        ("align reads", vec![samtools]),
        ("bw", vec![bwa]),
        ("r", vec![r, samtools]),
        ("b", vec![r, bwa, samtools]),
        ("io/lib", vec![r]),
        ("-base", vec![r]),
        ("-", vec![r, bwa]),
        ("samtoolsreads", vec![]),
        ("samtools bwa", vec![]),
        ("", vec![r, bwa, samtools]),
        ("samtools AND bwa", vec![]),
        ("sam*", vec![]),
    ] {
        assert_eq!(searched(store, search), expected, "{search}");
    }
}

fn searches_follow_updates(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let update = |number, description| {
        let registration = described("quay.io/a/b", description);
        wait(store.update_tool(id(1), revision(number), registration, at(9))).unwrap();
    };
    update(1, Some("first words"));
    assert_eq!(searched(store, "first").len(), 1);
    update(2, Some("second words"));
    assert_eq!(searched(store, "first").len(), 0);
    assert_eq!(searched(store, "second").len(), 1);
    update(3, None);
    assert_eq!(searched(store, "words").len(), 0);
    assert_eq!(searched(store, "quay").len(), 1);
}

fn no_search_text_is_an_error(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    for search in [
        "\"",
        "\"\"",
        "'",
        "*",
        "a*",
        "^a",
        "NEAR(a b)",
        "text:a",
        "-a",
        "a OR",
        "(",
        ")",
        "{}",
        "\0",
        "a\0b",
        "\u{1}",
        "\u{1}\u{1}",
        "%",
        "_",
        "\\",
        "a\"b",
        "\u{fffd}",
        "\u{10ffff}",
        "é",
        "🦀",
        ";",
        "--",
        "NOT",
        "AND",
        "\u{feff}",
        "\u{85}",
        "+",
    ] {
        searched(store, search);
    }
    searched(store, &"\"".repeat(10_000));
    searched(store, &"a ".repeat(10_000));
    searched(store, &"🦀".repeat(10_000));
}

fn a_new_operator_token_replaces_the_old(store: &dyn Store) {
    let matches = |byte| wait(store.operator_token_matches(TokenHash([byte; 32]))).unwrap();
    assert!(!wait(store.has_operator_token()).unwrap());
    assert!(!matches(0));
    wait(store.set_operator_token(TokenHash([1; 32]), at(1))).unwrap();
    assert!(wait(store.has_operator_token()).unwrap());
    assert!(matches(1) && !matches(2));
    wait(store.set_operator_token(TokenHash([2; 32]), at(2))).unwrap();
    assert!(!matches(1) && matches(2));
}

fn counts_tell_tools_and_archived_ones(store: &dyn Store) {
    assert_eq!(wait(store.counts()), Ok(Counts::default()));
    for number in 1..=3 {
        register(store, new_tool(number, &format!("quay.io/a/t{number}")));
    }
    wait(store.archive_tool(id(2), None, at(9))).unwrap();
    let expected = Counts {
        tools: 3,
        archived: 1,
    };
    assert_eq!(wait(store.counts()), Ok(expected));
    assert_eq!(wait(store.ready()), Ok(()));
}

/// Threads that start together; few, so that the test also runs on a small machine.
const THREADS: u32 = 8;

fn together<T: Send>(work: impl Fn(u32) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(THREADS as usize);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (1..=THREADS)
            .map(|number| {
                let (start, work) = (&start, &work);
                scope.spawn(move || {
                    start.wait();
                    work(number)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}

fn one_of_many_concurrent_registrations_wins(store: &dyn Store) {
    let outcomes = together(|number| wait(store.register_tool(new_tool(number, "quay.io/a/b"))));
    let tool = wait(store.find_tool("quay.io/a/b")).unwrap().unwrap();
    let mut won = 0;
    for outcome in outcomes {
        match outcome {
            Ok(registered) => {
                won += 1;
                assert_eq!(registered.tool, tool);
            }
            Err(RegisterError::Conflict { existing, .. }) => assert_eq!(existing, tool.id),
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(won, 1);
}

fn one_of_many_concurrent_updates_wins(store: &dyn Store) {
    register(store, new_tool(1, "quay.io/a/b"));
    let outcomes = together(|number| {
        let registration = described("quay.io/a/b", Some(&format!("by {number}")));
        wait(store.update_tool(id(1), Revision::FIRST, registration, at(2)))
    });
    let tool = wait(store.tool(id(1))).unwrap().unwrap();
    assert_eq!(tool.revision, revision(2));
    let won: Vec<_> = outcomes.iter().flatten().collect();
    assert_eq!(won, [&tool]);
    let stale = Err(UpdateError::Stale {
        current: revision(2),
    });
    let lost = outcomes.iter().filter(|outcome| **outcome == stale).count();
    assert_eq!(lost, THREADS as usize - 1);
}
