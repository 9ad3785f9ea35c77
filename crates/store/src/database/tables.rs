//! Every table that a copy takes, and its columns. A test compares the list with both schemas, so
//! that a migration cannot add to them and be forgotten here.

use std::fmt::Write as _;
use std::sync::LazyLock;

use wharfinger_core::registration::Corrupt;

use crate::Failure;
use crate::sql::pages::Pages;
use crate::sql::{Param, Value};

/// Rows that one statement inserts. A round trip to a database elsewhere costs as much as some ten
/// rows; the widest table then has 1,856 parameters, of the 32,766 that SQLite takes and the 65,535
/// of PostgreSQL (sqlite.org/limits.html, section 9; PostgreSQL's protocol counts them in 16 bits).
pub(crate) const ROWS_AT_ONCE: usize = 64;

/// What a column holds, in both databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Integer,
    Text,
    Blob,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

/// A table, and the statements over it.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// How many of the columns, the first ones, are the primary key.
    pub(crate) key: usize,
    pub(crate) columns: &'static [Column],
    /// Rows that a schema begins with; a copy puts those of its source into their place.
    pub(crate) built_in: u64,
    page: String,
    pub(crate) insert: String,
    pub(crate) insert_many: String,
    pub(crate) clear: String,
    pub(crate) count: String,
}

macro_rules! tables {
    ($($name:ident, key $key:literal, built-in $built_in:literal {
        $($column:ident $kind:ident),* $(,)?
    })*) => {
        /// In an order in which every row comes behind those that it refers to.
        ///
        /// Not among them: the history of the schema, which each database has of its own, and what
        /// searches look in, which is made anew.
        pub(crate) static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| vec![
            $(Table::new(
                stringify!($name),
                $key,
                $built_in,
                &[$(Column { name: stringify!($column), kind: Kind::$kind }),*],
            )),*
        ]);
    };
}

tables! {
    account, key 1, built-in 1 {
        position Integer, id Blob, name Text, role Text, email Text, email_verified_at Integer,
        password Text, issuer Text, subject Text, revision Integer, created_at Integer,
        disabled_at Integer,
    }
    session, key 1, built-in 0 {
        hash Blob, account Blob, label Text, created_at Integer, seen_at Integer,
        idle_until Integer, expires_at Integer,
    }
    api_token, key 1, built-in 0 {
        position Integer, id Blob, hash Blob, account Blob, name Text, hint Text, scopes Integer,
        created_at Integer, expires_at Integer, used_at Integer, revoked_at Integer, pulls Integer,
    }
    tool, key 1, built-in 0 {
        position Integer, id Blob, path Text, registry Text, host Text, namespace Text, name Text,
        tool_name Text, tag Text, digest Text, visibility Text, contact_email Text,
        description Text, source_url Text, revision Integer, created_at Integer,
        updated_at Integer, archived_at Integer, contact_verified_at Integer,
    }
    tool_evidence, key 1, built-in 0 {
        tool Integer, verdict Text, by_login Integer, at Integer, asked Text, status Integer,
        digest Text, detail Text, known Text, known_at Integer, failures Integer, due_at Integer,
    }
    evidence_progress, key 1, built-in 1 {
        one Integer, through Integer,
    }
    link, key 1, built-in 0 {
        hash Blob, purpose Text, account Blob, tool Blob, address Text, expires_at Integer,
    }
    device, key 1, built-in 0 {
        code Blob, user_code Blob, name Text, program Text, address Text, asked_at Integer,
        expires_at Integer, poll_seconds Integer, polled_at Integer, account Blob, is_approved Integer,
    }
    maintainer, key 2, built-in 0 {
        tool Integer, place Integer, account Blob, since Integer, added_by Blob,
    }
    descriptor, key 2, built-in 0 {
        tool Integer, place Integer, type Text, path Text, text Text, version Text,
        written_by Blob, written_at Integer,
    }
    access_request, key 1, built-in 0 {
        position Integer, id Blob, tool Blob, principal Text, reason Text, requester Blob,
        status Text, answer_by Integer, decided_by Blob, decided_at Integer, note Text,
        carried_out Text, expires_at Integer, active_since Integer, renewal_asked_at Integer,
        renewal_reason Text, remind_at Integer, revoked_by Blob, revoked_at Integer, revoked_reason Text,
        closed_at Integer, revision Integer, created_at Integer, updated_at Integer, live Integer,
        due_at Integer, waiting Text,
    }
    maintained_request, key 2, built-in 0 {
        account Blob, request Integer, waiting Text,
    }
    connection, key 1, built-in 0 {
        position Integer, id Blob, owner Blob, partition Text, aws_account Text, role_arn Text,
        external_id Text, proven_at Integer, checked_at Integer, is_right Integer, report Text,
        disconnected_at Integer, revision Integer, created_at Integer, updated_at Integer,
        heals_since Integer, pull_passwords_since Integer,
    }
    repository, key 1, built-in 0 {
        position Integer, id Blob, connection Blob, partition Text, aws_account Text, region Text,
        name Text, generation Integer, observed Integer, reapply Integer, ends_access Integer,
        due_at Integer, not_before Integer, fence Integer, leased_until Integer,
        leased_generation Integer, failures Integer, looks Integer, verified_at Integer,
        verified_managed Text, verified_foreign Text, foreign_changed_at Integer, wrote_at Integer,
        trouble_since Integer, trouble Text, trouble_message Text, unexpected Text, stale Text,
        created_at Integer, trail_until Integer, trail_failed_at Integer, trail_failure Text,
        trail_message Text,
    }
    examination, key 1, built-in 0 {
        id Blob, partition Text, aws_account Text, region Text, name Text, fence Integer,
        leased_until Integer,
    }
    policy_snapshot, key 2, built-in 0 {
        repository Integer, number Integer, at Integer, kind Text, text Text, managed Text,
    }
    policy_mend, key 2, built-in 0 {
        repository Integer, number Integer, put_back Text, take_out Text, asked_by Blob,
        asked_at Integer, settled_at Integer, refusal Text,
    }
    automation, key 1, built-in 0 {
        tool Blob, repository Blob, connection Blob, started_by Blob, since Integer,
        stopped_at Integer,
    }
    repository_grant, key 1, built-in 0 {
        request Integer, repository Blob, was_seen Integer, observed Text, observed_at Integer,
        hold Text,
    }
    installation, key 1, built-in 0 {
        one Integer, id Text,
    }
    registry_request, key 1, built-in 0 {
        position Integer, id Blob, host Text, greeting Text, greeting_detail Text, software Text,
        opened_by Blob, opened_at Integer, accepted Integer, reason Text, decided_by Blob, decided_at Integer,
    }
    registry_vote, key 2, built-in 0 {
        request Integer, account Blob, since Integer,
    }
    added_registry, key 1, built-in 0 {
        position Integer, id Text, definition Text, added_by Blob, added_at Integer,
    }
    principal_proof, key 2, built-in 0 {
        account Blob, arn Text, user_id Text, proven_at Integer,
    }
    principal_challenge, key 1, built-in 0 {
        hash Blob, account Blob, expires_at Integer,
    }
    notice, key 1, built-in 0 {
        id Integer, account Blob, address Text, kind Text, subject Blob, created_at Integer,
        read_at Integer, mail Text, mail_at Integer, attempts Integer, retried_at Integer,
    }
    audit, key 1, built-in 0 {
        number Integer, at Integer, actor Blob, request_id Text, action Text, subject_kind Text,
        subject Blob, tool Blob, until Integer, digest_before Blob, digest_after Blob, hash Blob,
    }
    audit_head, key 1, built-in 1 {
        one Integer, number Integer, hash Blob,
    }
    idempotency, key 2, built-in 0 {
        account Blob, key Text, fingerprint Blob, operation Text, subject Blob, used_at Integer,
    }
}

