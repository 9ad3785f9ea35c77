//! What is hashed never changes: the hashes of a few states, as another program computed them from
//! the description in [`crate::audit::digest`].

use std::slice;

use wharfinger_core::access::{AccessRequest, CarriedOut, Decider, GrantDays, Note, Reason};
use wharfinger_core::descriptor::DescriptorType;

use super::contract::descriptors::{key, text};
use super::contract::sessions::session;
use super::{ADA, BOB, DAY, at, id, on_aws, private, repository_id, request_id, secret, token_id};
use crate::audit::belongings::Belongings;
use crate::audit::digest;
use crate::{
    Account, Action, Actor, AddedRegistry, ApiToken, AuditEntry, AuditHash, Descriptor, Email,
    Greeting, Identity, Maintainer, PasswordHash, PrincipalProof, RegistryAnswer, RegistryRequest,
    RegistryRequestId, Revision, Role, Scope, Session, StoredRequest, Subject, Tool,
};

#[track_caller]
fn check(hash: AuditHash, expected: &str) {
    assert_eq!(hash.to_string(), expected);
}

#[test]
fn of_a_tool() {
    let tool = Tool {
        id: id(1),
        registration: private("quay.io/team/samtools", Some("team@example.org")),
        revision: Revision::FIRST,
        created_at: at(1),
        updated_at: at(2),
        archived_at: None,
    };
    let ada = Maintainer {
        account: ADA,
        name: "ada".parse().unwrap(),
        disabled: false,
        since: at(3),
        added_by: BOB,
    };
    let hash = digest::tool(&tool, slice::from_ref(&ada), Some(at(4)), &[]);
    check(
        hash,
        "79dc2fb5e0f1ac5070c75a8831f946318081bf04504692700098b491fe0195a2",
    );
    let descriptor = Descriptor {
        key: key(DescriptorType::Cwl, "main.cwl"),
        text: text("class: Workflow"),
        version: "1.17".to_owned(),
        written_by: BOB,
        written_at: at(5),
    };
    check(
        digest::tool(&tool, slice::from_ref(&ada), Some(at(4)), &[descriptor]),
        "942f1964bdd1aee685df50267ec27efce9b1ff1455dc2eeecef0100cad114cf0",
    );
    // What the account says is not the tool's.
    let disabled = Maintainer {
        name: "other".parse().unwrap(),
        disabled: true,
        ..ada
    };
    assert_eq!(digest::tool(&tool, &[disabled], Some(at(4)), &[]), hash);
}

#[test]
fn of_an_account() {
    let account = Account {
        id: ADA,
        name: "ada".parse().unwrap(),
        role: Role::Administrator,
        email: Some(Email {
            address: "ada@example.org".to_owned(),
            verified_at: Some(at(1)),
        }),
        has_password: true,
        identity: Some(Identity {
            issuer: "https://id.example.org".to_owned(),
            subject: "1".to_owned(),
        }),
        revision: Revision::FIRST,
        created_at: at(2),
        disabled_at: Some(at(3)),
    };
    let password = PasswordHash("$argon2id$".to_owned());
    check(
        digest::account(&account, Some(&password), &Belongings::default()),
        "0d9e2e49996f7025d214e0cdc7da992661d6def25759b9d7462649d0ceb94d8e",
    );
    // What it has shown to be its own on AWS is part of it, where there is anything.
    let (arn, user_id) = on_aws(1);
    let proof = PrincipalProof {
        arn,
        user_id,
        proven_at: at(4),
    };
    let shown = Belongings {
        proofs: vec![proof],
        ..Belongings::default()
    };
    check(
        digest::account(&account, Some(&password), &shown),
        "eda1d9b06838a54341c69ae05db1ae5b7354ccd849753d1645b4c948c6aaeac2",
    );
    // So are registries that it asked for, supports and has added.
    let id = RegistryRequestId::from_uuid(id(1).as_uuid());
    let request = RegistryRequest {
        id,
        host: "registry.example.org".to_owned(),
        greeting: Greeting {
            kind: "open".to_owned(),
            detail: Some("200".to_owned()),
            software: Some("Harbor".to_owned()),
        },
        opened_by: ADA,
        opened_at: at(5),
        votes: 1,
        answer: Some(RegistryAnswer {
            is_accepted: true,
            reason: "here it is".to_owned(),
            by: BOB,
            at: at(6),
        }),
    };
    let with_registries = Belongings {
        asked_for: vec![request.clone()],
        supported: vec![(id, at(5))],
        added: vec![AddedRegistry {
            id: "ours".to_owned(),
            definition: "{}".to_owned(),
            by: ADA,
            at: at(7),
        }],
        ..shown
    };
    let hash = digest::account(&account, Some(&password), &with_registries);
    check(
        hash,
        "7641d045a128bca2ebb3d960c92679da880f72da2e59e8272dfce106e5895b85",
    );
    // How many others support it is theirs.
    let mut more_votes = with_registries;
    more_votes.asked_for[0].votes = 2;
    assert_eq!(
        digest::account(&account, Some(&password), &more_votes),
        hash
    );
}

