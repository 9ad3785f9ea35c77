//! Commands of workers, which find whatever they find in a repository's policy, and of those who ask
//! them to look.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use wharfinger_core::access::{GrantDays, Reason};
use wharfinger_core::grants::{
    Failed, Failure as PassFailure, Findings, Lease, Mended, RepositoryId,
};
use wharfinger_core::policy::Mend;

use super::super::command::{Command, Used};
use super::access::principals;
use super::{LATEST, request_ids};
use crate::tests::contract::ecr;
use crate::tests::contract::keeping::nothing_found;
use crate::tests::{connection_id, id, new_tool, private, repository_id, request_id, revision};
use crate::{Change, Choices, NewRequest, NewTool, Observed, RequestId, Timestamp};

/// The tool whose requests are carried out by the server, and its repository's number.
pub(super) const AUTOMATED: u32 = 4;

/// The name of its repository, which no other tool has.
const NAME: &str = "c/d";

/// Repositories that commands speak of.
pub(in super::super) const REPOSITORIES: [u32; 2] = [AUTOMATED, AUTOMATED + 1];

/// A tool whose requests are carried out by the server.
pub(super) fn prelude() -> [Command; 4] {
    let path = ecr::path(NAME);
    let tool = NewTool {
        registration: private(&path, None),
        ..new_tool(AUTOMATED, &path)
    };
    [
        Command::Register(tool),
        Command::Connect(ecr::new_connection(0)),
        Command::NoteCheck(connection_id(0), revision(1), true),
        Command::Automate(ecr::new_automation(AUTOMATED, 0, NAME)),
    ]
}

/// Most of them long enough that what follows finds the lease.
fn lengths() -> impl Strategy<Value = i64> {
    prop_oneof![1 => 0..20_i64, 3 => Just(60_i64)]
}

pub(super) fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => lengths().prop_map(Command::LeaseRepository),
        2 => (leases(), select(vec!["a", "b"]), lengths())
            .prop_map(|(used, managed, length)| Command::IntendWrite(used, managed, length)),
        4 => (leases(), findings())
            .prop_map(|(used, findings)| Command::Settle(used, Box::new(findings))),
        2 => (leases(), failures(), 0..90_u64)
            .prop_map(|(used, failed, wait)| Command::Fail(used, failed, wait)),
        1 => repositories().prop_map(Command::Reapply),
        1 => (repositories(), mends()).prop_map(|(id, mend)| Command::Mend(id, mend)),
        1 => repositories().prop_map(Command::LookNow),
    ]
}

/// Most of them with nothing that was seen all the same.
fn failures() -> impl Strategy<Value = Failed<RequestId>> {
    let failures = select(vec![
        PassFailure::Unknown,
        PassFailure::Throttled,
        PassFailure::Denied {
            message: "not\0authorized".to_owned(),
        },
    ]);
    let few = || prop_oneof![2 => Just(Vec::new()), 1 => vec(request_ids(), 1..3)];
    let seen = (failures, few(), few(), mended());
    seen.prop_map(|(failure, absent, vanished, mended)| Failed {
        failure,
        absent,
        vanished,
        mended,
    })
}

fn repositories() -> impl Strategy<Value = RepositoryId> {
    prop_oneof![4 => Just(AUTOMATED), 1 => Just(AUTOMATED + 1)].prop_map(repository_id)
}

/// Few enough that one is asked for twice.
fn mends() -> impl Strategy<Value = Mend> {
    let statement = |sid: &str| format!("{{\"Sid\":\"{sid}\"}}");
    select(vec![
        Mend::PutBack(statement("a")),
        Mend::TakeOut(statement("b")),
        Mend::Replace {
            old: statement("b"),
            new: statement("a"),
        },
    ])
}

