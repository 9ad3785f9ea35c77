//! Amazon ECR as its worst.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::{Rc, Weak};
use std::time::Duration;

use wharfinger_core::grants::{Failure, TRAIL_LAG_SECONDS, Target, TrailEvent};
use wharfinger_core::policy::{Document, Installation};
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::{CALL_TIMEOUT, Clock, Cloud};

use crate::book::{Database, Place};
use crate::chance::{Chance, VirtualTime};
use crate::losses::{Losses, others};
use crate::sabotage::Sabotage;
use crate::world::Scenario;

/// How long a read may show what was before a write.
const STALE_SECONDS: u32 = 3;

/// How long a process may stand still between its last look at the lease and its write.
const VERY_LONG_MS: u64 = 5 * 60_000;

/// The policies of all repositories.
#[derive(Debug)]
pub(crate) struct Policies {
    clock: VirtualTime,
    chance: Chance,
    pub(crate) scenario: Scenario,
    state: RefCell<State>,
    /// Who is told of every change.
    pub(crate) database: RefCell<Weak<Database>>,
}

#[derive(Debug, Default)]
struct State {
    repositories: BTreeMap<String, Repository>,
    dead: BTreeSet<String>,
    is_calm: bool,
    overwritten_in_window: u64,
    writes: u64,
    /// What our writes did to others without a reason.
    wrong: Option<String>,
}

#[derive(Debug, Default)]
struct Repository {
    /// Every policy it had, and since when.
    versions: Vec<(Timestamp, Option<String>)>,
    losses: Losses,
    /// Whether the last read was not true.
    was_stale: bool,
    /// Every write in order, and when `CloudTrail` tells of it.
    trail: Vec<(Timestamp, TrailEvent)>,
}

/// Reads statements as if none were ours.
pub(crate) fn statements(text: Option<&str>) -> Vec<String> {
    let nobody = Installation::new("zzzzzzzz").unwrap();
    let document = match text {
        Some(text) => Document::read(text, &nobody).unwrap(),
        None => Document::none(&nobody),
    };
    document.foreign().map(str::to_owned).collect()
}

/// Statements as a policy.
pub(crate) fn assemble(statements: &[String]) -> Option<String> {
    (!statements.is_empty()).then(|| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
            statements.join(",")
        )
    })
}

