//! Somebody changes the database behind the store's back, row by row and column by column: the audit
//! log tells.

use wharfinger_core::account::AccountId;

use super::behind::{self, Behind};
use super::contract::scenes::entries;
use super::history::{AUTOMATED, history};
use super::{ADA, BOB, EVE, connection_id, id, request_id, token_id, wait};
use crate::{AuditVerdict, Store, Subject, Uuid};

/// Tables that are changed, and put back afterwards.
const TABLES: [&str; 16] = [
    "access_request",
    "account",
    "added_registry",
    "api_token",
    "audit",
    "audit_head",
    "automation",
    "connection",
    "descriptor",
    "maintainer",
    "principal_proof",
    "registry_request",
    "registry_vote",
    "repository",
    "repository_grant",
    "tool",
];

/// A store and a way to its tables that no rule of the schema is in.
struct Place<'p> {
    store: &'p dyn Store,
    run: &'p dyn Fn(&str),
    /// How a blob is written whose bytes are these digits, so and so often.
    blob: fn(&str, usize) -> String,
    /// How many entries the log has.
    entries: u64,
}

fn tampered(behind: &Behind<'_>, test: fn(&Place<'_>)) {
    let Behind { store, run, blob } = *behind;
    history(store);
    let AuditVerdict::Whole { entries, .. } = wait(store.verify_audit()).unwrap() else {
        panic!("the history is whole");
    };
    let keep = TABLES.map(|table| format!("CREATE TABLE {table}_kept AS SELECT * FROM {table};"));
    run(&keep.concat());
    let place = Place {
        store,
        run,
        blob,
        entries,
    };
    test(&place);
    (place.run)(&put_back());
    assert!(matches!(place.verdict(), AuditVerdict::Whole { .. }));
}

/// Puts everything back.
fn put_back() -> String {
    let put_back =
        |table| format!("DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {table}_kept;");
    TABLES.map(put_back).concat()
}

impl Place<'_> {
    /// Puts everything back, then runs `sql`, which is found out at that entry.
    #[track_caller]
    fn found_out(&self, sql: &str, number: u64) {
        (self.run)(&[&put_back(), sql].concat());
        match self.verdict() {
            AuditVerdict::Broken { number: found, .. } if found == number => {}
            verdict => panic!("{sql} should be found out at {number}, and is {verdict:?}"),
        }
    }

    fn verdict(&self) -> AuditVerdict {
        wait(self.store.verify_audit()).unwrap()
    }

    /// The id of an account, as a blob.
    fn account(&self, account: AccountId) -> String {
        let digits = Uuid::from_bytes(*account.as_bytes()).simple().to_string();
        (self.blob)(&digits, 1)
    }

    /// The last entry about a subject.
    fn last(&self, subject: Subject) -> u64 {
        let entries = entries(self.store);
        let last = entries.iter().rev().find(|entry| entry.subject == subject);
        last.unwrap().number
    }
}

fn every_column_of_every_entry(place: &Place<'_>) {
    let (id, hash) = ((place.blob)("07", 16), (place.blob)("07", 32));
    let changes = [
        ("number", "number + 1000".to_owned()),
        ("number", "-number".to_owned()),
        ("at", "at + 1".to_owned()),
        ("at", "at - 9000000000000000".to_owned()),
        ("actor", format!("CASE WHEN actor IS NULL THEN {id} END")),
        ("actor", id.clone()),
        ("request_id", "request_id || 'x'".to_owned()),
        (
            "action",
            "CASE action WHEN 'tool.updated' THEN 'tool.archived' ELSE 'tool.updated' END"
                .to_owned(),
        ),
        ("action", "'nothing'".to_owned()),
        (
            "subject_kind",
            "CASE subject_kind WHEN 'tool' THEN 'account' ELSE 'tool' END".to_owned(),
        ),
        ("subject", id.clone()),
        ("tool", format!("CASE WHEN tool IS NULL THEN {id} END")),
        ("tool", id),
        (
            "until",
            "CASE WHEN until IS NULL THEN 1 ELSE until + 1 END".to_owned(),
        ),
        (
            "digest_before",
            format!("CASE WHEN digest_before IS NULL THEN {hash} END"),
        ),
        ("digest_before", hash.clone()),
        ("digest_after", hash.clone()),
        ("hash", hash),
    ];
    for number in 1..=place.entries {
        for (column, value) in &changes {
            // A number below all others comes first.
            let found_at = if value == "-number" { 1 } else { number };
            let sql = format!("UPDATE audit SET {column} = {value} WHERE number = {number}");
            place.found_out(&sql, found_at);
        }
    }
}

