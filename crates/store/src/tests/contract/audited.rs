//! Which changes leave an entry in the audit log, and which do not.

use wharfinger_core::access::GrantDays;

use super::scenes::{
    advance, approval, change, create, entries, new_request, people, private_tool, reason,
    requested, set_disabled, set_role, unverified,
};
use super::sessions::{session, signed_in};
use crate::tests::{
    ADA, BOB, DAY, at, by, id, new_account, new_tool, private, request_id, revision, secret,
    system, token_id, wait,
};
use crate::{
    Action, Actor, Change, Credential, Identity, Link, LinkPurpose, NewApiToken, NewTool, NoticeId,
    OPERATOR, PasswordHash, Role, Scopes, SignedInBy, Store, Subject,
};

contract! {
    every_change_of_a_tool_is_noted
    every_change_of_an_account_is_noted
    every_change_of_a_token_is_noted
    every_change_of_a_request_is_noted
    what_is_no_change_is_not_noted
    every_sign_in_and_its_end_is_noted
    who_reads_is_not_noted
}

/// Checks what was done to a subject by whom since there were `before` entries.
fn check(store: &dyn Store, before: usize, subject: Subject, expected: &[(Action, Actor)]) {
    let entries = entries(store).split_off(before);
    assert!(
        entries.iter().all(|entry| entry.subject == subject),
        "{entries:?}"
    );
    let done: Vec<_> = entries
        .iter()
        .map(|entry| (entry.action, entry.actor))
        .collect();
    assert_eq!(done, expected);
    let tool = match subject {
        Subject::Tool(_) | Subject::Request(_) => Some(id(1)),
        Subject::Automation(id) => Some(id),
        Subject::Account(_) | Subject::Token(_) | Subject::Session(_) | Subject::Connection(_) => {
            None
        }
    };
    assert!(
        entries.iter().all(|entry| entry.tool == tool),
        "{entries:?}"
    );
    // Each begins where the one before ended, and ends elsewhere.
    assert_eq!(entries[0].before, None, "it is new");
    for pair in entries.windows(2) {
        assert_eq!(pair[1].before, Some(pair[0].after));
        assert_ne!(pair[1].after, pair[0].after);
    }
}

fn link(store: &dyn Store, number: u32, purpose: LinkPurpose) {
    let link = Link {
        hash: secret(number),
        purpose,
        expires_at: at(9_000),
    };
    wait(store.make_link(link, system(1))).unwrap();
}

fn every_change_of_a_tool_is_noted(store: &dyn Store) {
    people(store);
    let before = entries(store).len();
    let path = "quay.io/team/t1";
    let new = NewTool {
        registration: private(path, Some("team@example.org")),
        ..new_tool(1, path)
    };
    let tool = wait(store.register_tool(new, by(ADA, 1))).unwrap().tool;
    wait(store.update_tool(id(1), revision(1), tool.registration, by(ADA, 2))).unwrap();
    let address = "team@example.org".to_owned();
    link(
        store,
        1,
        LinkPurpose::VerifyContact {
            tool: id(1),
            address,
        },
    );
    wait(store.verify_contact_by_link(secret(1), by(BOB, 3))).unwrap();
    wait(store.add_maintainer(id(1), BOB, by(ADA, 4))).unwrap();
    wait(store.archive_tool(id(1), None, by(BOB, 5))).unwrap();
    wait(store.unarchive_tool(id(1), None, by(BOB, 6))).unwrap();
    wait(store.remove_maintainer(id(1), ADA, by(OPERATOR, 7))).unwrap();
    let (ada, bob) = (Actor::Account(ADA), Actor::Account(BOB));
    let expected = [
        (Action::ToolRegistered, ada),
        (Action::ToolUpdated, ada),
        (Action::ContactVerified, Actor::System),
        (Action::MaintainerAdded, ada),
        (Action::ToolArchived, bob),
        (Action::ToolUnarchived, bob),
        (Action::MaintainerRemoved, Actor::Account(OPERATOR)),
    ];
    check(store, before, Subject::Tool(id(1)), &expected);
}

