//! A database that does not lose what it confirmed, and sometimes does not confirm what it did.

use std::cell::RefCell;
use std::ops::Deref;
use std::rc::Rc;
use std::time::Duration;

use wharfinger_core::access::{AccessRequest, Status};
use wharfinger_core::grants::{
    Authority, Failed, Findings, Grant, Hold, Intent, Lease, Leased, LookAgain, Memory, OurWrite,
    Repository, RepositoryId, Shown, TRAIL_LAG_SECONDS, TRAIL_MARGIN_SECONDS, Target, Task, Trail,
    Verified, Wish, Written,
};
use wharfinger_core::policy::{Installation, Mend, PullActions};
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::{Book, Clock, Unrecorded};

use crate::chance::{Chance, VirtualTime};
use crate::cloud::Policies;
use crate::sabotage::Sabotage;

/// How many writes are remembered: more than ten minutes of them.
const WRITTEN_MAX: usize = 64;

/// Names a grant: its place in the list.
pub(crate) type Key = usize;

/// A request and what is known of its principal.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) request: AccessRequest,
    pub(crate) principal: String,
    pub(crate) approved_at: Timestamp,
    pub(crate) was_seen: bool,
    pub(crate) hold: Option<Hold>,
}

/// A repository and its grants.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) grants: Vec<Row>,
    pub(crate) generation: u64,
    pub(crate) observed: u64,
    pub(crate) reapply: bool,
    pub(crate) failures: u32,
    memory: Memory,
    /// What was meant to be written, when, and instead of what.
    written: Vec<(Timestamp, Written)>,
    /// What was about to be put right in passes of which nobody wrote down the end.
    begun: Vec<Mend>,
    trail_until: Timestamp,
    fence: u64,
    pub(crate) leased_at: Timestamp,
    leased_until: Timestamp,
    leased_generation: u64,
    look_at: Timestamp,
    not_before: Timestamp,
    looks: u32,
    /// Used by a sabotage alone.
    queue: Vec<(u64, Task<Key>)>,
    leased_task: u64,
}

/// How far the leases of a repository have come: the newest one, and how often a write was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    fence: u64,
    intents: usize,
}

#[derive(Debug)]
pub(crate) struct Database {
    clock: VirtualTime,
    chance: Chance,
    pub(crate) policies: Rc<Policies>,
    pub(crate) entries: RefCell<Vec<Entry>>,
    pub(crate) counts: RefCell<Counts>,
    /// What a run must never do, if it did.
    pub(crate) wrong: RefCell<Option<String>>,
    sabotage: Option<Sabotage>,
}

/// Transactions that are not confirmed, per mille.
const UNCONFIRMED: u64 = 5;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) quarantined: u64,
    pub(crate) asked: u64,
    pub(crate) healed: u64,
}

impl Entry {
    pub(crate) fn new(name: String) -> Self {
        Self {
            name,
            grants: Vec::new(),
            generation: 0,
            observed: 0,
            reapply: false,
            failures: 0,
            memory: Memory::default(),
            written: Vec::new(),
            begun: Vec::new(),
            trail_until: Timestamp::MIN,
            fence: 0,
            leased_at: Timestamp::MIN,
            leased_until: Timestamp::MIN,
            leased_generation: 0,
            look_at: Timestamp::MIN,
            not_before: Timestamp::MIN,
            looks: 0,
            queue: Vec::new(),
            leased_task: 0,
        }
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.is_asked(now) && self.leased_until <= now
    }

    /// Due, if nobody is at it.
    fn is_asked(&self, now: Timestamp) -> bool {
        let is_asked = self.generation > self.observed || self.look_at <= now;
        is_asked && self.not_before <= now && !self.grants.is_empty()
    }

    /// These grants were found to be over.
    fn are_absent(&mut self, keys: &[Key], now: Timestamp) {
        for key in keys {
            let row = &mut self.grants[*key];
            if let Ok(removed) = row.request.clone().confirm_removed(now) {
                row.request = removed;
            }
        }
    }

    /// Somebody has taken these out. Of how many that is news.
    fn have_vanished(&mut self, keys: &[Key]) -> u64 {
        let mut count = 0;
        for key in keys {
            let row = &mut self.grants[*key];
            count += u64::from(row.hold.is_none());
            row.hold = Some(Hold::Vanished);
        }
        count
    }

    fn ends_access(&self) -> bool {
        self.grants
            .iter()
            .any(|row| row.request.status() == Status::Revoking)
    }