fn every_entry_that_is_missing_or_moved(place: &Place<'_>) {
    for number in 1..=place.entries {
        place.found_out(
            &format!("DELETE FROM audit WHERE number = {number}"),
            number,
        );
        let cut_off = format!("DELETE FROM audit WHERE number >= {number};");
        place.found_out(&cut_off, number);
        let last = number - 1;
        let hidden = format!("{cut_off} UPDATE audit_head SET number = {last}");
        place.found_out(&hidden, number);
        if number < place.entries {
            let next = number + 1;
            let swapped = format!(
                "UPDATE audit SET number = 0 WHERE number = {number};
                UPDATE audit SET number = {number} WHERE number = {next};
                UPDATE audit SET number = {next} WHERE number = 0"
            );
            place.found_out(&swapped, number);
        }
    }
    let end = place.entries + 1;
    let added = format!(
        "INSERT INTO audit
        SELECT {end}, at, actor, request_id, action, subject_kind, subject, tool, until,
            digest_before, digest_after, hash
        FROM audit WHERE number = {}",
        place.entries
    );
    place.found_out(&added, end);
    place.found_out("UPDATE audit_head SET number = number + 1", end);
    let hash = (place.blob)("07", 32);
    place.found_out(&format!("UPDATE audit_head SET hash = {hash}"), end);
    place.found_out("DELETE FROM audit_head", end);
}

/// The end is cut off, and the log says that it ends there: what is stored says otherwise.
fn an_end_that_is_cut_off_as_if_it_had_never_been(place: &Place<'_>) {
    for number in 1..=place.entries {
        let last = number - 1;
        let start = (place.blob)("00", 32);
        let sql = format!(
            "DELETE FROM audit WHERE number >= {number};
            UPDATE audit_head SET number = {last},
                hash = coalesce((SELECT hash FROM audit WHERE number = {last}), {start})"
        );
        (place.run)(&[&put_back(), &*sql].concat());
        let verdict = place.verdict();
        assert!(
            matches!(verdict, AuditVerdict::Broken { .. }),
            "{number}: {verdict:?}"
        );
    }
}

