//! What holds for every sequence of commands, whatever the store.

use std::collections::{BTreeMap, BTreeSet};
use std::task::{Context, Poll, Waker};

use super::command::{Command, Outcome, Timed};
use super::compare::{Reading, all_accounts, all_requests, all_tools};
use super::draw::{SECRETS, Step, in_time};
use crate::tests::contract::scenes::entries;
use crate::tests::wait;
use crate::{
    Action, AuditHash, AuditVerdict, Model, OPERATOR, PAGE_TOOLS_MAX, RequestFilter, Revision,
    Store, Subject, Tool, ToolFilter, ToolId,
};

/// Commands between two comparisons of everything. Over PostgreSQL one has as many round trips as some
/// thirty commands, and they are what a long run spends its time on.
const READ_AFTER: usize = 32;

/// One command after the other, each at the next of some stores that share what they hold, and
/// reads in between: what one has answered, every other one knows.
pub(super) fn one_by_one(stores: &[&dyn Store], sequence: Vec<Step>, reading: &Reading) {
    let model = Model::new();
    let mut now = 0;
    let turns = stores.iter().cycle();
    for ((number, timed), store) in in_time(sequence, 0).iter().enumerate().zip(turns) {
        now = timed.seconds;
        let outcome = wait(timed.ask(*store));
        assert_agrees(&model, timed, &outcome);
        if number % READ_AFTER == READ_AFTER - 1 {
            let other = stores[(number / READ_AFTER) % stores.len()];
            reading.assert_same(&model, other, now);
        }
    }
    // Any of them will do: no server remembers what it has written.
    reading.assert_same(&model, stores[0], now);
}

/// All commands at once, so that the writer takes many into one commit: in the order in which they
/// were asked, each sees those before it and none is hurt by a rejected neighbour.
///
/// Who reads first knows of what was answered before, and comes behind what was asked after. So it is asked
/// alone.
pub(super) fn all_at_once(store: &dyn Store, sequence: Vec<Step>, reading: &Reading) {
    let model = Model::new();
    let sequence = in_time(sequence, 0);
    for commands in sequence.chunk_by(|one, next| !is_read_first(one) && !is_read_first(next)) {
        batch(store, &model, commands);
    }
    let now = sequence.last().map_or(0, |timed| timed.seconds);
    reading.assert_same(&model, store, now);
}

/// Whether it is read first if something is due, and written when that is known.
pub(super) fn is_read_first(timed: &Timed) -> bool {
    matches!(
        timed.command,
        Command::LeaseRepository(_) | Command::LeaseLooks(..)
    )
}

fn batch(store: &dyn Store, model: &Model, commands: &[Timed]) {
    let mut asked: Vec<_> = commands.iter().map(|timed| timed.ask(store)).collect();
    let mut context = Context::from_waker(Waker::noop());
    let early: Vec<_> = asked
        .iter_mut()
        .map(|answer| answer.as_mut().poll(&mut context))
        .collect();
    for ((timed, answer), early) in commands.iter().zip(asked).zip(early) {
        let outcome = match early {
            Poll::Ready(outcome) => outcome,
            Poll::Pending => wait(answer),
        };
        assert_agrees(model, timed, &outcome);
    }
}

/// That the model, which comes to the command now, answers it the same.
fn assert_agrees(model: &Model, timed: &Timed, outcome: &Outcome) {
    let expected = wait(timed.ask(model));
    assert_eq!(*outcome, expected, "{timed:?}");
}

/// Commands from several threads, at the next of some stores each: whatever the order, the answers
/// fit one.
pub(super) fn side_by_side(stores: &[&dyn Store], sequences: Vec<Vec<Step>>) {
    let written: Vec<Tool> = std::thread::scope(|scope| {
        let threads: Vec<_> = sequences
            .into_iter()
            .zip((0..).step_by(SECRETS as usize))
            .zip(stores.iter().cycle())
            .map(|((sequence, first), store)| {
                scope.spawn(move || written(*store, &in_time(sequence, first)))
            })
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap());
        joined.flatten().collect()
    });
    for store in stores {
        assert_last_of(&written, *store);
        assert_one_log(*store);
        assert_one_live_request(*store);
    }
}