    /// What `CloudTrail` knows of by now.
    fn trail(&self, now: Timestamp) -> Option<Trail> {
        let margin = Duration::from_secs(TRAIL_MARGIN_SECONDS.into());
        let mut times = self.written.iter().map(|(at, _)| *at);
        let oldest = times.find(|at| at.later(margin) > self.trail_until)?;
        let until = now.seconds_earlier(TRAIL_LAG_SECONDS);
        (oldest.later(margin) <= until).then(|| Trail {
            since: oldest.seconds_earlier(TRAIL_MARGIN_SECONDS),
            from: self.trail_until,
            until,
            written: self.written.iter().map(|(_, one)| one.clone()).collect(),
        })
    }

    fn task(&self) -> Task<Key> {
        let is_live = |row: &Row| {
            matches!(
                row.request.status(),
                Status::Activating | Status::Active | Status::Revoking
            )
        };
        let rows = (0..).zip(&self.grants);
        let grants = rows
            .clone()
            .filter(|(_, row)| is_live(row))
            .map(|(key, row)| Grant {
                key,
                principal: row.principal.clone(),
                end: row.request.grant().unwrap().expires_at(),
                approved_at: row.approved_at,
                wish: if row.request.status() == Status::Revoking {
                    Wish::Absent
                } else {
                    Wish::Present
                },
                was_seen: row.was_seen,
                shown: if row.was_seen && row.hold.is_none() {
                    Shown::Access
                } else {
                    Shown::NoAccess
                },
                hold: row.hold,
            })
            .collect();
        Task {
            installation: Installation::new("0a1b2c3d").unwrap(),
            actions: PullActions::Two,
            grants,
            ended: rows
                .filter(|(_, row)| !is_live(row))
                .map(|(_, row)| row.principal.clone())
                .collect(),
            memory: self.memory.clone(),
            reapply: self.reapply,
            mends: Vec::new(),
            begun: self.begun.clone(),
            trail: None,
        }
    }
}

impl Database {
    pub(crate) fn new(
        clock: VirtualTime,
        chance: Chance,
        policies: &Rc<Policies>,
        sabotage: Option<Sabotage>,
    ) -> Rc<Self> {
        let database = Rc::new(Self {
            clock,
            chance,
            policies: Rc::clone(policies),
            entries: RefCell::default(),
            counts: RefCell::default(),
            wrong: RefCell::default(),
            sabotage,
        });
        *policies.database.borrow_mut() = Rc::downgrade(&database);
        database
    }

    /// A transaction: takes a while, happens at once, takes a while to say so. Whoever dies meanwhile
    /// does not know whether it happened.
    async fn transaction<T>(
        &self,
        act: impl FnOnce(&mut Vec<Entry>) -> T,
    ) -> Result<T, Unrecorded> {
        let is_quiet = self.policies.is_calm();
        self.clock.sleep(self.chance.between(1, 8)).await;
        if !is_quiet && self.chance.happens(UNCONFIRMED) {
            return Err(Unrecorded("the connection was cut before".to_owned()));
        }
        let outcome = act(&mut self.entries.borrow_mut());
        self.clock.sleep(self.chance.between(1, 8)).await;
        if !is_quiet && self.chance.happens(UNCONFIRMED) {
            return Err(Unrecorded("the connection was cut after".to_owned()));
        }
        Ok(outcome)
    }

    fn is(&self, sabotage: Sabotage) -> bool {
        self.sabotage == Some(sabotage)
    }

