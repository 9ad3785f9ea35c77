//! Lists of repositories and grants, and what all of them together look like.

use wharfinger_core::grants::Failure as PassFailure;
use wharfinger_core::policy::Installation;

use super::ecr::{automated, new_automation, proven, tool_in};
use super::keeping::{
    approve, fail, first, granted, keys, lease, look, nothing_found, present, revoke,
};
use super::scenes::new_request;
use crate::tests::{ADA, BOB, at, by, connection_id, id, repository_id, request_id, wait};
use crate::{Backlog, Found, NewRequest, Page, RepositoryFilter, Store, StoredRepository};

contract! {
    an_installation_is_remembered
    repositories_are_listed_newest_first
    ailing_repositories_are_found
    grants_are_listed_until_they_are_over
    grants_are_found_by_their_requests
    a_backlog_says_what_waits
}

fn an_installation_is_remembered(store: &dyn Store) {
    let [first, second] = ["0a1b2c3d", "zzzzzzzz"].map(|id| Installation::new(id).unwrap());
    assert_eq!(wait(store.installation(first.clone())), Ok(first.clone()));
    assert_eq!(wait(store.installation(second)), Ok(first));
}

/// Bob's tool in a repository of his own account, with a grant to Ada.
fn of_bob(store: &dyn Store) {
    proven(store, 2, BOB);
    tool_in(store, 2, "bobs", BOB);
    wait(store.automate(new_automation(2, 2, "bobs"), by(BOB, 2))).unwrap();
    let request = NewRequest {
        tool: id(2),
        ..new_request(2, "for-ada")
    };
    wait(store.request_access(request, by(ADA, 2))).unwrap();
    let change = super::scenes::approval(30);
    wait(store.change_request(request_id(2), None, change, None, by(BOB, 3))).unwrap();
}

fn listed(store: &dyn Store, filter: RepositoryFilter) -> Vec<StoredRepository> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = wait(store.list_repositories(filter, Page::new(after, 1))).unwrap();
        assert!(page.repositories.len() <= 1);
        all.extend(page.repositories);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

fn ids(listed: &[StoredRepository]) -> Vec<[u8; 16]> {
    listed.iter().map(|repository| repository.id.0).collect()
}

fn repositories_are_listed_newest_first(store: &dyn Store) {
    assert_eq!(listed(store, RepositoryFilter::default()), []);
    automated(store);
    of_bob(store);
    let all = listed(store, RepositoryFilter::default());
    assert_eq!(ids(&all), [2, 1].map(|number| repository_id(number).0));
    for repository in all {
        let one = wait(store.repository(repository.id)).unwrap();
        assert_eq!(one, Some(repository));
    }
    let of_ada = RepositoryFilter {
        connection: Some(connection_id(1)),
        ..RepositoryFilter::default()
    };
    assert_eq!(ids(&listed(store, of_ada)), [first().0]);
    assert_eq!(wait(store.repository(repository_id(9))), Ok(None));
}

fn ailing_repositories_are_found(store: &dyn Store) {
    automated(store);
    of_bob(store);
    granted(store, 1);
    let ailing = RepositoryFilter {
        is_ailing: true,
        ..RepositoryFilter::default()
    };
    assert_eq!(listed(store, ailing), []);
    // Both are due since the same moment; the lesser id comes first.
    let troubled = lease(store, 3).lease;
    assert_eq!(troubled.repository, first());
    assert!(fail(store, troubled, PassFailure::Throttled, 900, 3));
    let mut findings = nothing_found();
    findings.refused = keys(&[2]);
    look(store, findings, 3);
    let both = [2, 1].map(|number| repository_id(number).0);
    assert_eq!(ids(&listed(store, ailing)), both);
    let of_ada = RepositoryFilter {
        connection: Some(connection_id(1)),
        is_ailing: true,
    };
    assert_eq!(ids(&listed(store, of_ada)), both[1..]);
    look(store, present(&[1]), 903);
    assert_eq!(ids(&listed(store, ailing)), both[..1]);
}

fn grants_are_listed_until_they_are_over(store: &dyn Store) {
    automated(store);
    for number in [2, 1, 3] {
        granted(store, number);
    }
    look(store, present(&[1, 2, 3]), 4);
    revoke(store, 2, 5);
    let requests = |store: &dyn Store| {
        let grants = wait(store.repository_grants(first())).unwrap();
        let requests: Vec<_> = grants.into_iter().map(|grant| grant.request).collect();
        requests
    };
    assert_eq!(requests(store), keys(&[2, 1, 3]));
    let mut findings = present(&[1, 3]);
    findings.absent = keys(&[2]);
    look(store, findings, 6);
    assert_eq!(requests(store), keys(&[1, 3]));
    assert!(
        wait(store.repository_grant(request_id(2)))
            .unwrap()
            .is_some()
    );
    assert_eq!(wait(store.repository_grants(repository_id(9))), Ok(vec![]));
}

fn grants_are_found_by_their_requests(store: &dyn Store) {
    automated(store);
    // More than one statement asks for, and one that nobody has decided.
    for number in 1..=20 {
        granted(store, number);
    }
    super::scenes::requested(store, 21, "undecided");
    look(store, present(&[1, 2, 3]), 4);
    revoke(store, 2, 5);
    let mut findings = nothing_found();
    findings.absent = keys(&[2]);
    look(store, findings, 6);
    let found = |numbers: &[u32]| {
        let Found { found, damaged } = wait(store.grants_of_requests(&keys(numbers))).unwrap();
        assert_eq!(damaged, []);
        let mut requests: Vec<_> = found.iter().map(|grant| grant.request).collect();
        requests.sort_unstable();
        for grant in found {
            let alone = wait(store.repository_grant(grant.request)).unwrap();
            assert_eq!(alone, Some(grant));
        }
        requests
    };
    assert_eq!(found(&[]), []);
    assert_eq!(found(&[21, 99]), []);
    // Twice is once, and one that is over is among them.
    assert_eq!(found(&[3, 2, 3, 21]), keys(&[2, 3]));
    let all: Vec<_> = (1..=21).collect();
    assert_eq!(found(&all), keys(&all[..20]));
}

fn a_backlog_says_what_waits(store: &dyn Store) {
    assert_eq!(wait(store.backlog()), Ok(Backlog::default()));
    automated(store);
    assert_eq!(wait(store.backlog()), Ok(Backlog::default()));
    granted(store, 1);
    granted(store, 3);
    super::scenes::requested(store, 4, "late");
    approve(store, 4, 8);
    let expected = Backlog {
        unsettled: 1,
        oldest_approval: Some(at(3)),
        ..Backlog::default()
    };
    assert_eq!(wait(store.backlog()), Ok(expected));
    let mut findings = present(&[1]);
    findings.refused = keys(&[3]);
    look(store, findings, 9);
    revoke(store, 1, 10);
    let leased = lease(store, 10).lease;
    assert!(fail(store, leased, PassFailure::Throttled, 1, 10));
    let expected = Backlog {
        unsettled: 1,
        troubled: 1,
        held: 1,
        oldest_revocation: Some(at(10)),
        oldest_approval: Some(at(8)),
    };
    assert_eq!(wait(store.backlog()), Ok(expected));
}
