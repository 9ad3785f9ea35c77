//! How PostgreSQL finds rows, as far as its planner lets itself be asked: what no index serves shows
//! as a scan or a sort even where those are to be avoided.

use wharfinger_core::privacy::Visibility;
use wharfinger_test_postgres::Cluster;

use super::super::list::select_page;
use super::database;
use crate::sql::descriptors::DESCRIBED_TOOLS;
use crate::sql::request_list;
use crate::{Cursor, OPERATOR, Page, ToolFilter};

fn behind_a_page() -> Page {
    Page::new(Some(Cursor(9)), 20)
}

#[test]
fn every_list_is_read_off_the_narrowest_index() {
    let database = database(Cluster::shared());
    for registry in [None, Some("quay".to_owned())] {
        for visibility in [None, Some(Visibility::Public)] {
            for include_archived in [false, true] {
                let filter = ToolFilter {
                    search: None,
                    registry: registry.clone(),
                    visibility,
                    maintainer: None,
                    include_archived,
                };
                let (index, values) = match (&registry, visibility) {
                    (None, None) => ("tool_pkey", "9"),
                    (Some(_), None) => ("tool_registry", "'quay', 9"),
                    (None, Some(_)) => ("tool_visibility", "9"),
                    (Some(_), Some(_)) => ("tool_registry_visibility", "'quay', 9"),
                };
                let query = select_page(&filter, &[], behind_a_page());
                let plan = database.sql(&format!(
                    "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;
                    PREPARE page AS {}; EXPLAIN EXECUTE page({values})",
                    query.sql
                ));
                let expected = format!("Index Scan Backward using {index} on tool");
                assert!(plan.contains(&expected), "{plan} for {filter:?}");
                assert!(!plan.contains("Sort"), "{plan} for {filter:?}");
            }
        }
    }
}

#[test]
fn every_list_of_requests_is_read_off_its_index() {
    let database = database(Cluster::shared());
    let id = r"'\x07'";
    for (list, values, index) in [
        (
            request_list::EVERY,
            "9, NULL, NULL, NULL, NULL, NULL, 9".to_owned(),
            "access_request_pkey",
        ),
        (
            request_list::OF_TOOL,
            format!("9, {id}, NULL, NULL, NULL, NULL, 9"),
            "access_request_tool",
        ),
        (
            request_list::OF_REQUESTER,
            format!("9, NULL, {id}, NULL, NULL, NULL, 9"),
            "access_request_requester",
        ),
        (
            request_list::OF_MAINTAINER,
            format!("9, NULL, NULL, NULL, {id}, NULL, 9"),
            "maintained_request_pkey",
        ),
        (
            request_list::WAITING_FOR_MAINTAINER,
            format!("9, NULL, NULL, 'hand', {id}, NULL, 9"),
            "maintained_request_waiting",
        ),
        (
            request_list::WAITING,
            "9, NULL, NULL, 'hand', NULL, NULL, 9".to_owned(),
            "access_request_waiting",
        ),
        (
            request_list::OF_STATUS,
            "9, NULL, NULL, NULL, NULL, 'ended', 9".to_owned(),
            "access_request_status",
        ),
    ] {
        let plan = database.sql(&format!(
            "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;
            PREPARE page (bigint, bytea, bytea, text, bytea, text, bigint) AS {list};
            EXPLAIN EXECUTE page({values})"
        ));
        assert!(
            plan.contains(&format!("Backward using {index} on")),
            "{plan} for {index}"
        );
        assert!(!plan.contains("Sort"), "{plan} for {index}");
    }
}

#[test]
fn a_maintainers_tools_are_read_off_their_index() {
    let database = database(Cluster::shared());
    let filter = ToolFilter {
        maintainer: Some(OPERATOR),
        ..ToolFilter::default()
    };
    let query = select_page(&filter, &[], behind_a_page());
    let plan = database.sql(&format!(
        r"SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off;
        PREPARE page AS {}; EXPLAIN EXECUTE page('\x07', 9)",
        query.sql
    ));
    assert!(
        plan.contains("Backward using maintainer_account on"),
        "{plan}"
    );
    assert!(!plan.contains("Sort"), "{plan}");
    // Which would read all the tools between two of the account's.
    assert!(!plan.contains("Merge"), "{plan}");
}

/// Enough that reading everything would cost more than any index.
const MANY_TOOLS: &str = r"
    INSERT INTO tool (position, id, path, registry, host, namespace, name, visibility, revision,
        created_at, updated_at)
    SELECT n, decode(lpad(to_hex(n), 32, '0'), 'hex'), 'quay.io/a/tool' || n, 'quay', 'quay.io',
        'a', 'tool' || n, 'public', 1, 0, 0
    FROM generate_series(1, 20000) AS n;
    INSERT INTO tool_search
    SELECT position, path || E'\n' || repeat('reads and sorts sequence alignments ', 8) FROM tool;
    VACUUM ANALYZE tool, tool_search";