    fn leased<'e>(entries: &'e mut [Entry], lease: &Lease) -> Option<&'e mut Entry> {
        let entry = entries.get_mut(usize::from(lease.repository.0[0]))?;
        (entry.fence == lease.fence).then_some(entry)
    }

    /// What a worker is told to do: what should be, unless it is sabotaged.
    fn task(&self, entry: &mut Entry) -> Task<Key> {
        let mut task = entry.task();
        if self.policies.scenario.heals && !self.is(Sabotage::NeverHeals) {
            task.trail = entry.trail(self.clock.now());
        }
        match self.sabotage {
            Some(Sabotage::ForgetsEndedGrants) => task.ended.clear(),
            Some(Sabotage::RestoresWhateverGoes) => task.reapply = true,
            Some(Sabotage::RetriesOperations) => {
                // Whatever was once wanted waits in a queue, and what failed comes again.
                if entry
                    .queue
                    .iter()
                    .all(|(generation, _)| *generation != entry.generation)
                {
                    entry.queue.push((entry.generation, task.clone()));
                }
                let at = self.chance.below(entry.queue.len() as u64);
                let (generation, old) = &entry.queue[usize::try_from(at).unwrap()];
                entry.leased_task = *generation;
                task.grants.clone_from(&old.grants);
                task.ended.clone_from(&old.ended);
            }
            _ => {}
        }
        task
    }

    /// How far the newest lease of a repository has come.
    pub(crate) fn place(&self, name: &str) -> Option<Place> {
        let entries = self.entries.borrow();
        let entry = entries.iter().find(|entry| entry.name == name)?;
        Some(Place {
            fence: entry.fence,
            intents: entry.written.len(),
        })
    }

    /// The promise: who is shown active has access, who is shown revoked has none. Only where nobody else
    /// writes, and of two reads in a row one is true.
    pub(crate) fn check_promise(&self, name: &str) {
        let entries = self.entries.borrow();
        let Some(entry) = entries.iter().find(|entry| entry.name == name) else {
            return;
        };
        self.check_entry(entry);
    }

    fn check_entry(&self, entry: &Entry) {
        if !self.policies.scenario.is_alone() {
            return;
        }
        let (now, text) = (self.clock.now(), self.policies.current(&entry.name));
        let names = |row: &Row| {
            text.as_ref()
                .is_some_and(|text| text.contains(&row.principal))
        };
        let status = |row: &Row| row.request.clone().advance(now).status();
        for row in &entry.grants {
            let others = entry
                .grants
                .iter()
                .filter(|other| other.principal == row.principal);
            let is_over = others.map(status).all(|status| !status.is_live());
            if status(row) == Status::Active && !names(row) {
                self.note_wrong(format!(
                    "{} is shown active and is not there",
                    row.principal
                ));
            }
            if is_over && names(row) {
                self.note_wrong(format!("{} is shown revoked and is there", row.principal));
            }
        }
    }

    /// Nobody is asked about who is there.
    fn check_vanished(&self, entry: &Entry, keys: &[Key]) {
        let text = self.policies.current(&entry.name).unwrap_or_default();
        let principals = keys.iter().map(|key| &entry.grants[*key].principal);
        for principal in principals.filter(|principal| text.contains(*principal)) {
            if self.policies.scenario.is_alone() {
                self.note_wrong(format!("{principal} is asked about and is there"));
            }
        }
    }

    fn check_is_there(&self, name: &str, principal: &str) {
        let text = self.policies.current(name);
        if !text.is_some_and(|text| text.contains(principal)) {
            self.note_wrong(format!("{principal} is shown active and is not there"));
        }
    }

    pub(crate) fn note_wrong(&self, wrong: String) {
        self.wrong.borrow_mut().get_or_insert(wrong);
    }
}

/// The database as one worker uses it.
#[derive(Debug)]
pub(crate) struct Records(pub(crate) Rc<Database>);

impl Deref for Records {
    type Target = Database;

    fn deref(&self) -> &Database {
        &self.0
    }
}

impl Book for Records {
    type Key = Key;

