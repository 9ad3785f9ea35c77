use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;

use wharfinger_core::access::{GrantDays, Reason};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Authority, RepositoryId};
use wharfinger_core::policy::Installation;
use wharfinger_core::registration::Draft;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;
use wharfinger_ecr::connection::{Connection as Role, ExternalId};
use wharfinger_ecr::doctor::Question;
use wharfinger_ecr::{Done, Pace, Worker};
use wharfinger_store::{
    Actor, Automation, Change, ConnectionId, Model, NewAccount, NewAutomation, NewConnection,
    NewRequest, NewTool, Observed, RequestId, Store, Timestamp, ToolId, new_account_id,
};

use super::*;
use crate::config::Config;
use crate::demo::aws::DemoAws;
use crate::grants::measured::MeasuredCloud;
use crate::grants::time::{Chance, Time};
use crate::grants::{Grants, StoreBook};
use crate::seams::{Clock as _, System};

/// Who asks for access.
const PULLER: &str = "arn:aws:iam::444455556666:root";

/// A server over the simulated AWS of the demo, and a connection to the example tool's account.
struct Scene {
    state: Data<State>,
    owner: AccountId,
    connection: Connection,
}

impl Scene {
    async fn new() -> Self {
        let clock = Arc::new(System);
        let (demo, settings) = DemoAws::start(clock.clone(), &System).unwrap();
        let place = place();
        let role = Role::new(
            settings.principal(),
            ExternalId::from_random(7),
            vec![place.clone()],
        );
        let installation = Installation::new("0a1b2c3d").unwrap();
        let grants = Grants::new(settings, installation, clock.clone()).await;
        let store: Arc<dyn Store> = Arc::new(Model::new());
        let state = State::new(Config::default(), store, clock, Arc::new(System));
        let state = Data::new(state.with_demo(demo).with_grants(grants));
        let owner = new_account_id(state.clock.now(), [1; 10]);
        let new = NewAccount {
            id: owner,
            name: "grace".parse().unwrap(),
            role: wharfinger_store::Role::Member,
            email: None,
            password: None,
            identity: None,
        };
        let made = state.store.create_account(new, by(owner)).await;
        made.unwrap();
        let new = NewConnection {
            id: ConnectionId::new(Timestamp::from_micros(1), [2; 10]),
            partition: place.partition,
            aws_account: place.account,
            authority: role.unwrap().authority(),
        };
        let connection = state.store.connect(new, by(owner)).await.unwrap();
        Self {
            state,
            owner,
            connection,
        }
    }

    async fn check(&self) -> (Connection, Vec<Examined>) {
        let connection = self.state.store.connection(self.connection.id).await;
        let connection = connection.unwrap().unwrap();
        let checked = check(
            self.state.clone(),
            connection,
            vec![place()],
            by(self.owner),
        );
        checked.await.unwrap()
    }
}

fn place() -> Repository {
    Repository {
        partition: "aws".to_owned(),
        account: "312767926603".to_owned(),
        region: "us-west-2".to_owned(),
        name: "md5sum".to_owned(),
    }
}

/// The example's policy in one spelling: Amazon ECR gives lists back in any order.
fn policy(demo: &DemoAws) -> String {
    let repositories = demo.repositories();
    let text = repositories[0].1.as_deref().unwrap();
    let nobody = Installation::new("zzzzzzzz").unwrap();
    let document = wharfinger_core::policy::Document::read(text, &nobody);
    document.unwrap().foreign_canonical()
}

fn by(account: AccountId) -> By {
    By {
        actor: Actor::Account(account),
        request_id: "test".to_owned(),
        now: System.now(),
    }
}

#[actix_web::test]
async fn a_connection_is_proven_once_its_role_is_made() {
    let scene = Scene::new().await;
    let (unproven, examined) = scene.check().await;
    assert_eq!(unproven.proven_at, None);
    let refused = examined[0].checks.iter().find_map(|it| it.finding.as_ref());
    assert_eq!(refused.unwrap().code, "not_assumable");

    let demo = scene.state.demo.as_ref().unwrap();
    assert!(!demo.has_role(&scene.connection));
    demo.make_role(&scene.connection).unwrap();
    assert!(demo.has_role(&scene.connection));
    let before = policy(demo);
    let (proven, examined) = scene.check().await;
    assert!(proven.proven_at.is_some());
    assert!(
        examined[0]
            .checks
            .iter()
            .all(|it| it.verdict == ExaminedVerdict::Passed),
        "{examined:?}"
    );
    assert_eq!(policy(demo), before, "the canary is gone");
    // What is stored is what pages read.
    let stored = proven.checked.unwrap().report;
    let read: Vec<Examined> = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, examined);

    demo.delete_role(&scene.connection).unwrap();
    let (lost, _) = scene.check().await;
    assert_eq!(lost.proven_at, None);
    demo.stop().await;
}

