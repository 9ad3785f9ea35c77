//! Commands at random: few enough ids, names and people that they meet.

mod access;
mod accounts;
mod connections;
mod leases;
mod looks;
mod numbers;
mod registries;
mod repositories;
mod sign_in;
mod stories;
mod tools;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use wharfinger_core::account::AccountId;

use super::command::{Command, Made, Timed};
use crate::tests::{
    ADA, BOB, DAY, EVE, NOBODY, ROOT, id, key, new_account, new_tool, private, request_id, revision,
};
use crate::{
    Actor, Change, Idempotency, LinkPurpose, NewAccount, NewTool, OPERATOR, RequestId, Revision,
    Role, ToolId,
};

use leases::Leases;
use numbers::{LATEST, Numbers};

pub(super) use access::request_filters;
pub(super) use accounts::{NAMES, SUBJECTS, identity};
pub(super) use connections::CONNECTIONS;
pub(super) use registries::{REGISTRIES, registry_request_id};
pub(super) use repositories::REPOSITORIES;
pub(super) use tools::{PATHS, filters};

/// Tools, whose numbers are 0, 1, 2, ...
pub(super) const TOOLS: u32 = 5;
/// Access requests that commands try; more may be made.
pub(super) const REQUESTS: u32 = 10;
/// Secrets of a kind that commands try; more are made.
pub(super) const SECRETS: u32 = 5;
/// Notices that commands speak of; more come about.
const NOTICES: i64 = 30;
/// Everybody with an account, and somebody without.
pub(super) const PEOPLE: [AccountId; 6] = [ADA, BOB, EVE, ROOT, OPERATOR, NOBODY];
/// Most commands and stories that a sequence is made of.
const DRAWN_MAX: usize = 80;

/// A command, who gives it, and how many seconds after the one before.
pub(super) type Step = (Command, Actor, i64);

/// A sequence of commands, in time.
pub(super) fn sequences() -> impl Strategy<Value = Vec<Step>> {
    let begun = prop_oneof![9 => Just(prelude()), 1 => Just(Vec::new())];
    let told = prop_oneof![
        18 => commands().prop_map(|command| vec![command]).boxed(),
        2 => stories::stories().boxed(),
        1 => repositories::stories().boxed(),
        1 => looks::stories().boxed(),
    ];
    let drawn = vec((told, actors(), pauses()), 1..=DRAWN_MAX);
    (begun, drawn).prop_map(|(mut steps, drawn)| {
        for (commands, actor, pause) in drawn {
            let step = |command| {
                let actor = actor.unwrap_or_else(|| fitting(&command));
                (command, actor, pause)
            };
            steps.extend(commands.into_iter().map(step));
        }
        steps
    })
}

/// Who may give a command, the way [`prelude`] leaves things.
fn fitting(command: &Command) -> Actor {
    let account = match command {
        Command::MakeLink(_, LinkPurpose::SetPassword { .. })
        | Command::CreateAccount(_)
        | Command::RetryMail(_)
        | Command::AnswerRegistry(..)
        | Command::RemoveRegistry(_) => ROOT,
        // Who cannot be disabled.
        Command::ChangeAccount(..) => OPERATOR,
        Command::MakeLink(..) => return Actor::System,
        Command::SetPassword(owner, ..)
        | Command::SetEmail(owner, _)
        | Command::AskEmail(owner)
        | Command::LinkIdentity(owner, _)
        | Command::UnlinkIdentity(owner)
        | Command::EndSessions(owner, _)
        | Command::CreateToken(_, owner, _)
        | Command::RevokeToken(owner, _)
        | Command::RevokeTokens(owner)
        | Command::RedeemChallenge(_, owner, _)
        | Command::RemoveProof(owner, _) => *owner,
        Command::RequestAccess(_)
        | Command::HandOut(..)
        | Command::ChangeRequest(
            _,
            _,
            Change::Withdraw | Change::AskRenewal { .. } | Change::GiveBack { .. },
            _,
        ) => EVE,
        _ => ADA,
    };
    Actor::Account(account)
}

/// Three members, an administrator, a private tool with two maintainers, and one whose requests the
/// server carries out: without them, most of what is asked would not be there.
fn prelude() -> Vec<Step> {
    let member = |id, name| Command::CreateAccount(new_account(id, name));
    let root = NewAccount {
        role: Role::Administrator,
        ..new_account(ROOT, "root")
    };
    let tool = NewTool {
        registration: private(PATHS[0], Some("team@example.org")),
        ..new_tool(0, PATHS[0])
    };
    [
        (member(ADA, "ada"), OPERATOR),
        (member(BOB, "bob"), OPERATOR),
        (member(EVE, "eve"), OPERATOR),
        (Command::CreateAccount(root), OPERATOR),
        (Command::Register(tool), ADA),
        (Command::AddMaintainer(id(0), BOB), ADA),
    ]
    .into_iter()
    .chain(repositories::prelude().map(|command| (command, ADA)))
    .map(|(command, account)| (command, Actor::Account(account), 0))
    .collect()
}