/// What came of mends that wait, are over, never were, or were found to be needed.
fn mended() -> impl Strategy<Value = Vec<Mended>> {
    let refusals = select(vec![None, Some("not\0taken".to_owned())]);
    let mended = (option::of(1..4_u64), mends(), refusals);
    let mended = mended.prop_map(|(number, mend, refusal)| Mended {
        number,
        mend,
        refusal,
    });
    vec(mended, 0..3)
}

/// Mostly the last one.
fn leases() -> impl Strategy<Value = Used> {
    prop_oneof![4 => Just(0_usize), 1 => 1..3_usize].prop_map(used)
}

/// Until it is known which one that is, it is of no repository.
fn used(back: usize) -> Used {
    Used {
        back,
        lease: Lease {
            repository: RepositoryId([0; 16]),
            fence: 0,
            until: Timestamp::MIN,
        },
    }
}

/// Whatever a pass could find, and more than that: one grant in several ways, and those of others.
fn findings() -> impl Strategy<Value = Findings<RequestId>> {
    let ways = select(Observed::ALL.to_vec());
    let found = vec((request_ids(), ways), 0..4);
    let ours = select(vec!["", "a", "b"]);
    (found, ours, any::<bool>(), 0..2_u32, mended()).prop_map(
        |(found, ours, is_changed, writes, mended)| {
            let mut findings = Findings {
                text: (!ours.is_empty()).then(|| format!("policy {ours}")),
                managed: ours.to_owned(),
                foreign: if is_changed { "theirs" } else { "" }.to_owned(),
                foreign_changed: is_changed,
                writes,
                mended,
                unexpected: vec![ours.to_owned(); usize::from(is_changed && !ours.is_empty())],
                ..nothing_found()
            };
            for (request, observed) in found {
                if let Some(list) = list(&mut findings, observed) {
                    list.push(request);
                }
            }
            findings
        },
    )
}

fn list(findings: &mut Findings<RequestId>, observed: Observed) -> Option<&mut Vec<RequestId>> {
    Some(match observed {
        Observed::Nothing => return None,
        Observed::Present => &mut findings.present,
        Observed::Absent => &mut findings.absent,
        Observed::Refused => &mut findings.refused,
        Observed::Unresolved => &mut findings.unresolved,
        Observed::Vanished => &mut findings.vanished,
        Observed::LeftOut => &mut findings.left_out,
        Observed::Shorter => &mut findings.shorter,
    })
}

/// Access that a worker gives, that is pulled with, loses sight of, and takes away.
pub(super) fn stories() -> impl Strategy<Value = Vec<Command>> {
    (principals(), 1..=14_usize).prop_map(|(principal, length)| {
        let latest = request_id(LATEST);
        let reason = || Reason::new("as agreed").unwrap();
        let request = Command::RequestAccess(NewRequest {
            id: latest,
            tool: id(AUTOMATED),
            principal,
            reason: reason(),
            idempotency: None,
        });
        let change = |change| Command::ChangeRequest(latest, None, change, None);
        let approve = Change::Approve {
            days: GrantDays::new(20).unwrap(),
            note: None,
        };
        let revoke = Change::Revoke { reason: reason() };
        let settle = |observed| {
            let mut findings = nothing_found();
            list(&mut findings, observed)
                .expect("it is found somehow")
                .push(latest);
            Command::Settle(used(0), Box::new(findings))
        };
        let lease = || Command::LeaseRepository(60);
        let look = || Command::LookNow(repository_id(AUTOMATED));
        let connection = connection_id(0);
        let mut story = vec![
            Command::Choose(connection, revision(2), Choices::pull_passwords(true)),
            request,
            change(approve),
            lease(),
            settle(Observed::Present),
            Command::HandOut(connection, latest),
            look(),
            lease(),
            settle(Observed::Vanished),
            Command::Reapply(repository_id(AUTOMATED)),
            change(revoke),
            lease(),
            settle(Observed::Absent),
            lease(),
        ];
        story.truncate(length);
        story
    })
}
