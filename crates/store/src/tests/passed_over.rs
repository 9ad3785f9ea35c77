//! Damaged rows are passed over, and told of, where they would keep others from their due.

use wharfinger_core::access::{ANSWER_DAYS, CarriedOut, Status};

use super::behind::{Behind, on_both};
use super::contract::ecr::{automated, new_automation, proven, registry};
use super::contract::keeping::{LEASE, another, granted, look, present, terms};
use super::contract::scenes::{
    advance, approval, change, entries, inbox, people, private_tool, reason, requested, verified,
};
use super::contract::sessions::{session, signed_in};
use super::contract::tokens::new_token;
use super::{
    ADA, BOB, DAY, EVE, ROOT, at, by, connection_id, id, new_tool, repository_id, request_id,
    system, token_id, wait,
};
use crate::{
    Action, AuditEntry, AuditFilter, Change, Choices, Credential, Cursor, DAMAGE_TOLD_MAX, Failure,
    Found, LeasedMail, NoticeId, OPERATOR, Page, RequestFilter, Session, Store, Subject,
    ToolFilter, Uuid,
};

on_both! {
    what_time_brings_to_others_is_done
    mail_to_others_is_taken
    a_heap_of_damage_hides_nobody
    a_list_goes_on_around_a_damaged_tool
    lists_of_requests_go_on_around_a_damaged_one
    an_inbox_goes_on_around_a_damaged_notice
    the_accounts_go_on_around_a_damaged_one
    the_log_goes_on_around_a_damaged_entry
    answers_for_more_time_are_told_around_a_damaged_one
    an_owner_revokes_tokens_around_a_damaged_one
    an_owner_ends_sessions_around_a_damaged_one
    what_is_asked_for_together_is_found_around_what_is_damaged
    grants_are_found_around_a_damaged_one
    a_damaged_repository_is_not_worked_on
    a_connection_is_taken_back_around_a_damaged_grant
    what_is_carried_out_again_is_so_around_a_damaged_grant
    a_password_is_for_what_is_not_damaged
}

/// When every request has lapsed.
const LATER: i64 = 9 + ANSWER_DAYS as i64 * DAY;

/// Ada maintains a tool for which there are so many requests; each leads to a notice.
fn scene(behind: &Behind<'_>, requests: u32) {
    let store = behind.store;
    people(store);
    wait(store.set_email(ADA, Some(verified("ada@example.org")), by(ADA, 0))).unwrap();
    private_tool(store, 1);
    for number in 1..=requests {
        requested(store, number, &format!("there-{number}"));
    }
}

/// Which rows are damaged, as far as they can be named.
fn rows(damaged: &[Failure]) -> Vec<(&'static str, &str)> {
    damaged
        .iter()
        .map(|failure| match failure {
            Failure::Corrupt { table, row, .. } => (*table, row.as_str()),
            failure => panic!("{failure}"),
        })
        .collect()
}

fn what_time_brings_to_others_is_done(behind: &Behind<'_>) {
    scene(behind, 3);
    (behind.run)("UPDATE access_request SET status = 'lost' WHERE position = 1");
    let damaged = request_id(1).to_string();
    for count in [1, 1, 0] {
        let advanced = wait(behind.store.advance_requests(1, system(LATER))).unwrap();
        assert_eq!(advanced.count, count);
        assert_eq!(rows(&advanced.damaged), [("access_request", &*damaged)]);
    }
    for number in [2, 3] {
        let request = wait(behind.store.access_request(request_id(number))).unwrap();
        assert_eq!(request.unwrap().request.status(), Status::Lapsed);
    }
    // Mended, it is done too.
    (behind.run)("UPDATE access_request SET status = 'pending' WHERE position = 1");
    assert_eq!(advance(behind.store, 9, LATER), 1);
}

fn mail_to_others_is_taken(behind: &Behind<'_>) {
    scene(behind, 3);
    let first = inbox(behind.store, ADA).pop().unwrap().id.0;
    (behind.run)(&format!(
        "UPDATE notice SET kind = 'gossip' WHERE id = {first}"
    ));
    let lease = || -> LeasedMail { wait(behind.store.lease_mail(at(9), at(99), 9)).unwrap() };
    let taken = lease();
    let ids: Vec<_> = taken.leased.iter().map(|mail| mail.notice.id.0).collect();
    assert_eq!(ids, [first + 1, first + 2]);
    assert_eq!(rows(&taken.damaged), [("notice", &*first.to_string())]);
    // It stays due: a newer server may know what this one does not.
    (behind.run)(&format!(
        "UPDATE notice SET kind = 'requested' WHERE id = {first}"
    ));
    let taken = lease();
    assert_eq!(taken.leased[0].notice.id, NoticeId(first));
    assert_eq!(taken.damaged, []);
}