#[actix_web::test]
async fn without_a_repository_there_is_nothing_to_try() {
    let scene = Scene::new().await;
    let checked = check(
        scene.state.clone(),
        scene.connection.clone(),
        Vec::new(),
        by(scene.owner),
    );
    assert!(matches!(checked.await, Err(NotExamined::NoRepository)));
}

#[actix_web::test]
async fn an_owner_edits_the_policy_as_aws_lets_them() {
    let scene = Scene::new().await;
    let demo = scene.state.demo.as_ref().unwrap();
    let arn = place().arn();
    let refused = demo.set_policy(&arn, "{").unwrap_err().to_string();
    assert!(refused.starts_with("AWS would not take it"), "{refused}");
    demo.set_policy(&arn, "").unwrap();
    assert_eq!(demo.repositories()[0].1, None);
    assert!(demo.set_policy("arn", "").is_err());
}

/// Whatever was found, nobody writes while a write of the examination may land.
#[test]
fn after_a_write_that_was_not_answered_nobody_writes_for_a_while() {
    let wait = |may_land_late| {
        let checks = vec![Check {
            question: Question::Canary,
            verdict: Verdict::Passed,
        }];
        wait_after(&Report {
            checks,
            may_land_late,
        })
    };
    assert_eq!((wait(true), wait(false)), (COOL_DOWN, Duration::ZERO));
}

/// Opens an account.
async fn account(scene: &Scene, name: &str, random: u8) -> AccountId {
    let id = new_account_id(scene.state.clock.now(), [random; 10]);
    let new = NewAccount {
        id,
        name: name.parse().unwrap(),
        role: wharfinger_store::Role::Member,
        email: None,
        password: None,
        identity: None,
    };
    let made = scene.state.store.create_account(new, by(id)).await;
    made.unwrap().id
}

/// Registers the example as somebody's tool, and keeps its policy with their connection, which was found right.
async fn keep(scene: &Scene, owner: AccountId, connection: Connection) -> Automation {
    let store = &scene.state.store;
    let image = "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum";
    let draft = Draft::default()
        .with(Field::Image, image)
        .with(Field::Visibility, "private")
        .with(Field::ContactEmail, "heidi@example.org");
    let catalogue = Catalogue::built_in();
    let registration = wharfinger_core::registration::check(&catalogue, &draft).registration;
    let new = NewTool {
        id: ToolId::new(Timestamp::from_micros(1), [4; 10]),
        registration: registration.unwrap(),
        idempotency: None,
    };
    let tool = new.id;
    store.register_tool(new, by(owner)).await.unwrap();
    let checked = Checked {
        at: Timestamp::from_micros(2),
        is_right: true,
        report: "[]".to_owned(),
    };
    let proven = store.note_check(connection.id, connection.revision, checked, by(owner));
    proven.await.unwrap();
    let new = NewAutomation {
        tool,
        connection: connection.id,
        place: place(),
        repository: RepositoryId([6; 16]),
    };
    store.automate(new, by(owner)).await.unwrap()
}

/// Keeps the example's policy with somebody else's connection, and works on it.
async fn worked_on_by_another(scene: &Scene) {
    let other = account(scene, "heidi", 3).await;
    let role = ExternalId::from_random(8);
    let new = NewConnection {
        id: ConnectionId::new(Timestamp::from_micros(1), [5; 10]),
        partition: place().partition,
        aws_account: place().account,
        authority: Authority {
            role_arn: role.role_arn("aws", &place().account),
            external_id: role.to_string(),
        },
    };
    let made = scene.state.store.connect(new, by(other)).await.unwrap();
    keep(scene, other, made).await;
    borrow(&scene.state, &place())
        .await
        .expect("nobody works on it");
}

/// Who enters by a role of their own waits until the repository is free, whosever it is kept with. Who does
/// not enter waits for nothing, and keeps nobody from working.
#[actix_web::test]
async fn a_repository_that_another_connection_keeps_is_leased_behind_the_door() {
    let scene = Scene::new().await;
    worked_on_by_another(&scene).await;
    let check = async || {
        let connection = scene.connection.clone();
        check(
            scene.state.clone(),
            connection,
            vec![place()],
            by(scene.owner),
        )
        .await
    };
    let (unproven, _) = check().await.unwrap();
    assert_eq!(unproven.proven_at, None);
    let demo = scene.state.demo.as_ref().unwrap();
    demo.make_role(&scene.connection).unwrap();
    let connection = scene.state.store.connection(scene.connection.id).await;
    let connection = connection.unwrap().unwrap();
    let busy = super::check(
        scene.state.clone(),
        connection,
        vec![place()],
        by(scene.owner),
    );
    assert!(matches!(busy.await, Err(NotExamined::Busy { .. })));
    demo.stop().await;
}

