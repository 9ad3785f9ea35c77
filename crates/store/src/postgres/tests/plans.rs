//! How PostgreSQL finds rows, as far as its planner lets itself be asked: what no index serves shows
//! as a scan or a sort even where those are to be avoided.

use wharfinger_core::privacy::Visibility;
use wharfinger_test_postgres::Cluster;

use super::super::list::select_page;
use super::database;
use crate::{Page, ToolFilter};

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
                    (None, None) => ("tool_pkey", "9, 9"),
                    (Some(_), None) => ("tool_registry", "9, 'quay', 9"),
                    (None, Some(_)) => ("tool_visibility", "9, 'public', 9"),
                    (Some(_), Some(_)) => ("tool_registry_visibility", "9, 'quay', 'public', 9"),
                };
                let query = select_page(&filter, &[], Page::first(20));
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
    }
}