#[test]
fn a_search_for_what_is_rare_asks_its_index_and_one_for_what_is_frequent_the_newest_tools() {
    let database = database(Cluster::shared());
    for statement in MANY_TOOLS.split(';') {
        database.sql(statement);
    }
    for (pattern, index) in [
        ("%tool19999%", "Bitmap Index Scan on tool_search_text"),
        ("%quay%", "Index Scan Backward using tool_"),
    ] {
        let patterns = [pattern.to_owned()];
        let filter = ToolFilter::default();
        let query = select_page(&filter, &patterns, Page::first(20));
        let plan = database.sql(&format!(
            "PREPARE page AS {}; EXPLAIN EXECUTE page(100000, '{pattern}', 21)",
            query.sql
        ));
        assert!(plan.contains(index), "{plan} for {pattern}");
        // Nor is anything read that is newer than the page.
        let is_bounded = |scan: &str| scan.contains(r#""position" < '100000'"#);
        let mut scans = plan.split("Index Scan Backward").skip(1);
        assert!(scans.all(is_bounded), "{plan} for {pattern}");
    }
}

/// How often PostgreSQL plans a statement for its values, before it compares that with a plan for all
/// (its manual, `PREPARE`).
const PLANNED_AT_FIRST: usize = 5;

#[test]
fn first_pages_of_many_tools_are_planned_once_by_the_narrowest_index() {
    let database = database(Cluster::shared());
    let all_maintained = "
        INSERT INTO maintainer (tool, place, account, since, added_by)
        SELECT tool.position, 1, account.id, 0, account.id FROM tool, account;
        VACUUM ANALYZE maintainer";
    for statement in [MANY_TOOLS, all_maintained]
        .iter()
        .flat_map(|all| all.split(';'))
    {
        database.sql(statement);
    }
    let registry = Some("quay".to_owned());
    let visibility = Some(Visibility::Public);
    let all = ToolFilter::default();
    for (filter, index, values) in [
        (all.clone(), "tool_pkey", ""),
        (
            ToolFilter {
                registry: registry.clone(),
                ..all.clone()
            },
            "tool_registry",
            "('quay')",
        ),
        (
            ToolFilter {
                registry,
                visibility,
                ..all.clone()
            },
            // All of them are public, so that one of both indexes is as narrow as the other.
            "tool_registry",
            "('quay')",
        ),
        (
            ToolFilter {
                maintainer: Some(OPERATOR),
                ..all
            },
            "maintainer_account",
            &*format!("('{}')", database.sql("SELECT id FROM account").trim()),
        ),
    ] {
        for page in [Page::first(20), Page::first(100)] {
            let query = select_page(&filter, &[], page);
            let execute = format!("EXECUTE page{values};").repeat(PLANNED_AT_FIRST);
            let plan = database.sql(&format!(
                "PREPARE page AS {}; {execute} EXPLAIN EXECUTE page{values}",
                query.sql
            ));
            assert!(
                plan.contains(&format!("Backward using {index} on")),
                "{plan}"
            );
            // It names no value.
            assert_eq!(plan.contains("$1"), !query.params.is_empty(), "{plan}");
        }
    }
}

/// A file for each of [`MANY_TOOLS`].
const ALL_DESCRIBED: &str = "
    INSERT INTO descriptor (tool, place, type, path, text, version, written_by, written_at)
    SELECT tool.position, 1, 'CWL', 'main.cwl', 'x', 'latest', account.id, 0 FROM tool, account;
    VACUUM ANALYZE descriptor";

#[test]
fn described_tools_are_walked_from_where_the_page_starts() {
    let database = database(Cluster::shared());
    for statement in [MANY_TOOLS, ALL_DESCRIBED]
        .iter()
        .flat_map(|all| all.split(';'))
    {
        database.sql(statement);
    }
    let plan = database.sql(&format!(
        "PREPARE page AS {DESCRIBED_TOOLS}; EXPLAIN EXECUTE page('CWL', 10000, 21)"
    ));
    assert!(
        plan.contains("Index Only Scan Backward using descriptor_type on"),
        "{plan}"
    );
    assert!(plan.contains("tool < '10000'"), "{plan}");
    assert!(plan.contains("using tool_pkey on tool"), "{plan}");
    assert!(!plan.contains("Seq Scan"), "{plan}");
}
