//! Commands about accounts.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use wharfinger_core::account::AccountId;

use super::super::command::Command;
use super::{SECRETS, addresses, numbers, people, revisions};
use crate::tests::{ADA, BOB, EVE, ROOT, at, new_account, secret};
use crate::{AccountChange, Email, Identity, NewAccount, OPERATOR, PasswordHash, Role, SecretHash};

/// Names, of which one is the operator's.
pub(in super::super) const NAMES: [&str; 5] = ["ada", "bob", "eve", "root", "operator"];

pub(in super::super) const SUBJECTS: [&str; 2] = ["1", "2"];

/// Who a subject is at the one provider.
pub(in super::super) fn identity(subject: &str) -> Identity {
    Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: subject.to_owned(),
    }
}

pub(super) fn commands() -> impl Strategy<Value = Command> {
    let set_password = (people(), passwords(), option::of(secrets()))
        .prop_map(|(id, password, keep)| Command::SetPassword(id, password, keep));
    prop_oneof![
        4 => accounts().prop_map(Command::CreateAccount),
        1 => (secrets(), accounts())
            .prop_map(|(link, new)| Command::CreateFirstAdministrator(link, new)),
        2 => set_password,
        4 => (people(), option::weighted(0.9, emails()))
            .prop_map(|(id, email)| Command::SetEmail(id, email)),
        1 => people().prop_map(Command::AskEmail),
        2 => (people(), identities()).prop_map(|(id, identity)| Command::LinkIdentity(id, identity)),
        1 => people().prop_map(Command::UnlinkIdentity),
        8 => (people(), option::weighted(0.1, revisions()), changes())
            .prop_map(|(id, expected, change)| Command::ChangeAccount(id, expected, change)),
    ]
}

/// Those who are disabled come back soon, so that something happens.
fn changes() -> impl Strategy<Value = AccountChange> {
    let role = option::weighted(0.3, roles());
    let disabled = option::weighted(0.8, prop_oneof![1 => Just(true), 9 => Just(false)]);
    (role, disabled).prop_map(|(role, disabled)| AccountChange { role, disabled })
}

fn accounts() -> impl Strategy<Value = NewAccount> {
    let ids: Vec<AccountId> = vec![ADA, BOB, EVE, ROOT, OPERATOR];
    (
        (select(ids), select(&NAMES), roles()),
        option::of(emails()),
        option::of(passwords()),
        option::weighted(0.3, identities()),
    )
        .prop_map(|((id, name, role), email, password, identity)| NewAccount {
            role,
            email,
            password,
            identity,
            ..new_account(id, name)
        })
}

fn roles() -> impl Strategy<Value = Role> {
    select(&[Role::Member, Role::Administrator])
}

fn emails() -> impl Strategy<Value = Email> {
    let verified_at = option::of(Just(at(0)));
    (addresses(), verified_at).prop_map(|(address, verified_at)| Email {
        address,
        verified_at,
    })
}

pub(super) fn passwords() -> impl Strategy<Value = PasswordHash> {
    (0..3_u8).prop_map(|number| PasswordHash(format!("$argon2id${number}")))
}

fn identities() -> impl Strategy<Value = Identity> {
    select(&SUBJECTS).prop_map(identity)
}

pub(super) fn secrets() -> impl Strategy<Value = SecretHash> {
    numbers(SECRETS).prop_map(secret)
}
