//! Who may change an account: read in the transaction of the change.

use wharfinger_core::account::AccountId;

use super::scenes::{create, disable, enable, entries, people, set_role, unverified};
use super::sessions::signed_in;
use crate::tests::{
    ADA, BOB, EVE, NOBODY, ROOT, at, by, new_account, person, secret, system, token_id, wait,
};
use crate::{
    AccountChange, Action, Actor, By, ChangeAccountError, CreateAccountError, CreateTokenError,
    Identity, Link, LinkPurpose, MakeLinkError, NewAccount, NewApiToken, OPERATOR, PasswordHash,
    Role, Scopes, Session, Store, Subject,
};

contract! {
    only_administrators_make_accounts_for_others
    people_make_members_accounts_for_themselves
    only_administrators_change_what_accounts_may_do
    an_administrator_no_longer_is_none
    only_owners_change_what_concerns_their_accounts
    only_administrators_and_the_server_make_links_to_passwords
    only_the_server_makes_other_links
    a_password_link_is_noted_with_its_maker_and_its_end
    sessions_are_ended_by_their_owner
}

/// Those who are no administrators that can act: a member, one who is disabled, nobody, the server.
fn others(store: &dyn Store) -> Vec<By> {
    let was_one = NewAccount {
        role: Role::Administrator,
        ..new_account(person(9), "was-one")
    };
    create(store, was_one);
    disable(store, person(9));
    vec![by(BOB, 5), by(person(9), 5), by(NOBODY, 5), system(5)]
}

fn only_administrators_make_accounts_for_others(store: &dyn Store) {
    people(store);
    let before = others(store);
    let entries_before = entries(store);
    for by in before {
        for role in [Role::Member, Role::Administrator] {
            let new = NewAccount {
                role,
                ..new_account(person(7), "grace")
            };
            let answer = wait(store.create_account(new, by.clone()));
            assert_eq!(answer, Err(CreateAccountError::NotAdministrator), "{by:?}");
        }
        // Who may not is not told which names are taken.
        let answer = wait(store.create_account(new_account(person(7), "ada"), by));
        assert_eq!(answer, Err(CreateAccountError::NotAdministrator));
    }
    assert_eq!(entries(store), entries_before);
    for (number, administrator) in [(7, ROOT), (8, OPERATOR)] {
        let new = new_account(person(number), &format!("member-{number}"));
        wait(store.create_account(new, by(administrator, 6))).unwrap();
    }
}

fn people_make_members_accounts_for_themselves(store: &dyn Store) {
    wait(store.create_account(new_account(ADA, "ada"), by(ADA, 1))).unwrap();
    let new = NewAccount {
        role: Role::Administrator,
        ..new_account(BOB, "bob")
    };
    let answer = wait(store.create_account(new, by(BOB, 1)));
    assert_eq!(answer, Err(CreateAccountError::NotAdministrator));
    assert_eq!(wait(store.account(BOB)), Ok(None));
}

fn only_administrators_change_what_accounts_may_do(store: &dyn Store) {
    people(store);
    let mut others = others(store);
    others.push(by(ADA, 5));
    let before = entries(store);
    for by in others {
        for change in [
            AccountChange {
                role: Some(Role::Administrator),
                disabled: None,
            },
            AccountChange {
                role: None,
                disabled: Some(true),
            },
            AccountChange::default(),
        ] {
            let answer = wait(store.change_account(ADA, None, change, by.clone()));
            assert_eq!(answer, Err(ChangeAccountError::NotAdministrator), "{by:?}");
        }
    }
    assert_eq!(entries(store), before);
    set_role(store, ADA, Role::Administrator, by(ROOT, 6)).unwrap();
}

fn an_administrator_no_longer_is_none(store: &dyn Store) {
    people(store);
    set_role(store, ADA, Role::Administrator, by(ROOT, 1)).unwrap();
    set_role(store, ROOT, Role::Member, by(ADA, 2)).unwrap();
    let answer = set_role(store, ADA, Role::Member, by(ROOT, 3));
    assert_eq!(answer, Err(ChangeAccountError::NotAdministrator));
    set_role(store, ROOT, Role::Administrator, by(ADA, 4)).unwrap();
    disable(store, ADA);
    let answer = set_role(store, ROOT, Role::Member, by(ADA, 5));
    assert_eq!(answer, Err(ChangeAccountError::NotAdministrator));
    enable(store, ADA);
    set_role(store, ROOT, Role::Member, by(ADA, 6)).unwrap();
}

/// Everything that an owner does to an account.
fn changes_of_owner(
    store: &dyn Store,
    id: AccountId,
    by: &By,
) -> Vec<Result<(), ChangeAccountError>> {
    let by = || by.clone();
    let identity = Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: "1".to_owned(),
    };
    let password = PasswordHash("$argon2id$".to_owned());
    vec![
        wait(store.set_password(id, password, None, by())).map(drop),
        wait(store.set_email(id, Some(unverified("x@example.org")), by())).map(drop),
        wait(store.ask_email(id, by())),
        wait(store.link_identity(id, identity, by())).map(drop),
        wait(store.unlink_identity(id, by())).map(drop),
        wait(store.end_sessions(id, None, by())).map(drop),
        wait(store.revoke_token(id, token_id(1), by())).map(drop),
        wait(store.revoke_tokens(id, by())).map(drop),
    ]
}

