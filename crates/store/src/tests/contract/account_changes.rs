//! Changing accounts.

use wharfinger_core::account::AccountId;

use super::scenes::{
    create, disable, enable, entries, mailed, password_of, people, set_disabled, set_role, told,
    unverified, verified,
};
use super::sessions::signed_in;
use crate::tests::{ADA, BOB, NOBODY, ROOT, at, by, new_account, revision, secret, system, wait};
use crate::{
    Account, AccountChange, Action, ChangeAccountError, Email, Identity, NewAccount, NoticeKind,
    OPERATOR, PasswordHash, Role, Session, Store,
};

contract! {
    a_password_replaces_the_one_before
    a_new_password_ends_the_sessions_but_one
    an_address_replaces_the_one_before
    the_same_address_stays_as_it_is
    an_address_that_is_vouched_for_is_verified
    addresses_that_differ_in_case_are_different_ones
    an_address_is_written_to_until_it_is_verified
    an_identity_replaces_the_one_before
    an_identity_of_somebody_else_is_refused
    a_provider_is_disconnected_where_a_password_is_left
    the_owner_is_told_of_every_way_to_sign_in
    a_role_is_given_and_taken
    a_disabled_account_can_be_enabled_again
    a_change_is_made_as_a_whole
    a_change_of_what_was_changed_since_is_refused
    an_account_that_is_not_there_cannot_be_changed
    the_operators_account_cannot_be_changed
}

fn password(text: &str) -> PasswordHash {
    PasswordHash(text.to_owned())
}

fn start_session(store: &dyn Store, number: u32, account: AccountId) {
    let session = Session {
        hash: secret(number),
        account,
        label: "Firefox".to_owned(),
        created_at: at(0),
        seen_at: at(0),
        idle_until: at(1_000),
        expires_at: at(1_000),
    };
    signed_in(store, &session);
}

fn sessions(store: &dyn Store, account: AccountId) -> Vec<u32> {
    let sessions = wait(store.sessions(account, at(1))).unwrap().found;
    let number = |session: Session| {
        (1..9)
            .find(|number| secret(*number) == session.hash)
            .unwrap()
    };
    sessions.into_iter().map(number).collect()
}

fn a_password_replaces_the_one_before(store: &dyn Store) {
    create(store, new_account(ADA, "ada"));
    let set = |text| wait(store.set_password(ADA, password(text), None, by(ADA, 2))).unwrap();
    let account = set("one");
    assert!(account.has_password);
    assert_eq!(account.revision, revision(2));
    assert_eq!(wait(store.account(ADA)), Ok(Some(account)));
    assert_eq!(password_of(store, "ada"), Some(password("one")));
    set("two");
    assert_eq!(password_of(store, "ada"), Some(password("two")));
    assert_eq!(
        set("two").revision,
        revision(4),
        "its hash would be another one"
    );
}

fn a_new_password_ends_the_sessions_but_one(store: &dyn Store) {
    people(store);
    for number in [1, 2, 3] {
        start_session(store, number, ADA);
    }
    start_session(store, 4, BOB);
    let set = |keep| wait(store.set_password(ADA, password("new"), keep, by(ADA, 2))).unwrap();
    set(Some(secret(2)));
    assert_eq!(
        (sessions(store, ADA), sessions(store, BOB)),
        (vec![2], vec![4])
    );
    // To keep somebody else's session keeps none of hers, and theirs stays theirs.
    set(Some(secret(4)));
    assert_eq!(
        (sessions(store, ADA), sessions(store, BOB)),
        (vec![], vec![4])
    );
    start_session(store, 5, ADA);
    set(None);
    assert_eq!(sessions(store, ADA), []);
}

fn set_email(store: &dyn Store, email: Option<Email>) -> Account {
    let account = wait(store.set_email(ADA, email, by(ADA, 5))).unwrap();
    assert_eq!(wait(store.account(ADA)), Ok(Some(account.clone())));
    account
}

/// Makes Ada's account, with an address.
fn ada(store: &dyn Store, email: Email) {
    let email = Some(email);
    create(
        store,
        NewAccount {
            email,
            ..new_account(ADA, "ada")
        },
    );
}

fn to_ada(address: &str) -> (String, NoticeKind) {
    (address.to_owned(), NoticeKind::VerifyEmail(ADA))
}

