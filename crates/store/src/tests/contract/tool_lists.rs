//! Finding tools by path, and listing them.

use wharfinger_core::privacy::Visibility;
use wharfinger_core::registration::{Registration, Stored};

use super::scenes::{found, listed, people, private_tool, register};
use crate::tests::{ADA, BOB, EVE, by, id, new_tool, stored, wait};
use crate::{Counts, NewTool, OPERATOR, Page, Store, Tool, ToolFilter};

contract! {
    docker_forms_are_found
    the_exact_path_wins_over_the_docker_form
    lists_are_newest_first_in_pages
    pages_do_not_shift_when_tools_are_added
    filters_narrow_lists
    lists_are_narrowed_to_a_maintainer
    counts_tell_tools_and_archived_ones
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
        let new = NewTool {
            id: id(100 - number),
            ..new_tool(number, &format!("quay.io/a/t{number}"))
        };
        wait(store.register_tool(new, by(OPERATOR, -i64::from(number)))).unwrap();
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
    wait(store.archive_tool(id(3), None, by(OPERATOR, 9))).unwrap();
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
    wait(store.archive_tool(id(5), None, by(OPERATOR, 9))).unwrap();
    let check =
        |search: Option<&str>, registry: Option<&str>, visibility, archived, numbers: &[u32]| {
            let filter = ToolFilter {
                search: search.map(str::to_owned),
                registry: registry.map(str::to_owned),
                visibility,
                include_archived: archived,
                maintainer: None,
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

fn lists_are_narrowed_to_a_maintainer(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    register(store, new_tool(2, "quay.io/team/t2"));
    private_tool(store, 3);
    wait(store.add_maintainer(id(2), BOB, by(OPERATOR, 2))).unwrap();
    wait(store.add_maintainer(id(3), BOB, by(ADA, 2))).unwrap();
    wait(store.archive_tool(id(3), None, by(ADA, 2))).unwrap();
    let maintained = |account, include_archived| {
        let filter = ToolFilter {
            maintainer: Some(account),
            include_archived,
            ..ToolFilter::default()
        };
        listed(store, &filter)
    };
    let [t1, t2, t3] = [1, 2, 3].map(|number| format!("quay.io/team/t{number}"));
    assert_eq!(maintained(ADA, true), [t3.clone(), t1.clone()]);
    assert_eq!(maintained(ADA, false), [t1]);
    assert_eq!(maintained(BOB, true), [t3, t2.clone()]);
    assert_eq!(maintained(EVE, true), [""; 0]);
    let operators = maintained(OPERATOR, true);
    // With a search, and once somebody does not maintain it any more.
    let filter = ToolFilter {
        search: Some("t2".to_owned()),
        maintainer: Some(BOB),
        ..ToolFilter::default()
    };
    assert_eq!(listed(store, &filter), [t2]);
    assert_eq!(listed(store, &filter), operators);
    wait(store.remove_maintainer(id(2), BOB, by(BOB, 3))).unwrap();
    assert_eq!(listed(store, &filter), [""; 0]);
}

fn counts_tell_tools_and_archived_ones(store: &dyn Store) {
    assert_eq!(wait(store.counts()), Ok(Counts::default()));
    for number in 1..=3 {
        register(store, new_tool(number, &format!("quay.io/a/t{number}")));
    }
    wait(store.archive_tool(id(2), None, by(OPERATOR, 9))).unwrap();
    let expected = Counts {
        tools: 3,
        archived: 1,
    };
    assert_eq!(wait(store.counts()), Ok(expected));
    assert_eq!(wait(store.ready()), Ok(()));
}