/// A change of every column of something that is stored.
fn every_column_of_what_is_stored(place: &Place<'_>) {
    let (other_id, hash) = ((place.blob)("07", 16), (place.blob)("07", 32));
    let number = |column: &'static str| (column, format!("{column} + 1"));
    let text = |column: &'static str, value: &str| (column, format!("'{value}'"));
    let time = |column: &'static str| (column, format!("coalesce({column} + 1, 7)"));
    let id_of = |column: &'static str| (column, other_id.clone());
    let tables = [
        (
            "tool",
            Subject::Tool(id(1)),
            vec![
                text("registry", "custom"),
                text("host", "ghcr.io"),
                text("namespace", "other"),
                text("name", "other"),
                text("path", "quay.io/team/other"),
                text("tool_name", "other"),
                text("tag", "1"),
                ("digest", format!("'sha256:{}'", "0".repeat(64))),
                text("visibility", "public"),
                text("contact_email", "eve@example.org"),
                text("description", "other"),
                text("source_url", "https://example.org/other"),
                number("revision"),
                number("created_at"),
                number("updated_at"),
                time("archived_at"),
                time("contact_verified_at"),
                ("contact_verified_at", "NULL".to_owned()),
            ],
        ),
        (
            "account",
            Subject::Account(ADA),
            vec![
                text("name", "other"),
                text("name", "no name"),
                text("role", "member"),
                text("email", "eve@example.org"),
                time("email_verified_at"),
                ("email_verified_at", "NULL".to_owned()),
                text("password", "$argon2id$first"),
                ("password", "NULL".to_owned()),
                text("issuer", "https://other.example.org"),
                text("subject", "eve"),
                number("revision"),
                number("created_at"),
                time("disabled_at"),
            ],
        ),
        (
            "api_token",
            Subject::Token(token_id(2)),
            vec![
                ("hash", hash),
                id_of("account"),
                text("name", "other"),
                text("hint", "other"),
                ("scopes", "1".to_owned()),
                ("pulls", "0".to_owned()),
                number("created_at"),
                number("expires_at"),
                number("revoked_at"),
                ("revoked_at", "NULL".to_owned()),
            ],
        ),
        (
            "access_request",
            Subject::Request(request_id(2)),
            vec![
                id_of("tool"),
                text("principal", "robot+evil"),
                text("reason", "other"),
                id_of("requester"),
                text("status", "active"),
                number("created_at"),
                time("answer_by"),
                id_of("decided_by"),
                number("decided_at"),
                text("note", "other"),
                ("note", "NULL".to_owned()),
                text("carried_out", "automatically"),
                number("expires_at"),
                time("active_since"),
                time("renewal_asked_at"),
                text("renewal_reason", "other"),
                time("remind_at"),
                id_of("revoked_by"),
                number("revoked_at"),
                text("revoked_reason", "other"),
                number("closed_at"),
                number("revision"),
                number("updated_at"),
                ("live", "1".to_owned()),
                time("due_at"),
                text("waiting", "hand"),
            ],
        ),
        (
            "connection",
            Subject::Connection(connection_id(1)),
            vec![
                id_of("owner"),
                text("partition", "aws-cn"),
                text("aws_account", "999999999999"),
                text("role_arn", "arn:aws:iam::999999999999:role/evil"),
                text("external_id", "evil"),
                number("proven_at"),
                ("proven_at", "NULL".to_owned()),
                number("checked_at"),
                ("is_right", "0".to_owned()),
                text("report", "other"),
                time("disconnected_at"),
                number("revision"),
                number("created_at"),
                number("updated_at"),
                time("heals_since"),
                time("pull_passwords_since"),
            ],
        ),
    ];
    let of_tool = place.last(Subject::Tool(id(1)));
    for (table, subject, changes) in tables {
        let last = place.last(subject);
        let (_, bytes) = subject.parts();
        let digits = Uuid::from_bytes(*bytes).simple().to_string();
        let this = format!("id = {}", (place.blob)(&digits, 1));
        // A tool is read together with those who maintain it.
        let missed = match subject {
            Subject::Account(_) => last.min(of_tool),
            _ => last,
        };
        for (column, value) in changes {
            let sql = format!("UPDATE {table} SET {column} = {value} WHERE {this}");
            let is_readable = value != "'no name'";
            place.found_out(&sql, if is_readable { last } else { missed });
        }
        place.found_out(&format!("DELETE FROM {table} WHERE {this}"), missed);
        place.found_out(
            &format!("UPDATE {table} SET id = {other_id} WHERE {this}"),
            missed,
        );
    }
    for change in [
        &*format!("UPDATE maintainer SET account = {other_id} WHERE place = 2"),
        "UPDATE maintainer SET since = since + 1 WHERE place = 2",
        &format!("UPDATE maintainer SET added_by = {other_id} WHERE place = 2"),
        "UPDATE maintainer SET place = 3 WHERE place = 1",
        "DELETE FROM maintainer WHERE place = 2",
        "UPDATE descriptor SET tool = 99 WHERE place = 2",
        "UPDATE descriptor SET place = 3 WHERE place = 1",
        "UPDATE descriptor SET type = 'WDL' WHERE place = 2",
        "UPDATE descriptor SET path = 'other.cwl' WHERE place = 2",
        "UPDATE descriptor SET text = 'other' WHERE place = 2",
        "UPDATE descriptor SET version = '2.0' WHERE place = 2",
        &format!("UPDATE descriptor SET written_by = {other_id} WHERE place = 2"),
        "UPDATE descriptor SET written_at = written_at + 1 WHERE place = 2",
        "DELETE FROM descriptor WHERE place = 2",
    ] {
        place.found_out(change, of_tool);
    }
}