fn an_address_replaces_the_one_before(store: &dyn Store) {
    ada(store, verified("old@example.org"));
    let account = set_email(store, Some(unverified("new@example.org")));
    assert_eq!(account.email, Some(unverified("new@example.org")));
    assert_eq!(account.revision, revision(2));
    assert_eq!(
        mailed(store, 5),
        [told_ada("old@example.org"), to_ada("new@example.org")],
        "where mail reached her before, too"
    );
    let account = set_email(store, Some(verified("other@example.org")));
    assert_eq!(account.verified_email(), Some("other@example.org"));
    assert_eq!(
        mailed(store, 8),
        [told_ada("other@example.org")],
        "nobody has shown that the one before was hers"
    );
    let account = set_email(store, None);
    assert_eq!((account.email, account.revision), (None, revision(4)));
    assert_eq!(mailed(store, 9), [told_ada("other@example.org")]);
    let changed = NoticeKind::EmailChanged(ADA);
    assert_eq!(told(store, ADA), [changed, changed, changed]);
}

fn told_ada(address: &str) -> (String, NoticeKind) {
    (address.to_owned(), NoticeKind::EmailChanged(ADA))
}

fn the_same_address_stays_as_it_is(store: &dyn Store) {
    create(store, new_account(ADA, "ada"));
    assert_eq!(set_email(store, None).revision, revision(1));
    set_email(store, Some(unverified("ada@example.org")));
    let same = set_email(store, Some(unverified("ada@example.org")));
    assert_eq!(same.revision, revision(2));
    assert_eq!(mailed(store, 5), [to_ada("ada@example.org")], "once");
    set_email(store, Some(verified("ada@example.org")));
    let later = Email {
        verified_at: Some(at(4)),
        ..unverified("ada@example.org")
    };
    for email in [unverified("ada@example.org"), later] {
        let same = set_email(store, Some(email));
        assert_eq!(same.email, Some(verified("ada@example.org")));
        assert_eq!(same.revision, revision(3));
    }
    assert_eq!(mailed(store, 9), []);
    assert_eq!(entries(store).len(), 3);
}

fn an_address_that_is_vouched_for_is_verified(store: &dyn Store) {
    ada(store, unverified("ada@example.org"));
    let account = set_email(store, Some(verified("ada@example.org")));
    assert_eq!(account.email, Some(verified("ada@example.org")));
    assert_eq!(account.revision, revision(2));
}

fn addresses_that_differ_in_case_are_different_ones(store: &dyn Store) {
    ada(store, verified("ada@example.org"));
    let account = set_email(store, Some(unverified("Ada@example.org")));
    assert_eq!(account.email, Some(unverified("Ada@example.org")));
}

fn an_address_is_written_to_until_it_is_verified(store: &dyn Store) {
    ada(store, unverified("ada@example.org"));
    let ask = |seconds| wait(store.ask_email(ADA, by(ADA, seconds)));
    assert_eq!(ask(1), Ok(()));
    assert_eq!(
        mailed(store, 2),
        [to_ada("ada@example.org")],
        "the first waited to be sent"
    );
    assert_eq!(ask(3), Ok(()));
    // There and back again: what waits for the first address is still good.
    set_email(store, Some(unverified("other@example.org")));
    set_email(store, Some(unverified("ada@example.org")));
    let expected = [to_ada("ada@example.org"), to_ada("other@example.org")];
    assert_eq!(mailed(store, 9), expected);
    set_email(store, Some(verified("ada@example.org")));
    assert_eq!(ask(10), Ok(()));
    mailed(store, 10);
    set_email(store, None);
    assert_eq!(ask(11), Ok(()));
    assert_eq!(mailed(store, 20), [told_ada("ada@example.org")]);
}

fn identity(subject: &str) -> Identity {
    Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: subject.to_owned(),
    }
}

