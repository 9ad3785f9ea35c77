//! Which of somebody's grants on a registry one password is for.
//!
//! A password is fetched as the role of one connection, and its session names so many repositories as fit.
//! Docker asks for a registry and does not say what it is about to pull, so that without a word about it the
//! newest grant decides: it is what somebody has waited for.

use wharfinger_core::grants::Repository;
use wharfinger_ecr::Amazon;
use wharfinger_store::{Connection, PullGrant, Pullable, RequestId};

/// What one password is to open.
#[derive(Debug)]
pub(super) struct Choice {
    /// As whom it is fetched.
    pub(super) connection: Connection,
    /// The grants that it is for.
    pub(super) requests: Vec<RequestId>,
    /// Their repositories.
    pub(super) repositories: Vec<Repository>,
    /// The others of the registry that there are grants on.
    pub(super) left_out: Vec<Repository>,
}

/// The grants whose owner hands out passwords now, and the others.
pub(super) fn sorted(pullable: Vec<Pullable>) -> (Vec<Pullable>, Vec<Pullable>) {
    let all = pullable.into_iter();
    all.partition(|one| one.connection.hands_out())
}

/// What can be had without a word about a repository, the best first.
pub(super) fn choices(pullable: &[Pullable]) -> impl Iterator<Item = Choice> {
    (0..pullable.len()).map(move |chosen| choice(pullable, chosen))
}

/// What can be had that opens the repository of that name.
pub(super) fn choice_of(mut pullable: Vec<Pullable>, name: &str) -> Option<Choice> {
    let mut connections = pullable.iter_mut().enumerate();
    let chosen = connections.find_map(|(chosen, one)| {
        let mut grants = one.grants.iter();
        let named = grants.position(|grant| grant.place.name == name)?;
        // The first ones fit into a session.
        one.grants[..=named].rotate_right(1);
        Some(chosen)
    });
    Some(choice(&pullable, chosen?))
}

fn choice(pullable: &[Pullable], chosen: usize) -> Choice {
    let one = &pullable[chosen];
    let mut repositories = places(&one.grants);
    let fitting = Amazon::pulled_at_once(&repositories);
    let mut left_out = repositories.split_off(fitting);
    let others = pullable.iter().enumerate();
    let others = others.filter(|(other, _)| *other != chosen);
    left_out.extend(others.flat_map(|(_, other)| places(&other.grants)));
    let grants = one.grants.iter().take(fitting);
    Choice {
        connection: one.connection.clone(),
        requests: grants.map(|grant| grant.request).collect(),
        repositories,
        left_out,
    }
}

fn places(grants: &[PullGrant]) -> Vec<Repository> {
    grants.iter().map(|grant| grant.place.clone()).collect()
}
