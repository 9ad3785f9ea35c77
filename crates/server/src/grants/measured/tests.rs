use wharfinger_core::access::{GrantDays, Reason};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Authority, Repository, RepositoryId};
use wharfinger_core::policy::{Installation, PullActions};
use wharfinger_core::registration::{Registration, Stored};
use wharfinger_store::{
    Actor, By, Change, Checked, ConnectionId, Model, NewAccount, NewAutomation, NewConnection,
    NewRequest, NewTool, Role, Terms, ToolId,
};

use super::*;

/// Who owns the AWS account and maintains the tool, and who asks.
const ADA: AccountId = AccountId::from_bytes([1; 16]);
const BOB: AccountId = AccountId::from_bytes([2; 16]);
const REPOSITORY: RepositoryId = RepositoryId([3; 16]);
const AWS_ACCOUNT: &str = "312767926603";
const LEASE: Duration = Duration::from_mins(1);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_micros(1_796_083_200_000_000 + seconds * 1_000_000)
}

fn by(account: AccountId, seconds: i64) -> By {
    By {
        actor: Actor::Account(account),
        request_id: "test".to_owned(),
        now: at(seconds),
    }
}

fn request() -> RequestId {
    RequestId::from_uuid(Uuid::from_bytes([6; 16]))
}

/// A book over a store in which Bob's access was approved at 0 seconds.
async fn book() -> MeasuredBook {
    let store: Arc<dyn Store> = Arc::new(Model::new());
    for (id, name) in [(ADA, "ada"), (BOB, "bob")] {
        let account = NewAccount {
            id,
            name: name.parse().unwrap(),
            role: Role::Member,
            email: None,
            password: None,
            identity: None,
        };
        store.create_account(account, by(id, 0)).await.unwrap();
    }
    let tool = ToolId::from_uuid(Uuid::from_bytes([4; 16]));
    let registration = Registration::restore(Stored {
        registry: "amazon-ecr".to_owned(),
        host: format!("{AWS_ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com"),
        namespace: "_".to_owned(),
        name: "md5sum".to_owned(),
        visibility: "private".to_owned(),
        ..Stored::default()
    });
    let new = NewTool {
        id: tool,
        registration: registration.unwrap(),
        idempotency: None,
    };
    store.register_tool(new, by(ADA, 0)).await.unwrap();
    automate(&*store, tool).await;
    let new = NewRequest {
        id: request(),
        tool,
        principal: "arn:aws:iam::444455556666:root".to_owned(),
        reason: Reason::new("for my thesis").unwrap(),
        idempotency: None,
    };
    store.request_access(new, by(BOB, 0)).await.unwrap();
    let approve = Change::Approve {
        days: GrantDays::new(10).unwrap(),
        note: None,
    };
    let approved = store.change_request(request(), None, approve, None, by(ADA, 0));
    approved.await.unwrap();
    let terms = Terms {
        installation: Installation::new("0a1b2c3d").unwrap(),
        actions: PullActions::Two,
    };
    MeasuredBook {
        book: StoreBook::new(store.clone(), terms),
        store,
        metrics: Arc::default(),
    }
}

async fn automate(store: &dyn Store, tool: ToolId) {
    let new = NewConnection {
        id: ConnectionId::from_uuid(Uuid::from_bytes([5; 16])),
        partition: "aws".to_owned(),
        aws_account: AWS_ACCOUNT.to_owned(),
        authority: Authority {
            role_arn: format!("arn:aws:iam::{AWS_ACCOUNT}:role/wharfinger"),
            external_id: "wharfinger-1".to_owned(),
        },
    };
    let made = store.connect(new, by(ADA, 0)).await.unwrap();
    let checked = Checked {
        at: at(0),
        is_right: true,
        report: String::new(),
    };
    let noted = store.note_check(made.id, made.revision, checked, by(ADA, 0));
    noted.await.unwrap();
    let new = NewAutomation {
        tool,
        connection: made.id,
        place: Repository {
            partition: "aws".to_owned(),
            account: AWS_ACCOUNT.to_owned(),
            region: "us-west-2".to_owned(),
            name: "md5sum".to_owned(),
        },
        repository: REPOSITORY,
    };
    store.automate(new, by(ADA, 0)).await.unwrap();
}

/// Nothing was seen after so many writes, and so often did others come between.
fn nothing_found(writes: u32, rounds: u32) -> Findings<RequestId> {
    Findings {
        text: None,
        managed: String::new(),
        foreign: String::new(),
        foreign_changed: false,
        writes,
        rounds,
        is_news: false,
        present: Vec::new(),
        absent: Vec::new(),
        refused: Vec::new(),
        unresolved: Vec::new(),
        vanished: Vec::new(),
        shorter: Vec::new(),
        left_out: Vec::new(),
        no_room: None,
        unexpected: Vec::new(),
        stale: Vec::new(),
        mended: Vec::new(),
        trail: None,
    }
}

/// A pass that begins then and finds the grant there.
async fn finds_it(book: &MeasuredBook, seconds: i64, writes: u32, rounds: u32) {
    let leased = book.lease(LEASE, at(seconds)).await.unwrap();
    let lease = leased.expect("it is due").lease;
    let findings = Findings {
        present: vec![request()],
        ..nothing_found(writes, rounds)
    };
    let next = LookAgain {
        after: Duration::from_secs(30),
        looks: 1,
    };
    let settled = book.settle(&lease, &findings, next, at(seconds)).await;
    assert!(settled.unwrap());
}

/// The pass that wrote heard no answer, and the next one finds that all is done.
#[actix_web::test]
async fn how_long_access_took_is_measured_whichever_pass_finds_it() {
    let book = book().await;
    let leased = book.lease(LEASE, at(1)).await.unwrap();
    let lease = leased.expect("it is due").lease;
    let wait = Duration::from_secs(30);
    let failed = book
        .fail(&lease, &Failure::Unknown.into(), wait, at(2))
        .await;
    assert!(failed.unwrap());
    assert_eq!(book.metrics.counts().activation.count(), 0);
    finds_it(&book, 40, 0, 0).await;
    let counts = book.metrics.counts();
    assert_eq!(counts.activation.count(), 1);
    assert!((counts.activation.sum() - 40.0).abs() < 0.001);
    // Whoever finds it there again has nothing to measure.
    finds_it(&book, 80, 1, 0).await;
    assert_eq!(book.metrics.counts().activation.count(), 1);
}

#[actix_web::test]
async fn every_time_that_others_came_between_is_a_conflict() {
    let book = book().await;
    finds_it(&book, 1, 2, 3).await;
    let counts = book.metrics.counts();
    assert_eq!((counts.conflicts, counts.writes.count()), (3, 1));
    assert!((counts.writes.sum() - 2.0).abs() < 0.001);
    let leased = book.lease(LEASE, at(40)).await.unwrap();
    let lease = leased.expect("it is due").lease;
    let wait = Duration::from_secs(30);
    let failed = book
        .fail(&lease, &Failure::Contended.into(), wait, at(41))
        .await;
    assert!(failed.unwrap());
    let conflicts = 3 + u64::from(ROUNDS_MAX);
    assert_eq!(book.metrics.counts().conflicts, conflicts);
}