/// Boxed, because a command that is drawn by value has the size of every other one beside it, and a
/// sequence of them does not fit on a thread's stack.
fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        5 => tools::commands().boxed(),
        5 => accounts::commands().boxed(),
        5 => sign_in::commands().boxed(),
        9 => access::commands().boxed(),
        3 => connections::commands().boxed(),
        2 => registries::commands().boxed(),
        2 => notices().boxed(),
        2 => looks::commands().boxed(),
        4 => repositories::commands().boxed(),
    ]
    .boxed()
}

/// With the seconds counted from the start, so that the clock never runs backwards, and what is made
/// numbered from `first`, so that it is made once.
pub(super) fn in_time(steps: Vec<Step>, first: u32) -> Vec<Timed> {
    let mut seconds = 0;
    let mut numbers = Numbers::from(first);
    let mut leases = Leases::default();
    let timed = |(mut command, actor, pause)| {
        seconds += pause;
        numbers.fill_in(&mut command);
        leases.fill_in(&mut command);
        let timed = Timed {
            command,
            actor,
            seconds,
        };
        leases.follow(&timed);
        timed
    };
    steps.into_iter().map(timed).collect()
}

/// Hours apart now and then, so that keys are forgotten, and days, so that requests lapse and
/// access ends.
fn pauses() -> impl Strategy<Value = i64> {
    prop_oneof![24 => 0..10_i64, 2 => 0..50_000_i64, 2 => 0..30 * DAY]
}

/// Mostly none: whoever fits the command.
fn actors() -> impl Strategy<Value = Option<Actor>> {
    let anybody = prop_oneof![9 => people().prop_map(Actor::Account), 1 => Just(Actor::System)];
    option::weighted(0.25, anybody)
}

/// Ada before others, so that commands meet.
fn people() -> impl Strategy<Value = AccountId> {
    prop_oneof![
        6 => Just(ADA),
        5 => select(vec![BOB, EVE]),
        2 => Just(ROOT),
        2 => Just(OPERATOR),
        1 => Just(NOBODY),
    ]
}

/// The tool that the prelude makes, or any.
fn tool_numbers() -> impl Strategy<Value = u32> {
    prop_oneof![3 => Just(0), 2 => 0..TOOLS]
}

fn tool_ids() -> impl Strategy<Value = ToolId> {
    tool_numbers().prop_map(id)
}

/// Mostly the latest, so that something comes of it.
fn numbers(most: u32) -> impl Strategy<Value = u32> {
    prop_oneof![3 => Just(LATEST), 2 => 0..most]
}

fn request_ids() -> impl Strategy<Value = RequestId> {
    numbers(REQUESTS).prop_map(request_id)
}

fn revisions() -> impl Strategy<Value = Revision> {
    select(vec![1, 1, 1, 2, 2, 3, 4]).prop_map(revision)
}

/// Mostly none, so that commands do something.
fn expected() -> impl Strategy<Value = Option<Revision>> {
    option::weighted(0.3, revisions())
}

fn keys() -> impl Strategy<Value = Option<Idempotency>> {
    let used = (select(vec!["k", "k'"]), 0..2_u8).prop_map(|(name, content)| key(name, content));
    option::weighted(0.4, used)
}

/// Addresses of which two differ in case only.
fn addresses() -> impl Strategy<Value = String> {
    let addresses = vec![
        "ada@example.org",
        "Ada@example.org",
        "bob@example.org",
        "team@example.org",
    ];
    select(addresses).prop_map(str::to_owned)
}

/// A secret to be made, which may be over soon.
fn made() -> impl Strategy<Value = Made> {
    let lasts = prop_oneof![2 => 1..60_i64, 3 => 1..100_000_i64];
    lasts.prop_map(|lasts| Made { number: 0, lasts })
}

fn notices() -> impl Strategy<Value = Command> {
    let id = || (1..NOTICES).prop_map(crate::NoticeId);
    let retry = option::of(0..600_i64);
    prop_oneof![
        2 => (people(), id()).prop_map(|(account, through)| Command::MarkRead(account, through)),
        4 => (0..300_i64, 0..5_u32).prop_map(|(until, limit)| Command::LeaseMail(until, limit)),
        2 => id().prop_map(Command::MailSent),
        2 => (id(), retry).prop_map(|(id, retry)| Command::MailFailed(id, retry)),
        1 => id().prop_map(Command::MailDropped),
        2 => id().prop_map(Command::RetryMail),
    ]
}