fn only_owners_change_what_concerns_their_accounts(store: &dyn Store) {
    people(store);
    let mut others = others(store);
    others.extend([by(ROOT, 5), by(OPERATOR, 5)]);
    let token = || NewApiToken {
        id: token_id(1),
        account: ADA,
        hash: secret(1),
        name: "laptop".to_owned(),
        hint: "whf_".to_owned(),
        scopes: Scopes::ALL,
        expires_at: at(1_000),
    };
    let before = entries(store);
    for by in others {
        for answer in changes_of_owner(store, ADA, &by) {
            assert_eq!(answer, Err(ChangeAccountError::NotOwner), "{by:?}");
        }
        let answer = wait(store.create_token(token(), by));
        assert_eq!(answer, Err(CreateTokenError::NotOwner));
    }
    disable(store, ADA);
    for answer in changes_of_owner(store, ADA, &by(ADA, 6)) {
        assert_eq!(answer, Err(ChangeAccountError::NotOwner), "she is disabled");
    }
    enable(store, ADA);
    assert_eq!(entries(store).len(), before.len() + 2);
    wait(store.create_token(token(), by(ADA, 6))).unwrap();
    for answer in changes_of_owner(store, ADA, &by(ADA, 7)) {
        assert_eq!(answer, Ok(()));
    }
}

fn make(store: &dyn Store, number: u32, purpose: LinkPurpose, by: By) -> Result<(), MakeLinkError> {
    let link = Link {
        hash: secret(number),
        purpose,
        expires_at: at(100),
    };
    wait(store.make_link(link, by))
}

fn works(store: &dyn Store, number: u32) -> bool {
    wait(store.link(secret(number), at(6))).unwrap().is_some()
}

fn only_administrators_and_the_server_make_links_to_passwords(store: &dyn Store) {
    people(store);
    let to = |account| LinkPurpose::SetPassword { account };
    let before = entries(store);
    for account in [ADA, BOB, NOBODY] {
        let answer = make(store, 1, to(ADA), by(account, 5));
        assert_eq!(answer, Err(MakeLinkError::NotAdministrator));
    }
    let answer = make(store, 1, to(NOBODY), by(ROOT, 5));
    assert_eq!(answer, Err(MakeLinkError::NotFound));
    let answer = make(store, 1, to(OPERATOR), by(ROOT, 5));
    assert_eq!(answer, Err(MakeLinkError::BuiltIn));
    assert!(!works(store, 1));
    make(store, 1, to(ADA), system(5)).unwrap();
    assert_eq!(entries(store), before, "what she asked for herself");
    make(store, 2, to(ADA), by(ROOT, 5)).unwrap();
    make(store, 3, to(ADA), by(OPERATOR, 5)).unwrap();
    assert!((1..=3).all(|number| works(store, number)));
}

fn only_the_server_makes_other_links(store: &dyn Store) {
    people(store);
    wait(store.set_email(ADA, Some(unverified("ada@example.org")), by(ADA, 1))).unwrap();
    let to_verify = LinkPurpose::VerifyEmail {
        account: ADA,
        address: "ada@example.org".to_owned(),
    };
    for actor in [ADA, ROOT, OPERATOR] {
        for purpose in [LinkPurpose::FirstAdministrator, to_verify.clone()] {
            let answer = make(store, 1, purpose, by(actor, 5));
            assert_eq!(answer, Err(MakeLinkError::NotAdministrator));
        }
    }
    make(store, 1, to_verify, system(5)).unwrap();
    assert!(works(store, 1));
}

fn a_password_link_is_noted_with_its_maker_and_its_end(store: &dyn Store) {
    people(store);
    let account = wait(store.account(ADA)).unwrap();
    let before = entries(store).len();
    make(
        store,
        1,
        LinkPurpose::SetPassword { account: ADA },
        by(ROOT, 5),
    )
    .unwrap();
    let entry = entries(store).pop().unwrap();
    assert_eq!(entries(store).len(), before + 1);
    assert_eq!(entry.action, Action::PasswordLinkMade);
    assert_eq!(entry.actor, Actor::Account(ROOT));
    assert_eq!(entry.subject, Subject::Account(ADA));
    assert_eq!(entry.until, Some(at(100)));
    assert_eq!(entry.before, Some(entry.after), "the account is as it was");
    assert_eq!(wait(store.account(ADA)).unwrap(), account);
    // One that is not stored is not noted: its secret is not fresh.
    make(
        store,
        1,
        LinkPurpose::SetPassword { account: EVE },
        by(ROOT, 6),
    )
    .unwrap_err();
    assert_eq!(entries(store).len(), before + 1);
}

fn sessions_are_ended_by_their_owner(store: &dyn Store) {
    people(store);
    let start = |number, account, lasts| {
        let session = Session {
            hash: secret(number),
            account,
            label: "Firefox".to_owned(),
            created_at: at(0),
            seen_at: at(0),
            idle_until: at(lasts),
            expires_at: at(lasts),
        };
        signed_in(store, &session);
    };
    for (number, account, lasts) in [(1, ADA, 100), (2, ADA, 100), (3, ADA, 4), (4, BOB, 100)] {
        start(number, account, lasts);
    }
    let before = entries(store).len();
    let end = |keep: Option<u32>| wait(store.end_sessions(ADA, keep.map(secret), by(ADA, 5)));
    assert_eq!(end(Some(1)), Ok(1), "one has ended by itself");
    let left = |account| {
        let sessions = wait(store.sessions(account, at(5))).unwrap().found;
        sessions
            .iter()
            .map(|session| session.hash)
            .collect::<Vec<_>>()
    };
    assert_eq!((left(ADA), left(BOB)), (vec![secret(1)], vec![secret(4)]));
    assert_eq!(end(Some(1)), Ok(0));
    assert_eq!(end(Some(4)), Ok(1), "his is not hers to keep");
    assert_eq!((left(ADA), left(BOB)), (vec![], vec![secret(4)]));
    let noted = entries(store).split_off(before);
    assert!(
        noted
            .iter()
            .all(|entry| entry.action == Action::SessionsEnded)
    );
    assert_eq!(noted.len(), 2, "where any ended");
}
