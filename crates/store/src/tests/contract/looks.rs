//! What registries said about images, and when they are asked again.

use std::time::Duration;

use wharfinger_core::evidence::{Drift, Evidence, Unknown, Verdict};
use wharfinger_core::registration::{Registration, Stored};

use super::scenes::{disable, entries, people, register, told};
use crate::evidence::TAKEN_UP_AT_ONCE;
use crate::tests::{
    ADA, BOB, DAY, EVE, at, by, described, id, new_tool, revision, stored, system, wait,
};
use crate::{Action, Actor, By, Keeping, Looked, NoticeKind, OPERATOR, Store, Subject, ToolId};

contract! {
    the_newest_evidence_is_kept
    what_is_not_known_leaves_the_verdict_before
    older_evidence_and_that_of_another_image_is_passed_over
    a_change_is_written_down_and_told_once
    a_change_is_told_to_those_who_can_look
    a_tool_with_another_image_is_looked_at_anew
    other_words_about_a_tool_leave_its_evidence
    tools_without_evidence_are_due_the_oldest_first
    who_takes_a_look_has_it_until_then
    a_look_is_due_when_it_was_said
    failures_are_counted_in_a_row
    archived_tools_are_looked_at_when_they_are_back
    many_tools_are_taken_up_by_and_by
}

const PATH: &str = "quay.io/team/t1";
const TIMED_OUT: Verdict = Verdict::Unknown(Unknown::TimedOut);

/// An answer at that time.
pub(crate) fn evidence(verdict: Verdict, seconds: i64) -> Evidence {
    Evidence {
        verdict,
        by_login: verdict == Verdict::ExistsPrivate,
        at: at(seconds),
        asked: "HEAD https://quay.io/v2/team/t1/manifests/1".to_owned(),
        status: (verdict != TIMED_OUT).then_some(200),
        digest: (verdict == Verdict::ExistsPublic).then(|| "sha256:0".to_owned()),
        detail: String::new(),
    }
}

/// The operator's first tool, which Ada and Bob maintain as well.
fn scene(store: &dyn Store) {
    people(store);
    register(store, new_tool(1, PATH));
    for account in [ADA, BOB] {
        wait(store.add_maintainer(id(1), account, by(OPERATOR, 1))).unwrap();
    }
}

fn keep(store: &dyn Store, verdict: Verdict, by: By) -> Keeping {
    let micros = by.now.as_micros() - at(0).as_micros();
    let evidence = evidence(verdict, micros / 1_000_000);
    let next = by.now.later(Duration::from_mins(1));
    wait(store.keep_evidence(id(1), PATH.to_owned(), evidence, next, by)).unwrap()
}

fn looked(store: &dyn Store, tool: ToolId) -> Option<Looked> {
    let mut found = wait(store.evidence_of(&[tool])).unwrap();
    assert_eq!(found.damaged, []);
    found.found.pop()
}

/// The numbers of the tools that are taken then, for ten seconds.
fn taken(store: &dyn Store, seconds: i64, limit: u32) -> Vec<ToolId> {
    let leased = wait(store.lease_looks(at(seconds), at(seconds + 10), limit)).unwrap();
    assert_eq!(leased.damaged, []);
    leased.leased.into_iter().map(|look| look.tool.id).collect()
}

fn the_newest_evidence_is_kept(store: &dyn Store) {
    scene(store);
    assert_eq!(looked(store, id(1)), None);
    for (seconds, verdict) in [(5, Verdict::ExistsPrivate), (6, Verdict::ExistsPrivate)] {
        assert_eq!(keep(store, verdict, system(seconds)), Keeping::Kept(None));
    }
    let expected = Looked {
        tool: id(1),
        newest: evidence(Verdict::ExistsPrivate, 6),
        known: Some((Verdict::ExistsPrivate, at(6))),
    };
    assert_eq!(looked(store, id(1)), Some(expected));
    assert_eq!(wait(store.first_look_due()), Ok(Some(at(66))));
}