/// The tools that the commands of one thread wrote. Answers that may not have written are left out.
fn written(store: &dyn Store, sequence: &[Timed]) -> Vec<Tool> {
    let write = |timed: &Timed| {
        let by = timed.by();
        // The revision tells whether it changed anything: it is the one expected, plus one.
        let changed = |expected: Revision| move |tool: &Tool| tool.revision == expected.next();
        match timed.command.clone() {
            Command::Register(new) => {
                let registered = wait(store.register_tool(new, by)).ok()?;
                (!registered.replayed).then_some(registered.tool)
            }
            Command::Update(id, expected, registration) => {
                wait(store.update_tool(id, expected, registration, by)).ok()
            }
            Command::Archive(id, Some(expected)) => {
                let archived = wait(store.archive_tool(id, Some(expected), by)).ok();
                archived.filter(changed(expected))
            }
            Command::Unarchive(id, Some(expected)) => {
                let unarchived = wait(store.unarchive_tool(id, Some(expected), by)).ok();
                unarchived.filter(changed(expected))
            }
            Command::WriteDescriptor(id, expected, key, text) => {
                let written = wait(store.write_descriptor(id, expected, key, text, by)).ok();
                written.filter(changed(expected))
            }
            Command::RemoveDescriptor(id, expected, key) => {
                wait(store.remove_descriptor(id, expected, key, by)).ok()
            }
            // Without an expected revision, nothing tells whether it wrote.
            Command::Archive(_, None) | Command::Unarchive(_, None) => None,
            _ => {
                wait(timed.ask(store));
                None
            }
        }
    };
    sequence.iter().filter_map(write).collect()
}

/// Every revision of a tool was given out once, to one writer, and the last one is what is stored.
fn assert_last_of(written: &[Tool], store: &dyn Store) {
    let mut tools: BTreeMap<ToolId, BTreeMap<Revision, &Tool>> = BTreeMap::new();
    let mut paths = BTreeSet::new();
    for tool in written {
        if tool.revision == Revision::FIRST {
            let path = tool.registration.tool_path().as_str();
            assert!(paths.insert(path), "registered twice: {tool:?}");
        }
        let revisions = tools.entry(tool.id).or_default();
        let twice = revisions.insert(tool.revision, tool);
        assert_eq!(twice, None, "one revision for two writes");
    }
    for (id, revisions) in &tools {
        let (last, tool) = revisions.last_key_value().unwrap();
        assert_eq!(
            revisions.len(),
            last.get() as usize,
            "a revision nobody wrote"
        );
        assert_eq!(wait(store.tool(*id)).unwrap().as_ref(), Some(*tool));
    }
    assert_eq!(wait(store.counts()).unwrap().tools, tools.len() as u64);
}

/// The log is one chain, and has an entry for every revision of everything.
fn assert_one_log(store: &dyn Store) {
    let entries = entries(store);
    let verdict = wait(store.verify_audit()).unwrap();
    let whole = AuditVerdict::Whole {
        entries: entries.len() as u64,
        head: entries.last().map_or(AuditHash::START, |entry| entry.hash),
    };
    assert_eq!(verdict, whole);
    let mut revisions: BTreeMap<Subject, u32> = BTreeMap::new();
    for entry in &entries {
        let is_about_others = matches!(
            entry.action,
            Action::MaintainerAdded
                | Action::MaintainerRemoved
                | Action::ContactVerified
                | Action::ImageGone
                | Action::ImageMadePublic
                | Action::ImageMadePrivate
                | Action::PasswordLinkMade
                | Action::SessionsEnded
                | Action::DamagedTokensRevoked
                | Action::PrincipalProven
                | Action::DeviceApproved
                | Action::DeviceDenied
                | Action::ProofRemoved
                | Action::MailRetried
                | Action::AccessHeld
                | Action::PullPasswordHandedOut
                | Action::RepositoryReapplied
                | Action::StatementMended
                | Action::StatementHealed
                | Action::RegistryRequested
                | Action::RegistrySupported
                | Action::RegistrySupportEnded
                | Action::RegistryAccepted
                | Action::RegistryDeclined
                | Action::RegistryAdded
                | Action::RegistryRemoved
        );
        *revisions.entry(entry.subject).or_default() += u32::from(!is_about_others);
    }
    let noted = |subject| revisions.get(&subject).copied().unwrap_or_default();
    let every_tool = ToolFilter {
        include_archived: true,
        ..ToolFilter::default()
    };
    for tool in all_tools(store, &every_tool, PAGE_TOOLS_MAX) {
        assert_eq!(noted(Subject::Tool(tool.id)), tool.revision.get());
        assert_ne!(wait(store.maintainers(tool.id)), Ok(vec![]));
    }
    for request in all_requests(store, &RequestFilter::default(), PAGE_TOOLS_MAX) {
        assert_eq!(noted(Subject::Request(request.id)), request.revision.get());
    }
    for account in all_accounts(store, PAGE_TOOLS_MAX) {
        // No entry makes the operator, and what is about it only leaves it as it is.
        let unmade = u32::from(account.id == OPERATOR);
        let expected = account.revision.get() - unmade;
        assert_eq!(noted(Subject::Account(account.id)), expected);
    }
}

/// Of one tool and principal, one request is live.
fn assert_one_live_request(store: &dyn Store) {
    let mut live = BTreeSet::new();
    for request in all_requests(store, &RequestFilter::default(), PAGE_TOOLS_MAX) {
        if request.request.is_live() {
            assert!(
                live.insert((request.tool, request.principal)),
                "{:?}",
                request.id
            );
        }
    }
}