fn an_identity_replaces_the_one_before(store: &dyn Store) {
    create(store, new_account(ADA, "ada"));
    let link = |subject| wait(store.link_identity(ADA, identity(subject), by(ADA, 2))).unwrap();
    let account = link("one");
    assert_eq!(
        (&account.identity, account.revision),
        (&Some(identity("one")), revision(2))
    );
    assert_eq!(
        wait(store.account_of_identity(&identity("one"))),
        Ok(Some(account.clone()))
    );
    assert_eq!(link("one"), account, "nothing to do");
    let account = link("two");
    assert_eq!(account.revision, revision(3));
    assert_eq!(wait(store.account_of_identity(&identity("one"))), Ok(None));
    assert_eq!(
        wait(store.account_of_identity(&identity("two"))),
        Ok(Some(account))
    );
}

fn an_identity_of_somebody_else_is_refused(store: &dyn Store) {
    people(store);
    wait(store.link_identity(ADA, identity("one"), by(ADA, 2))).unwrap();
    let taken = wait(store.link_identity(BOB, identity("one"), by(BOB, 2)));
    assert_eq!(taken, Err(ChangeAccountError::IdentityTaken));
    wait(store.link_identity(ADA, identity("two"), by(ADA, 3))).unwrap();
    wait(store.link_identity(BOB, identity("one"), by(BOB, 4))).unwrap();
}

fn a_provider_is_disconnected_where_a_password_is_left(store: &dyn Store) {
    create(store, new_account(ADA, "ada"));
    let unlink = |seconds| wait(store.unlink_identity(ADA, by(ADA, seconds)));
    assert_eq!(unlink(1).unwrap().revision, revision(1), "nothing to do");
    wait(store.link_identity(ADA, identity("one"), by(ADA, 2))).unwrap();
    assert_eq!(unlink(3), Err(ChangeAccountError::OnlyWayIn));
    wait(store.set_password(ADA, password("instead"), None, by(ADA, 4))).unwrap();
    let account = unlink(5).unwrap();
    assert_eq!((account.identity, account.revision), (None, revision(4)));
    assert_eq!(wait(store.account_of_identity(&identity("one"))), Ok(None));
    let last = entries(store).pop().unwrap();
    assert_eq!(last.action, Action::IdentityUnlinked);
}

fn the_owner_is_told_of_every_way_to_sign_in(store: &dyn Store) {
    ada(store, verified("ada@example.org"));
    wait(store.link_identity(ADA, identity("one"), by(ADA, 1))).unwrap();
    wait(store.link_identity(ADA, identity("one"), by(ADA, 2))).unwrap();
    wait(store.set_password(ADA, password("first"), None, by(ADA, 3))).unwrap();
    wait(store.unlink_identity(ADA, by(ADA, 4))).unwrap();
    wait(store.unlink_identity(ADA, by(ADA, 5))).unwrap();
    let expected = [
        NoticeKind::IdentityLinked(ADA),
        NoticeKind::PasswordChanged(ADA),
        NoticeKind::IdentityUnlinked(ADA),
    ];
    assert_eq!(told(store, ADA), expected);
    let mails: Vec<_> = mailed(store, 9).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(mails, expected);
}

fn a_change_is_made_as_a_whole(store: &dyn Store) {
    people(store);
    start_session(store, 1, ADA);
    let change = |role, disabled| AccountChange {
        role: Some(role),
        disabled: Some(disabled),
    };
    let set =
        |id, change, seconds| wait(store.change_account(id, None, change, by(OPERATOR, seconds)));
    let before = entries(store).len();
    let account = set(ADA, change(Role::Administrator, true), 2).unwrap();
    assert_eq!(
        (account.role, account.disabled_at, account.revision),
        (Role::Administrator, Some(at(2)), revision(3))
    );
    assert_eq!(wait(store.account(ADA)), Ok(Some(account)));
    assert_eq!(sessions(store, ADA), []);
    let actions = |from: usize| {
        let entries = entries(store).split_off(from);
        entries.iter().map(|entry| entry.action).collect::<Vec<_>>()
    };
    assert_eq!(
        actions(before),
        [Action::RoleChanged, Action::AccountDisabled]
    );
    // Neither half of a change that is refused is made.
    let before = (wait(store.account(ROOT)), entries(store));
    let last = Err(ChangeAccountError::LastAdministrator);
    assert_eq!(set(ROOT, change(Role::Administrator, true), 3), last);
    assert_eq!(set(ROOT, change(Role::Member, true), 3), last);
    assert_eq!(set(ROOT, change(Role::Member, false), 3), last);
    assert_eq!((wait(store.account(ROOT)), entries(store)), before);
    // She is no administrator who can act, so that nothing is lost with her role.
    set(ADA, change(Role::Member, true), 4).unwrap();
    let nothing = AccountChange::default();
    assert_eq!(set(ADA, nothing, 5).unwrap().revision, revision(4));
}

