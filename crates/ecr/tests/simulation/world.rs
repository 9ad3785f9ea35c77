//! One run.

use std::rc::Rc;
use std::time::Duration;

use tokio::task::{LocalSet, spawn_local};
use wharfinger_core::access::Status;
use wharfinger_core::grants::Hold;
use wharfinger_ecr::{BACKOFF_MAX, COOL_DOWN, Clock, LEASE, SWEEP_IDLE};

use crate::Tally;
use crate::actors::{self, BUSY};
use crate::book::{Database, Entry, Row};
use crate::chance::{Chance, VirtualTime};
use crate::cloud::{Policies, is_ours, statements};
use crate::sabotage::Sabotage;

/// What goes wrong, and how often. All but the counts per mille of calls.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) throttled: u64,
    pub(crate) unavailable: u64,
    pub(crate) lost: u64,
    pub(crate) stale: u64,
    /// Whether reads show what was there before the last write however long ago that was, and never two in a
    /// row: nothing that is said may be wrong by it. Otherwise they show what was there seconds ago.
    pub(crate) stale_apart: bool,
    /// Processes that stand still for longer than a lease.
    pub(crate) frozen: u64,
    /// Those that do so between their last look at the lease and the write.
    pub(crate) frozen_in_write: u64,
    /// How long after its caller gave up a write may still land.
    pub(crate) late_ms: u64,
    /// Principals that do not exist, per mille.
    pub(crate) dead: u64,
    /// Other programs that write to the same policies.
    pub(crate) outsiders: usize,
    /// Whether people take our statements away by hand.
    pub(crate) people: bool,
    /// Whether the owner wants what we overwrite to be looked up in `CloudTrail`.
    pub(crate) heals: bool,
}

impl Scenario {
    pub(crate) const FAULTS: Self = Self {
        name: "faults",
        throttled: 80,
        unavailable: 40,
        lost: 60,
        stale: 0,
        stale_apart: false,
        frozen: 3,
        frozen_in_write: 0,
        late_ms: LATE_MS,
        dead: 0,
        outsiders: 0,
        people: false,
        heals: false,
    };
    pub(crate) const DEAD: Self = Self {
        name: "dead principals",
        dead: 150,
        ..Self::FAULTS
    };
    pub(crate) const STALE: Self = Self {
        name: "stale reads",
        stale: 300,
        stale_apart: true,
        ..Self::FAULTS
    };
    pub(crate) const MISLED: Self = Self {
        name: "outsiders, and reads that are stale one at a time",
        outsiders: 2,
        ..Self::STALE
    };
    pub(crate) const OUTSIDERS: Self = Self {
        name: "outsiders and stale reads",
        stale: 50,
        dead: 50,
        outsiders: 4,
        ..Self::FAULTS
    };
    pub(crate) const HEALED: Self = Self {
        name: "outsiders whose writes are healed",
        heals: true,
        ..Self::OUTSIDERS
    };
    pub(crate) const PEOPLE: Self = Self {
        name: "people",
        people: true,
        ..Self::FAULTS
    };

    pub(crate) const FROZEN: Self = Self {
        name: "processes that stand still",
        frozen: 60,
        ..Self::FAULTS
    };

    /// Writes land when others have long been made, and processes wake up and write what nobody wants any
    /// more: what a lease and a cool-down cannot prevent.
    pub(crate) const LATE: Self = Self {
        name: "writes that land minutes late",
        frozen_in_write: 40,
        late_ms: VERY_LATE_MS,
        ..Self::FAULTS
    };

    /// Whether nobody but the workers writes, in time, and of two reads in a row one is true: then what is
    /// shown holds at every moment, not only in the end.
    pub(crate) fn is_alone(&self) -> bool {
        self.outsiders == 0 && !self.people && self.is_read() && !self.is_late()
    }

    /// Whether of two reads in a row one is true.
    pub(crate) fn is_read(&self) -> bool {
        self.stale == 0 || self.stale_apart
    }