/// More than is read in one step, and than is told of.
fn a_heap_of_damage_hides_nobody(behind: &Behind<'_>) {
    scene(behind, 103);
    (behind.run)(
        "UPDATE access_request SET status = 'lost' WHERE position <= 102;
        UPDATE notice SET kind = 'gossip' WHERE id <= 102",
    );
    let advanced = wait(behind.store.advance_requests(9, system(LATER))).unwrap();
    assert_eq!(
        (advanced.count, advanced.damaged.len()),
        (1, DAMAGE_TOLD_MAX)
    );
    let taken = wait(behind.store.lease_mail(at(9), at(99), 9)).unwrap();
    assert!(!taken.leased.is_empty());
    assert_eq!(taken.damaged.len(), DAMAGE_TOLD_MAX);
}

/// What two rows a page show of a list: what could be read, and which rows are damaged.
fn walk<T>(
    mut read: impl FnMut(Page) -> (Vec<T>, Vec<Failure>, Option<Cursor>),
) -> (Vec<T>, Vec<String>) {
    let (mut found, mut damaged, mut after) = (Vec::new(), Vec::new(), None);
    loop {
        let (whole, passed_over, next) = read(Page::new(after, 2));
        assert!(whole.len() + passed_over.len() <= 2, "a page has two rows");
        found.extend(whole);
        let named = rows(&passed_over).into_iter();
        damaged.extend(named.map(|(table, row)| format!("{table} {row}")));
        match next {
            Some(next) => after = Some(next),
            None => return (found, damaged),
        }
    }
}

fn a_list_goes_on_around_a_damaged_tool(behind: &Behind<'_>) {
    let store = behind.store;
    for number in 1..=5 {
        let tool = new_tool(number, &format!("quay.io/team/tool{number}"));
        wait(store.register_tool(tool, by(OPERATOR, 1))).unwrap();
    }
    (behind.run)("UPDATE tool SET registry = '' WHERE position IN (2, 4)");
    for search in [None, Some("team".to_owned())] {
        let filter = ToolFilter {
            search,
            ..ToolFilter::default()
        };
        let (found, damaged) = walk(|page| {
            let page = wait(store.list_tools(&filter, page)).unwrap();
            let ids = page.tools.into_iter().map(|tool| tool.id);
            (ids.collect(), page.damaged, page.next)
        });
        assert_eq!(found, [5, 3, 1].map(id));
        assert_eq!(damaged, [4, 2].map(|number| format!("tool {}", id(number))));
    }
}

fn lists_of_requests_go_on_around_a_damaged_one(behind: &Behind<'_>) {
    scene(behind, 5);
    (behind.run)("UPDATE access_request SET reason = '' WHERE position IN (2, 5)");
    let every = RequestFilter::default;
    for filter in [
        every(),
        RequestFilter {
            maintainer: Some(ADA),
            ..every()
        },
        RequestFilter {
            statuses: vec![Status::Pending, Status::Active],
            ..every()
        },
    ] {
        let (found, damaged) = walk(|page| {
            let page = wait(behind.store.list_requests(&filter, page)).unwrap();
            let ids = page.requests.into_iter().map(|request| request.id);
            (ids.collect(), page.damaged, page.next)
        });
        assert_eq!(found, [4, 3, 1].map(request_id), "{filter:?}");
        let named = [5, 2].map(|number| format!("access_request {}", request_id(number)));
        assert_eq!(damaged, named, "{filter:?}");
    }
}

fn an_inbox_goes_on_around_a_damaged_notice(behind: &Behind<'_>) {
    scene(behind, 4);
    let told = inbox(behind.store, ADA);
    let [newest, third, second, oldest] = [0, 1, 2, 3].map(|at| told[at].id.0);
    (behind.run)(&format!(
        "UPDATE notice SET kind = 'gossip' WHERE id IN ({newest}, {second})"
    ));
    let (found, damaged) = walk(|page| {
        let page = wait(behind.store.inbox(ADA, page)).unwrap();
        let ids = page.notices.into_iter().map(|notice| notice.id.0);
        (ids.collect(), page.damaged, page.next)
    });
    assert_eq!(found, [third, oldest]);
    assert_eq!(damaged, [newest, second].map(|id| format!("notice {id}")));
}