/// A role that is right, for a repository that nobody keeps.
fn right(scene: &Scene) -> Target {
    let demo = scene.state.demo.as_ref().unwrap();
    demo.make_role(&scene.connection).unwrap();
    Target {
        repository: place(),
        authority: scene.connection.authority.clone(),
    }
}

/// Goes on with an examination until the canary is in the policy, and no further.
async fn until_it_flies(
    examination: &mut Pin<&mut impl Future<Output = Result<Report, NotExamined>>>,
    demo: &DemoAws,
) {
    let before = policy(demo);
    poll_fn(|context| {
        assert!(examination.as_mut().poll(context).is_pending(), "it flies");
        if policy(demo) == before {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
}

/// Somebody has asked for access to a tool, and the owner has given it.
async fn approved(scene: &Scene, tool: ToolId) -> RequestId {
    let store = &scene.state.store;
    let requester = account(scene, "ivan", 7).await;
    let id = RequestId::new(Timestamp::from_micros(1), [8; 10]);
    let reason = Reason::new("for my thesis").unwrap();
    let new = NewRequest {
        id,
        tool,
        principal: PULLER.to_owned(),
        reason,
        idempotency: None,
    };
    store.request_access(new, by(requester)).await.unwrap();
    let days = GrantDays::new(30).unwrap();
    let approve = Change::Approve { days, note: None };
    let approved = store.change_request(id, None, approve, None, by(scene.owner));
    approved.await.unwrap().id
}

/// The worker of the server.
fn worker(state: &State) -> Worker<StoreBook, MeasuredCloud, Time, Chance> {
    let grants = state.grants.as_ref().unwrap();
    Worker {
        book: StoreBook::new(state.store.clone(), grants.terms.clone()),
        cloud: MeasuredCloud {
            amazon: grants.amazon.clone(),
            metrics: grants.metrics.clone(),
        },
        clock: Time::new(state.clock.clone()),
        random: Chance(state.entropy.clone()),
        pace: Pace::default(),
        is_report_only: false,
    }
}

#[actix_web::test]
async fn a_second_examination_waits_for_the_first_though_nobody_keeps_the_policy() {
    let scene = Scene::new().await;
    let (state, target) = (&scene.state, right(&scene));
    let demo = state.demo.as_ref().unwrap();
    let before = policy(demo);
    let mut first = pin!(examine(state, &target));
    until_it_flies(&mut first, demo).await;
    let flying = policy(demo);
    let busy = examine(state, &target).await.unwrap_err();
    assert_eq!(
        busy.to_string(),
        "`arn:aws:ecr:us-west-2:312767926603:repository/md5sum` is being examined or worked on; \
         check again in 2 minutes"
    );
    assert_eq!(policy(demo), flying, "the second one has written nothing");
    assert!(first.await.unwrap().is_sound());
    assert_eq!(policy(demo), before);
    assert!(examine(state, &target).await.unwrap().is_sound());
    demo.stop().await;
}

/// Somebody turns automation on and approves a request while an examination of theirs, or of another
/// maintainer, runs.
#[actix_web::test]
async fn a_worker_that_begins_meanwhile_waits_for_the_end_of_an_examination() {
    let scene = Scene::new().await;
    let (state, target) = (&scene.state, right(&scene));
    let (store, demo) = (&state.store, state.demo.as_ref().unwrap());
    let mut examination = pin!(examine(state, &target));
    until_it_flies(&mut examination, demo).await;
    let kept = keep(&scene, scene.owner, scene.connection.clone()).await;
    let request = approved(&scene, kept.tool).await;
    let worker = worker(state);
    let flying = policy(demo);
    assert_eq!(worker.run_once().await.unwrap(), None);
    assert_eq!(policy(demo), flying);
    assert!(examination.await.unwrap().is_sound());
    let settled = Done::Settled(kept.repository);
    assert_eq!(worker.run_once().await.unwrap(), Some(settled));
    let grant = store.repository_grant(request).await.unwrap().unwrap();
    assert_eq!(grant.observed, Observed::Present);
    let policy = policy(demo);
    assert!(policy.contains("Wharfinger10a1b2c3dx"), "{policy}");
    assert!(!policy.contains("canary"), "{policy}");
    demo.stop().await;
}
