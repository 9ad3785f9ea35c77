//! One pass over a repository.

mod saying;
mod writing;

use std::collections::BTreeSet;

use crate::policy::{Document, Edit, Installation};
use crate::timestamp::Timestamp;

use super::classify::Seen;
use super::fitting::Fitting;
use super::heal::{is_told, mends};
use super::looks::Looks;
use super::mending::Mending;
use super::search::Search;
use super::{Failure, Grant, Intent, Outcome, Task, Trail, TrailEvent, Wish};
use writing::{Change, Plan};

/// How often a pass begins again because somebody else changed the policy meanwhile. Who changes it
/// more often than that is a program in a loop, and time is the better answer.
pub const ROUNDS_MAX: u32 = 5;

/// What is to be done next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect<K> {
    /// Read the policy: [`Event::Read`].
    Read,
    /// Write down what is about to be written, if the repository is still ours and will be for long
    /// enough: [`Event::Intended`] or [`Event::LeaseLost`].
    Intend(Intent),
    /// Replace the policy by a text, or delete it; once, whatever happens: [`Event::Wrote`].
    Write(Option<String>),
    /// Ask `CloudTrail` who wrote the policy since then, what we wrote included: [`Event::LookedUp`].
    LookUp(Timestamp),
    /// Nothing more.
    Finish(Outcome<K>),
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The policy was read; `None` where there is none.
    Read(Result<Option<String>, Failure>),
    /// The intent is written down.
    Intended,
    /// The repository is not ours any more.
    LeaseLost,
    /// The policy was written, or not.
    Wrote(Result<(), Failure>),
    /// `CloudTrail` told of these writes, in their order, or of none.
    LookedUp(Result<Vec<TrailEvent>, Failure>),
}

/// A pass under way.
#[derive(Debug)]
pub struct Pass<K> {
    task: Task<K>,
    search: Option<Search>,
    mending: Mending,
    looked_up: Option<Result<Timestamp, Failure>>,
    /// Whether `CloudTrail` was to be asked when the pass began.
    looks_up: bool,
    rounds: u32,
    writes: u32,
    looks: Looks<K>,
    /// Whom the writes of this pass have taken out: who was to lose access, and whom the search for somebody
    /// that AWS does not know leaves out for a moment.
    taken_out: BTreeSet<String>,
    state: State,
}

#[derive(Debug)]
enum State {
    Reading,
    Confirming,
    Intending(Plan),
    Rechecking(Plan),
    Writing(Plan),
    Verifying(Plan),
    LookingUp(Trail),
    Healing(Trail, Vec<TrailEvent>),
    Finished,
}

impl<K: Copy> Pass<K> {
    /// Begins a pass.
    #[must_use]
    pub fn start(task: Task<K>) -> (Self, Effect<K>) {
        let pass = Self {
            mending: Mending::new(&task.mends, &task.begun),
            looks_up: task.trail.is_some(),
            task,
            search: None,
            looked_up: None,
            rounds: 0,
            writes: 0,
            looks: Looks::none(),
            taken_out: BTreeSet::new(),
            state: State::Reading,
        };
        (pass, Effect::Read)
    }

    /// Whose statements are ours.
    #[must_use]
    pub fn installation(&self) -> &Installation {
        &self.task.installation
    }

    /// Goes on after something has happened. An event that answers another effect than the last
    /// fails the pass, and the next one looks again.
    #[must_use]
    pub fn step(mut self, event: Event, now: Timestamp) -> (Self, Effect<K>) {
        let state = std::mem::replace(&mut self.state, State::Finished);
        if let Event::Read(Ok(text)) = &event
            && let Err(failure) = self.look(text.as_deref(), now)
        {
            let effect = self.failed(failure);
            return (self, effect);
        }
        let effect = match (state, event) {
            (_, Event::LeaseLost) => Effect::Finish(Outcome::LeaseLost),
            (_, Event::Read(Err(Failure::NoRepository))) => self.without_repository(now),
            (_, Event::Read(Err(failure))) => self.failed(failure),
            (State::Reading, Event::Read(Ok(text))) => self.decide(text, now),
            (State::Confirming, Event::Read(Ok(text))) => self.confirm(text, now),
            (State::Intending(plan), Event::Intended) => {
                self.state = State::Rechecking(plan);
                Effect::Read
            }
            (State::Rechecking(plan), Event::Read(Ok(text))) => self.recheck(plan, text, now),
            (State::Writing(plan), Event::Wrote(Ok(()))) => self.wrote(plan, now),
            (State::Writing(plan), Event::Wrote(Err(failure))) => self.refused(plan, failure, now),
            (State::Verifying(plan), Event::Read(Ok(text))) => self.verify(&plan, text, now),
            (State::LookingUp(trail), Event::LookedUp(events)) => self.looked_up(trail, events),
            (State::Healing(trail, events), Event::Read(Ok(text))) => {
                self.heal(text, trail, events, now)
            }
            _ => self.failed(Failure::Unknown),
        };
        (self, effect)
    }

    /// Takes down what a look shows.
    fn look(&mut self, text: Option<&str>, now: Timestamp) -> Result<(), Failure> {
        let document = read(text, &self.task.installation)?;
        self.looks.see(&document, &self.task, &self.taken_out, now);
        Ok(())
    }

    /// Looks once more, because something is to be said that only one look has shown.
    fn look_again(&mut self) -> Effect<K> {
        self.state = State::Confirming;
        Effect::Read
    }

