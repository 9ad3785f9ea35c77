use std::sync::Arc;

use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Authority, RepositoryId};
use wharfinger_core::policy::Installation;
use wharfinger_core::registration::Draft;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;
use wharfinger_ecr::connection::{Connection as Role, ExternalId};
use wharfinger_ecr::doctor::Question;
use wharfinger_store::{
    Actor, ConnectionId, Model, NewAccount, NewAutomation, NewConnection, NewTool, Store,
    Timestamp, ToolId, new_account_id,
};

use super::*;
use crate::config::Config;
use crate::demo::aws::DemoAws;
use crate::grants::Grants;
use crate::seams::{Clock as _, System};

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

/// Keeps the example's policy with somebody else's connection, and works on it.
async fn worked_on_by_another(scene: &Scene) {
    let store = &scene.state.store;
    let other = new_account_id(scene.state.clock.now(), [3; 10]);
    let new = NewAccount {
        id: other,
        name: "heidi".parse().unwrap(),
        role: wharfinger_store::Role::Member,
        email: None,
        password: None,
        identity: None,
    };
    store.create_account(new, by(other)).await.unwrap();
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
    store.register_tool(new, by(other)).await.unwrap();
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
    let made = store.connect(new, by(other)).await.unwrap();
    let checked = Checked {
        at: Timestamp::from_micros(2),
        is_right: true,
        report: "[]".to_owned(),
    };
    let proven = store.note_check(made.id, made.revision, checked, by(other));
    proven.await.unwrap();
    let id = RepositoryId([6; 16]);
    let new = NewAutomation {
        tool,
        connection: made.id,
        place: place(),
        repository: id,
    };
    store.automate(new, by(other)).await.unwrap();
    let now = scene.state.clock.now();
    let lease = store.borrow_repository(id, EXAMINATION_LEASE, now).await;
    lease.unwrap().expect("nobody works on it");
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
    assert!(matches!(busy.await, Err(NotExamined::Busy(_))));
    demo.stop().await;
}
