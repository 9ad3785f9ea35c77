//! A store, a repository, and workers that are started until nothing is left to do.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use wharfinger_core::access::Status;
use wharfinger_core::policy::{Document, Edit, Installation, PullActions, Wanted};
use wharfinger_ecr::{Clock, Done, Pace, Random, Unrecorded, Worker};
use wharfinger_server::grants::StoreBook;
use wharfinger_store::{
    AuditVerdict, Page, RequestFilter, Store, StoredRepository, StoredRequest, Terms,
};

use crate::cloud::{Ecr, FOREIGN, Policy, Time};
use crate::fault::{Disturbed, Effects};
use crate::scene::{Act, BEGIN, REPOSITORY, Scene};

/// How long a recovery may take: a lease that must run out and the longest waits after that.
const RECOVERY_MAX: Duration = Duration::from_mins(2);

/// Passes after which a world that does not come to rest is broken.
const PASSES_MAX: usize = 20;

pub(crate) struct World {
    pub(crate) scene: Scene,
    pub(crate) policy: Rc<Policy>,
    pub(crate) effects: Rc<Effects>,
    pub(crate) clock: Time,
    /// Whether the operator has said that nothing is to be written.
    pub(crate) is_report_only: Cell<bool>,
}

/// Chance that always falls the same way: half of what can be waited.
struct Half;

impl Random for Half {
    fn next(&self) -> u64 {
        500_000
    }
}

impl World {
    pub(crate) async fn new(store: Arc<dyn Store>) -> Self {
        let clock = Time::starting(BEGIN);
        Self {
            scene: Scene::new(store, clock.clone()).await,
            policy: Rc::new(Policy::new(clock.clone())),
            effects: Rc::default(),
            clock,
            is_report_only: Cell::new(false),
        }
    }

    /// The same policy at the same time, with a store that was put into the place of the one before.
    pub(crate) fn with_store(&self, store: Arc<dyn Store>) -> Self {
        let scene = Scene {
            store,
            ..self.scene.clone()
        };
        Self {
            scene,
            policy: Rc::clone(&self.policy),
            effects: Rc::default(),
            clock: self.clock.clone(),
            is_report_only: Cell::new(false),
        }
    }

    fn worker(&self) -> Worker<Disturbed, Ecr, Time, Half> {
        let effects = &self.effects;
        Worker {
            book: Disturbed {
                book: StoreBook::new(Arc::clone(&self.scene.store), terms()),
                effects: Rc::clone(effects),
            },
            cloud: Ecr {
                policy: Rc::clone(&self.policy),
                effects: Rc::clone(effects),
                clock: self.clock.clone(),
            },
            clock: self.clock.clone(),
            random: Half,
            pace: Pace::default(),
            is_report_only: self.is_report_only.get(),
        }
    }

    /// Runs a worker once; nothing where it died.
    pub(crate) async fn run_once(&self) -> Option<Result<Option<Done>, Unrecorded>> {
        let worker = self.worker();
        tokio::select! {
            biased;
            () = self.effects.death.notified() => None,
            done = worker.run_once() => Some(done),
        }
    }

    /// Lets workers work until everything that is wanted was seen to be so, letting time pass until
    /// something is due. What they must not do, they must not do on the way.
    pub(crate) async fn come_to_rest(&self, context: &str) {
        for _ in 0..PASSES_MAX {
            self.scene.advance().await;
            self.run_once().await;
            self.check_promise(context).await;
            let repository = self.repository().await;
            if is_settled(&repository) && self.is_decided().await {
                let Some(act) = self.effects.not_done() else {
                    let latest = self.scene.last_act.get().later(RECOVERY_MAX);
                    assert!(self.clock.now() <= latest, "it takes long: {context}");
                    return;
                };
                act.act().await;
            } else if let Some(due_at) = repository.due_at {
                self.clock.pass_until(due_at);
            }
        }
        panic!("it does not come to rest: {context}");
    }

    pub(crate) async fn repository(&self) -> StoredRepository {
        let repository = self.scene.store.repository(REPOSITORY).await;
        repository.unwrap().unwrap()
    }

    /// Whether nobody's access is on its way in or out.
    async fn is_decided(&self) -> bool {
        let requests = self.requests().await;
        requests.iter().all(|request| {
            !matches!(
                request.request.status(),
                Status::Activating | Status::Revoking
            )
        })
    }

    pub(crate) async fn requests(&self) -> Vec<StoredRequest> {
        let filter = RequestFilter::default();
        let page = self.scene.store.list_requests(&filter, Page::first(100));
        page.await.unwrap().requests
    }

    /// Who is shown to have access has it, and who is shown to have none has none.
    async fn check_promise(&self, context: &str) {
        let text = self.policy.text().unwrap_or_default();
        let requests = self.requests().await;
        for request in &requests {
            let principal = &request.principal;
            let is_there = text.contains(principal);
            let mut live = requests.iter().filter(|other| other.request.is_live());
            let is_anothers = live.any(|other| other.principal == *principal);
            match request.request.status() {
                Status::Active => assert!(is_there, "{principal} is not there: {context}"),
                Status::Revoked | Status::Ended if !is_anothers => {
                    assert!(!is_there, "{principal} is there: {context}");
                }
                _ => {}
            }
        }
    }

    /// The policy is as the requests say, to the month, and nobody else's statement has changed.
    pub(crate) async fn check_policy(&self, context: &str) {
        let text = self.policy.text();
        let mut wanted = Wanted::new(PullActions::Two);
        for request in self.requests().await {
            if request.request.status() == Status::Active {
                let grant = request.request.grant().unwrap();
                wanted.insert(&request.principal, grant.expires_at());
            }
        }
        let installation = terms().installation;
        let text = text.unwrap_or_default();
        let document = Document::read(&text, &installation).unwrap();
        assert_eq!(
            document.edit(&wanted),
            Ok(Edit::Nothing),
            "{context}: {text}"
        );
        assert!(text.contains(FOREIGN), "{context}: {text}");
    }

    /// What was looked at again later is as it was, the store is whole, and nothing was written.
    pub(crate) async fn check_rest(&self, context: &str) {
        let writes = self.policy.writes.get();
        for _ in 0..3 {
            self.clock.pass(Duration::from_hours(1));
            self.run_once().await;
            self.check_promise(context).await;
        }
        assert_eq!(self.policy.writes.get(), writes, "{context}");
        let store = &self.scene.store;
        store.check().await.unwrap();
        let verdict = store.verify_audit().await.unwrap();
        assert!(matches!(verdict, AuditVerdict::Whole { .. }), "{context}");
    }

    /// Looks again and again, and finds nothing to write.
    pub(crate) async fn check_writes_nothing(&self) {
        let writes = self.policy.writes.get();
        for _ in 0..3 {
            self.clock.pass(Duration::from_hours(1));
            self.run_once().await.unwrap().unwrap();
        }
        assert_eq!(self.policy.writes.get(), writes);
    }

    /// Does something, and lets everything come to rest.
    pub(crate) async fn done(&self, acts: &[Act]) {
        for act in acts {
            self.scene.act(*act).await;
            self.come_to_rest("an undisturbed act").await;
        }
    }
}

fn is_settled(repository: &StoredRepository) -> bool {
    repository.is_settled && repository.trouble.is_none()
}

fn terms() -> Terms {
    Terms {
        installation: Installation::new("0a1b2c3d").unwrap(),
        actions: PullActions::Two,
    }
}