fn the_accounts_go_on_around_a_damaged_one(behind: &Behind<'_>) {
    people(behind.store);
    (behind.run)("UPDATE account SET name = name || '!' WHERE name IN ('bob', 'root')");
    let (found, damaged) = walk(|page| {
        let page = wait(behind.store.list_accounts(page)).unwrap();
        let ids = page.accounts.into_iter().map(|account| account.id);
        (ids.collect(), page.damaged, page.next)
    });
    assert_eq!(found, [EVE, ADA, OPERATOR]);
    assert_eq!(damaged, [ROOT, BOB].map(|id| format!("account {id}")));
}

fn the_log_goes_on_around_a_damaged_entry(behind: &Behind<'_>) {
    scene(behind, 2);
    let store = behind.store;
    let all: Vec<u64> = entries(store).iter().map(|entry| entry.number).collect();
    let [.., before, damaged, last] = all[..] else {
        panic!("{all:?}");
    };
    (behind.run)(&format!(
        "UPDATE audit SET action = 'gossip' WHERE number = {damaged}"
    ));
    let (found, told) = walk(|page| {
        let page = wait(store.audit_entries(AuditFilter::default(), page)).unwrap();
        let numbers = page.entries.iter().map(|entry| entry.number);
        (numbers.collect(), page.damaged, page.next)
    });
    let others = all.iter().copied().filter(|number| *number != damaged);
    assert_eq!(found, others.rev().collect::<Vec<_>>());
    assert_eq!(told, [format!("audit {damaged}")]);

    let lines = wait(store.audit_after(before, 9)).unwrap();
    let [line, rest] = &lines[..] else {
        panic!("{lines:?}");
    };
    assert_eq!((line.number, rest.number), (damaged, last));
    let failure = line.entry.clone().unwrap_err();
    assert_eq!(rows(&[failure]), [("audit", &*damaged.to_string())]);
    assert!(rest.entry.is_ok());
}

fn answers_for_more_time_are_told_around_a_damaged_one(behind: &Behind<'_>) {
    scene(behind, 1);
    let store = behind.store;
    change(store, 1, approval(20), ADA, 10);
    change(store, 1, Change::DoneByHand, ADA, 11);
    for seconds in [12, 14, 16] {
        let ask = Change::AskRenewal {
            reason: reason("not done yet"),
        };
        change(store, 1, ask, BOB, seconds);
        change(store, 1, Change::DeclineRenewal, ADA, seconds + 1);
    }
    let [first, damaged, last] = &*renewals(store).found else {
        panic!("three answers");
    };
    let number = damaged.number;
    for damage in ["at = 9000000000000000000", "until = 9000000000000000000"] {
        (behind.run)("CREATE TABLE audit_kept AS SELECT * FROM audit");
        (behind.run)(&format!(
            "UPDATE audit SET {damage} WHERE number = {number}"
        ));
        let told = renewals(store);
        assert_eq!(told.found, [first.clone(), last.clone()], "{damage}");
        assert_eq!(rows(&told.damaged), [("audit", &*number.to_string())]);
        (behind.run)(
            "DELETE FROM audit; INSERT INTO audit SELECT * FROM audit_kept; DROP TABLE audit_kept",
        );
    }
}

fn renewals(store: &dyn Store) -> Found<AuditEntry> {
    wait(store.renewals_of(request_id(1))).unwrap()
}

fn an_owner_revokes_tokens_around_a_damaged_one(behind: &Behind<'_>) {
    let store = behind.store;
    people(store);
    let tokens = || wait(store.tokens(ADA)).unwrap();
    for number in [1, 2] {
        wait(store.create_token(new_token(number, ADA), by(ADA, 2))).unwrap();
    }
    (behind.run)("UPDATE api_token SET created_at = 9000000000000000000 WHERE position = 1");
    let listed = tokens();
    let ids: Vec<_> = listed.found.iter().map(|token| token.id).collect();
    assert_eq!(ids, [token_id(2)]);
    let damaged = token_id(1).0.to_string();
    assert_eq!(rows(&listed.damaged), [("api_token", &*damaged)]);

    assert_eq!(wait(store.revoke_tokens(ADA, by(ADA, 3))), Ok(2));
    assert_eq!(tokens(), vec![].into());
    let told = entries(store).into_iter().rev().take(2);
    let told: Vec<_> = told.map(|entry| (entry.action, entry.subject)).collect();
    assert_eq!(
        told,
        [
            (Action::DamagedTokensRevoked, Subject::Account(ADA)),
            (Action::TokenRevoked, Subject::Token(token_id(2))),
        ]
    );
    // Mended, it opens nothing.
    (behind.run)("UPDATE api_token SET created_at = 0 WHERE position = 1");
    let mended = Credential::Token(new_token(1, ADA).hash);
    assert_eq!(wait(store.authenticate(mended, at(4))), Ok(None));
}