fn what_is_not_known_leaves_the_verdict_before(store: &dyn Store) {
    scene(store);
    keep(store, TIMED_OUT, system(4));
    assert_eq!(looked(store, id(1)).unwrap().known, None);
    keep(store, Verdict::ExistsPublic, system(5));
    assert_eq!(keep(store, TIMED_OUT, system(6)), Keeping::Kept(None));
    let looked = looked(store, id(1)).unwrap();
    assert_eq!(looked.newest, evidence(TIMED_OUT, 6));
    assert_eq!(looked.known, Some((Verdict::ExistsPublic, at(5))));
    let gone = keep(store, Verdict::Missing, system(7));
    assert_eq!(gone, Keeping::Kept(Some(Drift::Gone)), "since the verdict");
}

fn older_evidence_and_that_of_another_image_is_passed_over(store: &dyn Store) {
    scene(store);
    keep(store, Verdict::ExistsPublic, system(5));
    let before = (looked(store, id(1)), entries(store));
    assert_eq!(
        keep(store, Verdict::Missing, system(4)),
        Keeping::PassedOver
    );
    for (tool, image) in [(id(1), "quay.io/team/t1:2"), (id(2), PATH)] {
        let evidence = evidence(Verdict::Missing, 9);
        let kept = store.keep_evidence(tool, image.to_owned(), evidence, at(99), system(9));
        assert_eq!(wait(kept), Ok(Keeping::PassedOver), "{image}");
    }
    assert_eq!((looked(store, id(1)), entries(store)), before);
}

fn a_change_is_written_down_and_told_once(store: &dyn Store) {
    scene(store);
    let already = told(store, ADA);
    let mut expected = Vec::new();
    for (seconds, (verdict, change)) in (5..).zip([
        (Verdict::ExistsPublic, None),
        (
            Verdict::Unknown(Unknown::Hidden),
            Some((
                Action::ImageMadePrivate,
                NoticeKind::ImageMadePrivate(id(1)),
            )),
        ),
        (Verdict::ExistsPrivate, None),
        (
            Verdict::Missing,
            Some((Action::ImageGone, NoticeKind::ImageGone(id(1)))),
        ),
        (Verdict::Missing, None),
        (
            Verdict::ExistsPublic,
            Some((Action::ImageMadePublic, NoticeKind::ImageMadePublic(id(1)))),
        ),
    ]) {
        let before = entries(store).len();
        keep(store, verdict, system(seconds));
        let written = entries(store);
        assert_eq!(written.len() - before, usize::from(change.is_some()));
        if let Some((action, notice)) = change {
            let entry = written.last().unwrap();
            assert_eq!((entry.action, entry.actor), (action, Actor::System));
            assert_eq!(
                (entry.subject, entry.tool),
                (Subject::Tool(id(1)), Some(id(1)))
            );
            assert_eq!(entry.before, Some(entry.after), "the tool is as it was");
            expected.push(notice);
        }
    }
    assert_eq!(told(store, ADA)[already.len()..], expected);
}

fn a_change_is_told_to_those_who_can_look(store: &dyn Store) {
    scene(store);
    wait(store.add_maintainer(id(1), EVE, by(OPERATOR, 1))).unwrap();
    disable(store, EVE);
    keep(store, Verdict::ExistsPublic, system(5));
    // Who looks sees it.
    keep(store, Verdict::Missing, by(ADA, 6));
    let gone = NoticeKind::ImageGone(id(1));
    for (account, is_told) in [(OPERATOR, true), (ADA, false), (BOB, true), (EVE, false)] {
        assert_eq!(told(store, account).contains(&gone), is_told, "{account:?}");
    }
    assert_eq!(entries(store).pop().unwrap().actor, Actor::Account(ADA));
}

