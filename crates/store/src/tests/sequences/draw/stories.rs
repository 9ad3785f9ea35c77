//! Commands that follow from each other: drawn one by one, they seldom come in this order.

use proptest::prelude::*;
use wharfinger_core::access::{GrantDays, Reason};

use super::super::command::{Command, Made};
use super::access::principals;
use super::accounts::identity;
use super::{LATEST, addresses};
use crate::tests::{ADA, BOB, at, id, new_account, request_id, secret, token_id};
use crate::{
    AccountChange, Change, Credential, Email, LinkPurpose, NewAccount, NewRequest, PasswordHash,
    Role, Scopes,
};

/// What is made lasts longer than most stories.
const LASTING: Made = Made {
    number: 0,
    lasts: 50_000,
};

/// The beginning of a story.
pub(super) fn stories() -> impl Strategy<Value = Vec<Command>> {
    let whole = prop_oneof![
        9 => grants().boxed(),
        6 => links().boxed(),
        2 => Just(token()).boxed(),
        1 => Just(browsers()).boxed(),
        1 => Just(provider()).boxed(),
        1 => Just(absence()).boxed(),
    ];
    (whole, 1..=9_usize).prop_map(|(mut story, length)| {
        story.truncate(length);
        story
    })
}

/// Access that is granted, renewed and comes to an end.
fn grants() -> impl Strategy<Value = Vec<Command>> {
    let days = (1..40_u32).prop_map(|days| GrantDays::new(days).unwrap());
    (principals(), days, any::<bool>()).prop_map(|(principal, days, is_revoked)| {
        let reason = || Reason::new("as agreed").unwrap();
        let end = if is_revoked {
            Change::Revoke { reason: reason() }
        } else {
            Change::GiveBack { reason: reason() }
        };
        let approve = Change::Approve { days, note: None };
        let changes = [
            approve,
            Change::DoneByHand,
            Change::AskRenewal { reason: reason() },
            Change::DeclineRenewal,
            Change::AskRenewal { reason: reason() },
            Change::Renew { days },
            end,
            Change::DoneByHand,
        ];
        let latest = request_id(LATEST);
        let request = Command::RequestAccess(NewRequest {
            id: latest,
            tool: id(0),
            principal,
            reason: reason(),
            idempotency: None,
        });
        let change = |change| Command::ChangeRequest(latest, None, change, None);
        let mut story = vec![request];
        story.extend(changes.map(change));
        story
    })
}

/// Links that are made and followed.
fn links() -> impl Strategy<Value = Vec<Command>> {
    let account = ADA;
    let latest = || secret(LATEST);
    addresses().prop_map(move |address| {
        let email = Email {
            address: address.clone(),
            verified_at: None,
        };
        let to_verify = LinkPurpose::VerifyEmail {
            account,
            address: address.clone(),
        };
        let to_verify_contact = LinkPurpose::VerifyContact {
            tool: id(0),
            address,
        };
        let root = NewAccount {
            email: Some(Email {
                verified_at: Some(at(0)),
                ..email.clone()
            }),
            ..new_account(ADA, "ada")
        };
        vec![
            link(LinkPurpose::FirstAdministrator),
            Command::CreateFirstAdministrator(latest(), root),
            Command::SetEmail(account, Some(email)),
            link(to_verify),
            Command::VerifyEmailByLink(latest()),
            link(to_verify_contact),
            Command::VerifyContactByLink(latest()),
            link(LinkPurpose::SetPassword { account }),
            Command::SetPasswordByLink(latest(), PasswordHash("$argon2id$by-link".to_owned())),
        ]
    })
}

/// A token that is made, used and revoked.
fn token() -> Vec<Command> {
    vec![
        Command::CreateToken(LASTING, ADA, Scopes::ALL),
        Command::Touch(Credential::Token(secret(LATEST)), 0),
        Command::RevokeToken(ADA, token_id(LATEST)),
    ]
}

/// Browsers that are signed in, and signed out from one of them.
fn browsers() -> Vec<Command> {
    vec![
        Command::StartSession(LASTING, ADA),
        Command::StartSession(LASTING, ADA),
        Command::EndSessions(ADA, Some(secret(LATEST))),
        Command::EndSessions(ADA, None),
    ]
}

/// A provider that a password takes the place of.
fn provider() -> Vec<Command> {
    vec![
        Command::LinkIdentity(ADA, identity("1")),
        Command::UnlinkIdentity(ADA),
        Command::SetPassword(ADA, PasswordHash("$argon2id$instead".to_owned()), None),
        Command::UnlinkIdentity(ADA),
    ]
}

/// Somebody goes, and comes back as an administrator.
fn absence() -> Vec<Command> {
    let change = |role, disabled| {
        let change = AccountChange {
            role,
            disabled: Some(disabled),
        };
        Command::ChangeAccount(BOB, None, change)
    };
    vec![
        change(Some(Role::Member), true),
        change(Some(Role::Administrator), false),
        change(Some(Role::Member), false),
    ]
}

fn link(purpose: LinkPurpose) -> Command {
    Command::MakeLink(LASTING, purpose)
}
