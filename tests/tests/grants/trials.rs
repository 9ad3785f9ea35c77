//! Three servers over one PostgreSQL, an AWS where four calls of ten go wrong, and servers that are
//! killed at random: nothing that was approved is lost, nothing that was revoked lives on, and nobody
//! else's statements change.

use std::env;
use std::thread;
use std::time::{Duration, Instant};

use pollster::block_on;
use wharfinger_aws_sim::{Chances, Faults, Operation};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::{Hold, Repository};
use wharfinger_core::policy::Installation;
use wharfinger_store::{
    Accounts as _, Actor, AuditVerdict, By, Page, Postgres, RepositoryFilter, Store,
    StoredRepository,
};
use wharfinger_test_postgres::{Cluster, Database};
use wharfinger_tests::http::Connection;
use wharfinger_tests::program::{Server, program};
use wharfinger_tests::random::Random;
use wharfinger_tests::until::until;

use crate::aws::{Aws, now, repository};
use crate::team::{Team, Tool};

/// How many trials; `cargo xtask trials` runs more.
const TRIALS: usize = 5;
const TRIALS_VARIABLE: &str = "GRANTS_TRIALS";

/// Trials at once: they wait most of the time.
const AT_ONCE: usize = 5;

/// The first trial's; the others' follow.
const SEED: u64 = 41;

const SERVERS: usize = 3;
const FAULTY: f64 = 0.4;
const REPOSITORIES: [(&str, &str); 3] = [
    ("111122223333", "tools/md5sum"),
    ("111122223333", "tools/samtools"),
    ("222233334444", "gatk"),
];

/// Grants of a trial, about half of which are revoked meanwhile.
const GRANTS: usize = 12;

/// A server is killed after one in so many steps.
const KILL_ONE_IN: usize = 3;

/// Calls to AWS between two steps, at most, so that kills come at any step of a pass.
const CALLS_BETWEEN: usize = 12;

/// How long those are waited for: where all wait for a failure to be over, none come.
const CALLS_PATIENCE: Duration = Duration::from_secs(2);

/// How long all may take to converge once AWS works again: the longest wait after a failure is shorter
/// by then, a lease of a minute and a cool-down of half one included.
const PATIENCE: Duration = Duration::from_mins(10);

#[test]
fn nothing_is_lost_and_nothing_lives_on() {
    let _ = program();
    let cluster = Cluster::shared();
    let trials = env::var(TRIALS_VARIABLE).ok();
    let trials = trials.map_or(TRIALS, |count| count.parse().unwrap());
    let seeds: Vec<u64> = (SEED..).take(trials).collect();
    let mut total = Tally::default();
    for at_once in seeds.chunks(AT_ONCE) {
        let tallies: Vec<Tally> = thread::scope(|scope| {
            let running: Vec<_> = at_once
                .iter()
                .map(|seed| scope.spawn(|| Trial::new(cluster, *seed).run()))
                .collect();
            running.into_iter().map(|it| it.join().unwrap()).collect()
        });
        for tally in tallies {
            total.add(tally);
        }
    }
    println!(
        "{trials} trials: {} grants, {} revoked, {} kills, {} of {} calls to AWS went wrong; {} \
         policies had to be re-applied by a maintainer; 0 lost, 0 wrongly live but for {} until the next \
         look, 0 foreign changes",
        total.grants,
        total.revoked,
        total.kills,
        total.faults,
        total.calls,
        total.reapplied,
        total.misled
    );
}

/// What happened.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    grants: usize,
    revoked: usize,
    kills: usize,
    calls: u64,
    faults: u64,
    /// Where a grant was gone for a reason that nobody can tell from a person's: it takes a person.
    reapplied: usize,
    /// Access that was said to be gone by two looks in a row that showed what was there before a write.
    misled: usize,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.grants += other.grants;
        self.revoked += other.revoked;
        self.kills += other.kills;
        self.calls += other.calls;
        self.faults += other.faults;
        self.reapplied += other.reapplied;
        self.misled += other.misled;
    }
}

struct Granted {
    request: String,
    tool: usize,
    principal: String,
    is_revoked: bool,
}

struct Trial<'c> {
    seed: u64,
    random: Random,
    /// Gone before the database is.
    servers: Vec<Server>,
    database: Database<'c>,
    aws: Aws,
    tally: Tally,
}

impl<'c> Trial<'c> {
    fn new(cluster: &'c Cluster, seed: u64) -> Self {
        let prepare = |address: &str| drop(Postgres::open(address).unwrap());
        let database = cluster.database("wharfinger_grants", prepare);
        let aws = Aws::start(seed, Faults::seeded(seed, Chances::evenly(FAULTY)));
        let servers = [(); SERVERS].map(|()| aws.server(&database.address()));
        Self {
            seed,
            random: Random::new(seed),
            servers: servers.into(),
            database,
            aws,
            tally: Tally::default(),
        }
    }

    fn run(mut self) -> Tally {
        let mut server = self.server();
        let team = Team::new(&mut server);
        let store = Postgres::open(&self.database.address()).unwrap();
        let places = REPOSITORIES.map(|(owner, name)| repository(owner, name));
        let [first, second] = [&places[..2], &places[2..]];
        let mut tools = team.publish(&mut server, &store, &self.aws, first);
        tools.extend(team.publish(&mut server, &store, &self.aws, second));
        let mut grants = Vec::new();
        while grants.len() < GRANTS {
            self.step(&team, &tools, &mut grants);
        }
        self.tally.faults = self.aws.shared.faults().drawn();
        self.tally.calls = self.calls();
        *self.aws.shared.faults() = Faults::none();
        self.converge(&team, &store, &grants);
        self.tally.misled = self.judge(&store, &tools, &grants);
        self.tally
    }

