//! Every effect of what people do is made to fail, one at a time: whatever fails, the store is as if
//! only those had asked who were answered `Ok`, and the audit log is whole and tells of them alone.

use std::sync::atomic::Ordering;

use wharfinger_core::access::{GrantDays, Reason};
use wharfinger_core::account::AccountId;

use super::faults::{FAULTS, Fault, Run};
use super::{Place, register};
use crate::tests::contract::scenes::entries;
use crate::tests::{
    ADA, BOB, DAY, EVE, at, by, id, key, new_account, new_tool, person, private, request_id,
    secret, token_id, wait,
};
use crate::{
    Account, AccountChange, AddMaintainerError, Answer, ApiToken, AuditEntry, AuditVerdict, Change,
    ChangeAccountError, ChangeRequestError, CreateAccountError, CreateTokenError, Email, Failure,
    Maintainer, Model, NewAccount, NewApiToken, NewRequest, NewTool, Notice, OPERATOR, Page,
    RegisterError, RequestAccessError, RequestFilter, Role, Scopes, Session, SignedInBy, Sqlite,
    StartSessionError, Store, StoredRequest, Tool,
};

/// What somebody was answered, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Stored,
    Refused,
    Failed,
}

/// Something that somebody asks for.
type Ask = fn(&dyn Store) -> Answer<'_, Outcome>;

/// Asks by a method whose errors are of that type.
macro_rules! asked {
    ($error:ident, |$store:ident| $answer:expr) => {
        |$store| {
            let answer = $answer;
            Box::pin(async move {
                match answer.await {
                    Ok(_) => Outcome::Stored,
                    Err($error::Failure(_)) => Outcome::Failed,
                    Err(_) => Outcome::Refused,
                }
            })
        }
    };
}

/// Batches of what is asked for. One of each is refused when nothing fails.
const BATCHES: [&[Ask]; 4] = [
    &[
        asked!(CreateAccountError, |store| {
            let ada = NewAccount {
                email: Some(email("ada@example.org")),
                ..new_account(ADA, "ada")
            };
            store.create_account(ada, by(OPERATOR, 1))
        }),
        asked!(CreateAccountError, |store| {
            store.create_account(new_account(BOB, "bob"), by(OPERATOR, 2))
        }),
        asked!(CreateAccountError, |store| {
            store.create_account(new_account(EVE, "ada"), by(OPERATOR, 3))
        }),
        asked!(CreateAccountError, |store| {
            store.create_account(new_account(EVE, "eve"), by(OPERATOR, 4))
        }),
    ],
    &[
        asked!(RegisterError, |store| {
            let path = "quay.io/team/tool";
            let tool = NewTool {
                registration: private(path, Some("team@example.org")),
                idempotency: Some(key("register", 1)),
                ..new_tool(1, path)
            };
            store.register_tool(tool, by(ADA, 10))
        }),
        asked!(AddMaintainerError, |store| {
            store.add_maintainer(id(1), BOB, by(EVE, 11))
        }),
        asked!(AddMaintainerError, |store| {
            store.add_maintainer(id(1), BOB, by(ADA, 12))
        }),
        asked!(CreateTokenError, |store| store
            .create_token(token(), by(ADA, 13))),
        asked!(StartSessionError, |store| {
            store.start_session(session(), SignedInBy::Password, by(ADA, 14))
        }),
    ],
    &[
        asked!(RequestAccessError, |store| store
            .request_access(request(1), by(EVE, 20))),
        asked!(RequestAccessError, |store| store
            .request_access(request(2), by(BOB, 21))),
        asked!(ChangeRequestError, |store| {
            let approve = Change::Approve {
                days: GrantDays::default(),
                note: None,
            };
            let key = Some(key("approve", 1));
            store.change_request(request_id(1), None, approve, key, by(BOB, 22))
        }),
        asked!(ChangeAccountError, |store| {
            let change = AccountChange {
                role: Some(Role::Administrator),
                disabled: None,
            };
            store.change_account(BOB, None, change, by(OPERATOR, 23))
        }),
    ],
    &[
        asked!(ChangeRequestError, |store| {
            let done = Change::DoneByHand;
            store.change_request(request_id(1), None, done, None, by(ADA, 30))
        }),
        asked!(ChangeRequestError, |store| {
            let revoke = Change::Revoke {
                reason: Reason::new("left the team").unwrap(),
            };
            store.change_request(request_id(1), None, revoke, None, by(EVE, 31))
        }),
        asked!(ChangeAccountError, |store| {
            store.set_email(EVE, Some(email("eve@example.org")), by(EVE, 32))
        }),
        // Two facts, of which neither is there without the other.
        asked!(ChangeAccountError, |store| {
            let change = AccountChange {
                role: Some(Role::Administrator),
                disabled: Some(true),
            };
            store.change_account(ADA, None, change, by(OPERATOR, 33))
        }),
    ],
];

fn email(address: &str) -> Email {
    Email {
        address: address.to_owned(),
        verified_at: None,
    }
}

fn token() -> NewApiToken {
    NewApiToken {
        id: token_id(1),
        account: ADA,
        hash: secret(1),
        name: "laptop".to_owned(),
        hint: "whf_".to_owned(),
        scopes: Scopes::ALL,
        expires_at: at(DAY),
    }
}