fn a_tool_with_another_image_is_looked_at_anew(store: &dyn Store) {
    scene(store);
    keep(store, Verdict::ExistsPublic, system(5));
    let other = Registration::restore(Stored {
        tag: Some("2".to_owned()),
        ..stored("quay.io", "team", "t1")
    })
    .unwrap();
    let image = other.image();
    wait(store.update_tool(id(1), revision(1), other, by(OPERATOR, 6))).unwrap();
    assert_eq!(looked(store, id(1)), None);
    assert_eq!(taken(store, 6, 9), [id(1)]);
    let kept = store.keep_evidence(
        id(1),
        image,
        evidence(Verdict::Missing, 7),
        at(DAY),
        system(7),
    );
    assert_eq!(wait(kept), Ok(Keeping::Kept(None)), "it was another image");
}

fn other_words_about_a_tool_leave_its_evidence(store: &dyn Store) {
    scene(store);
    keep(store, Verdict::ExistsPublic, system(5));
    let before = looked(store, id(1));
    let words = described(PATH, Some("Sorts."));
    wait(store.update_tool(id(1), revision(1), words, by(OPERATOR, 6))).unwrap();
    assert_eq!(looked(store, id(1)), before);
    assert!(taken(store, 7, 9).is_empty());
}

fn tools_without_evidence_are_due_the_oldest_first(store: &dyn Store) {
    assert_eq!(wait(store.first_look_due()), Ok(None));
    assert!(taken(store, 0, 9).is_empty());
    for number in 1..=3 {
        register(store, new_tool(number, &format!("quay.io/team/t{number}")));
    }
    assert_eq!(taken(store, 5, 2), [id(1), id(2)]);
    assert_eq!(taken(store, 5, 2), [id(3)]);
}

fn who_takes_a_look_has_it_until_then(store: &dyn Store) {
    scene(store);
    assert_eq!(taken(store, 5, 9), [id(1)]);
    assert!(taken(store, 14, 9).is_empty());
    assert_eq!(
        taken(store, 15, 9),
        [id(1)],
        "whoever took it may have died"
    );
}

fn a_look_is_due_when_it_was_said(store: &dyn Store) {
    scene(store);
    register(store, new_tool(2, "quay.io/team/t2"));
    let kept = |number, due| {
        let image = format!("quay.io/team/t{number}");
        let evidence = evidence(Verdict::ExistsPublic, 5);
        let kept = store.keep_evidence(id(number), image, evidence, at(due), system(5));
        wait(kept).unwrap();
    };
    kept(1, 30);
    kept(2, 20);
    assert!(taken(store, 19, 9).is_empty());
    assert_eq!(taken(store, 40, 9), [id(2), id(1)], "who waits longest");
}

fn failures_are_counted_in_a_row(store: &dyn Store) {
    scene(store);
    let failures = |seconds| {
        let leased = wait(store.lease_looks(at(seconds), at(seconds), 9)).unwrap();
        leased.leased[0].failures
    };
    assert_eq!(failures(1), 0);
    keep(store, TIMED_OUT, system(100));
    keep(store, TIMED_OUT, system(200));
    assert_eq!(failures(300), 2);
    keep(store, Verdict::Unknown(Unknown::Hidden), system(400));
    assert_eq!(failures(500), 0);
}

fn archived_tools_are_looked_at_when_they_are_back(store: &dyn Store) {
    scene(store);
    wait(store.archive_tool(id(1), None, by(OPERATOR, 4))).unwrap();
    assert!(taken(store, 5, 9).is_empty());
    assert_eq!(wait(store.first_look_due()), Ok(None));
    wait(store.unarchive_tool(id(1), None, by(OPERATOR, 6))).unwrap();
    assert_eq!(taken(store, 6, 9), [id(1)]);
}

fn many_tools_are_taken_up_by_and_by(store: &dyn Store) {
    let many = TAKEN_UP_AT_ONCE + 1;
    for number in 1..=many {
        register(store, new_tool(number, &format!("quay.io/team/t{number}")));
    }
    assert_eq!(taken(store, 5, many).len(), TAKEN_UP_AT_ONCE as usize);
    assert_eq!(taken(store, 5, many), [id(many)]);
}
