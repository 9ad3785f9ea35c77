//! Statements of others that a policy had and has no more, and putting them back.

use wharfinger_core::grants::RepositoryId;
use wharfinger_core::policy::{Document, Installation, Mend};
use wharfinger_store::{
    By, Failure, MendError, PAGE_TOOLS_MAX, Page, Snapshot, SnapshotKind, Timestamp,
};

use crate::problem::Problem;
use crate::state::State;

/// Said where somebody else was quicker, or the list is an old one.
const NOT_LOST: &str = "this statement is not among those that are gone; load the list again";

/// Who may have one put back.
const NOT_OWNER: &str = "only whoever connected the AWS account of this repository, or an administrator, \
    can have a statement of others put back";

/// A statement of somebody else's that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LostStatement {
    /// In which snapshot it stood last.
    pub(crate) snapshot: u64,
    /// Its place among the statements of others there, counted from 0.
    pub(crate) place: usize,
    /// When it was read there.
    pub(crate) seen_at: Timestamp,
    /// When it was first not there any more.
    pub(crate) gone_at: Timestamp,
    /// The text.
    pub(crate) text: String,
}

/// What is gone, as far as the newest hundred snapshots tell: those of some thirty writes, or years of an
/// ordinary repository. Without an installation nobody knows what is ours.
pub(crate) async fn lost(state: &State, id: RepositoryId) -> Result<Vec<LostStatement>, Failure> {
    let Some(grants) = &state.grants else {
        return Ok(Vec::new());
    };
    let page = Page::first(PAGE_TOOLS_MAX);
    let snapshots = state.store.snapshots(id, page).await?.snapshots;
    Ok(lost_in(&snapshots, &grants.terms().installation))
}

/// The one of them that stood in that snapshot at that place, counted from 0.
pub(crate) async fn lost_at(
    state: &State,
    id: RepositoryId,
    (snapshot, place): (u64, usize),
) -> Result<LostStatement, Problem> {
    let mut lost = lost(state, id).await?.into_iter();
    let is_meant = |lost: &LostStatement| (lost.snapshot, lost.place) == (snapshot, place);
    let lost = lost.find(is_meant);
    lost.ok_or_else(|| Problem::NotRestorable(NOT_LOST.to_owned()))
}

/// Has a statement put back that is gone.
pub(crate) async fn restore(
    state: &State,
    id: RepositoryId,
    meant: (u64, usize),
    by: By,
) -> Result<(), Problem> {
    let lost = lost_at(state, id, meant).await?;
    match state.store.mend(id, Mend::PutBack(lost.text), by).await {
        Ok(()) => {
            state.wake();
            Ok(())
        }
        Err(MendError::NotFound) => Err(Problem::NoSuchRepository),
        Err(MendError::NotOwner) => Err(Problem::Forbidden(NOT_OWNER)),
        Err(error @ (MendError::Disconnected | MendError::TooMany)) => {
            Err(Problem::NotRestorable(error.to_string()))
        }
        Err(MendError::Failure(failure)) => Err(failure.into()),
    }
}

/// The newest snapshot comes first. What was only meant to be written was not there.
fn lost_in(snapshots: &[Snapshot], installation: &Installation) -> Vec<LostStatement> {
    let mut read = snapshots
        .iter()
        .filter(|snapshot| snapshot.kind != SnapshotKind::Intent);
    let Some(newest) = read.next() else {
        return Vec::new();
    };
    let Some(now) = document(newest, installation) else {
        return Vec::new();
    };
    let earlier = read.filter_map(|one| Some((one, document(one, installation)?)));
    let (snapshots, documents): (Vec<&Snapshot>, Vec<_>) = earlier.unzip();
    let lost = now.lost(&documents).into_iter();
    lost.filter_map(|lost| {
        let snapshot = snapshots.get(lost.policy)?;
        let newer = lost.policy.checked_sub(1);
        let newer = newer.map_or(Some(&newest), |newer| snapshots.get(newer))?;
        Some(LostStatement {
            snapshot: snapshot.number,
            place: lost.place,
            seen_at: snapshot.at,
            gone_at: newer.at,
            text: lost.statement,
        })
    })
    .collect()
}

fn document<'s>(snapshot: &'s Snapshot, installation: &'s Installation) -> Option<Document<'s>> {
    match &snapshot.text {
        Some(text) => Document::read(text, installation).ok(),
        None => Some(Document::none(installation)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(number: u64, kind: SnapshotKind, statements: Option<&str>) -> Snapshot {
        Snapshot {
            number,
            at: Timestamp::from_micros(number.cast_signed()),
            kind,
            text: statements.map(|text| format!(r#"{{"Statement":[{text}]}}"#)),
        }
    }

    fn found(snapshots: &[Snapshot]) -> Vec<(u64, usize)> {
        let installation = Installation::new("0a1b2c3d").unwrap();
        let lost = lost_in(snapshots, &installation).into_iter();
        lost.map(|lost| (lost.snapshot, lost.place)).collect()
    }

    #[test]
    fn what_was_read_counts_and_what_was_meant_does_not() {
        let lambda = r#"{"Sid":"Lambda"}"#;
        let both = format!(r#"{{"Sid":"Build"}},{lambda}"#);
        let snapshots = [
            snapshot(5, SnapshotKind::Intent, Some(r#"{"Sid":"Meant"}"#)),
            snapshot(4, SnapshotKind::Seen, Some(r#"{"Sid":"Build"}"#)),
            snapshot(3, SnapshotKind::Intent, Some(r#"{"Sid":"Meant"}"#)),
            snapshot(2, SnapshotKind::Before, Some(&both)),
            snapshot(1, SnapshotKind::Before, Some(lambda)),
        ];
        assert_eq!(found(&snapshots), [(2, 1)]);
        assert_eq!(found(&snapshots[3..]), []);
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn it_is_gone_since_the_look_behind_the_one_that_saw_it_last() {
        let [lambda, build] = [r#"{"Sid":"Lambda"}"#, r#"{"Sid":"Build"}"#];
        let snapshots = [
            snapshot(6, SnapshotKind::Seen, None),
            snapshot(5, SnapshotKind::Intent, None),
            snapshot(4, SnapshotKind::Seen, Some(build)),
            snapshot(2, SnapshotKind::Seen, Some(lambda)),
        ];
        let installation = Installation::new("0a1b2c3d").unwrap();
        let lost = lost_in(&snapshots, &installation).into_iter();
        let gone: Vec<_> = lost
            .map(|lost| (lost.snapshot, lost.gone_at.as_micros()))
            .collect();
        assert_eq!(gone, [(4, 6), (2, 4)]);
    }

    #[test]
    fn a_policy_that_was_deleted_lost_everything_and_an_unreadable_one_says_nothing() {
        let was = snapshot(1, SnapshotKind::Seen, Some(r#"{"Sid":"Lambda"}"#));
        let gone = snapshot(2, SnapshotKind::Seen, None);
        assert_eq!(found(&[gone, was.clone()]), [(1, 0)]);
        let unreadable = snapshot(2, SnapshotKind::Seen, Some("{"));
        assert_eq!(found(&[unreadable, was]), []);
    }
}