#[test]
fn of_a_token() {
    let token = ApiToken {
        id: token_id(1),
        account: ADA,
        name: "laptop".to_owned(),
        hint: "wharf_Zm9".to_owned(),
        scopes: [Scope::Tools, Scope::Account].into_iter().collect(),
        created_at: at(1),
        expires_at: at(2),
        used_at: None,
        revoked_at: None,
    };
    let hash = digest::token(&token, &secret(1));
    check(
        hash,
        "ba4c71b0a556856c2d08f8079fe631091e62fc77dddb3b622615661b86343852",
    );
    // When it was used is no change.
    let used_at = Some(at(1));
    let used = ApiToken { used_at, ..token };
    assert_eq!(digest::token(&used, &secret(1)), hash);
}

#[test]
fn of_a_session() {
    let session = session(1, ADA);
    check(
        digest::session(&session),
        "a149db45347ad8c1a5ab0aa2dc3680945fc49c62762c850b013c86e770f2ea1c",
    );
    check(
        digest::ended_session(session.id()),
        "37b4785e5ba4f88560db7c7844ff4b5bf0ffcf4b9f8d44efcd88c4bda046720d",
    );
    // How it is used is no change, nor what the browser calls itself.
    let used = Session {
        label: "other".to_owned(),
        seen_at: at(7),
        idle_until: at(8),
        ..session.clone()
    };
    assert_eq!(digest::session(&used), digest::session(&session));
}

#[test]
fn of_a_request() {
    let maintainer = Decider {
        account: ADA,
        is_maintainer: true,
    };
    let days = GrantDays::new(30).unwrap();
    let note = Some(Note::new("welcome").unwrap());
    let renewal = Reason::new("more").unwrap();
    let request = AccessRequest::open(BOB, at(0))
        .approve(maintainer, at(1), days, note, CarriedOut::ByHand)
        .and_then(|request| request.done_by_hand(maintainer, at(2)))
        .and_then(|request| request.ask_renewal(BOB, at(DAY), renewal))
        .unwrap();
    let stored = StoredRequest {
        id: request_id(1),
        tool: id(2),
        principal: "bob-there".to_owned(),
        reason: Reason::new("thesis").unwrap(),
        request,
        revision: Revision::FIRST.next(),
        created_at: at(0),
        updated_at: at(5),
    };
    check(
        digest::request(&stored, None),
        "ff1d132622e962bffc2929c0ec20e816403b3623c4ff8d4e01eb2980d7ac7d70",
    );
    // So is where the server carries it out, or did.
    check(
        digest::request(&stored, Some(&repository_id(1))),
        "018e02527288341faa401f129a880617f7365e7c3ef0f10e3205a3bc07990085",
    );
}

#[test]
fn of_an_entry() {
    let entry = AuditEntry {
        number: 7,
        at: at(1),
        actor: Actor::Account(ADA),
        request_id: "request-1".to_owned(),
        action: Action::AccessApproved,
        subject: Subject::Request(request_id(1)),
        tool: Some(id(2)),
        until: None,
        before: Some(AuditHash([1; 32])),
        after: AuditHash([2; 32]),
        hash: AuditHash([3; 32]),
    };
    let hash = digest::entry(AuditHash([4; 32]), &entry);
    check(
        hash,
        "ce9d9ede278d7525de2cdf32f951ca1dd4be116f162c424c8f55f2ecfa8f139f",
    );
    // The end of what was given is, where there is one.
    let ends = AuditEntry {
        until: Some(at(9)),
        ..entry.clone()
    };
    check(
        digest::entry(AuditHash([4; 32]), &ends),
        "2ef605e44dd5e581d4820549bb586a7980f58394c4eee67ccc15c3a9132f520f",
    );
    // Its own hash is not part of it.
    let hash_is_other = AuditEntry {
        hash: AuditHash::START,
        ..entry
    };
    assert_eq!(digest::entry(AuditHash([4; 32]), &hash_is_other), hash);
}