impl Table {
    fn new(name: &'static str, key: usize, built_in: u64, columns: &'static [Column]) -> Self {
        let names: Vec<_> = columns.iter().map(|column| column.name).collect();
        let (all, key_columns) = (names.join(", "), names[..key].join(", "));
        let insert = format!("INSERT INTO {name} ({all}) VALUES ");
        let row = |first: usize| format!("({})", placeholders(first, columns.len()));
        let rows: Vec<_> = (0..ROWS_AT_ONCE)
            .map(|at| row(1 + at * columns.len()))
            .collect();
        Self {
            name,
            key,
            columns,
            built_in,
            page: format!(
                "SELECT {all} FROM {name} WHERE ({key_columns}) > ({}) ORDER BY {key_columns} \
                LIMIT ${}",
                placeholders(1, key),
                key + 1
            ),
            insert: format!("{insert}{}", row(1)),
            insert_many: format!("{insert}{}", rows.join(", ")),
            clear: format!("DELETE FROM {name}"),
            count: format!("SELECT count(*) FROM {name}"),
        }
    }

    /// Every row, in the order of the key.
    pub(crate) fn rows(&'static self) -> Pages {
        let before = self.columns[..self.key]
            .iter()
            .map(|column| column.kind.least());
        Pages::behind(&self.page, before.collect())
    }

    /// The values of a row as parameters, or what cannot be in it.
    pub(crate) fn params<'r>(
        &self,
        row: &'r [Value],
    ) -> impl Iterator<Item = Result<Param<'r>, Failure>> {
        self.columns.iter().zip(row).map(move |(column, value)| {
            column.kind.param(value).ok_or_else(|| Failure::Corrupt {
                table: self.name,
                row: self.key_of(row),
                source: Corrupt {
                    column: column.name,
                    found: format!("{value:?}"),
                },
            })
        })
    }

    /// The key of a row, for people.
    pub(crate) fn key_of(&self, row: &[Value]) -> String {
        let key = row.iter().take(self.key).map(|value| match value {
            Value::Null => "nothing".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Blob(bytes) => hexadecimal(bytes),
        });
        key.collect::<Vec<_>>().join(", ")
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// `$first` and those that follow.
fn placeholders(first: usize, count: usize) -> String {
    let numbers: Vec<_> = (first..first + count).map(|n| format!("${n}")).collect();
    numbers.join(", ")
}

impl Kind {
    /// What every key of the kind is greater than.
    const fn least(self) -> Value {
        match self {
            Self::Integer => Value::Integer(i64::MIN),
            Self::Text => Value::Text(String::new()),
            Self::Blob => Value::Blob(Vec::new()),
        }
    }

    /// A value as a parameter of the kind, which PostgreSQL asks for where there is none too.
    fn param(self, value: &Value) -> Option<Param<'_>> {
        match (self, value) {
            (Self::Integer, Value::Null) => Some(Param::Integer(None)),
            (Self::Text, Value::Null) => Some(Param::Text(None)),
            (Self::Blob, Value::Null) => Some(Param::Blob(None)),
            (Self::Integer, Value::Integer(_))
            | (Self::Text, Value::Text(_))
            | (Self::Blob, Value::Blob(_)) => Some(Param::from(value)),
            _ => None,
        }
    }
}
