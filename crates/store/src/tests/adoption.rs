//! A database from before there were accounts is taken over as it is.

use wharfinger_test_postgres::Cluster;

use super::contract::scenes::entries;
use super::{at, by, described, id, key, new_tool, wait};
use crate::{
    Action, Actor, AuditVerdict, Maintainer, NewTool, OPERATOR, Postgres, Sqlite, Store, Subject,
};

/// Two tools, the second one archived, and the key of the first one's registration, as the first
/// schema holds them. `BLOB(..)` stands for a blob of those digits.
const FIRST_SCHEMA: &str = "
    INSERT INTO tool (position, id, path, registry, host, namespace, name, visibility,
        contact_email, description, revision, created_at, updated_at, archived_at)
    VALUES
        (1, BLOB(ID1), 'quay.io/a/1', 'quay', 'quay.io', 'a', '1', 'private',
            'ada@example.org', 'Sorts', 1, TIME1, TIME1, NULL),
        (2, BLOB(ID2), 'quay.io/a/2', 'quay', 'quay.io', 'a', '2', 'public',
            NULL, NULL, 3, TIME1, TIME2, TIME2);
    INSERT INTO idempotency (principal, key, fingerprint, tool, used_at)
    VALUES ('operator', 'first', BLOB(FINGERPRINT), 1, TIME1);
    INSERT INTO operator_token (one, hash, set_at) VALUES (1, BLOB(FINGERPRINT), TIME1);";

/// The statements, with blobs as one database writes them.
fn first_schema(blob: fn(&str) -> String) -> String {
    let hex = |number| id(number).as_uuid().simple().to_string();
    let micros = |seconds| at(seconds).as_micros().to_string();
    let mut sql = FIRST_SCHEMA.to_owned();
    for (name, value) in [
        ("BLOB(ID1)", blob(&hex(1))),
        ("BLOB(ID2)", blob(&hex(2))),
        ("BLOB(FINGERPRINT)", blob(&"07".repeat(32))),
        ("TIME1", micros(1)),
        ("TIME2", micros(2)),
    ] {
        sql = sql.replace(name, &value);
    }
    sql
}

#[test]
fn sqlite_takes_the_first_schema_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.db");
    let blob = |hex: &str| format!("x'{hex}'");
    crate::sqlite::tests::with_first_schema(&path, &first_schema(blob));
    for _ in 0..2 {
        is_taken_over(&Sqlite::open(&path).unwrap());
    }
}

#[test]
fn postgres_takes_the_first_schema_over() {
    let database = Cluster::shared().database("first_schema", |address| {
        crate::postgres::tests::with_schema(address, 1);
    });
    database.sql(&first_schema(|hex| format!(r"'\x{hex}'::bytea")));
    database.sql(r"INSERT INTO tool_search SELECT position, path || E'\n' FROM tool");
    for _ in 0..2 {
        is_taken_over(&Postgres::open(&database.address()).unwrap());
    }
}

fn is_taken_over(store: &dyn Store) {
    let [first, second] = [1, 2].map(|number| wait(store.tool(id(number))).unwrap().unwrap());
    assert_eq!(first.registration.contact_email(), Some("ada@example.org"));
    assert_eq!(second.archived_at, Some(at(2)));
    for tool in [&first, &second] {
        let operator = Maintainer {
            account: OPERATOR,
            name: "operator".parse().unwrap(),
            disabled: false,
            since: at(1),
            added_by: OPERATOR,
        };
        assert_eq!(wait(store.maintainers(tool.id)), Ok(vec![operator]));
        assert_eq!(wait(store.contact_verified_at(tool.id)), Ok(None));
    }
    let entries = entries(store);
    let subjects: Vec<_> = entries.iter().map(|entry| entry.subject).collect();
    assert_eq!(subjects, [1, 2].map(|number| Subject::Tool(id(number))));
    for entry in entries {
        assert_eq!(entry.action, Action::ToolRegistered);
        assert_eq!((entry.actor, entry.at), (Actor::System, at(1)));
        assert_eq!(entry.before, None);
    }
    let verdict = wait(store.verify_audit()).unwrap();
    assert!(
        matches!(verdict, AuditVerdict::Whole { entries: 2, .. }),
        "{verdict:?}"
    );

    // Whoever has not heard of the registration asks again.
    let again = NewTool {
        registration: described("quay.io/a/1", None),
        idempotency: Some(key("first", 7)),
        ..new_tool(3, "quay.io/a/1")
    };
    let replayed = wait(store.register_tool(again, by(OPERATOR, 3))).unwrap();
    assert!(replayed.replayed);
    assert_eq!(replayed.tool, first);
}
