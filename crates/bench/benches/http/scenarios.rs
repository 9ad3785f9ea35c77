//! What is measured, and what it should reach.

use std::path::Path;
use std::sync::Arc;

use wharfinger_server::open;
use wharfinger_store::Store;
use wharfinger_test_postgres::Cluster;

use crate::load::{CLIENTS, Requests, Round};
use crate::people::People;
use crate::requests::{self, ANYBODY};
use crate::servers::{serve_hello, serve_wharfinger};

/// Access requests that are decided in each round at most, for every client.
const DECISIONS: usize = 100;

/// What the clients ask, and how often it was answered.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    /// What it is compared with besides the hello route.
    pub(crate) peer: Peer,
    /// The servers; the clients are spread over them.
    pub(crate) addresses: Vec<String>,
    pub(crate) status: &'static str,
    /// The requests of every client in a round.
    pub(crate) requests: Box<dyn FnMut(usize) -> Vec<Requests>>,
    pub(crate) rounds: Vec<Round>,
}

/// What a scenario is compared with besides the hello route.
#[derive(Clone, Copy)]
pub(crate) enum Peer {
    None,
    /// The share of the hello route's rate that it should reach.
    Goal(f64),
    /// The same with one server.
    Scenario(&'static str),
}

/// The hello route.
pub(crate) fn hello() -> Scenario {
    let requests = |_| each(|_| Requests::Repeated(requests::hello()));
    let addresses = vec![serve_hello()];
    scenario("hello", Peer::None, addresses, "200", requests)
}

/// What is measured over SQLite, in a database in this file.
pub(crate) fn sqlite(file: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<Scenario> {
    let store = open(&format!("sqlite:{}", file.display())).expect("the database opens");
    let people = People::settle(&*store);
    let addresses = vec![serve_wharfinger(Arc::clone(&store))];
    let at = |name, goal, status, requests| {
        scenario(name, Peer::Goal(goal), addresses.clone(), status, requests)
    };
    let (token, session) = (people.token.clone(), people.session.clone());
    let checks: Asking = Box::new(|_| each(|client| Requests::Repeated(requests::checks(client))));
    let mut scenarios = vec![
        at("check", 0.30, "200", checks),
        at("durable registration", 0.35, "201", registrations("one")),
        at("point read", 0.40, "200", reads(ANYBODY)),
        at("point read, API token", 0.35, "200", reads(&token)),
        at("point read, session", 0.35, "200", reads(&session)),
        at("decision", 0.30, "200", decisions(store, people)),
    ];
    scenarios.retain(|scenario| is_wanted(scenario.name));
    scenarios
}

/// The names of what is measured over PostgreSQL.
pub(crate) const POSTGRES: [&str; 7] = [
    "PostgreSQL registration",
    "PostgreSQL point read",
    "PostgreSQL point read, API token",
    "PostgreSQL decision",
    "PostgreSQL x2 registration",
    "PostgreSQL x2 point read",
    "PostgreSQL x2 decision",
];

/// A cluster of our own with syncs, and two servers on one of its databases.
pub(crate) struct Postgres {
    stores: [Arc<dyn Store>; 2],
    addresses: [String; 2],
    // Stops when it is dropped, after the stores.
    _cluster: Cluster,
}

impl Postgres {
    pub(crate) fn start() -> Self {
        let cluster = Cluster::private();
        cluster.sql("postgres", "CREATE DATABASE bench");
        let stores = [(); 2].map(|()| open(&cluster.address("bench")).expect("the database opens"));
        let addresses = stores
            .each_ref()
            .map(|store| serve_wharfinger(Arc::clone(store)));
        Self {
            stores,
            addresses,
            _cluster: cluster,
        }
    }

    pub(crate) fn scenarios(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<Scenario> {
        let people = People::settle(&*self.stores[0]);
        let (token, people_of_both) = (people.token.clone(), people.clone());
        let decide = |people| decisions(Arc::clone(&self.stores[0]), people);
        let one = self.addresses[..1].to_vec();
        let both = self.addresses.to_vec();
        let [
            register,
            read,
            read_token,
            decision,
            both_register,
            both_read,
            both_decide,
        ] = POSTGRES;
        let (goal, beside) = (Peer::Goal, Peer::Scenario);
        let mut scenarios = vec![
            scenario(
                register,
                Peer::None,
                one.clone(),
                "201",
                registrations("one"),
            ),
            scenario(read, goal(0.08), one.clone(), "200", reads(ANYBODY)),
            scenario(read_token, Peer::None, one.clone(), "200", reads(&token)),
            scenario(decision, goal(0.20), one, "200", decide(people)),
            scenario(
                both_register,
                beside(register),
                both.clone(),
                "201",
                registrations("two"),
            ),
            scenario(both_read, beside(read), both.clone(), "200", reads(ANYBODY)),
            scenario(
                both_decide,
                beside(decision),
                both,
                "200",
                decide(people_of_both),
            ),
        ];
        scenarios.retain(|scenario| is_wanted(scenario.name));
        scenarios
    }
}

/// What to ask in a round.
type Asking = Box<dyn FnMut(usize) -> Vec<Requests>>;

/// Registrations, under names that begin with a word of their own.
fn registrations(word: &'static str) -> Asking {
    Box::new(move |round| {
        each(|client| Requests::Once(requests::registrations(word, client, round)))
    })
}

fn reads(credential: &str) -> Asking {
    let credential = credential.to_owned();
    Box::new(move |_| each(|client| Requests::Repeated(requests::reads(client, &credential))))
}

/// Decisions on access requests, which are made before each round.
fn decisions(store: Arc<dyn Store>, people: People) -> Asking {
    Box::new(move |_| {
        let ids = people.requests(&*store, CLIENTS * DECISIONS);
        ids.chunks(DECISIONS)
            .map(|ids| Requests::Once(requests::decisions(ids, &people.token)))
            .collect()
    })
}

/// The same from every client.
fn each(requests: impl Fn(usize) -> Requests) -> Vec<Requests> {
    (0..CLIENTS).map(requests).collect()
}

fn scenario(
    name: &'static str,
    peer: Peer,
    addresses: Vec<String>,
    status: &'static str,
    requests: impl FnMut(usize) -> Vec<Requests> + 'static,
) -> Scenario {
    Scenario {
        name,
        peer,
        addresses,
        status,
        requests: Box::new(requests),
        rounds: Vec::new(),
    }
}
