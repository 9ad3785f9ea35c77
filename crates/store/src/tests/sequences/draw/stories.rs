//! Commands that follow from each other: drawn one by one, they seldom come in this order.

use proptest::prelude::*;
use wharfinger_core::access::{GrantDays, Reason};
use wharfinger_core::descriptor::DescriptorType;

use super::super::command::{Command, Made};
use super::access::principals;
use super::accounts::identity;
use super::connections::{first, other_role};
use super::{LATEST, addresses, registries};
use crate::tests::contract::descriptors::{key, text};
use crate::tests::contract::ecr::{new_automation, new_connection};
use crate::tests::{
    ADA, BOB, at, connection_id, id, new_account, request_id, revision, secret, token_id,
};
use crate::{
    AccountChange, Change, Choices, Credential, Email, LinkPurpose, NewAccount, NewRequest,
    NoticeId, PasswordHash, Role, Scopes, SignedInBy,
};

/// What is made lasts longer than most stories.
const LASTING: Made = Made {
    number: 0,
    lasts: 50_000,
};

/// A story, or the beginning of one.
pub(super) fn stories() -> impl Strategy<Value = Vec<Command>> {
    let whole = prop_oneof![
        9 => grants().boxed(),
        6 => links().boxed(),
        6 => connection().boxed(),
        2 => proof().boxed(),
        3 => answers().boxed(),
        3 => letters().boxed(),
        2 => Just(archive()).boxed(),
        1 => Just(files()).boxed(),
        2 => Just(token()).boxed(),
        2 => any::<bool>().prop_map(device).boxed(),
        1 => Just(browsers()).boxed(),
        1 => Just(provider()).boxed(),
        1 => Just(absence()).boxed(),
        2 => Just(registries::story()).boxed(),
    ];
    // Half of them to their end, since what comes last would come about seldom.
    let lengths = prop_oneof![1 => Just(usize::MAX), 1 => 1..=9_usize];
    (whole, lengths).prop_map(|(mut story, length)| {
        story.truncate(length);
        story
    })
}

/// Files of a tool that nobody has changed: written, and one of them removed.
fn files() -> Vec<Command> {
    let [main, part] = ["main", "part"].map(|path| key(DescriptorType::Cwl, path));
    let write = |expected, key| {
        Command::WriteDescriptor(id(0), revision(expected), key, text("of a story"))
    };
    vec![
        write(1, main.clone()),
        write(2, part),
        Command::RemoveDescriptor(id(0), revision(3), main),
    ]
}

/// Access that is granted, renewed or not, and comes to an end.
fn grants() -> impl Strategy<Value = Vec<Command>> {
    let days = (1..40_u32).prop_map(|days| GrantDays::new(days).unwrap());
    let kinds = any::<(bool, bool)>();
    (principals(), days, kinds).prop_map(|(principal, days, (is_renewed, is_revoked))| {
        let reason = || Reason::new("as agreed").unwrap();
        let end = if is_revoked {
            Change::Revoke { reason: reason() }
        } else {
            Change::GiveBack { reason: reason() }
        };
        let mut changes = vec![Change::Approve { days, note: None }, Change::DoneByHand];
        if is_renewed {
            changes.extend([
                Change::AskRenewal { reason: reason() },
                Change::DeclineRenewal,
                Change::AskRenewal { reason: reason() },
                Change::Renew { days },
            ]);
        }
        changes.extend([end, Change::DoneByHand]);
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
        story.extend(changes.into_iter().map(change));
        // Where days pass between the commands, time reminds of the end before anybody else does anything.
        story.insert(3, Command::AdvanceRequests(9));
        story
    })
}

/// A request of which nothing comes.
fn answers() -> impl Strategy<Value = Vec<Command>> {
    (principals(), any::<bool>()).prop_map(|(principal, is_denied)| {
        let latest = request_id(LATEST);
        let answer = if is_denied {
            Change::Deny { note: None }
        } else {
            Change::Withdraw
        };
        vec![
            Command::RequestAccess(NewRequest {
                id: latest,
                tool: id(0),
                principal,
                reason: Reason::new("please").unwrap(),
                idempotency: None,
            }),
            Command::ChangeRequest(latest, None, answer, None),
        ]
    })
}

