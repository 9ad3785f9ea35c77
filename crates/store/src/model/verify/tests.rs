//! The oracle must tell when something was changed behind the log's back, too.

use crate::model::Model;
use crate::model::rows::Rows;
use crate::model::state::State;
use crate::tests::history::history;
use crate::tests::{ADA, BOB, EVE, NOBODY, by, id, new_account, wait};
use crate::{
    Accounts as _, Action, Actor, Audit as _, AuditEntry, AuditHash, AuditVerdict, Identity,
    OPERATOR, Role, Timestamp,
};

/// The number of the entry that does not fit after `tamper`, and how many there are.
fn found(tamper: impl FnOnce(&mut State)) -> (u64, u64) {
    let model = Model::new();
    history(&model);
    let AuditVerdict::Whole { entries, .. } = wait(model.verify_audit()).unwrap() else {
        panic!("whole before");
    };
    tamper(&mut model.state());
    match wait(model.verify_audit()).unwrap() {
        AuditVerdict::Broken { number, .. } => (number, entries),
        whole @ AuditVerdict::Whole { .. } => panic!("{whole:?} after"),
    }
}

/// Puts other rows in the place of all.
fn replace<T: Clone>(rows: &mut Rows<T>, change: impl FnOnce(&mut Vec<T>)) {
    let mut all: Vec<T> = rows.iter().cloned().collect();
    change(&mut all);
    *rows = Rows::default();
    for row in all {
        rows.push(row);
    }
}

#[test]
fn a_changed_entry_is_found() {
    let third = |change: fn(&mut AuditEntry)| {
        let tamper = |state: &mut State| change(state.entries.iter_mut().nth(2).unwrap());
        assert_eq!(found(tamper).0, 3);
    };
    third(|entry| entry.number += 1);
    third(|entry| entry.actor = Actor::System);
    third(|entry| entry.action = Action::AccountDisabled);
    third(|entry| entry.request_id.push('x'));
    third(|entry| entry.after = AuditHash::START);
    third(|entry| entry.hash = AuditHash::START);
}

#[test]
fn an_entry_that_was_taken_out_is_found() {
    let without = |place: usize| {
        found(|state| replace(&mut state.entries, |entries| drop(entries.remove(place)))).0
    };
    assert_eq!(without(0), 1);
    assert_eq!(without(4), 5);
    let swapped = found(|state| replace(&mut state.entries, |entries| entries.swap(3, 4)));
    assert_eq!(swapped.0, 4);
}

#[test]
fn a_log_that_was_cut_off_is_found() {
    let (number, entries) =
        found(|state| replace(&mut state.entries, |entries| drop(entries.pop())));
    assert!(
        number < entries,
        "by what the last entry was about: {number}"
    );
}

#[test]
fn what_is_stored_otherwise_is_found() {
    let (number, _) = found(|state| {
        state.account_row_mut(ADA).unwrap().account.role = Role::Member;
    });
    assert_eq!(number, 42, "what the log says last about her");
    found(|state| state.tool_row_mut(id(1)).unwrap().contact_verified_at = None);
    found(|state| {
        state.tokens.iter_mut().next().unwrap().token.revoked_at = None;
        state.tokens.iter_mut().nth(1).unwrap().token.revoked_at = None;
    });
    found(|state| {
        let request = state.requests.iter_mut().next().unwrap();
        request.principal.push('x');
    });
}

#[test]
fn what_is_gone_is_found() {
    let (number, _) = found(|state| {
        replace(&mut state.accounts, |rows| {
            rows.retain(|row| row.account.id != BOB);
        });
    });
    assert_eq!(number, 43, "the last entry about his account");
}

#[test]
fn what_no_entry_is_about_is_found() {
    let (number, entries) = found(|state| {
        let mut row = state.account_row(BOB).unwrap().clone();
        row.account.id = NOBODY;
        state.accounts.push(row);
    });
    assert_eq!(number, entries + 1);
}

#[test]
fn the_operators_account_is_as_it_is_built_in() {
    let (number, entries) = found(|state| {
        state.account_row_mut(OPERATOR).unwrap().account.disabled_at = Some(Timestamp::MAX);
    });
    assert_eq!(number, entries + 1);
}

#[test]
fn a_change_between_two_entries_is_found() {
    let model = Model::new();
    wait(model.create_account(new_account(EVE, "eve"), by(OPERATOR, 1))).unwrap();
    let tampered = |state: &mut State| {
        state.account_row_mut(EVE).unwrap().account.role = Role::Administrator;
    };
    tampered(&mut model.state());
    // The next entry is about what it has become, and says so.
    let identity = Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: "1".to_owned(),
    };
    wait(model.link_identity(EVE, identity, by(EVE, 3))).unwrap();
    let broken = AuditVerdict::Broken {
        number: 2,
        finding: format!("account {EVE} was changed before it without an entry"),
    };
    assert_eq!(wait(model.verify_audit()), Ok(broken));
}