fn a_change_of_what_was_changed_since_is_refused(store: &dyn Store) {
    people(store);
    let change = AccountChange {
        role: Some(Role::Administrator),
        ..AccountChange::default()
    };
    let set = |expected| {
        let expected = Some(revision(expected));
        wait(store.change_account(ADA, expected, change, by(OPERATOR, 3)))
    };
    wait(store.set_email(ADA, Some(unverified("a@example.org")), by(ADA, 2))).unwrap();
    let current = revision(2);
    assert_eq!(set(1), Err(ChangeAccountError::Stale { current }));
    assert_eq!(set(3), Err(ChangeAccountError::Stale { current }));
    assert_eq!(set(2).unwrap().revision, revision(3));
    let current = revision(3);
    assert_eq!(
        set(2),
        Err(ChangeAccountError::Stale { current }),
        "nothing to do"
    );
}

fn a_role_is_given_and_taken(store: &dyn Store) {
    people(store);
    let set = |role| set_role(store, ADA, role, by(OPERATOR, 2)).unwrap();
    assert_eq!(set(Role::Member).revision, revision(1), "nothing to do");
    let account = set(Role::Administrator);
    assert_eq!(
        (account.role, account.revision),
        (Role::Administrator, revision(2))
    );
    assert_eq!(wait(store.account(ADA)), Ok(Some(account)));
    assert_eq!(set(Role::Member).role, Role::Member);
}

fn a_disabled_account_can_be_enabled_again(store: &dyn Store) {
    people(store);
    start_session(store, 1, ADA);
    start_session(store, 2, BOB);
    let set = |disabled, seconds| set_disabled(store, ADA, disabled, by(OPERATOR, seconds));
    assert_eq!(
        set(false, 1).unwrap().revision,
        revision(1),
        "nothing to do"
    );
    let disabled = set(true, 2).unwrap();
    assert_eq!(
        (disabled.disabled_at, disabled.revision),
        (Some(at(2)), revision(2))
    );
    assert_eq!(set(true, 3), Ok(disabled.clone()), "since then");
    assert_eq!(wait(store.account(ADA)), Ok(Some(disabled)));
    let enabled = set(false, 4).unwrap();
    assert_eq!((enabled.disabled_at, enabled.revision), (None, revision(3)));
    assert_eq!(sessions(store, ADA), [], "they do not come back");
    assert_eq!(sessions(store, BOB), [2]);
    disable(store, ADA);
    enable(store, ADA);
}

/// Every change of an account.
fn all_changes(store: &dyn Store, id: AccountId) -> Vec<Result<(), ChangeAccountError>> {
    let by = || system(3);
    vec![
        wait(store.set_password(id, password("new"), None, by())).map(drop),
        wait(store.set_email(id, Some(unverified("x@example.org")), by())).map(drop),
        wait(store.set_email(id, None, by())).map(drop),
        wait(store.ask_email(id, by())),
        wait(store.link_identity(id, identity("x"), by())).map(drop),
        wait(store.unlink_identity(id, by())).map(drop),
        wait(store.end_sessions(id, None, by())).map(drop),
        set_role(store, id, Role::Member, by()).map(drop),
        set_role(store, id, Role::Administrator, by()).map(drop),
        set_disabled(store, id, true, by()).map(drop),
        set_disabled(store, id, false, by()).map(drop),
    ]
}

fn an_account_that_is_not_there_cannot_be_changed(store: &dyn Store) {
    for answer in all_changes(store, NOBODY) {
        assert_eq!(answer, Err(ChangeAccountError::NotFound));
    }
}

fn the_operators_account_cannot_be_changed(store: &dyn Store) {
    let operator = wait(store.account(OPERATOR)).unwrap();
    for answer in all_changes(store, OPERATOR) {
        assert_eq!(answer, Err(ChangeAccountError::BuiltIn));
    }
    assert_eq!(wait(store.account(OPERATOR)), Ok(operator));
    assert_eq!(mailed(store, 9), []);
}