/// A letter that is given up, and sent after all.
fn letters() -> impl Strategy<Value = Vec<Command>> {
    principals().prop_map(|principal| {
        let request = Command::RequestAccess(NewRequest {
            id: request_id(LATEST),
            tool: id(0),
            principal,
            reason: Reason::new("please").unwrap(),
            idempotency: None,
        });
        let given_up = |number| {
            [
                Command::MailFailed(number, None),
                Command::RetryMail(number),
            ]
        };
        std::iter::once(request)
            .chain((1..=4).map(NoticeId).flat_map(given_up))
            .collect()
    })
}

/// A tool that is archived, and used again.
fn archive() -> Vec<Command> {
    vec![
        Command::Archive(id(0), None),
        Command::Unarchive(id(0), None),
    ]
}

/// A challenge that is met twice, and what it showed taken back.
fn proof() -> impl Strategy<Value = Vec<Command>> {
    (0..3_u32).prop_map(|number| {
        let redeem = || Command::RedeemChallenge(secret(LATEST), ADA, number);
        vec![
            Command::MakeChallenge(LASTING, ADA),
            redeem(),
            redeem(),
            Command::RemoveProof(ADA, number),
        ]
    })
}

/// A connection that serves the first tool, and is taken back while something is under way; another takes its
/// place, or none.
fn connection() -> impl Strategy<Value = Vec<Command>> {
    let days = (1..40_u32).prop_map(|days| GrantDays::new(days).unwrap());
    let kinds = any::<(bool, bool)>();
    (principals(), days, kinds).prop_map(|(principal, days, (is_revoked, is_back))| {
        let reason = || Reason::new("as agreed").unwrap();
        let (latest, connection) = (request_id(LATEST), connection_id(0));
        let change = |change| Command::ChangeRequest(latest, None, change, None);
        let mut story = vec![
            Command::Connect(first()),
            Command::NoteCheck(connection, revision(1), true),
            Command::Choose(
                connection,
                revision(2),
                Choices {
                    healing: Some(true),
                    pull_passwords: Some(true),
                },
            ),
            Command::Automate(new_automation(0, 0, "a/b")),
            Command::RequestAccess(NewRequest {
                id: latest,
                tool: id(0),
                principal,
                reason: reason(),
                idempotency: None,
            }),
            change(Change::Approve { days, note: None }),
        ];
        if is_revoked {
            story.push(change(Change::Revoke { reason: reason() }));
        }
        story.extend([
            Command::HandOut(connection, latest),
            Command::ChangeRole(connection, revision(4), other_role(), false),
            Command::Disconnect(connection),
        ]);
        if is_back {
            story.extend([
                Command::Connect(new_connection(1)),
                Command::NoteCheck(connection_id(1), revision(1), true),
                Command::Automate(new_automation(0, 1, "a/b")),
            ]);
        }
        story.push(change(Change::DoneByHand));
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

/// A machine that is let in or refused, and asks before and after.
fn device(is_approved: bool) -> Vec<Command> {
    let redeem = || Command::RedeemDevice(secret(LATEST), LASTING);
    vec![
        Command::BeginDevice(LASTING),
        redeem(),
        redeem(),
        Command::DecideDevice(secret(LATEST), is_approved),
        redeem(),
        redeem(),
    ]
}

/// Browsers that are signed in, and signed out from one of them.
fn browsers() -> Vec<Command> {
    vec![
        Command::StartSession(LASTING, ADA, SignedInBy::Password),
        Command::StartSession(LASTING, ADA, SignedInBy::Provider),
        Command::EndSessions(ADA, Some(secret(LATEST))),
        Command::EndSession(secret(LATEST)),
        Command::StartSession(LASTING, ADA, SignedInBy::Link),
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