fn every_change_of_an_account_is_noted(store: &dyn Store) {
    let (ada, operator) = (Actor::Account(ADA), Actor::Account(OPERATOR));
    let account = ADA;
    create(store, new_account(ADA, "ada"));
    let password = |text: &str| PasswordHash(text.to_owned());
    set_role(store, ADA, Role::Administrator, by(OPERATOR, 1)).unwrap();
    wait(store.set_email(ADA, Some(unverified("ada@example.org")), by(ADA, 2))).unwrap();
    let address = "ada@example.org".to_owned();
    link(store, 1, LinkPurpose::VerifyEmail { account, address });
    wait(store.verify_email_by_link(secret(1), system(3))).unwrap();
    wait(store.set_password(ADA, password("one"), None, by(ADA, 4))).unwrap();
    link(store, 2, LinkPurpose::SetPassword { account });
    wait(store.set_password_by_link(secret(2), password("two"), system(5))).unwrap();
    let identity = Identity {
        issuer: "https://id.example.org".to_owned(),
        subject: "1".to_owned(),
    };
    wait(store.link_identity(ADA, identity, by(ADA, 6))).unwrap();
    set_role(store, ADA, Role::Member, by(OPERATOR, 7)).expect_err("the last one");
    wait(store.set_email(ADA, None, by(ADA, 8))).unwrap();
    create(store, new_account(BOB, "bob"));
    set_role(store, BOB, Role::Administrator, by(OPERATOR, 9)).unwrap();
    let others = entries(store).len() - 2;
    assert!(
        entries(store)[others..]
            .iter()
            .all(|entry| entry.subject == Subject::Account(BOB))
    );
    set_disabled(store, ADA, true, by(BOB, 10)).unwrap();
    set_disabled(store, ADA, false, by(BOB, 11)).unwrap();
    let bob = Actor::Account(BOB);
    let expected = [
        (Action::AccountCreated, operator),
        (Action::RoleChanged, operator),
        (Action::EmailChanged, ada),
        (Action::EmailVerified, ada),
        (Action::PasswordChanged, ada),
        (Action::PasswordChanged, ada),
        (Action::IdentityLinked, ada),
        (Action::EmailChanged, ada),
        (Action::AccountDisabled, bob),
        (Action::AccountEnabled, bob),
    ];
    let hers: Vec<_> = entries(store)
        .into_iter()
        .filter(|entry| entry.subject == Subject::Account(ADA))
        .map(|entry| (entry.action, entry.actor))
        .collect();
    assert_eq!(hers, expected);
}

fn every_change_of_a_token_is_noted(store: &dyn Store) {
    people(store);
    let before = entries(store).len();
    make_token(store);
    wait(store.revoke_token(ADA, token_id(1), by(ADA, 3))).unwrap();
    let expected = [
        (Action::TokenCreated, Actor::Account(ADA)),
        (Action::TokenRevoked, Actor::Account(ADA)),
    ];
    check(store, before, Subject::Token(token_id(1)), &expected);
}

fn make_token(store: &dyn Store) {
    let new = NewApiToken {
        id: token_id(1),
        account: ADA,
        hash: secret(1),
        name: "laptop".to_owned(),
        hint: "wharf_Zm9".to_owned(),
        scopes: Scopes::ALL,
        expires_at: at(1_000),
    };
    wait(store.create_token(new, by(ADA, 2))).unwrap();
}

fn every_change_of_a_request_is_noted(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let (ada, bob) = (Actor::Account(ADA), Actor::Account(BOB));
    let ways: [&[(Change, Action)]; 5] = [
        &[(Change::Deny { note: None }, Action::AccessDenied)],
        &[(Change::Withdraw, Action::AccessWithdrawn)],
        &[
            (approval(5), Action::AccessApproved),
            (Change::DoneByHand, Action::AccessDoneByHand),
            (
                Change::AskRenewal {
                    reason: reason("more"),
                },
                Action::RenewalAsked,
            ),
            (Change::DeclineRenewal, Action::RenewalDeclined),
            (
                Change::AskRenewal {
                    reason: reason("please"),
                },
                Action::RenewalAsked,
            ),
            (
                Change::Renew {
                    days: GrantDays::default(),
                },
                Action::AccessRenewed,
            ),
            (
                Change::Revoke {
                    reason: reason("no"),
                },
                Action::AccessRevoked,
            ),
        ],
        &[
            (approval(5), Action::AccessApproved),
            (
                Change::GiveBack {
                    reason: reason("done"),
                },
                Action::AccessGivenBack,
            ),
        ],
        &[],
    ];
    for (way, number) in ways.into_iter().zip(1..) {
        let before = entries(store).len();
        requested(store, number, &format!("there-{number}"));
        let mut expected = vec![(Action::AccessRequested, bob)];
        for (step, action) in way {
            let is_bobs = matches!(
                step,
                Change::Withdraw | Change::AskRenewal { .. } | Change::GiveBack { .. }
            );
            let account = if is_bobs { BOB } else { ADA };
            change(store, number, step.clone(), account, 9);
            expected.push((*action, if is_bobs { bob } else { ada }));
        }
        check(
            store,
            before,
            Subject::Request(request_id(number)),
            &expected,
        );
    }
    let before = entries(store).len();
    requested(store, 9, "there-9");
    change(store, 9, approval(90), ADA, 9);
    assert_eq!(advance(store, 1, 60 * DAY), 1, "number 5 lapses");
    assert_eq!(advance(store, 1, 100 * DAY), 1, "number 9 ends");
    let last: Vec<_> = entries(store).split_off(before + 2);
    let expected = [
        (Action::AccessLapsed, Subject::Request(request_id(5))),
        (Action::AccessExpired, Subject::Request(request_id(9))),
    ];
    assert!(
        last.iter()
            .map(|entry| (entry.action, entry.subject))
            .eq(expected)
    );
    assert!(last.iter().all(|entry| entry.actor == Actor::System));
}

