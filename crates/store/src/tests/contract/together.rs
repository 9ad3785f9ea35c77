//! What a page refers to, read together.

use wharfinger_core::account::AccountId;

use super::scenes::{
    approval, change, create, new_request, people, private_tool, reason, register, requested,
};
use crate::tests::{
    ADA, BOB, EVE, NOBODY, by, id, new_account, new_tool, person, request_id, wait,
};
use crate::{Change, Found, RequestInFull, Store, ToolId};

contract! {
    tools_are_found_by_their_ids
    accounts_are_named_by_their_ids
    requests_are_found_by_their_ids
    what_somebody_maintains_is_told_apart
    a_tool_is_found_as_somebody_reads_it
    a_request_comes_with_what_belongs_to_it
    a_request_names_whoever_answered_and_whoever_ended_it
}

/// More than one statement asks for.
const MANY: u8 = 40;

/// What was found, in order.
fn sorted<T: Ord>(found: Found<T>) -> Vec<T> {
    assert_eq!(found.damaged, []);
    let mut found = found.found;
    found.sort_unstable();
    found
}

fn tools_are_found_by_their_ids(store: &dyn Store) {
    for number in 1..=u32::from(MANY) {
        register(store, new_tool(number, &format!("quay.io/team/t{number}")));
    }
    let found = |ids: &[ToolId]| {
        let Found { found, damaged } = wait(store.tools_of(ids)).unwrap();
        let found = found.into_iter().map(|tool| {
            assert_eq!(wait(store.tool(tool.id)), Ok(Some(tool.clone())));
            tool.id
        });
        let found = found.collect();
        sorted(Found { found, damaged })
    };
    assert_eq!(found(&[]), []);
    assert_eq!(found(&[id(u32::from(MANY) + 1)]), []);
    // Twice is once, and what is not there is left out.
    assert_eq!(found(&[7, 99, 3, 7].map(id)), [3, 7].map(id));
    let every: Vec<_> = (1..=u32::from(MANY)).map(id).collect();
    let twice = [&every[..], &every].concat();
    assert_eq!(found(&twice), every);
}

fn accounts_are_named_by_their_ids(store: &dyn Store) {
    let many: Vec<AccountId> = (100..100 + MANY).map(person).collect();
    for account in &many {
        create(
            store,
            new_account(*account, &format!("a{}", account.as_bytes()[0])),
        );
    }
    let named = |ids: &[AccountId]| sorted(wait(store.account_names(ids)).unwrap());
    assert_eq!(named(&[NOBODY]), []);
    let all = named(&many);
    assert_eq!(all.len(), many.len());
    for (account, name) in all {
        let stored = wait(store.account(account)).unwrap();
        assert_eq!(stored.unwrap().name, name);
    }
}

fn requests_are_found_by_their_ids(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let stored = [1, 2, 3].map(|number| requested(store, number, &format!("there-{number}")));
    let asked = [3, 9, 1, 3].map(request_id);
    let mut found = wait(store.access_requests(&asked)).unwrap();
    found.found.sort_unstable_by_key(|request| request.id);
    let [first, _, third] = stored;
    assert_eq!(found.found, [first, third]);
    assert_eq!(found.damaged, []);
}

fn what_somebody_maintains_is_told_apart(store: &dyn Store) {
    people(store);
    for number in 1..=3 {
        private_tool(store, number);
    }
    wait(store.add_maintainer(id(2), BOB, by(ADA, 3))).unwrap();
    let asked = [1, 2, 3, 9].map(id);
    let maintained = |account| {
        let mut found = wait(store.maintained_of(account, &asked)).unwrap();
        found.sort_unstable();
        found
    };
    assert_eq!(maintained(ADA), [1, 2, 3].map(id));
    assert_eq!(maintained(BOB), [id(2)]);
    assert_eq!(maintained(EVE), []);
    wait(store.remove_maintainer(id(2), BOB, by(ADA, 4))).unwrap();
    assert_eq!(maintained(BOB), []);
}

fn a_tool_is_found_as_somebody_reads_it(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let seen = |path: &str, reader| wait(store.find_tool_as(path, reader)).unwrap();
    for reader in [ADA, BOB, NOBODY] {
        let found = seen("quay.io/team/t1", reader).unwrap();
        assert_eq!(wait(store.tool(id(1))), Ok(Some(found.tool)));
        assert_eq!(found.is_maintainer, reader == ADA);
    }
    // As without a reader: in the form that `docker` writes, and not with what no path holds.
    register(store, new_tool(2, "docker.io/library/nginx"));
    assert_eq!(seen("docker.io/nginx", ADA).unwrap().tool.id, id(2));
    for absent in ["quay.io/team/t9", "quay.io/team/t1\0", ""] {
        assert_eq!(seen(absent, ADA), None);
    }
}

fn in_full(store: &dyn Store, number: u32, reader: AccountId) -> RequestInFull {
    let found = wait(store.request_in_full(request_id(number), reader));
    found.unwrap().expect("there is such a request")
}

fn a_request_comes_with_what_belongs_to_it(store: &dyn Store) {
    people(store);
    let tool = private_tool(store, 1);
    let request = requested(store, 1, "there");
    let expected = RequestInFull {
        request,
        tool,
        names: vec![(BOB, "bob".parse().unwrap())],
        is_maintainer: true,
    };
    assert_eq!(in_full(store, 1, ADA), expected);
    for stranger in [BOB, EVE, NOBODY] {
        let expected = RequestInFull {
            is_maintainer: false,
            ..expected.clone()
        };
        assert_eq!(in_full(store, 1, stranger), expected);
    }
    assert_eq!(wait(store.request_in_full(request_id(2), ADA)), Ok(None));
}

fn a_request_names_whoever_answered_and_whoever_ended_it(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    wait(store.add_maintainer(id(1), EVE, by(ADA, 1))).unwrap();
    for number in [1, 2] {
        let new = new_request(number, &format!("there-{number}"));
        wait(store.request_access(new, by(BOB, 2))).unwrap();
    }
    change(store, 1, Change::Deny { note: None }, ADA, 3);
    change(store, 2, approval(90), EVE, 3);
    let why = reason("the project is over");
    change(store, 2, Change::Revoke { reason: why }, ADA, 4);
    let names = |number| in_full(store, number, BOB).names;
    let [ada, bob, eve] = [(ADA, "ada"), (BOB, "bob"), (EVE, "eve")]
        .map(|(account, name)| (account, name.parse().unwrap()));
    assert_eq!(names(1), [bob.clone(), ada.clone()]);
    assert_eq!(names(2), [bob, eve, ada]);
}
