//! Opening: only databases that serve, only schemas we know, and two servers at once.

use sqlx::Connection;
use tokio::runtime::Builder;
use wharfinger_test_postgres::{Cluster, Database};

use super::super::SCHEMA;
use super::super::connection::Target;
use super::{open, told, with_schema};
use crate::tests::{by, described, new_tool, wait};
use crate::{NewTool, OPERATOR, OpenError, Page, Postgres, Store, ToolFilter, Tools};

/// A database without a schema.
fn empty() -> Database<'static> {
    Cluster::shared().database("empty", |_| {})
}

#[test]
fn two_servers_may_start_at_once() {
    let database = empty();
    std::thread::scope(|scope| {
        let servers: Vec<_> = (0..4).map(|_| scope.spawn(|| open(&database))).collect();
        for server in servers {
            wait(server.join().unwrap().ready()).unwrap();
        }
    });
    let applied = database.sql("SELECT number, name FROM wharfinger_migration");
    assert_eq!(
        applied,
        "1|0001_tools\n2|0002_people\n3|0003_grants\n4|0004_mail_and_renewals\n5|0005_mends\n\
         6|0006_descriptors\n7|0007_devices\n8|0008_pull_passwords\n\
         9|0009_evidence\n10|0010_trail_failures\n11|0011_registry_requests\n\
         12|0012_sessions_in_the_log\n13|0013_search_pieces\n14|0014_examinations"
    );
}

#[test]
fn a_newer_or_another_history_is_refused() {
    let database = empty();
    drop(open(&database));
    let (known, newer) = (SCHEMA, SCHEMA + 1);
    database.sql(&format!(
        "INSERT INTO wharfinger_migration VALUES ({newer}, '0999_new', 0)"
    ));
    let opened = Postgres::open(&database.address());
    assert!(
        matches!(opened, Err(OpenError::Newer { found, known: ours }) if (found, ours) == (newer, known)),
        "{opened:?}"
    );
    database.sql(&format!(
        "DELETE FROM wharfinger_migration WHERE number = {newer};
        UPDATE wharfinger_migration SET checksum = 1 WHERE number = 1"
    ));
    let opened = Postgres::open(&database.address());
    assert!(
        matches!(&opened, Err(OpenError::HistoryChanged { migration }) if migration == "0001_tools"),
        "{opened:?}"
    );
}

/// What is hashed is another from then on, which a server of before would not know.
#[test]
fn servers_of_before_are_stopped_before_what_is_hashed_changes() {
    // The one of a server that knows none of the steps that are taken alone, and of one that knows all but one.
    for before in [1, 10] {
        let database = empty();
        with_schema(&database.address(), before);
        let applied = || database.sql("SELECT count(*) FROM wharfinger_migration");
        let target = Target::parse(&database.address()).unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let server = runtime.block_on(target.connect()).unwrap();
        let opened = Postgres::open(&database.address());
        assert!(
            matches!(opened, Err(OpenError::Connected { connections: 1 })),
            "{opened:?}"
        );
        assert_eq!(applied(), before.to_string(), "nothing was done");
        runtime.block_on(server.close()).unwrap();
        wait(open(&database).ready()).unwrap();
        assert_eq!(applied(), SCHEMA.to_string());
    }
}

#[test]
fn servers_that_know_what_is_hashed_share_a_database() {
    let database = empty();
    let [first, second] = [open(&database), open(&database)];
    wait(first.ready()).unwrap();
    wait(second.ready()).unwrap();
}

#[test]
fn another_encoding_is_refused() {
    let cluster = Cluster::shared();
    let database = cluster.database("latin", |address| {
        let name = address.rsplit('/').next().unwrap();
        cluster.sql("postgres", &format!("DROP DATABASE {name}"));
        cluster.sql(
            "postgres",
            &format!("CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0"),
        );
    });
    let opened = Postgres::open(&database.address());
    assert!(
        matches!(&opened, Err(OpenError::Encoding { encoding }) if encoding == "LATIN1"),
        "{opened:?}"
    );
}

#[test]
fn searches_go_without_the_extension_where_it_cannot_be_created() {
    let database = empty();
    let name = database.address().rsplit('/').next().unwrap().to_owned();
    // A role that may create tables, and no extension.
    database.sql(&format!(
        "CREATE ROLE {name} LOGIN; GRANT CREATE ON SCHEMA public TO {name};"
    ));
    let address = database.address().replace("postgres@", &format!("{name}@"));
    let store = Postgres::open(&address).unwrap();
    assert_eq!(
        database.sql("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'"),
        ""
    );
    let new = NewTool {
        registration: described("quay.io/a/b", Some("Aligns 100% of_it")),
        ..new_tool(1, "quay.io/a/b")
    };
    wait(store.register_tool(new, by(OPERATOR, 1))).unwrap();
    for (search, found) in [
        ("align", 1),
        ("100%", 1),
        ("of_it", 1),
        ("o%i", 0),
        ("b", 1),
    ] {
        let filter = ToolFilter {
            search: Some(search.to_owned()),
            ..ToolFilter::default()
        };
        let page = wait(store.list_tools(&filter, Page::first(9))).unwrap();
        assert_eq!(page.tools.len(), found, "{search}");
    }
    wait(store.check()).unwrap();
    drop(store);
    database.sql(&format!(
        "REASSIGN OWNED BY {name} TO postgres; DROP OWNED BY {name}; DROP ROLE {name}"
    ));
}

#[test]
fn no_error_repeats_a_password() {
    for address in [
        "postgres://ann:s3cret@127.0.0.1:1/wharfinger",
        "postgres://ann:s3cret@127.0.0.1:99999/wharfinger",
        "postgres://ann:s3cret@/wharfinger?sslmode=maybe",
        "postgres://ann:s3cret@[::1/wharfinger",
        "postgres://ann:s3cret@nowhere.invalid/wharfinger",
    ] {
        let error = Postgres::open(address).unwrap_err();
        let told = told(&error);
        assert!(!told.contains("s3cret"), "{told}");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        assert!(told.len() > 40, "{told}");
    }
}