/// Where the server acts, for which tool, on whose behalf.
fn every_column_of_automation(place: &Place<'_>) {
    let other_id = (place.blob)("07", 16);
    for number in AUTOMATED {
        let subject = Subject::Automation(id(number));
        let last = place.last(subject);
        let (_, bytes) = subject.parts();
        let digits = Uuid::from_bytes(*bytes).simple().to_string();
        let this = (place.blob)(&digits, 1);
        let is_running = number == AUTOMATED[0];
        let stopped_at = if is_running { "7" } else { "NULL" };
        for change in [
            format!("UPDATE automation SET tool = {other_id} WHERE tool = {this}"),
            format!("UPDATE automation SET repository = {other_id} WHERE tool = {this}"),
            format!("UPDATE automation SET connection = {other_id} WHERE tool = {this}"),
            format!("UPDATE automation SET started_by = {other_id} WHERE tool = {this}"),
            format!("UPDATE automation SET since = since + 1 WHERE tool = {this}"),
            format!("UPDATE automation SET stopped_at = {stopped_at} WHERE tool = {this}"),
            format!("DELETE FROM automation WHERE tool = {this}"),
        ] {
            place.found_out(&change, last);
        }
        // The repository that it is about has the id of the tool in this history.
        for (column, value) in [
            ("id", &*other_id),
            ("partition", "'aws-cn'"),
            ("aws_account", "'999999999999'"),
            ("region", "'eu-central-1'"),
            ("name", "'other'"),
        ] {
            let change = format!("UPDATE repository SET {column} = {value} WHERE id = {this}");
            place.found_out(&change, last);
        }
        if is_running {
            let change = format!("UPDATE repository SET connection = {other_id} WHERE id = {this}");
            place.found_out(&change, last);
        }
    }
}

/// What people have shown to be their own, and where the server gives whom access.
fn every_column_of_proofs_and_grants(place: &Place<'_>) {
    let other_id = (place.blob)("07", 16);
    for (table, subject, changes) in [
        (
            "principal_proof",
            Subject::Account(EVE),
            &[
                ("account", &*other_id),
                ("arn", "'arn:aws:iam::999999999999:root'"),
                ("user_id", "'AIDAEVIL'"),
                ("proven_at", "proven_at + 1"),
            ][..],
        ),
        (
            "repository_grant",
            Subject::Request(request_id(5)),
            &[("request", "request - 1"), ("repository", &*other_id)],
        ),
    ] {
        let last = place.last(subject);
        for (column, value) in changes {
            let sql = format!("UPDATE {table} SET {column} = {value}");
            let (moved_to, number) = match *column {
                // Whose it becomes is changed as well, and was before.
                "request" => (Subject::Request(request_id(4)), last),
                _ => (subject, last),
            };
            place.found_out(&sql, number.min(place.last(moved_to)));
        }
        place.found_out(&format!("DELETE FROM {table}"), last);
    }
}