fn an_owner_ends_sessions_around_a_damaged_one(behind: &Behind<'_>) {
    let store = behind.store;
    people(store);
    for number in [1, 2, 3] {
        let session = Session {
            label: format!("session {number}"),
            ..session(number, ADA)
        };
        signed_in(store, &session);
    }
    (behind.run)("UPDATE session SET created_at = 9000000000000000000 WHERE label = 'session 1'");
    let listed = wait(store.sessions(ADA, at(5))).unwrap();
    assert_eq!((listed.found.len(), listed.damaged.len()), (2, 1));
    let keep = listed.found[0].hash;
    assert_eq!(wait(store.end_sessions(ADA, Some(keep), by(ADA, 6))), Ok(2));
    let left = wait(store.sessions(ADA, at(6))).unwrap();
    assert_eq!(left, vec![listed.found[0].clone()].into());
}

fn what_is_asked_for_together_is_found_around_what_is_damaged(behind: &Behind<'_>) {
    scene(behind, 3);
    private_tool(behind.store, 2);
    (behind.run)(
        "UPDATE access_request SET reason = '' WHERE position = 2;
        UPDATE tool SET registry = '' WHERE position = 1;
        UPDATE account SET name = name || '!' WHERE name = 'bob'",
    );
    let store = behind.store;
    let found = wait(store.access_requests(&[1, 2, 3].map(request_id))).unwrap();
    assert_eq!(found.found.len(), 2);
    let request = request_id(2).to_string();
    assert_eq!(rows(&found.damaged), [("access_request", &*request)]);

    let found = wait(store.tools_of(&[1, 2].map(id))).unwrap();
    assert_eq!(found.found.len(), 1);
    assert_eq!(rows(&found.damaged), [("tool", &*id(1).to_string())]);

    let found = wait(store.account_names(&[ADA, BOB])).unwrap();
    assert_eq!(found.found, [(ADA, "ada".parse().unwrap())]);
    assert_eq!(rows(&found.damaged), [("account", &*BOB.to_string())]);

    // What somebody asks for by itself is not passed over.
    let damage = wait(store.request_in_full(request_id(1), ADA)).unwrap_err();
    assert_eq!(rows(&[damage]), [("tool", &*id(1).to_string())]);
}

/// Ada's repositories with the numbers 1 and 2, each of which is due.
fn due(behind: &Behind<'_>) {
    let store = behind.store;
    automated(store);
    granted(store, 1);
    another(store, 2, 3);
}

fn grants_are_found_around_a_damaged_one(behind: &Behind<'_>) {
    due(behind);
    (behind.run)("UPDATE repository_grant SET observed = 'gone' WHERE request = 1");
    let asked = [1, 2].map(request_id);
    let found = wait(behind.store.grants_of_requests(&asked)).unwrap();
    let requests: Vec<_> = found.found.iter().map(|grant| grant.request).collect();
    assert_eq!(requests, [request_id(2)]);
    assert_eq!(rows(&found.damaged), [("repository_grant", "1")]);
}

