//! Stores with many tools, made quickly: a thousand are registered, and their rows multiplied.

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use pollster::block_on;
use wharfinger_core::account::AccountId;
use wharfinger_core::descriptor::{DescriptorPath, DescriptorText, DescriptorType};
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_store::{
    Actor, By, DescriptorKey, NewAccount, NewTool, Page, Postgres, Revision, Role, Sqlite, Store,
    Timestamp, ToolFilter, ToolId, Tools as _, new_account_id,
};
use wharfinger_test_postgres::Cluster;

/// Tools that are registered; the others are copies.
pub(crate) const SEED: u32 = 1_000;

/// Who maintains all tools but those of the other.
pub(crate) const EVERYTHING: &str = "ada";
/// Who maintains one in forty: a page in the small store.
pub(crate) const SOME: &str = "grace";
const SOME_EVERY: u32 = 40;

/// One tool in forty is there.
pub(crate) const RARE_REGISTRY: &str = "gitlab";
const RARE_REGISTRY_EVERY: u32 = 39;

/// A word in the description of one tool in forty.
pub(crate) const UNCOMMON: &str = "metagenome";
const UNCOMMON_EVERY: u32 = 38;

/// One tool in ten is private.
const PRIVATE_EVERY: u32 = 10;

/// One tool in eight is described in a file: more than a page in the small store.
const DESCRIBED_EVERY: u32 = 8;

/// When the first tool was registered.
const START_MICROS: i64 = 1_700_000_000_000_000;

/// How often to look whether the search index has caught up.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How often in a row nobody has written when the store rests: two seconds, many steps of its work.
const QUIET_LOOKS: u32 = 10;

/// Copies of every seed behind it, as positions go. A copy's name has more letters of the same word,
/// so that what short words are found by stays the same.
const COPY_TOOLS: &str = "
    INSERT INTO tool (position, id, path, registry, host, namespace, name, tool_name, tag, digest,
        visibility, contact_email, description, source_url, revision, created_at, updated_at,
        archived_at, contact_verified_at)
    WITH RECURSIVE copy (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {copies})
    SELECT position + k * {seed}, {id}, path || 'x' || k, registry, host, namespace,
        name || 'x' || k, tool_name, tag, digest, visibility, contact_email, description,
        source_url, revision, created_at, updated_at, archived_at, contact_verified_at
    FROM copy CROSS JOIN tool WHERE position <= {seed}";

const COPY_MAINTAINERS: &str = "
    INSERT INTO maintainer (tool, place, account, since, added_by)
    WITH RECURSIVE copy (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {copies})
    SELECT tool + k * {seed}, place, account, since, added_by
    FROM copy CROSS JOIN maintainer WHERE tool <= {seed}";

const COPY_DESCRIPTORS: &str = "
    INSERT INTO descriptor (tool, place, type, path, text, version, written_by, written_at)
    WITH RECURSIVE copy (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {copies})
    SELECT tool + k * {seed}, place, type, path, text, version, written_by, written_at
    FROM copy CROSS JOIN descriptor WHERE tool <= {seed}";

const COPY_SEARCHED: &str = "
    INSERT INTO tool_search (position, text)
    WITH RECURSIVE copy (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < {copies})
    SELECT position + k * {seed}, replace(text, name, name || 'x' || k)
    FROM copy CROSS JOIN tool JOIN tool_search USING (position) WHERE position <= {seed}";

/// A database in this file with so many tools, all of them indexed.
pub(crate) fn sqlite(file: &Path, tools: u32) -> Arc<dyn Store> {
    let began = Instant::now();
    let store = Sqlite::open(file).expect("the database opens");
    register_seed(&store);
    drop(store);
    if tools > SEED {
        let connection = rusqlite::Connection::open(file).expect("the database opens");
        let id = "randomblob(16)";
        for statement in [COPY_TOOLS, COPY_MAINTAINERS, COPY_DESCRIPTORS] {
            connection
                .execute(&sized(statement, tools, id), ())
                .expect("the rows fit");
        }
    }
    let store = Sqlite::open(file).expect("the database opens");
    // The store indexes what is new while nobody writes. A search ends early until it has.
    let nothing = ToolFilter {
        search: Some("qwertzuiop".to_owned()),
        ..ToolFilter::default()
    };
    block_on(store.ready()).expect("the store answers");
    let is_indexed = || {
        let page = block_on(store.list_tools(&nothing, Page::first(1)));
        page.expect("the store answers").next.is_none()
    };
    while !is_indexed() {
        thread::sleep(LOOK_EVERY);
    }
    rest(file);
    told("SQLite", tools, began);
    Arc::new(store)
}

/// Waits until nobody writes to a database: the store merges its search index when it has time.
fn rest(file: &Path) {
    let connection = rusqlite::Connection::open(file).expect("the database opens");
    let version = || -> i64 {
        let version = connection.pragma_query_value(None, "data_version", |row| row.get(0));
        version.expect("SQLite tells whether somebody else has written")
    };
    let (mut seen, mut quiet) = (version(), 0);
    while quiet < QUIET_LOOKS {
        thread::sleep(LOOK_EVERY);
        let now = version();
        quiet = if now == seen { quiet + 1 } else { 0 };
        seen = now;
    }
}

