//! Who does something: people who approve and revoke, time, people with a console, and death.

use std::rc::Rc;
use std::time::Duration;

use tokio::task::{JoinHandle, spawn_local};
use wharfinger_core::access::{AccessRequest, CarriedOut, Decider, GrantDays, Reason, Status};
use wharfinger_core::account::AccountId;
use wharfinger_core::grants::Hold;
use wharfinger_core::timestamp::Timestamp;
use wharfinger_ecr::{Clock, Pace, Random, Worker};

use crate::book::{Database, Records, Row};
use crate::chance::{Chance, VirtualTime};
use crate::cloud::{Calls, Policies, is_ours, statements};
use crate::sabotage::Sabotage;

const REQUESTER: AccountId = AccountId::from_bytes([1; 16]);
const MAINTAINER: Decider = Decider {
    account: AccountId::from_bytes([2; 16]),
    is_maintainer: true,
};

/// How long people approve and revoke.
pub(crate) const BUSY: Duration = Duration::from_mins(10);

/// Approves a grant at some time, and perhaps revokes it later.
pub(crate) async fn grant(
    database: Rc<Database>,
    clock: VirtualTime,
    chance: Chance,
    repository: usize,
    principal: String,
) {
    clock.sleep(chance.between(0, 480_000)).await;
    let now = clock.now();
    // Some were approved long ago, for a day that ends soon.
    let approved_at = if chance.happens(200) {
        let soon = i64::try_from(chance.between(20_000, 300_000).as_micros()).unwrap();
        Timestamp::from_micros(now.days_earlier(1).as_micros() + soon)
    } else {
        now
    };
    let days = GrantDays::new(if approved_at == now { 365 } else { 1 }).unwrap();
    let request = AccessRequest::open(REQUESTER, approved_at)
        .approve(
            MAINTAINER,
            approved_at,
            days,
            None,
            CarriedOut::Automatically,
        )
        .unwrap();
    let key = {
        let mut entries = database.entries.borrow_mut();
        let entry = &mut entries[repository];
        let row = Row {
            request,
            principal,
            approved_at,
            was_seen: false,
            hold: None,
        };
        entry.grants.push(row);
        entry.generation += 1;
        entry.grants.len() - 1
    };
    if chance.happens(400) {
        clock.sleep(chance.between(500, 90_000)).await;
        revoke(&database, repository, key, clock.now());
    }
}

fn revoke(database: &Database, repository: usize, key: usize, now: Timestamp) {
    let mut entries = database.entries.borrow_mut();
    let entry = &mut entries[repository];
    let row = &mut entry.grants[key];
    let reason = Reason::new("no longer needed").unwrap();
    if let Ok(revoked) = row.request.clone().revoke(MAINTAINER, now, reason) {
        row.request = revoked;
        entry.generation += 1;
    }
}

/// Ends access whose time is over.
pub(crate) async fn time(database: Rc<Database>, clock: VirtualTime) {
    loop {
        clock.sleep(Duration::from_secs(30)).await;
        let now = clock.now();
        for entry in database.entries.borrow_mut().iter_mut() {
            for row in &mut entry.grants {
                let advanced = row.request.clone().advance(now);
                if advanced != row.request {
                    row.request = advanced;
                    entry.generation += 1;
                }
            }
        }
    }
}

/// Answers where somebody took access away: applies the grants again, or revokes them.
pub(crate) async fn answers(database: Rc<Database>, clock: VirtualTime, chance: Chance) {
    loop {
        clock.sleep(chance.between(60_000, 180_000)).await;
        let held: Vec<(usize, Vec<usize>)> = database
            .entries
            .borrow()
            .iter()
            .map(|entry| {
                let rows = (0..).zip(&entry.grants);
                rows.filter(|(_, row)| row.hold == Some(Hold::Vanished))
                    .filter(|(_, row)| row.request.status() == Status::Active)
                    .map(|(key, _)| key)
                    .collect()
            })
            .enumerate()
            .collect();
        for (repository, keys) in held {
            if keys.is_empty() {
                continue;
            }
            if chance.happens(500) {
                let mut entries = database.entries.borrow_mut();
                entries[repository].reapply = true;
                entries[repository].generation += 1;
            } else {
                for key in keys {
                    revoke(&database, repository, key, clock.now());
                }
            }
        }
    }
}

/// Somebody else's program: reads, thinks, writes its own statement and everybody else's as read.
pub(crate) async fn outsider(
    policies: Rc<Policies>,
    clock: VirtualTime,
    chance: Chance,
    repository: String,
    number: usize,
) {
    let sid = format!(r#""Sid":"Out{number}""#);
    while !policies.is_calm() {
        clock.sleep(chance.between(5_000, 240_000)).await;
        let mut all = statements(policies.current(&repository).as_deref());
        clock.sleep(chance.between(10, 1_500)).await;
        if policies.is_calm() {
            return;
        }
        all.retain(|text| !text.contains(&sid));
        if chance.happens(800) {
            let statement = format!(
                r#"{{ {sid}, "Effect":"Deny","Note":{} }}"#,
                chance.below(1_000)
            );
            let at = chance.below(all.len() as u64 + 1);
            all.insert(usize::try_from(at).unwrap(), statement);
        }
        policies.write_as_somebody_else(&repository, &all);
    }
}

/// Somebody with a console, who takes our statements away.
pub(crate) async fn person(
    policies: Rc<Policies>,
    clock: VirtualTime,
    chance: Chance,
    repository: String,
) {
    while !policies.is_calm() {
        clock.sleep(chance.between(60_000, 400_000)).await;
        if policies.is_calm() {
            return;
        }
        let mut all = statements(policies.current(&repository).as_deref());
        all.retain(|text| !is_ours(text));
        policies.write_as_somebody_else(&repository, &all);
    }
}

/// A process with a worker.
pub(crate) fn process(
    database: &Rc<Database>,
    policies: &Rc<Policies>,
    clock: VirtualTime,
    chance: &Chance,
    sabotage: Option<Sabotage>,
) -> JoinHandle<()> {
    let worker = Worker {
        book: Records(Rc::clone(database)),
        cloud: Calls::new(policies, sabotage),
        clock,
        random: chance.fork(),
        pace: Pace::default(),
        is_report_only: false,
    };
    let policies = Rc::clone(policies);
    let nap = Duration::from_millis(500 + chance.next() % 500);
    spawn_local(async move {
        loop {
            match worker.run_once().await {
                Ok(Some(_)) => {}
                Ok(None) if policies.is_calm() => clock.sleep(nap * 20).await,
                Ok(None) | Err(_) => clock.sleep(nap).await,
            }
        }
    })
}