fn session() -> Session {
    Session {
        hash: secret(2),
        account: ADA,
        label: "Firefox".to_owned(),
        created_at: at(14),
        seen_at: at(14),
        idle_until: at(DAY),
        expires_at: at(DAY),
    }
}

/// For the same principal, whatever the number.
fn request(number: u32) -> NewRequest {
    NewRequest {
        id: request_id(number),
        tool: id(1),
        principal: "robot+eve".to_owned(),
        reason: Reason::new("for my thesis").unwrap(),
        idempotency: Some(key("request", 1)),
    }
}

/// Asks for everything; with each batch goes a write that fails when it has written.
fn outcomes(run: &Run) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for batch in BATCHES {
        let spoiling: Answer<'_, Outcome> = Box::pin(async {
            let failed = run.store.writer.write(|statements| {
                register(statements, &new_tool(8, "quay.io/a/failing"))?;
                Err::<(), _>(RegisterError::Failure(Failure::Overloaded))
            });
            failed.await.unwrap_err();
            Outcome::Failed
        });
        let asked = batch.iter().map(|ask| ask(&run.store)).chain([spoiling]);
        let mut answered = run.gate.in_one_batch(&run.store, asked);
        answered.pop();
        outcomes.extend(answered);
    }
    outcomes
}

/// Everything that can be read.
#[derive(Debug, PartialEq)]
struct Seen {
    entries: Vec<AuditEntry>,
    verdict: AuditVerdict,
    accounts: Vec<Account>,
    tool: Option<Tool>,
    maintainers: Vec<Maintainer>,
    requests: Vec<StoredRequest>,
    tokens: Vec<ApiToken>,
    sessions: Vec<Session>,
    told: Vec<Vec<Notice>>,
    mailed: Vec<String>,
}

fn seen(store: &dyn Store) -> Seen {
    let page = Page::first(100);
    let told = |account: AccountId| wait(store.inbox(account, page)).unwrap().notices;
    let mailed = wait(store.lease_mail(at(DAY), at(DAY), 100)).unwrap();
    let filter = RequestFilter::default();
    Seen {
        entries: entries(store),
        verdict: wait(store.verify_audit()).unwrap(),
        accounts: wait(store.list_accounts(page)).unwrap().accounts,
        tool: wait(store.tool(id(1))).unwrap(),
        maintainers: wait(store.maintainers(id(1))).unwrap(),
        requests: wait(store.list_requests(&filter, page)).unwrap().requests,
        tokens: wait(store.tokens(ADA)).unwrap().found,
        sessions: wait(store.sessions(ADA, at(20))).unwrap().found,
        told: [ADA, BOB, EVE].map(told).into(),
        mailed: mailed.leased.into_iter().map(|mail| mail.address).collect(),
    }
}

/// What there is to see where only those asked who were answered so.
fn expected(outcomes: &[Outcome], asked: &[Outcome]) -> Seen {
    let model = Model::new();
    let asks = BATCHES.concat().into_iter().zip(outcomes);
    for (ask, _) in asks.filter(|(_, outcome)| asked.contains(outcome)) {
        wait(ask(&model));
    }
    wait(later(&model)).unwrap();
    seen(&model)
}

/// The writer goes on.
fn later(store: &dyn Store) -> Answer<'_, Result<Account, CreateAccountError>> {
    store.create_account(new_account(person(9), "later"), by(OPERATOR, 99))
}

#[test]
fn whatever_fails_only_what_was_acknowledged_is_there() {
    let place = Place::in_memory();
    let run = Run::start(&place, usize::MAX, Fault::Panic);
    let undisturbed = outcomes(&run);
    let effects = run.passed.load(Ordering::Relaxed);
    let refused = undisturbed
        .iter()
        .filter(|outcome| **outcome == Outcome::Refused);
    assert_eq!(refused.count(), BATCHES.len(), "{undisturbed:?}");
    assert!(!undisturbed.contains(&Outcome::Failed), "{undisturbed:?}");
    assert!(effects > 200, "the run has {effects} effects");
    drop(run);

    for fault in FAULTS {
        for failing in 0..effects {
            let place = Place::in_memory();
            let run = Run::start(&place, failing, fault);
            let outcomes = outcomes(&run);
            let context = format!("{fault:?} at effect {failing}: {outcomes:?}");
            wait(later(&run.store)).unwrap_or_else(|error| panic!("{error} after {context}"));
            let unknown = run.after_commit.load(Ordering::Relaxed) == 1;
            drop(run);

            let reopened: Sqlite = place.open();
            wait(reopened.check()).unwrap();
            let found = seen(&reopened);
            let whole = matches!(found.verdict, AuditVerdict::Whole { .. });
            assert!(whole, "{:?} after {context}", found.verdict);
            // Where the batch was durable, those who were answered with a failure are there too.
            let asked: &[Outcome] = if unknown {
                &[Outcome::Stored, Outcome::Failed]
            } else {
                &[Outcome::Stored]
            };
            assert_eq!(found, expected(&outcomes, asked), "{context}");
        }
    }
}