/// A database of the cluster with so many tools.
pub(crate) fn postgres(cluster: &Cluster, name: &str, tools: u32) -> Arc<dyn Store> {
    let began = Instant::now();
    cluster.sql("postgres", &format!("CREATE DATABASE {name}"));
    let store = Postgres::open(&cluster.address(name)).expect("the database opens");
    register_seed(&store);
    if tools > SEED {
        let index = "SELECT indexdef FROM pg_indexes WHERE indexname = 'tool_search_text'";
        let index = cluster.sql(name, index);
        let id = "decode(md5(path || 'x' || k), 'hex')";
        let copies = [
            COPY_TOOLS,
            COPY_MAINTAINERS,
            COPY_DESCRIPTORS,
            COPY_SEARCHED,
        ];
        let copies = copies
            .map(|statement| sized(statement, tools, id))
            .join(";");
        // What the copies refer to is there. The index is built at once.
        cluster.sql(
            name,
            &format!(
                "SET session_replication_role = replica; SET maintenance_work_mem = '512MB';
                DROP INDEX tool_search_text; {copies}; {index}"
            ),
        );
    }
    cluster.sql(name, "VACUUM ANALYZE");
    told("PostgreSQL", tools, began);
    Arc::new(store)
}

fn told(database: &str, tools: u32, began: Instant) {
    let seconds = began.elapsed().as_secs();
    println!("{database}: {tools} tools after {seconds} s");
}

fn sized(statement: &str, tools: u32, id: &str) -> String {
    statement
        .replace("{copies}", &(tools / SEED - 1).to_string())
        .replace("{seed}", &SEED.to_string())
        .replace("{id}", id)
}

fn register_seed(store: &dyn Store) {
    let (all, some) = (account(store, EVERYTHING, 1), account(store, SOME, 2));
    for number in 0..SEED {
        let by = if is_one_in(SOME_EVERY, number) {
            some
        } else {
            all
        };
        let now = Timestamp::from_micros(START_MICROS + i64::from(number));
        let tool = NewTool {
            id: ToolId::new(now, random(number)),
            registration: Registration::restore(tool(number)).expect("it is well formed"),
            idempotency: None,
        };
        let id = tool.id;
        block_on(store.register_tool(tool, by_of(by, now))).expect("the store does it");
        if is_one_in(DESCRIBED_EVERY, number) {
            describe(store, id, by_of(by, now));
        }
    }
}

fn describe(store: &dyn Store, tool: ToolId, by: By) {
    let key = DescriptorKey {
        kind: DescriptorType::Cwl,
        path: DescriptorPath::parse("tool.cwl").expect("it is well formed"),
    };
    let text = DescriptorText::parse("class: CommandLineTool\n").expect("it is short");
    let written = store.write_descriptor(tool, Revision::FIRST, key, text, by);
    block_on(written).expect("the store does it");
}

fn tool(number: u32) -> Stored {
    let (registry, host) = match number {
        _ if is_one_in(RARE_REGISTRY_EVERY, number) => (RARE_REGISTRY, "registry.gitlab.com"),
        _ if number.is_multiple_of(3) => ("ghcr", "ghcr.io"),
        _ => ("quay", "quay.io"),
    };
    let is_private = is_one_in(PRIVATE_EVERY, number);
    let visibility = if is_private { "private" } else { "public" };
    let word = if is_one_in(UNCOMMON_EVERY, number) {
        UNCOMMON
    } else {
        "genome"
    };
    Stored {
        registry: registry.to_owned(),
        host: host.to_owned(),
        namespace: "biocontainers".to_owned(),
        name: format!("tool{number:04}"),
        tag: Some("1.17--h00cdaf9_0".to_owned()),
        visibility: visibility.to_owned(),
        contact_email: is_private.then(|| "tools@example.org".to_owned()),
        description: Some(format!(
            "Reads, sorts and writes {word} sequence alignment files"
        )),
        ..Stored::default()
    }
}

fn is_one_in(every: u32, number: u32) -> bool {
    number % every == every / 2
}

fn account(store: &dyn Store, name: &str, number: u32) -> AccountId {
    let now = Timestamp::from_micros(START_MICROS);
    let id = new_account_id(now, random(number));
    let new = NewAccount {
        id,
        name: name.parse().expect("the name is well formed"),
        role: Role::Member,
        email: None,
        password: None,
        identity: None,
    };
    block_on(store.create_account(new, by_of(id, now))).expect("the store does it");
    id
}

fn by_of(account: AccountId, now: Timestamp) -> By {
    By {
        actor: Actor::Account(account),
        request_id: "of the benchmarks".to_owned(),
        now,
    }
}

fn random(number: u32) -> [u8; 10] {
    let mut bytes = [0; 10];
    bytes[6..].copy_from_slice(&number.to_be_bytes());
    bytes
}
