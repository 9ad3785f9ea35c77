//! People, a connection, and a tool whose requests the server carries out.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use wharfinger_core::access::{GrantDays, Reason, Status};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Authority, Repository, RepositoryId};
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_ecr::Clock;
use wharfinger_store::{
    Actor, By, Change, Checked, ConnectionId, NewAccount, NewAutomation, NewConnection, NewRequest,
    NewTool, OPERATOR, RequestId, Role, Store, StoredRequest, Timestamp, ToolId, Uuid,
};

use crate::cloud::Time;

/// Who owns the AWS account and maintains the tool.
pub(crate) const ADA: AccountId = AccountId::from_bytes([1; 16]);
/// Who asks.
pub(crate) const BOB: AccountId = AccountId::from_bytes([2; 16]);
/// The repository.
pub(crate) const REPOSITORY: RepositoryId = RepositoryId([3; 16]);

/// 2026-12-01T00:00:00Z.
pub(crate) const BEGIN: Timestamp = Timestamp::from_micros(1_796_083_200_000_000);

const AWS_ACCOUNT: &str = "312767926603";

/// Days of a grant, and of a renewal, which ends in another month; where the first is over, more time can be
/// asked for what was given for longer.
const DAYS: (u32, u32) = (10, 39);

/// The days of a grant as time.
pub(crate) const GRANTED: Duration = Duration::from_hours(24 * DAYS.0 as u64);

/// More than those of one that was given for longer, soon after the beginning.
const GRANTED_LONGER: Duration = Duration::from_hours(24 * (DAYS.1 + DAYS.0 + 1) as u64);

/// What people do, to a store in which everything else is prepared.
#[derive(Clone)]
pub(crate) struct Scene {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Time,
    /// When somebody last did something.
    pub(crate) last_act: Rc<Cell<Timestamp>>,
}

/// Something that somebody does, or time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Approve(u8),
    /// For as long as a renewal.
    ApproveLonger(u8),
    /// For the principal of the first one.
    ApproveAnew(u8),
    Revoke(u8),
    /// Asks for more time, and gets it.
    Renew(u8),
    /// The time of a grant that was given at the beginning is over.
    Expire,
    /// The same of one that was given for longer.
    ExpireLonger,
}

impl Scene {
    pub(crate) async fn new(store: Arc<dyn Store>, clock: Time) -> Self {
        let last_act = Rc::new(Cell::new(clock.now()));
        let scene = Self {
            store,
            clock,
            last_act,
        };
        for (id, name) in [(ADA, "ada"), (BOB, "bob")] {
            let account = NewAccount {
                id,
                name: name.parse().unwrap(),
                role: Role::Member,
                email: None,
                password: None,
                identity: None,
            };
            let made = scene.store.create_account(account, scene.by(OPERATOR));
            made.await.unwrap();
        }
        scene.tool().await;
        scene.automation().await;
        scene
    }

    async fn tool(&self) {
        let registration = Registration::restore(Stored {
            registry: "amazon-ecr".to_owned(),
            host: format!("{AWS_ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com"),
            namespace: "_".to_owned(),
            name: "md5sum".to_owned(),
            visibility: "private".to_owned(),
            ..Stored::default()
        });
        let tool = NewTool {
            id: tool(),
            registration: registration.unwrap(),
            idempotency: None,
        };
        let registered = self.store.register_tool(tool, self.by(ADA));
        registered.await.unwrap();
    }

    async fn automation(&self) {
        let connection = NewConnection {
            id: ConnectionId::from_uuid(Uuid::from_bytes([5; 16])),
            partition: "aws".to_owned(),
            aws_account: AWS_ACCOUNT.to_owned(),
            authority: Authority {
                role_arn: format!("arn:aws:iam::{AWS_ACCOUNT}:role/wharfinger"),
                external_id: "wharfinger-1".to_owned(),
            },
        };
        let made = self.store.connect(connection, self.by(ADA)).await.unwrap();
        let checked = Checked {
            at: self.clock.now(),
            is_right: true,
            report: String::new(),
        };
        let noted = self
            .store
            .note_check(made.id, made.revision, checked, self.by(ADA));
        noted.await.unwrap();
        let automation = NewAutomation {
            tool: tool(),
            connection: made.id,
            place: Repository {
                partition: "aws".to_owned(),
                account: AWS_ACCOUNT.to_owned(),
                region: "us-west-2".to_owned(),
                name: "md5sum".to_owned(),
            },
            repository: REPOSITORY,
        };
        let automated = self.store.automate(automation, self.by(ADA));
        automated.await.unwrap();
    }

    pub(crate) fn by(&self, account: AccountId) -> By {
        By {
            actor: Actor::Account(account),
            request_id: "test".to_owned(),
            now: self.clock.now(),
        }
    }

    pub(crate) async fn request(&self, number: u8) -> StoredRequest {
        let request = self.store.access_request(request_id(number)).await;
        request.unwrap().unwrap()
    }

    pub(crate) async fn status(&self, number: u8) -> Status {
        self.request(number).await.request.status()
    }

    pub(crate) async fn act(&self, act: Act) {
        match act {
            Act::Approve(number) => self.approve(number, principal(number), DAYS.0).await,
            Act::ApproveLonger(number) => self.approve(number, principal(number), DAYS.1).await,
            Act::ApproveAnew(number) => self.approve(number, principal(1), DAYS.0).await,
            Act::Revoke(number) => {
                self.change(number, Change::Revoke { reason: reason() }, ADA)
                    .await;
            }
            Act::Renew(number) => {
                let ask = Change::AskRenewal { reason: reason() };
                self.change(number, ask, BOB).await;
                let days = GrantDays::new(DAYS.1).unwrap();
                self.change(number, Change::Renew { days }, ADA).await;
            }
            Act::Expire => self.clock.pass_until(BEGIN.later(GRANTED)),
            Act::ExpireLonger => self.clock.pass_until(BEGIN.later(GRANTED_LONGER)),
        }
        self.advance().await;
        self.last_act.set(self.clock.now());
    }

    async fn approve(&self, number: u8, principal: String, days: u32) {
        let new = NewRequest {
            id: request_id(number),
            tool: tool(),
            principal,
            reason: reason(),
            idempotency: None,
        };
        let asked = self.store.request_access(new, self.by(BOB));
        asked.await.unwrap();
        let days = GrantDays::new(days).unwrap();
        let approve = Change::Approve { days, note: None };
        self.change(number, approve, ADA).await;
    }

    /// Ada says that the policy is to be as the grants say.
    pub(crate) async fn reapply(&self) {
        let reapplied = self.store.reapply(REPOSITORY, self.by(ADA));
        reapplied.await.unwrap();
        self.last_act.set(self.clock.now());
    }

    async fn change(&self, number: u8, change: Change, account: AccountId) {
        let by = self.by(account);
        let changed = self
            .store
            .change_request(request_id(number), None, change, None, by);
        changed.await.unwrap();
    }

    /// Lets time do what it has to do.
    pub(crate) async fn advance(&self) {
        let by = By {
            actor: Actor::System,
            ..self.by(OPERATOR)
        };
        self.store.advance_requests(100, by).await.unwrap();
    }
}

fn tool() -> ToolId {
    ToolId::from_uuid(Uuid::from_bytes([4; 16]))
}

fn reason() -> Reason {
    Reason::new("for my thesis").unwrap()
}

pub(crate) fn request_id(number: u8) -> RequestId {
    RequestId::from_uuid(Uuid::from_bytes([number; 16]))
}

/// Whom the request with that number is for.
pub(crate) fn principal(number: u8) -> String {
    format!("arn:aws:iam::{number:012}:root")
}