pub(crate) fn is_ours(statement: &str) -> bool {
    statement.contains(r#""Sid":"Wharfinger1"#)
}

impl Policies {
    pub(crate) fn new(clock: VirtualTime, chance: Chance, scenario: Scenario) -> Rc<Self> {
        Rc::new(Self {
            clock,
            chance,
            scenario,
            state: RefCell::default(),
            database: RefCell::default(),
        })
    }

    /// From now on every call succeeds, and nobody else writes.
    pub(crate) fn calm(&self) {
        self.state.borrow_mut().is_calm = true;
    }

    pub(crate) fn is_calm(&self) -> bool {
        self.state.borrow().is_calm
    }

    pub(crate) fn add_dead(&self, principal: &str) {
        self.state.borrow_mut().dead.insert(principal.to_owned());
    }

    pub(crate) fn is_dead(&self, principal: &str) -> bool {
        self.state.borrow().dead.contains(principal)
    }

    pub(crate) fn current(&self, name: &str) -> Option<String> {
        self.state
            .borrow()
            .repositories
            .get(name)?
            .versions
            .last()?
            .1
            .clone()
    }

    /// The policies that a repository has had since then.
    pub(crate) fn since(&self, name: &str, then: Timestamp) -> Vec<Option<String>> {
        let state = self.state.borrow();
        let repository = state.repositories.get(name);
        let versions = repository.map(|repository| &repository.versions[..]);
        let versions = versions.unwrap_or_default();
        let first = versions.iter().rposition(|(at, _)| *at <= then);
        let nothing = first.is_none().then_some(None);
        let later = versions.iter().skip(first.unwrap_or(0));
        let later = later.map(|(_, text)| text.clone());
        nothing.into_iter().chain(later).collect()
    }

    /// Whether the repository ever had this policy.
    pub(crate) fn ever(&self, name: &str, text: Option<&str>) -> bool {
        let state = self.state.borrow();
        let versions = state
            .repositories
            .get(name)
            .map(|repository| &repository.versions);
        match versions {
            None => text.is_none(),
            Some(versions) => {
                text.is_none()
                    || versions
                        .iter()
                        .any(|(_, version)| version.as_deref() == text)
            }
        }
    }

    /// Where the work on a repository is: which lease it is, and how often a write was meant.
    fn place(&self, name: &str) -> Option<Place> {
        self.database.borrow().upgrade()?.place(name)
    }

    pub(crate) fn counts(&self) -> (u64, u64) {
        let state = self.state.borrow();
        (state.writes, state.overwritten_in_window)
    }

    /// Somebody else replaces the policy, as they mean to.
    pub(crate) fn write_as_somebody_else(&self, name: &str, statements: &[String]) {
        let now = self.clock.now();
        let mut state = self.state.borrow_mut();
        let repository = state.repositories.entry(name.to_owned()).or_default();
        let text = assemble(statements);
        repository.losses.see(&others(text.as_deref()), now);
        repository.tell(now, self.lag(), false, text.clone());
        repository.versions.push((now, text));
    }

    /// How long `CloudTrail` does not tell of something.
    fn lag(&self) -> Duration {
        if !self.scenario.heals {
            return Duration::ZERO;
        }
        Duration::from_secs(self.chance.below(u64::from(TRAIL_LAG_SECONDS)))
    }

    /// Our write lands. What others wrote since `base` was read is lost, and counted.
    fn land(&self, name: &str, (base, read_at): (Option<&str>, Timestamp), text: Option<&str>) {
        let now = self.clock.now();
        let (before, base, after) = (
            others(self.current(name).as_deref()),
            others(base),
            others(text),
        );
        if !self.scenario.heals {
            assert_eq!(
                after, base,
                "a write changed what it had read of somebody else's"
            );
        }
        let mut state = self.state.borrow_mut();
        state.writes += 1;
        if before != base {
            state.overwritten_in_window += 1;
        }
        let repository = state.repositories.entry(name.to_owned()).or_default();
        let last = repository.last_of_others();
        let current = (&before[..], last.as_deref());
        let losses = &mut repository.losses;
        let landed = losses.land((&base, read_at), current, &after, now);
        repository.tell(now, self.lag(), true, text.map(str::to_owned));
        let text = text.map(shuffled);
        repository.versions.push((now, text));
        if let Err(wrong) = landed {
            state.wrong.get_or_insert(wrong);
        }
        drop(state);
        if let Some(database) = self.database.borrow().upgrade() {
            database.check_promise(name);
        }
    }

    /// What we overwrote and nobody did once more; with healing there must be nothing.
    pub(crate) fn unhealed(&self) -> Result<u64, String> {
        let state = self.state.borrow();
        if let Some(wrong) = &state.wrong {
            return Err(wrong.clone());
        }
        let repositories = state.repositories.iter();
        let mut open =
            repositories.flat_map(|(name, it)| it.losses.open().map(move |it| (name, it)));
        match open.next() {
            Some((name, loss)) if self.scenario.heals => {
                Err(format!("unhealed in {name}: {loss:?}"))
            }
            first => Ok(first.into_iter().chain(open).count() as u64),
        }
    }

    /// A policy that the repository had while somebody had access by it.
    pub(crate) fn old_copy(&self, name: &str, chance: &Chance) -> Option<String> {
        let state = self.state.borrow();
        let versions = &state.repositories.get(name)?.versions;
        let ours: Vec<&String> = versions
            .iter()
            .filter_map(|(_, text)| text.as_ref())
            .filter(|text| is_ours(text))
            .collect();
        let at = chance.below(ours.len().max(1) as u64);
        ours.get(usize::try_from(at).unwrap())
            .map(|text| (*text).clone())
    }

    fn read_now(&self, name: &str) -> Option<String> {
        let is_stale = !self.is_calm() && self.chance.happens(self.scenario.stale);
        let mut state = self.state.borrow_mut();
        let repository = state.repositories.get_mut(name)?;
        let versions = &repository.versions;
        if self.scenario.stale_apart {
            repository.was_stale = is_stale && !repository.was_stale;
            let back = 1 + usize::from(repository.was_stale);
            let shown = versions.len().checked_sub(back);
            return shown.and_then(|place| versions[place].1.clone());
        }
        let since = self.clock.now().seconds_earlier(STALE_SECONDS);
        let old = versions.iter().rev().find(|(at, _)| *at < since);
        match (is_stale, versions.last()) {
            (true, Some(_)) => old.and_then(|(_, text)| text.clone()),
            (_, last) => last.and_then(|(_, text)| text.clone()),
        }
    }
}

impl Repository {
    /// What others wrote last, where what is there is our write.
    fn last_of_others(&self) -> Option<Vec<String>> {
        let events = || self.trail.iter().rev().map(|(_, event)| event);
        if !events().next()?.is_ours {
            return None;
        }
        let theirs = events().find(|event| !event.is_ours);
        Some(theirs.map_or_else(Vec::new, |event| others(event.text.as_deref())))
    }

    /// Puts a write into the trail, which knows whole seconds.
    fn tell(&mut self, now: Timestamp, lag: Duration, is_ours: bool, text: Option<String>) {
        let second = now.as_micros() / 1_000_000 * 1_000_000;
        let event = TrailEvent {
            at: Timestamp::from_micros(second),
            is_ours,
            text,
        };
        self.trail.push((now.later(lag), event));
    }
}

/// Amazon ECR gives lists back in another order.
fn shuffled(text: &str) -> String {
    let Some((before, rest)) = text.split_once(r#"{"AWS":["#) else {
        return text.to_owned();
    };
    let (list, after) = rest.split_once(']').unwrap();
    let mut items: Vec<&str> = list.split(',').collect();
    items.rotate_left(1);
    format!(
        r#"{before}{{"AWS":[{}]{}"#,
        items.join(","),
        shuffled(after)
    )
}

/// The policies as one worker calls them.
#[derive(Debug)]
pub(crate) struct Calls {
    pub(crate) policies: Rc<Policies>,
    /// What was read last of each repository.
    last_read: RefCell<BTreeMap<String, (Option<String>, Timestamp)>>,
    sabotage: Option<Sabotage>,
    /// What was seen between which intents, where a second look is left out.
    looked: RefCell<BTreeMap<String, (Place, Option<String>)>>,
    /// What the next read pretends to see, where the read-back is left out.
    pretended: RefCell<BTreeMap<String, Option<String>>>,
}

impl Calls {
    pub(crate) fn new(policies: &Rc<Policies>, sabotage: Option<Sabotage>) -> Self {
        Self {
            policies: Rc::clone(policies),
            last_read: RefCell::default(),
            sabotage,
            looked: RefCell::default(),
            pretended: RefCell::default(),
        }
    }

    /// Lets a write land then, whatever becomes of whoever sent it.
    fn land_later(
        &self,
        name: &str,
        later: Duration,
        (base, read_at): (Option<String>, Timestamp),
        text: Option<&str>,
    ) {
        let (policies, name) = (Rc::clone(&self.policies), name.to_owned());
        let text = text.map(str::to_owned);
        tokio::task::spawn_local(async move {
            policies.clock.sleep(later).await;
            policies.land(&name, (base.as_deref(), read_at), text.as_deref());
        });
    }

    async fn write_once(&self, name: &str, text: Option<&str>) -> Result<(), Failure> {
        let policies = &self.policies;
        let Policies {
            clock,
            chance,
            scenario,
            ..
        } = &**policies;
        let read = self.last_read.borrow().get(name).cloned();
        let (base, read_at) = read.unwrap_or((None, Timestamp::MIN));
        if !policies.is_calm() && chance.happens(scenario.frozen_in_write) {
            // The process stands still behind its last look at the lease, until others have taken over; should
            // it die when it has woken up, its write is under way.
            let still = chance.between(65_000, VERY_LONG_MS);
            self.land_later(name, still, (base, read_at), text);
            clock.sleep(still).await;
            return Ok(());
        }
        clock.sleep(chance.between(5, 60)).await;
        let names = |dead: &String| text.is_some_and(|text| text.contains(dead.as_str()));
        if policies.state.borrow().dead.iter().any(names) {
            let message = "Principal not found".to_owned();
            return Err(Failure::PrincipalRefused { message });
        }
        let is_calm = policies.is_calm();
        if !is_calm && chance.happens(scenario.throttled) {
            return Err(Failure::Throttled);
        }
        if !is_calm && chance.happens(scenario.lost) {
            match chance.below(3) {
                0 => {}
                1 => policies.land(name, (base.as_deref(), read_at), text),
                _ => {
                    // It lands when its caller has long given up.
                    let late = CALL_TIMEOUT + chance.between(0, scenario.late_ms);
                    self.land_later(name, late, (base, read_at), text);
                }
            }
            clock.sleep(CALL_TIMEOUT).await;
            return Err(Failure::Unknown);
        }
        policies.land(name, (base.as_deref(), read_at), text);
        clock.sleep(chance.between(5, 60)).await;
        Ok(())
    }
}

impl Cloud for Calls {
    async fn read(&self, target: &Target) -> Result<Option<String>, Failure> {
        let Policies {
            clock,
            chance,
            scenario,
            ..
        } = &*self.policies;
        let name = &target.repository.name;
        if let Some(pretended) = self.pretended.borrow_mut().remove(name) {
            return Ok(pretended);
        }
        let place = self.sabotage == Some(Sabotage::BelievesOneLook);
        let place = place.then(|| self.policies.place(name)).flatten();
        if let Some((at, seen)) = self.looked.borrow().get(name)
            && Some(*at) == place
        {
            return Ok(seen.clone());
        }
        clock.sleep(chance.between(5, 60)).await;
        if !self.policies.is_calm() {
            if chance.happens(scenario.throttled) {
                return Err(Failure::Throttled);
            }
            if chance.happens(scenario.unavailable) {
                return Err(Failure::Unavailable);
            }
            if chance.happens(scenario.lost) {
                clock.sleep(CALL_TIMEOUT).await;
                return Err(Failure::Unknown);
            }
        }
        // What is read is no older than that.
        let read_at = clock.now().seconds_earlier(STALE_SECONDS + 1);
        let text = self.policies.read_now(name);
        if !self.policies.is_calm() && chance.happens(scenario.frozen) {
            // The process stands still for longer than its lease.
            clock.sleep(chance.between(65_000, 120_000)).await;
        }
        clock.sleep(chance.between(5, 60)).await;
        self.last_read
            .borrow_mut()
            .insert(name.clone(), (text.clone(), read_at));
        if let Some(place) = place {
            let seen = (place, text.clone());
            self.looked.borrow_mut().insert(name.clone(), seen);
        }
        Ok(text)
    }

    async fn trail(&self, target: &Target, since: Timestamp) -> Result<Vec<TrailEvent>, Failure> {
        let Policies {
            clock,
            chance,
            scenario,
            ..
        } = &*self.policies;
        clock.sleep(chance.between(50, 2_000)).await;
        if !self.policies.is_calm() && chance.happens(scenario.throttled) {
            return Err(Failure::Throttled);
        }
        let now = clock.now();
        let state = self.policies.state.borrow();
        let Some(repository) = state.repositories.get(&target.repository.name) else {
            return Ok(Vec::new());
        };
        let told = repository.trail.iter();
        let told = told.filter(|(at, event)| *at <= now && event.at >= since);
        let mut told: Vec<TrailEvent> = told.map(|(_, event)| event.clone()).collect();
        if self.sabotage == Some(Sabotage::HealsWithoutLookingFurther) {
            let ours = told.iter().rposition(|event| event.is_ours);
            told.truncate(ours.map_or(0, |place| place + 1));
        }
        Ok(told)
    }

    async fn write(&self, target: &Target, text: Option<&str>) -> Result<(), Failure> {
        let name = target.repository.name.clone();
        self.looked.borrow_mut().remove(&name);
        let mut outcome = self.write_once(&name, text).await;
        if self.sabotage == Some(Sabotage::HidesRetries) {
            for _ in 0..2 {
                if outcome == Err(Failure::Unknown) {
                    outcome = self.write_once(&name, text).await;
                }
            }
        }
        if self.sabotage == Some(Sabotage::NeverReadsBack) && outcome != Err(Failure::Throttled) {
            self.pretended
                .borrow_mut()
                .insert(name, text.map(str::to_owned));
            return Ok(());
        }
        outcome
    }
}