    /// Whether a write may land behind a later one.
    fn is_late(&self) -> bool {
        self.frozen_in_write > 0 || self.late_ms > LATE_MS
    }
}

/// How late writes land as a rule: within the worker's cool-down.
const LATE_MS: u64 = 24_000;
/// How late they land where that is what is looked at: long past every cool-down and lease, and as long as
/// the looks that follow a write soon.
const VERY_LATE_MS: u64 = 8 * 60_000;

/// Repositories of a run.
const REPOSITORIES: usize = 2;
/// Grants of a run.
const GRANTS: usize = 12;
/// Processes.
const PROCESSES: usize = 3;
/// When the last change must have arrived once the faults have stopped: what failed often waits for a
/// quarter of an hour, what failed in the dark cools down as well, what a dead process leased is free
/// after a minute, and the pass itself takes seconds. Seeds 377, 692 and 1008 come close.
const SETTLED_BY: Duration = BACKOFF_MAX
    .saturating_add(COOL_DOWN)
    .saturating_add(LEASE.saturating_mul(2));
/// How long the world is calm before it is judged: some sweeps and answers.
const CALM: Duration = Duration::from_hours(1);

/// Runs a seed. `Err` says what is wrong in the end, or was meanwhile.
pub(crate) fn run(
    scenario: Scenario,
    seed: u64,
    sabotage: Option<Sabotage>,
) -> Result<Tally, String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let local = LocalSet::new();
    local.block_on(&runtime, run_in(scenario, seed, sabotage))
}

async fn run_in(
    scenario: Scenario,
    seed: u64,
    sabotage: Option<Sabotage>,
) -> Result<Tally, String> {
    let clock = VirtualTime::new();
    let chance = Chance::new(seed);
    let policies = Policies::new(clock, chance.fork(), scenario);
    let database = Database::new(clock, chance.fork(), &policies, sabotage);
    let mut tally = Tally {
        runs: 1,
        ..Tally::default()
    };

    for repository in 0..REPOSITORIES {
        let name = format!("repository-{repository}");
        database.entries.borrow_mut().push(Entry::new(name.clone()));
        for number in 0..scenario.outsiders {
            let others = (Rc::clone(&policies), clock, chance.fork());
            spawn_local(actors::outsider(
                others.0,
                others.1,
                others.2,
                name.clone(),
                number,
            ));
        }
        if scenario.people {
            spawn_local(actors::person(
                Rc::clone(&policies),
                clock,
                chance.fork(),
                name,
            ));
        }
    }
    for number in 0..GRANTS {
        // Some principals are granted twice.
        let principal = format!("arn:aws:iam::{:012}:root", 100 + chance.below(10) * 2);
        let principal = if chance.happens(scenario.dead) {
            let dead = format!("arn:aws:iam::{:012}:role/dead", 200 + number);
            policies.add_dead(&dead);
            dead
        } else {
            principal
        };
        let repository = usize::try_from(chance.below(REPOSITORIES as u64)).unwrap();
        let database = Rc::clone(&database);
        spawn_local(actors::grant(
            database,
            clock,
            chance.fork(),
            repository,
            principal,
        ));
        tally.grants += 1;
    }
    spawn_local(actors::time(Rc::clone(&database), clock));
    spawn_local(actors::answers(Rc::clone(&database), clock, chance.fork()));

    let start = || actors::process(&database, &policies, clock, &chance, sabotage);
    let mut processes: Vec<_> = (0..PROCESSES).map(|_| start()).collect();
    let busy_until = clock.now().as_micros() + i64::try_from(BUSY.as_micros()).unwrap();
    while clock.now().as_micros() < busy_until {
        clock.sleep(chance.between(200, 40_000)).await;
        let unlucky = usize::try_from(chance.below(PROCESSES as u64)).unwrap();
        processes[unlucky].abort();
        processes[unlucky] = start();
        tally.crashes += 1;
    }
    policies.calm();
    if scenario.is_alone() {
        clock.sleep(SETTLED_BY).await;
        let entries = database.entries.borrow();
        let mut rows = entries.iter().flat_map(|entry| &entry.grants);
        if let Some(row) = rows.find(|row| is_waiting(row)) {
            return Err(format!("slow: still {:?}: {row:?}", row.request.status()));
        }
    }
    clock.sleep(CALM).await;
    if scenario.people {
        taken_away_stays_away(&database, &policies, clock).await?;
    }

    if scenario.is_late() {
        // The last of them lands when all is calm, perhaps where nobody looks more often than that.
        clock.sleep(2 * SWEEP_IDLE).await;
    }

    if scenario.outsiders > 0 {
        for repository in 0..REPOSITORIES {
            let name = format!("repository-{repository}");
            if let Some(old) = policies.old_copy(&name, &chance) {
                policies.write_as_somebody_else(&name, &statements(Some(&old)));
            }
        }
        clock.sleep(2 * SWEEP_IDLE).await;
    }

    if let Some(wrong) = database.wrong.borrow_mut().take() {
        return Err(wrong);
    }
    for entry in database.entries.borrow().iter() {
        judge(entry, &policies)?;
    }
    (tally.writes, tally.overwritten_in_window) = policies.counts();
    tally.unhealed = policies.unhealed()?;
    let counts = *database.counts.borrow();
    tally.healed = counts.healed;
    tally.quarantined = counts.quarantined;
    tally.asked = counts.asked;
    Ok(tally)
}