fn what_is_no_change_is_not_noted(store: &dyn Store) {
    people(store);
    let tool = private_tool(store, 1);
    let before = entries(store);
    wait(store.unarchive_tool(id(1), None, by(ADA, 2))).unwrap();
    wait(store.add_maintainer(id(1), ADA, by(ADA, 2))).unwrap();
    set_role(store, ADA, Role::Member, by(OPERATOR, 2)).unwrap();
    wait(store.set_email(ADA, None, by(ADA, 2))).unwrap();
    set_disabled(store, ADA, false, by(OPERATOR, 2)).unwrap();
    assert!(!wait(store.revoke_token(ADA, token_id(1), by(ADA, 2))).unwrap());
    assert_eq!(advance(store, 9, 9 * DAY), 0);
    // Nor is what was refused.
    let stale = store.update_tool(id(1), revision(9), tool.registration, by(ADA, 2));
    wait(stale).unwrap_err();
    wait(store.create_account(new_account(ADA, "other"), by(OPERATOR, 2))).unwrap_err();
    wait(store.verify_email_by_link(secret(9), by(ADA, 2))).unwrap_err();
    assert_eq!(entries(store), before);
}

fn every_sign_in_and_its_end_is_noted(store: &dyn Store) {
    people(store);
    let ada = Actor::Account(ADA);
    let ways = [
        (SignedInBy::Password, Action::SignedInByPassword),
        (SignedInBy::Provider, Action::SignedInByProvider),
        (SignedInBy::Link, Action::SignedInByLink),
    ];
    assert_eq!(ways.map(|(means, _)| means), SignedInBy::ALL);
    for ((means, action), number) in ways.into_iter().zip(1..) {
        let before = entries(store).len();
        let session = session(number, ADA);
        let subject = Subject::Session(session.id());
        wait(store.start_session(session, means, system(2))).unwrap();
        assert_eq!(
            wait(store.end_session(secret(number), by(ADA, 3))),
            Ok(true)
        );
        check(
            store,
            before,
            subject,
            &[(action, ada), (Action::SessionEnded, ada)],
        );
        let noted = entries(store).split_off(before);
        let requests: Vec<_> = noted.iter().map(|entry| &*entry.request_id).collect();
        assert_eq!(requests, ["request-2", "request-3"]);
    }
    // Nobody learns from the log what the store knows a session by.
    let secrets = [1, 2, 3].map(secret);
    assert!(entries(store).iter().all(|entry| {
        let (_, subject) = entry.subject.parts();
        secrets.iter().all(|secret| !secret.0.starts_with(subject))
    }));
}

fn who_reads_is_not_noted(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    make_token(store);
    wait(store.request_access(new_request(1, "there"), by(BOB, 2))).unwrap();
    signed_in(store, &session(1, ADA));
    let before = entries(store);
    for credential in [Credential::Session(secret(1)), Credential::Token(secret(1))] {
        assert!(
            wait(store.authenticate(credential, at(3)))
                .unwrap()
                .is_some()
        );
        wait(store.touch(credential, at(3), at(50))).unwrap();
    }
    link(store, 1, LinkPurpose::SetPassword { account: ADA });
    wait(store.mark_read(ADA, NoticeId(9), at(4))).unwrap();
    wait(store.lease_mail(at(4), at(5), 9)).unwrap();
    wait(store.mail_sent(NoticeId(1), at(4))).unwrap();
    wait(store.ask_password_reset(ADA, at(4))).unwrap();
    assert_eq!(entries(store), before);
}
