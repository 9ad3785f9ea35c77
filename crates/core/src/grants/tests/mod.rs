//! Passes against a repository that behaves as Amazon ECR is known to.

mod drift;
mod failures;
mod foresights;
mod heals;
mod looks;
mod mends;
mod passes;
mod room;

use std::collections::BTreeSet;

use crate::policy::{Document, Edit, Installation, Mend, PullActions, Wanted};
use crate::timestamp::Timestamp;

use super::*;

/// 2026-12-01T00:00:00Z.
const NOW: Timestamp = Timestamp::from_micros(1_796_083_200_000_000);
const LAMBDA: &str =
    r#"{"Sid":"Lambda","Effect":"Allow","Principal":{"Service":"x"},"Action":"ecr:*"}"#;

fn installation() -> Installation {
    Installation::new("0a1b2c3d").unwrap()
}

/// The account with that number.
fn account(n: usize) -> String {
    format!("arn:aws:iam::{n:012}:root")
}

/// A grant of a year to an account, approved an hour ago.
fn grant(n: usize) -> Grant<usize> {
    Grant {
        key: n,
        principal: account(n),
        end: NOW.days_later(365),
        approved_at: NOW.seconds_earlier(3_600),
        wish: Wish::Present,
        was_seen: false,
        shown: Shown::NoAccess,
        hold: None,
    }
}

fn seen(n: usize) -> Grant<usize> {
    Grant {
        was_seen: true,
        shown: Shown::Access,
        ..grant(n)
    }
}

fn revoked(n: usize) -> Grant<usize> {
    Grant {
        wish: Wish::Absent,
        ..seen(n)
    }
}

fn by_hand(n: usize) -> Grant<usize> {
    Grant {
        wish: Wish::AsItIs,
        ..seen(n)
    }
}

fn task(grants: Vec<Grant<usize>>) -> Task<usize> {
    Task {
        installation: installation(),
        actions: PullActions::Two,
        grants,
        ended: BTreeSet::new(),
        memory: Memory::default(),
        reapply: false,
        mends: Vec::new(),
        begun: Vec::new(),
        trail: None,
    }
}

/// A policy in which these accounts have access for a year, beside somebody else's statement.
fn policy(accounts: &[usize]) -> String {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{LAMBDA}]}}"#);
    let mut wanted = Wanted::new(PullActions::Two);
    for n in accounts {
        wanted.insert(&account(*n), NOW.days_later(365));
    }
    match Document::read(&text, &installation())
        .unwrap()
        .edit(&wanted)
        .unwrap()
    {
        Edit::Set(text) => text,
        _ => text,
    }
}

/// A pass that says nothing but why.
fn failed(failure: Failure) -> Outcome<usize> {
    Outcome::Failed(failure.into())
}

fn managed(text: &str) -> String {
    Document::read(text, &installation())
        .unwrap()
        .managed()
        .canonical()
}

/// A repository.
#[derive(Default)]
struct Repository {
    text: Option<String>,
    /// Principals that do not exist.
    dead: Vec<String>,
    /// Whether that is said without a word about it.
    is_taciturn: bool,
    /// What somebody writes just before the nth read, counted from 0.
    others: Vec<(usize, Option<String>)>,
    /// What the nth read shows instead of what is there.
    stale: Vec<(usize, String)>,
    /// Whether it was deleted.
    is_gone: bool,
    reads: usize,
    writes: Vec<Option<String>>,
    intents: usize,
    /// What each of them that nobody had asked for was to put right.
    heals: Vec<Mend>,
    /// What `CloudTrail` tells, and when it was last asked from.
    trail: Option<Vec<TrailEvent>>,
    looked_up: Option<Timestamp>,
}

impl Repository {
    fn with(text: &str) -> Self {
        Self {
            text: Some(text.to_owned()),
            ..Self::default()
        }
    }

    fn run(&mut self, task: Task<usize>) -> Outcome<usize> {
        let (mut pass, mut effect) = Pass::start(task);
        loop {
            let event = match effect {
                Effect::Read if self.is_gone => {
                    self.reads += 1;
                    Event::Read(Err(Failure::NoRepository))
                }
                Effect::Read => Event::Read(Ok(self.read())),
                Effect::Intend(intent) => {
                    self.intents += 1;
                    self.heals.extend(intent.heals);
                    Event::Intended
                }
                Effect::Write(text) => Event::Wrote(self.write(text)),
                Effect::LookUp(since) => Event::LookedUp(self.look_up(since)),
                Effect::Finish(outcome) => return outcome,
            };
            (pass, effect) = pass.step(event, NOW);
        }
    }

    fn settle(&mut self, task: Task<usize>) -> Findings<usize> {
        match self.run(task) {
            Outcome::Settled(findings) => *findings,
            other => panic!("{other:?}"),
        }
    }

    fn read(&mut self) -> Option<String> {
        for (at, text) in &self.others {
            if *at == self.reads {
                self.text.clone_from(text);
            }
        }
        let stale = self.stale.iter().find(|(at, _)| *at == self.reads);
        let shown = stale.map(|(_, text)| text.clone());
        self.reads += 1;
        shown.or_else(|| self.text.clone())
    }

    fn look_up(&mut self, since: Timestamp) -> Result<Vec<TrailEvent>, Failure> {
        self.looked_up = Some(since);
        self.trail.clone().ok_or(Failure::Throttled)
    }

    fn write(&mut self, text: Option<String>) -> Result<(), Failure> {
        let names = |dead: &String| text.as_ref().is_some_and(|text| text.contains(dead));
        self.writes.push(text.clone());
        if self.dead.iter().any(names) {
            let said = if self.is_taciturn {
                ""
            } else {
                "Principal not found"
            };
            let message = said.to_owned();
            return Err(Failure::PrincipalRefused { message });
        }
        self.text = text;
        Ok(())
    }
}