/// Who asked for which registry, what was answered, and what the catalogue knows beside the configuration.
fn every_column_of_registries(place: &Place<'_>) {
    let other_id = (place.blob)("07", 16);
    let last = [ADA, BOB, EVE].map(|account| place.last(Subject::Account(account)));
    let [ada, bob, eve] = last;
    for (table, number, changes) in [
        (
            "registry_request",
            bob,
            &[
                ("host", "'evil.example.org'"),
                ("greeting", "'open'"),
                ("greeting_detail", "'200'"),
                ("software", "'GitLab'"),
                ("opened_by", &*other_id),
                ("opened_at", "opened_at + 1"),
                ("accepted", "0"),
                ("reason", "'other'"),
                ("decided_by", &*other_id),
                ("decided_at", "decided_at + 1"),
            ][..],
        ),
        // By its id, whoever supports it is held too.
        ("registry_request", bob.min(eve), &[("id", &*other_id)]),
        (
            "added_registry",
            ada,
            &[
                ("id", "'other'"),
                ("definition", "'{\"id\":\"evil\"}'"),
                ("added_by", &*other_id),
                ("added_at", "added_at + 1"),
            ],
        ),
    ] {
        for (column, value) in changes {
            place.found_out(&format!("UPDATE {table} SET {column} = {value}"), number);
        }
    }
    for (supporter, number) in [(EVE, eve), (BOB, bob)] {
        let of = format!("WHERE account = {}", place.account(supporter));
        for change in [
            format!("UPDATE registry_vote SET request = request + 1 {of}"),
            format!("UPDATE registry_vote SET account = {other_id} {of}"),
            format!("UPDATE registry_vote SET since = since + 1 {of}"),
            format!("DELETE FROM registry_vote {of}"),
        ] {
            place.found_out(&change, number);
        }
    }
    let unanswered =
        "UPDATE registry_request SET accepted = NULL, reason = NULL, decided_by = NULL,
        decided_at = NULL";
    place.found_out(unanswered, bob);
    let forged = (place.blob)("08", 16);
    let [by_ada, by_bob] = [ADA, BOB].map(|account| place.account(account));
    for (made, number) in [
        (
            format!(
                "INSERT INTO registry_request (position, id, host, greeting, opened_by, opened_at)
                VALUES (70, {forged}, 'evil.example.org', 'open', {by_bob}, 0)"
            ),
            bob,
        ),
        (
            format!("INSERT INTO registry_vote (request, account, since) VALUES (1, {by_ada}, 0)"),
            ada,
        ),
        (
            format!(
                "INSERT INTO added_registry (position, id, definition, added_by, added_at)
                VALUES (70, 'evil', '{{}}', {by_ada}, 0)"
            ),
            ada,
        ),
    ] {
        place.found_out(&made, number);
    }
    place.found_out("DELETE FROM registry_request", bob.min(eve));
    place.found_out("DELETE FROM added_registry", ada);
}

fn what_nobody_made(place: &Place<'_>) {
    let end = place.entries + 1;
    for (made, found_out) in [
        (
            "UPDATE account SET role = 'member' WHERE name = 'operator'",
            end,
        ),
        (
            "UPDATE account SET password = '$argon2id$evil' WHERE name = 'operator'",
            end,
        ),
        ("DELETE FROM account WHERE name = 'operator'", end),
    ] {
        place.found_out(made, found_out);
    }
    let id = (place.blob)("07", 16);
    let made = format!(
        "INSERT INTO account (position, id, name, role, revision, created_at)
        VALUES (70, {id}, 'mallory', 'administrator', 1, 0)"
    );
    place.found_out(&made, end);
}

fn what_is_no_change(place: &Place<'_>) {
    (place.run)(
        "UPDATE api_token SET used_at = 7;
        UPDATE repository_grant SET was_seen = 1, observed = 'vanished', observed_at = 7,
            hold = 'vanished';
        UPDATE repository SET generation = 9, observed = 9, looks = 7, wrote_at = 7",
    );
    let verdict = place.verdict();
    assert!(matches!(verdict, AuditVerdict::Whole { .. }), "{verdict:?}");
}

macro_rules! tampering {
    ($($test:ident)*) => {
        mod sqlite {
            $(#[test]
            fn $test() {
                super::behind::sqlite(|behind| super::tampered(behind, super::$test));
            })*
        }

        mod postgres {
            $(#[test]
            fn $test() {
                super::behind::postgres(|behind| super::tampered(behind, super::$test));
            })*
        }
    };
}

tampering! {
    every_column_of_every_entry
    every_entry_that_is_missing_or_moved
    an_end_that_is_cut_off_as_if_it_had_never_been
    every_column_of_what_is_stored
    every_column_of_automation
    every_column_of_proofs_and_grants
    every_column_of_registries
    what_nobody_made
    what_is_no_change
}