    /// The second look.
    fn confirm(&mut self, text: Option<String>, now: Timestamp) -> Effect<K> {
        if self.looks.is_confirmed() {
            self.decide(text, now)
        } else {
            self.again(text, now)
        }
    }

    /// Nobody has access to a repository that is gone, so whose access is to end has none any more, and nothing
    /// is to be put right. Where something else is wanted there, a person must know.
    fn without_repository(&mut self, now: Timestamp) -> Effect<K> {
        self.looks.see_no_repository(&self.task);
        if !self.looks.is_confirmed() {
            return self.look_again();
        }
        self.task.trail = None;
        self.mending.give_up();
        let is_missed = |grant: &Grant<K>| grant.wish == Wish::Present && grant.is_wanted(now);
        if self.task.grants.iter().any(is_missed) {
            return self.failed(Failure::NoRepository);
        }
        self.decide(None, now)
    }

    /// What the policy needs that was read: nothing more, or a write.
    fn decide(&mut self, text: Option<String>, now: Timestamp) -> Effect<K> {
        let installation = self.task.installation.clone();
        let document = match read(text.as_deref(), &installation) {
            Ok(document) => document,
            Err(failure) => return self.failed(failure),
        };
        let seen = Seen::new(&self.task, &self.taken_out, &document, now);
        let mut wanted = seen.wanted(&self.task, &self.taken_out, now);
        let search = self.search.get_or_insert_with(|| {
            let mut accepted = wanted.clone();
            accepted.retain(|index| seen.has_access(&self.task, *index));
            Search::new(&wanted, accepted)
        });
        search.widen(&wanted, |index| seen.has_access(&self.task, index));
        let attempted = search.included();
        wanted.retain(|index| attempted.contains(index));
        let fitting = Fitting::of(&self.task, &document, &seen, wanted);
        if fitting.edit == Edit::Nothing || seen.is_to_be_asked(&self.task, &fitting.included, now)
        {
            if !self.search.as_mut().is_none_or(Search::accept) {
                return self.decide(text, now);
            }
            // Whoever waits for what was just written does not wait for `CloudTrail`: the next pass asks.
            if self.writes == 0
                && let Some(trail) = self.task.trail.take()
            {
                let since = trail.since;
                self.state = State::LookingUp(trail);
                return Effect::LookUp(since);
            }
            if !self.looks.is_confirmed() && self.mending.takes_no_write(&document) {
                return self.look_again();
            }
            let Some((mend, next)) = self.mending.next(&document) else {
                let is_looked_up = !self.looks_up || matches!(self.looked_up, Some(Ok(_)));
                let concludes = is_looked_up && self.mending.has_begun();
                if !self.looks.is_confirmed()
                    && (concludes || self.says_something_new(&seen, &fitting))
                {
                    return self.look_again();
                }
                if concludes {
                    self.mending.conclude(&document);
                }
                return self.settle(text.as_deref(), seen, fitting, now);
            };
            return self.intend(text, next, Change::Theirs(mend));
        }
        if !self.looks.is_confirmed() && seen.finds_taken_out_or_late(&self.task) {
            return self.look_again();
        }
        let next = match fitting.edit {
            Edit::Set(next) => Some(next),
            Edit::Nothing | Edit::Delete => None,
        };
        self.intend(text, next, Change::Ours(fitting.wanted))
    }

    /// Reads the policy once more, because a look-up takes its time. Where `CloudTrail` says nothing, it is
    /// asked again another time: nothing else must wait for it.
    fn looked_up(&mut self, trail: Trail, events: Result<Vec<TrailEvent>, Failure>) -> Effect<K> {
        self.state = match events {
            Ok(events) => State::Healing(trail, events),
            Err(failure) => {
                self.looked_up = Some(Err(failure));
                State::Reading
            }
        };
        Effect::Read
    }

    /// Adds the mends of what we have overwritten to those that were asked for. Where `CloudTrail` does not
    /// know the policy that is there, it is asked again another time.
    fn heal(
        &mut self,
        text: Option<String>,
        trail: Trail,
        events: Vec<TrailEvent>,
        now: Timestamp,
    ) -> Effect<K> {
        // What a look shows that was is not asked about again.
        if !self.looks.is_confirmed() {
            self.state = State::Healing(trail, events);
            return self.another_round().unwrap_or(Effect::Read);
        }
        let installation = self.task.installation.clone();
        let document = match read(text.as_deref(), &installation) {
            Ok(document) => document,
            Err(failure) => return self.failed(failure),
        };
        if is_told(&trail, &events, &document, now) {
            for mend in mends(&trail, &events, &document) {
                self.mending.add(mend);
            }
            self.looked_up = Some(Ok(trail.until));
        }
        self.decide(text, now)
    }

    /// Begins again, if that has not happened too often.
    fn again(&mut self, text: Option<String>, now: Timestamp) -> Effect<K> {
        match self.another_round() {
            Some(end) => end,
            None => self.decide(text, now),
        }
    }

    /// Counts another beginning. How the pass ends where there were too many.
    fn another_round(&mut self) -> Option<Effect<K>> {
        self.rounds += 1;
        (self.rounds > ROUNDS_MAX).then(|| self.failed(Failure::Contended))
    }
}

pub(super) fn read<'a>(
    text: Option<&'a str>,
    installation: &'a Installation,
) -> Result<Document<'a>, Failure> {
    match text {
        Some(text) => Document::read(text, installation).map_err(Failure::Unreadable),
        None => Ok(Document::none(installation)),
    }
}