    /// Approves or revokes something at one of the servers, lets AWS be called a few times, and then
    /// perhaps kills one.
    fn step(&mut self, team: &Team, tools: &[Tool], grants: &mut Vec<Granted>) {
        let mut server = self.server();
        let live: Vec<usize> = (0..grants.len())
            .filter(|index| !grants[*index].is_revoked)
            .collect();
        if !live.is_empty() && self.random.one_in(3) {
            let chosen = *self.random.pick(&live);
            team.revoke(&mut server, &grants[chosen].request);
            grants[chosen].is_revoked = true;
            self.tally.revoked += 1;
        } else {
            let tool = self.random.below(tools.len());
            let principal = self.aws.make_guest(&format!("pipeline-{}", grants.len()));
            let request = team.approve(&mut server, &tools[tool], &principal);
            grants.push(Granted {
                request,
                tool,
                principal,
                is_revoked: false,
            });
            self.tally.grants += 1;
        }
        let enough = self.calls() + self.random.next_number() % CALLS_BETWEEN as u64;
        let began = Instant::now();
        until(PATIENCE, "AWS is called", || {
            self.calls() >= enough || began.elapsed() > CALLS_PATIENCE
        });
        if self.random.one_in(KILL_ONE_IN) {
            let killed = self.random.below(SERVERS);
            let again = self.aws.server(&self.database.address());
            std::mem::replace(&mut self.servers[killed], again).kill();
            self.tally.kills += 1;
        }
    }

    /// Waits until every request says that it has come to where it should be.
    fn converge(&mut self, team: &Team, store: &Postgres, grants: &[Granted]) {
        let name = team.maintainer.name.parse().unwrap();
        let maintainer = block_on(store.find_account(&name)).unwrap().unwrap().id;
        let what = format!("seed {}: all converge", self.seed);
        let mut reapplied = 0;
        until(PATIENCE, &what, || {
            let is_settled = |it: &StoredRepository| it.is_settled && it.trouble.is_none();
            if !repositories(store).iter().all(is_settled) {
                return false;
            }
            reapplied += reapply_what_is_held(store, maintainer);
            // A connection that is kept for as long is closed by the server.
            let mut server = self.server();
            grants.iter().all(|grant| {
                let expected = if grant.is_revoked {
                    "revoked"
                } else {
                    "active"
                };
                team.status(&mut server, &grant.request) == expected
            })
        });
        self.tally.reapplied = reapplied;
    }

    /// Looks whether all is right. How often it was so only after the look that follows a write: two in a row
    /// may have shown what was there before it.
    fn judge(&self, store: &dyn Store, tools: &[Tool], grants: &[Granted]) -> usize {
        let mut misled = 0;
        for grant in grants {
            let place = &tools[grant.tool].place;
            let is_let_in = || self.aws.lets_in(place, &grant.principal);
            let (seed, principal) = (self.seed, &grant.principal);
            assert!(
                is_let_in() || grant.is_revoked,
                "seed {seed}: {principal} lost"
            );
            if grant.is_revoked && is_let_in() {
                misled += 1;
                self.wait_for_a_look(store, place);
                assert!(!is_let_in(), "seed {seed}: {principal} lives");
            }
        }
        let ours = block_on(store.installation(Installation::new("unheardo").unwrap()));
        let ours = ours.unwrap();
        for tool in tools {
            let is_whole = self.aws.foreign_is_whole(&tool.place, &ours);
            assert!(is_whole, "seed {}: {} changed", self.seed, tool.path);
        }
        let verdict = block_on(store.verify_audit()).unwrap();
        assert!(matches!(verdict, AuditVerdict::Whole { .. }), "{verdict:?}");
        misled
    }

    /// Waits until a repository was looked at once more, now that every look is true.
    fn wait_for_a_look(&self, store: &dyn Store, place: &Repository) {
        let since = Some(now());
        let what = format!("seed {}: {} is looked at again", self.seed, place.name);
        until(PATIENCE, &what, || {
            let mut all = repositories(store).into_iter();
            let found = all.find(|it| it.place == *place);
            found.is_some_and(|it| it.verified_at > since)
        });
    }

    /// One of the servers.
    fn server(&mut self) -> Connection {
        let chosen = self.random.below(SERVERS);
        Connection::open(self.servers[chosen].address()).unwrap()
    }

    fn calls(&self) -> u64 {
        let operations = Operation::ALL.iter();
        operations
            .map(|operation| self.aws.shared.requests(*operation))
            .sum()
    }
}

/// Does what the page about a repository asks its maintainer to do; returns how often.
fn reapply_what_is_held(store: &dyn Store, maintainer: AccountId) -> usize {
    let mut count = 0;
    for repository in repositories(store) {
        let grants = block_on(store.repository_grants(repository.id)).unwrap();
        let vanished = grants
            .iter()
            .any(|grant| grant.hold == Some(Hold::Vanished));
        if vanished {
            let by = By {
                actor: Actor::Account(maintainer),
                request_id: "test".to_owned(),
                now: now(),
            };
            block_on(store.reapply(repository.id, by)).unwrap();
            count += 1;
        }
    }
    count
}

fn repositories(store: &dyn Store) -> Vec<StoredRepository> {
    let all = store.list_repositories(RepositoryFilter::default(), Page::first(100));
    block_on(all).unwrap().repositories
}