/// Whether something is to be done about a grant that can be done.
fn is_waiting(row: &Row) -> bool {
    let status = row.request.status();
    row.hold.is_none() && matches!(status, Status::Activating | Status::Revoking)
}

/// What a repository is like when everything has come to rest.
fn judge(entry: &Entry, policies: &Policies) -> Result<(), String> {
    let text = policies.current(&entry.name);
    let all = statements(text.as_deref());
    let names = |principal: &str| {
        all.iter()
            .any(|text| is_ours(text) && text.contains(principal))
    };
    let mut wanted: Vec<&str> = Vec::new();
    for row in &entry.grants {
        let status = row.request.status();
        let principal = row.principal.as_str();
        if row.hold == Some(Hold::Refused) {
            if names(principal) {
                return Err(format!("{principal} was refused and is there"));
            }
            continue;
        }
        match status {
            Status::Active if names(principal) => wanted.push(principal),
            Status::Active => return Err(format!("lost: {principal} in {}: {row:?}", entry.name)),
            Status::Revoked | Status::Ended => {}
            _ => return Err(format!("{principal} in {} is still {status:?}", entry.name)),
        }
    }
    for row in &entry.grants {
        let principal = row.principal.as_str();
        if names(principal) && !wanted.contains(&principal) {
            return Err(format!("wrongly live: {principal} in {}", entry.name));
        }
    }
    Ok(())
}

/// Somebody takes all our statements away when nothing else has happened for long. Nobody brings
/// them back without being told to.
async fn taken_away_stays_away(
    database: &Rc<Database>,
    policies: &Rc<Policies>,
    clock: VirtualTime,
) -> Result<(), String> {
    let name = database.entries.borrow()[0].name.clone();
    let mut all = statements(policies.current(&name).as_deref());
    let count = all.len();
    all.retain(|text| !is_ours(text));
    if all.len() == count {
        return Ok(());
    }
    policies.write_as_somebody_else(&name, &all);
    // Longer than a sweep. Whoever answers looks once a minute at the earliest, so it is looked every
    // second whether anybody was asked before it is back.
    for _ in 0..20 * 60 {
        clock.sleep(Duration::from_secs(1)).await;
        let is_back = statements(policies.current(&name).as_deref())
            .iter()
            .any(|text| is_ours(text));
        let was_asked = {
            let entries = database.entries.borrow();
            let mut rows = entries[0].grants.iter();
            rows.any(|row| row.hold == Some(Hold::Vanished))
        };
        if was_asked {
            clock.sleep(CALM).await;
            return Ok(());
        }
        if is_back {
            return Err("what a person took away came back by itself".to_owned());
        }
    }
    Err("nobody noticed that access was taken away".to_owned())
}
