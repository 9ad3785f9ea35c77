//! A maintainer with repositories, and somebody who asks for access to them.

use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};

use pollster::block_on;
use wharfinger_core::access::{GrantDays, Reason, Status};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Authority, Repository, RepositoryId};
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_ecr::Clock;
use wharfinger_store::{
    Actor, By, Change, Checked, ConnectionId, NewAccount, NewAutomation, NewConnection, NewRequest,
    NewTool, OPERATOR, RequestId, Role, Store, Timestamp, ToolId, Uuid,
};

use super::time::VirtualTime;

/// Who owns the AWS accounts and maintains the tools.
const ADA: AccountId = AccountId::from_bytes([1; 16]);
/// Who asks.
const BOB: AccountId = AccountId::from_bytes([2; 16]);

const REGION: &str = "us-west-2";

/// The days of a grant: more than the week that is looked at.
const DAYS: u32 = 10;

/// Who approve at once: enough that waiting for the disk is shared by many.
const THREADS: u32 = 50;

/// Where repositories are. Calls of one account and region are spread over time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Places {
    /// Each in an AWS account of its own.
    Apart,
    /// All in one.
    Together,
}

/// What people do, to a store in which everything else is prepared.
pub(crate) struct Stage {
    pub(crate) store: Arc<dyn Store>,
    pub(super) clock: VirtualTime,
    pub(super) repositories: u32,
}

impl Stage {
    /// A store with that many repositories. To be made in virtual time.
    pub(crate) fn new(store: Arc<dyn Store>, places: Places, repositories: u32) -> Self {
        let clock = VirtualTime::starting();
        let stage = Self {
            store,
            clock,
            repositories,
        };
        for (id, name) in [(ADA, "ada"), (BOB, "bob")] {
            let account = NewAccount {
                id,
                name: name.parse().expect("it is a name"),
                role: Role::Member,
                email: None,
                password: None,
                identity: None,
            };
            let made = stage.store.create_account(account, stage.by(OPERATOR));
            block_on(made).expect("the account is new");
        }
        for number in 0..repositories {
            stage.automate(number, places);
        }
        stage
    }

    /// One more tool, in a repository of its own.
    fn automate(&self, number: u32, places: Places) {
        let owner = match places {
            Places::Apart => number,
            Places::Together => 0,
        };
        let (account, name) = (format!("3127{owner:08}"), format!("tool{number}"));
        let registration = Registration::restore(Stored {
            registry: "amazon-ecr".to_owned(),
            host: format!("{account}.dkr.ecr.{REGION}.amazonaws.com"),
            namespace: "_".to_owned(),
            name: name.clone(),
            visibility: "private".to_owned(),
            ..Stored::default()
        });
        let tool = NewTool {
            id: tool_id(number),
            registration: registration.expect("it is well formed"),
            idempotency: None,
        };
        block_on(self.store.register_tool(tool, self.by(ADA))).expect("the tool is new");
        let connection = NewConnection {
            id: ConnectionId::from_uuid(uuid(3, number)),
            partition: "aws".to_owned(),
            aws_account: account.clone(),
            authority: Authority {
                role_arn: format!("arn:aws:iam::{account}:role/wharfinger"),
                external_id: format!("wharfinger-{number}"),
            },
        };
        let made = block_on(self.store.connect(connection, self.by(ADA)));
        let made = made.expect("there are not too many");
        let checked = Checked {
            at: self.clock.now(),
            is_right: true,
            report: String::new(),
        };
        let noted = self
            .store
            .note_check(made.id, made.revision, checked, self.by(ADA));
        block_on(noted).expect("it is hers");
        let automation = NewAutomation {
            tool: tool_id(number),
            connection: made.id,
            place: Repository {
                partition: "aws".to_owned(),
                account,
                region: REGION.to_owned(),
                name,
            },
            repository: repository_id(number),
        };
        block_on(self.store.automate(automation, self.by(ADA))).expect("it is proven");
    }

    /// Somebody asks for access to a repository and is given it: the request. Numbers go around the
    /// repositories.
    pub(super) fn approve(&self, number: u32) -> RequestId {
        self.approve_at(number, self.clock.now())
    }

    /// So many approvals in the same moment, by some threads, so that SQLite syncs many of them at once.
    pub(super) fn approve_all(&self, approvals: u32) -> Vec<RequestId> {
        // Other threads know nothing of virtual time.
        let now = self.clock.now();
        thread::scope(|scope| {
            let threads: Vec<_> = (0..THREADS)
                .map(|first| {
                    let numbers = (first..approvals).step_by(THREADS as usize);
                    let approve = move |number| self.approve_at(number, now);
                    scope.spawn(move || numbers.map(approve).collect::<Vec<_>>())
                })
                .collect();
            let joined = threads.into_iter().map(ScopedJoinHandle::join);
            joined
                .flat_map(|ids| ids.expect("the store does it"))
                .collect()
        })
    }

    fn approve_at(&self, number: u32, now: Timestamp) -> RequestId {
        let id = RequestId::from_uuid(uuid(4, number));
        let new = NewRequest {
            id,
            tool: tool_id(number % self.repositories),
            principal: format!("arn:aws:iam::{:012}:root", number + 1),
            reason: Reason::new("for my thesis").expect("it is a reason"),
            idempotency: None,
        };
        block_on(self.store.request_access(new, by(BOB, now))).expect("it is the first");
        let days = GrantDays::new(DAYS).expect("so long may be granted");
        self.change(id, Change::Approve { days, note: None }, now);
        id
    }

    /// What was given is taken back.
    pub(super) fn revoke(&self, id: RequestId) {
        let reason = Reason::new("the thesis is done").expect("it is a reason");
        self.change(id, Change::Revoke { reason }, self.clock.now());
    }

    fn change(&self, id: RequestId, change: Change, now: Timestamp) {
        let changed = self
            .store
            .change_request(id, None, change, None, by(ADA, now));
        block_on(changed).expect("she maintains the tool");
    }

    /// How the store shows a request.
    pub(super) fn status(&self, id: RequestId) -> Status {
        let request = block_on(self.store.access_request(id)).expect("the store answers");
        request.expect("it is there").request.status()
    }

    /// When the first repository is looked at next; nothing where there is nothing to look for.
    pub(super) fn next_look(&self) -> Option<Timestamp> {
        let dues = (0..self.repositories).filter_map(|number| {
            let repository = block_on(self.store.repository(repository_id(number)));
            repository.expect("the store answers")?.due_at
        });
        dues.min()
    }

    fn by(&self, account: AccountId) -> By {
        by(account, self.clock.now())
    }
}

fn by(account: AccountId, now: Timestamp) -> By {
    By {
        actor: Actor::Account(account),
        request_id: "cost".to_owned(),
        now,
    }
}

/// The ids of one kind.
fn uuid(kind: u8, number: u32) -> Uuid {
    let mut bytes = [kind; 16];
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    Uuid::from_bytes(bytes)
}

fn tool_id(number: u32) -> ToolId {
    ToolId::from_uuid(uuid(5, number))
}

fn repository_id(number: u32) -> RepositoryId {
    RepositoryId(uuid(6, number).into_bytes())
}
