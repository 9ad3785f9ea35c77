//! Whole databases: copied, checked, backed up, and brought up to date from every released schema.

mod backups;
mod checks;
mod copies;
mod lists;
mod refusals;
mod released;

use std::fs;
use std::sync::OnceLock;
use std::task::{Context, Poll, Waker};

use tempfile::TempDir;
use wharfinger_test_postgres::{Cluster, Database as PostgresDatabase};

use crate::tests::contract::sessions::signed_in;
use crate::tests::history::history;
use crate::tests::{ADA, BOB, DAY, at, by, described, id, key, new_tool, secret, system, wait};
use crate::{
    Contents, Database, Link, LinkPurpose, NewTool, OPERATOR, Postgres, Session, Store, check,
};

/// A database of either kind that goes away with it.
enum Place {
    Sqlite(TempDir),
    Postgres(PostgresDatabase<'static>),
}

/// What makes a place of each kind: without any schema, as a copy may find it.
const KINDS: [fn() -> Place; 2] = [Place::sqlite, Place::postgres];

impl Place {
    fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    fn postgres() -> Self {
        Self::Postgres(Cluster::shared().database("empty", |_| {}))
    }

    fn database(&self) -> Database {
        match self {
            Self::Sqlite(folder) => Database::sqlite(folder.path().join("store.db")),
            Self::Postgres(database) => database.address().parse().unwrap(),
        }
    }

    /// Serves from it for as long as `work` takes.
    fn serving<T>(&self, work: impl FnOnce(&dyn Store) -> T) -> T {
        let store = self.database().open().unwrap();
        let result = work(&*store);
        store.close();
        result
    }

    /// Runs SQL past the store, and past the rules of the schema; gives what it selects, as lines.
    fn sql(&self, sql: &str) -> String {
        match self {
            Self::Sqlite(folder) => {
                let path = folder.path().join("store.db");
                let connection = rusqlite::Connection::open(path).unwrap();
                for (rule, on) in [("foreign_keys", false), ("ignore_check_constraints", true)] {
                    connection.pragma_update(None, rule, on).unwrap();
                }
                if !sql.starts_with("SELECT") {
                    connection.execute_batch(sql).unwrap();
                    return String::new();
                }
                let mut statement = connection.prepare(sql).unwrap();
                let lines = statement
                    .query_map((), |row| row.get::<_, String>(0))
                    .unwrap();
                lines.map(Result::unwrap).collect::<Vec<_>>().join("\n")
            }
            Self::Postgres(database) => {
                database.sql(&format!("SET session_replication_role = replica; {sql}"))
            }
        }
    }

    /// Puts the file of a fixture into its place.
    fn restore(file: &[u8]) -> Self {
        let place = Self::sqlite();
        if let Self::Sqlite(folder) = &place {
            fs::write(folder.path().join("store.db"), file).unwrap();
        }
        place
    }
}

/// Tables that nothing is written to yet.
const UNUSED: [&str; 2] = ["policy_snapshot", "installation"];

/// Fills a store so that no other table is empty, some with more rows than are copied or read at once.
fn fill(store: &dyn Store) {
    history(store);
    // Asked for at once, so that they share their commits.
    let mut asked: Vec<_> = (2..=600)
        .map(|number| {
            let path = format!("quay.io/many/tool{number}");
            let new = NewTool {
                registration: described(&path, Some("Sorts µ-sequences 🧬")),
                idempotency: Some(key(&format!("key {number}"), 1)),
                ..new_tool(number, &path)
            };
            store.register_tool(new, by(OPERATOR, 30))
        })
        .collect();
    let mut context = Context::from_waker(Waker::noop());
    let early: Vec<_> = asked
        .iter_mut()
        .map(|answer| answer.as_mut().poll(&mut context))
        .collect();
    for (answer, early) in asked.into_iter().zip(early) {
        // A quick store may have answered already.
        let registered = match early {
            Poll::Ready(registered) => registered,
            Poll::Pending => wait(answer),
        };
        registered.unwrap();
    }
    wait(store.archive_tool(id(2), None, by(OPERATOR, 31))).unwrap();
    let session = Session {
        hash: secret(8),
        account: BOB,
        label: "Firefox".to_owned(),
        created_at: at(32),
        seen_at: at(32),
        idle_until: at(DAY),
        expires_at: at(DAY),
    };
    signed_in(store, &session);
    let link = Link {
        hash: secret(9),
        purpose: LinkPurpose::SetPassword { account: ADA },
        expires_at: at(DAY),
    };
    wait(store.make_link(link, system(33))).unwrap();
}

/// What makes a place of each kind that is filled.
const FILLED: [fn() -> Place; 2] = [filled_sqlite, filled_postgres];

fn filled_sqlite() -> Place {
    static FILE: OnceLock<Vec<u8>> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        let place = Place::sqlite();
        place.serving(fill);
        let Place::Sqlite(folder) = &place else {
            unreachable!("made above");
        };
        fs::read(folder.path().join("store.db")).unwrap()
    });
    Place::restore(file)
}

fn filled_postgres() -> Place {
    Place::Postgres(Cluster::shared().database("filled", |address| {
        let store = Postgres::open(address).unwrap();
        fill(&store);
    }))
}

/// That a place is whole.
#[track_caller]
fn whole(place: &Place) -> Contents {
    check(&place.database()).unwrap()
}
