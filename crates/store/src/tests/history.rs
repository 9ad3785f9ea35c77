//! A history with something of every kind in it.

use wharfinger_core::access::{GrantDays, Note, Reason};
use wharfinger_core::descriptor::DescriptorType;
use wharfinger_core::evidence::Verdict;
use wharfinger_core::policy::Mend;

use super::contract::descriptors::{key, text};
use super::contract::ecr::{new_automation, place, proven, tool_in};
use super::contract::keeping::LEASE;
use super::contract::looks::evidence;
use super::contract::sessions::{session, signed_in};
use super::{
    ADA, BOB, DAY, EVE, at, by, id, new_account, new_tool, on_aws, private, repository_id,
    request_id, revision, secret, system, token_id, wait,
};
use crate::{
    Change, Device, Email, Greeting, Identity, Link, LinkPurpose, NewAccount, NewAddedRegistry,
    NewApiToken, NewDevice, NewRegistryRequest, NewRequest, NewTool, OPERATOR, PasswordHash,
    RegistryRequestId, RegistryVerdict, Role, Scopes, Store,
};

/// Ada maintains a private tool with Eve, has signed in twice and out once, and has two API tokens, one of them
/// revoked. A machine asks to be logged in. Bob's requests
/// for it have come to every kind of pass. The server carries out one for another tool of hers, in whose
/// repository it puts a statement back, and did so for a third; it examines one that it does not keep. Eve has shown
/// who she is on AWS, and a registry was asked for and added.
pub(crate) fn history(store: &dyn Store) {
    people(store);
    tokens(store);
    sessions(store);
    device(store);
    tool(store);
    requests(store);
    looks(store);
    proofs(store);
    automation(store);
    registries(store);
}

/// Bob asks for a registry, Eve as well, and Ada adds it.
fn registries(store: &dyn Store) {
    let id = RegistryRequestId::from_uuid(id(1).as_uuid());
    let new = NewRegistryRequest {
        id,
        host: "registry.example.org".to_owned(),
        greeting: Greeting {
            kind: "registry".to_owned(),
            detail: None,
            software: Some("Harbor".to_owned()),
        },
    };
    wait(store.request_registry(new, by(BOB, 50))).unwrap();
    wait(store.support_registry(id, true, by(EVE, 51))).unwrap();
    let added = NewAddedRegistry {
        id: "ours".to_owned(),
        definition: "{}".to_owned(),
    };
    let verdict = RegistryVerdict::Accept(Some(added));
    let answer = store.answer_registry(id, verdict, "here it is".to_owned(), by(ADA, 52));
    wait(answer).unwrap();
}

/// The tools that the server carries out or did: beyond those that other tests make.
pub(crate) const AUTOMATED: [u32; 2] = [1_001, 1_002];

