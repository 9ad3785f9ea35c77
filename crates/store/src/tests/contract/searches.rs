//! Searching tools.

use super::scenes::{listed, register};
use crate::tests::{by, described, id, new_tool, revision, wait};
use crate::{NewTool, OPERATOR, Store, ToolFilter};

contract! {
    searching:
    searches_find_parts_of_paths_and_descriptions
    searches_follow_updates
    every_piece_of_a_term_is_not_the_term
    no_search_text_is_an_error
}

fn searched(store: &dyn Store, search: &str) -> Vec<String> {
    let filter = ToolFilter {
        search: Some(search.to_owned()),
        ..ToolFilter::default()
    };
    listed(store, &filter)
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
        wait(store.update_tool(id(1), revision(number), registration, by(OPERATOR, 9))).unwrap();
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

fn every_piece_of_a_term_is_not_the_term(store: &dyn Store) {
    let paths = ["quay.io/a/abcd", "quay.io/a/abc-bcd"];
    for (number, path) in (1..).zip(paths) {
        register(store, new_tool(number, path));
    }
    assert_eq!(searched(store, "abcd"), ["quay.io/a/abcd"]);
    assert_eq!(
        searched(store, "bcd"),
        ["quay.io/a/abc-bcd", "quay.io/a/abcd"]
    );
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