/// Two repositories are due. Whatever is damaged of the first one, the second one is worked on.
fn a_damaged_repository_is_not_worked_on(behind: &Behind<'_>) {
    due(behind);
    let first = repository_id(1);
    let id = Uuid::from_bytes(first.0).to_string();
    let request = request_id(1).to_string();
    let connection = format!("repository SET connection = {}", (behind.blob)("0e", 16));
    let damages = [
        ("repository SET looks = 10000000000", "repository", &*id),
        ("repository SET failures = 1", "repository", &*id),
        ("repository SET not_before = due_at + 1", "repository", &*id),
        (&*connection, "repository", &*id),
        (
            "repository_grant SET observed = 'gone'",
            "repository_grant",
            "1",
        ),
        (
            "access_request SET status = 'lost'",
            "access_request",
            &*request,
        ),
    ];
    (behind.run)(
        "CREATE TABLE repository_kept AS SELECT * FROM repository;
        CREATE TABLE repository_grant_kept AS SELECT * FROM repository_grant;
        CREATE TABLE access_request_kept AS SELECT * FROM access_request",
    );
    for (damage, table, row) in damages {
        let column = if table == "repository_grant" {
            "request"
        } else {
            "position"
        };
        (behind.run)(&format!("UPDATE {damage} WHERE {column} = 1"));
        let answer = wait(behind.store.lease_repository(terms(), LEASE, at(9))).unwrap();
        let leased = answer.leased.expect("the other one is leased");
        assert_eq!(leased.lease.repository, repository_id(2), "{damage}");
        assert_eq!(rows(&answer.damaged), [(table, row)], "{damage}");
        let answer = wait(behind.store.lease_repository(terms(), LEASE, at(9))).unwrap();
        assert!(answer.leased.is_none(), "{damage}");
        for table in ["repository", "repository_grant", "access_request"] {
            (behind.run)(&format!(
                "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM {table}_kept"
            ));
        }
    }
    // Mended, it is worked on.
    let answer = wait(behind.store.lease_repository(terms(), LEASE, at(9))).unwrap();
    assert_eq!(answer.leased.unwrap().lease.repository, first);
    assert!(answer.damaged.is_empty());
}

fn a_connection_is_taken_back_around_a_damaged_grant(behind: &Behind<'_>) {
    let store = behind.store;
    automated(store);
    for number in [1, 2] {
        granted(store, number);
    }
    (behind.run)("UPDATE access_request SET status = 'lost' WHERE position = 1");
    let gone = wait(store.disconnect(connection_id(1), by(ADA, 5))).unwrap();
    assert_eq!(gone.disconnected_at, Some(at(5)));
    let handed_over = wait(store.access_request(request_id(2))).unwrap().unwrap();
    let grant = handed_over.request.grant().unwrap();
    assert_eq!(grant.carried_out(), CarriedOut::ByHand);
    assert_eq!(wait(store.repository_grant(request_id(2))), Ok(None));
}

fn what_is_carried_out_again_is_so_around_a_damaged_grant(behind: &Behind<'_>) {
    let store = behind.store;
    automated(store);
    for number in [1, 2] {
        granted(store, number);
    }
    wait(store.disconnect(connection_id(1), by(ADA, 5))).unwrap();
    proven(store, 2, ADA);
    (behind.run)("UPDATE access_request SET status = 'lost' WHERE position = 1");
    wait(store.automate(new_automation(1, 2, "md5sum"), by(ADA, 6))).unwrap();
    let taken_back = wait(store.access_request(request_id(2))).unwrap().unwrap();
    let grant = taken_back.request.grant().unwrap();
    assert_eq!(grant.carried_out(), CarriedOut::Automatically);
}

/// Bob has access to two repositories. Whatever is damaged of the first one, the second one is open.
fn a_password_is_for_what_is_not_damaged(behind: &Behind<'_>) {
    let store = behind.store;
    automated(store);
    let found = wait(store.connection(connection_id(1))).unwrap().unwrap();
    wait(store.choose(
        found.id,
        found.revision,
        Choices::pull_passwords(true),
        by(ADA, 2),
    ))
    .unwrap();
    granted(store, 1);
    look(store, present(&[1]), 4);
    another(store, 2, 5);
    look(store, present(&[2]), 6);
    let requests = || -> Vec<_> {
        let found = wait(store.pullable(BOB, registry(), at(7))).unwrap();
        let grants = found.into_iter().flat_map(|one| one.grants);
        grants.map(|grant| grant.request).collect()
    };
    assert_eq!(requests(), [2, 1].map(request_id));
    for (damage, mend) in [
        (
            "repository_grant SET observed = 'gone' WHERE request = 1",
            "repository_grant SET observed = 'present' WHERE request = 1",
        ),
        (
            "access_request SET carried_out = 'by_magic' WHERE position = 1",
            "access_request SET carried_out = 'automatically' WHERE position = 1",
        ),
    ] {
        (behind.run)(&format!("UPDATE {damage}"));
        assert_eq!(requests(), [request_id(2)], "{damage}");
        (behind.run)(&format!("UPDATE {mend}"));
        assert_eq!(requests().len(), 2, "{mend}");
    }
}