fn automation(store: &dyn Store) {
    proven(store, 1, ADA);
    for (tool, name) in AUTOMATED.into_iter().zip(["running", "stopped"]) {
        tool_in(store, tool, name, ADA);
        wait(store.automate(new_automation(tool, 1, name), by(ADA, 40))).unwrap();
    }
    wait(store.stop_automation(id(AUTOMATED[1]), by(ADA, 41))).unwrap();
    let examined = store.borrow_repository(place("new"), repository_id(1_003), LEASE, at(41));
    wait(examined).unwrap();
    let lost = Mend::PutBack(r#"{"Sid":"Lambda"}"#.to_owned());
    wait(store.mend(repository_id(AUTOMATED[0]), lost, by(ADA, 41))).unwrap();
    let new = NewRequest {
        id: request_id(5),
        tool: id(AUTOMATED[0]),
        principal: "arn:aws:iam::999999999999:root".to_owned(),
        reason: Reason::new("for my thesis").unwrap(),
        idempotency: None,
    };
    wait(store.request_access(new, by(BOB, 42))).unwrap();
    let days = GrantDays::new(30).unwrap();
    let approve = Change::Approve { days, note: None };
    wait(store.change_request(request_id(5), None, approve, None, by(ADA, 43))).unwrap();
}

/// The image is there, and then it is not; what a server of before registered is to be looked at.
fn looks(store: &dyn Store) {
    for (seconds, verdict) in [(34, Verdict::ExistsPrivate), (35, Verdict::Missing)] {
        let image = "quay.io/team/tool".to_owned();
        let evidence = evidence(verdict, seconds);
        let kept = store.keep_evidence(id(1), image, evidence, at(DAY), system(seconds));
        wait(kept).unwrap();
    }
    wait(store.lease_looks(at(36), at(37), 1)).unwrap();
}

fn proofs(store: &dyn Store) {
    for number in [11, 12] {
        wait(store.make_challenge(secret(number), EVE, at(DAY))).unwrap();
    }
    let (arn, user_id) = on_aws(1);
    wait(store.redeem_challenge(secret(11), EVE, arn, user_id, by(EVE, 39))).unwrap();
}

fn people(store: &dyn Store) {
    let ada = NewAccount {
        role: Role::Administrator,
        email: Some(Email {
            address: "ada@example.org".to_owned(),
            verified_at: Some(at(0)),
        }),
        password: Some(PasswordHash("$argon2id$first".to_owned())),
        identity: Some(Identity {
            issuer: "https://id.example.org".to_owned(),
            subject: "ada".to_owned(),
        }),
        ..new_account(ADA, "ada")
    };
    wait(store.create_account(ada, by(OPERATOR, 0))).unwrap();
    for (account, name) in [(BOB, "bob"), (EVE, "eve")] {
        wait(store.create_account(new_account(account, name), by(OPERATOR, 0))).unwrap();
    }
    let second = PasswordHash("$argon2id$second".to_owned());
    wait(store.set_password(ADA, second, None, by(ADA, 1))).unwrap();
    let link = Link {
        hash: secret(4),
        purpose: LinkPurpose::SetPassword { account: BOB },
        expires_at: at(DAY),
    };
    wait(store.make_link(link, by(ADA, 1))).unwrap();
}

fn tokens(store: &dyn Store) {
    for number in [1, 2] {
        let token = NewApiToken {
            id: token_id(number),
            account: ADA,
            hash: secret(number),
            name: format!("laptop {number}"),
            hint: "whf_".to_owned(),
            scopes: Scopes::ALL,
            expires_at: at(DAY),
        };
        wait(store.create_token(token, by(ADA, 2))).unwrap();
    }
    wait(store.revoke_token(ADA, token_id(2), by(ADA, 3))).unwrap();
}

fn sessions(store: &dyn Store) {
    for number in [21, 22] {
        signed_in(store, &session(number, ADA));
    }
    assert_eq!(wait(store.end_session(secret(22), by(ADA, 3))), Ok(true));
}

fn device(store: &dyn Store) {
    let device = Device {
        name: "laptop".to_owned(),
        program: "wharfinger 0.1.0".to_owned(),
        address: "192.0.2.1".to_owned(),
        asked_at: at(2),
        expires_at: at(DAY),
    };
    let new = NewDevice {
        code: secret(1),
        user_code: secret(2),
        device,
    };
    wait(store.begin_device(new)).unwrap();
}

fn tool(store: &dyn Store) {
    let path = "quay.io/team/tool";
    let contact = "team@example.org";
    let new = NewTool {
        registration: private(path, Some(contact)),
        ..new_tool(1, path)
    };
    wait(store.register_tool(new, by(ADA, 4))).unwrap();
    wait(store.add_maintainer(id(1), EVE, by(ADA, 5))).unwrap();
    for (place, file) in (1..).zip(["main.cwl", "part.cwl"]) {
        let key = key(DescriptorType::Cwl, file);
        wait(store.write_descriptor(id(1), revision(place), key, text("cwl"), by(ADA, 5))).unwrap();
    }
    let link = Link {
        hash: secret(3),
        purpose: LinkPurpose::VerifyContact {
            tool: id(1),
            address: contact.to_owned(),
        },
        expires_at: at(DAY),
    };
    wait(store.make_link(link, system(6))).unwrap();
    wait(store.verify_contact_by_link(secret(3), by(ADA, 7))).unwrap();
}

fn requests(store: &dyn Store) {
    let reason = |text| Reason::new(text).unwrap();
    for number in 1..=4 {
        let new = NewRequest {
            id: request_id(number),
            tool: id(1),
            principal: format!("robot+{number}"),
            reason: reason("for my thesis"),
            idempotency: None,
        };
        wait(store.request_access(new, by(BOB, 10))).unwrap();
    }
    let note = Some(Note::new("welcome").unwrap());
    let approve = Change::Approve {
        days: GrantDays::new(1).unwrap(),
        note: note.clone(),
    };
    let changes = [
        (1, approve.clone(), ADA),
        (1, Change::DoneByHand, EVE),
        (
            1,
            Change::AskRenewal {
                reason: reason("not done yet"),
            },
            BOB,
        ),
        (2, approve, EVE),
        (
            2,
            Change::Revoke {
                reason: reason("left the team"),
            },
            ADA,
        ),
        (2, Change::DoneByHand, ADA),
        (3, Change::Deny { note }, EVE),
    ];
    for (seconds, (number, change, account)) in (20..).zip(changes) {
        let by = by(account, seconds);
        wait(store.change_request(request_id(number), None, change, None, by)).unwrap();
    }
    assert_eq!(wait(store.maintainers(id(1))).unwrap().len(), 2);
    let tool = wait(store.tool(id(1))).unwrap().unwrap();
    // The two files made a revision each, and nothing else did.
    assert_eq!(tool.revision, revision(3));
}