    async fn lease(
        &self,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Leased<Key>>, Unrecorded> {
        // Most looks find nothing due, and those that do not change anything need not take long.
        if !self
            .entries
            .borrow()
            .iter()
            .any(|entry| entry.is_asked(now))
        {
            return Ok(None);
        }
        self.transaction(|entries| {
            if self.is(Sabotage::KnowsNoLease) {
                for entry in entries.iter_mut() {
                    entry.leased_until = Timestamp::MIN;
                }
            }
            let due = (0_u8..).zip(entries).filter(|(_, entry)| entry.is_due(now));
            let (id, entry) = due.min_by_key(|(_, entry)| (!entry.ends_access(), entry.look_at))?;
            entry.fence += u64::from(!self.is(Sabotage::KnowsNoLease));
            entry.leased_at = now;
            entry.leased_until = now.later(length);
            entry.leased_generation = entry.generation;
            let mut repository = [0; 16];
            repository[0] = id;
            Some(Leased {
                lease: Lease {
                    repository: RepositoryId(repository),
                    fence: entry.fence,
                    until: entry.leased_until,
                },
                target: target(&entry.name),
                task: self.task(entry),
                failures: entry.failures,
                looks: entry.looks,
            })
        })
        .await
    }

    async fn intend(
        &self,
        lease: &Lease,
        intent: &Intent,
        margin: Duration,
        length: Duration,
        now: Timestamp,
    ) -> Result<Option<Lease>, Unrecorded> {
        self.transaction(|entries| {
            let entry = Database::leased(entries, lease)?;
            if entry.leased_until < now.later(margin) && !self.is(Sabotage::KnowsNoLease) {
                return None;
            }
            entry.leased_until = now.later(length);
            entry.memory.written.push(OurWrite {
                at: now,
                before: intent.before.clone(),
                managed: intent.managed.clone(),
            });
            if entry.memory.written.len() > WRITTEN_MAX {
                entry.memory.written.remove(0);
            }
            entry.looks = 0;
            let written = Written {
                before: intent.before.clone(),
                text: intent.text.clone(),
            };
            entry.written.push((now, written));
            let heals = intent.heals.iter();
            let fresh = heals.filter(|mend| !entry.begun.contains(mend)).cloned();
            let fresh: Vec<_> = fresh.collect();
            entry.begun.extend(fresh);
            Some(Lease {
                until: entry.leased_until,
                ..*lease
            })
        })
        .await
    }

    async fn settle(
        &self,
        lease: &Lease,
        findings: &Findings<Key>,
        next: LookAgain,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        self.transaction(|entries| {
            let Some(entry) = Database::leased(entries, lease) else {
                return false;
            };
            if !self.policies.ever(&entry.name, findings.text.as_deref()) {
                self.note_wrong(format!("a policy was seen that never was: {findings:?}"));
            }
            self.check_findings(entry, findings);
            let mut counts = self.counts.borrow_mut();
            for key in &findings.present {
                let row = &mut entry.grants[*key];
                if !findings
                    .text
                    .as_ref()
                    .is_some_and(|text| text.contains(&row.principal))
                {
                    self.note_wrong(format!(
                        "{} is shown active and is not there",
                        row.principal
                    ));
                }
                row.was_seen = true;
                row.hold = None;
                if let Ok(active) = row.request.clone().confirm_active(now) {
                    row.request = active;
                }
            }
            entry.are_absent(&findings.absent, now);
            for key in &findings.refused {
                let row = &mut entry.grants[*key];
                if !self.policies.is_dead(&row.principal) {
                    self.note_wrong(format!("{} exists and was refused", row.principal));
                }
                row.hold = Some(Hold::Refused);
                counts.quarantined += 1;
            }
            self.check_vanished(entry, &findings.vanished);
            counts.asked += entry.have_vanished(&findings.vanished);
            if let Some(Ok(until)) = findings.trail {
                entry.trail_until = until;
            }
            let is_over = |mend: &Mend| findings.mended.iter().any(|mended| mended.mend == *mend);
            entry.begun.retain(|mend| !is_over(mend));
            let healed = findings.mended.iter();
            counts.healed += healed.filter(|mended| mended.refusal.is_none()).count() as u64;
            if entry.generation == entry.leased_generation {
                entry.reapply = false;
            }
            entry.memory.verified = Some(Verified {
                managed: findings.managed.clone(),
                foreign: findings.foreign.clone(),
            });
            entry.observed = entry.leased_generation;
            entry.leased_until = Timestamp::MIN;
            entry.look_at = if self.is(Sabotage::NeverLooksAgain) {
                Timestamp::MAX
            } else {
                now.later(next.after)
            };
            entry.looks = next.looks;
            entry.not_before = Timestamp::MIN;
            entry
                .queue
                .retain(|(generation, _)| *generation != entry.leased_task);
            self.check_entry(entry);
            entry.failures = 0;
            true
        })
        .await
    }

    async fn fail(
        &self,
        lease: &Lease,
        failed: &Failed<Key>,
        wait: Duration,
        now: Timestamp,
    ) -> Result<bool, Unrecorded> {
        self.transaction(|entries| {
            let Some(entry) = Database::leased(entries, lease) else {
                return false;
            };
            self.check_failed(entry, failed);
            entry.leased_until = Timestamp::MIN;
            entry.are_absent(&failed.absent, now);
            self.check_vanished(entry, &failed.vanished);
            self.counts.borrow_mut().asked += entry.have_vanished(&failed.vanished);
            self.check_entry(entry);
            let wait = if self.is(Sabotage::DoesNotCoolDown) {
                Duration::ZERO
            } else {
                wait
            };
            entry.not_before = now.later(wait);
            if self.is(Sabotage::BelievesItWorked) && failed.failure.is_unknown() {
                for row in &mut entry.grants {
                    let active = row.request.clone().confirm_active(now);
                    if let Ok(active) = active {
                        row.request = active;
                        self.check_is_there(&entry.name, &row.principal);
                    }
                }
            }
            // What was under way is looked at as soon as it may be.
            entry.look_at = Timestamp::MIN;
            entry.failures += 1;
            if self.is(Sabotage::GivesUp) && entry.failures > 2 {
                entry.observed = entry.generation;
                entry.look_at = Timestamp::MAX;
            }
            true
        })
        .await
    }
}

fn target(name: &str) -> Target {
    Target {
        repository: Repository {
            partition: "aws".to_owned(),
            account: "312767926603".to_owned(),
            region: "us-west-2".to_owned(),
            name: name.to_owned(),
        },
        authority: Authority {
            role_arn: "arn:aws:iam::312767926603:role/wharfinger".to_owned(),
            external_id: "wharfinger-0".to_owned(),
        },
    }
}
