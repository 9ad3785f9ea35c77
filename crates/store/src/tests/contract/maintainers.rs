//! Who maintains a tool.

use wharfinger_core::account::AccountId;

use super::scenes::{create, disable, enable, entries, people, private_tool, register, told};
use crate::tests::people::person;
use crate::tests::{ADA, BOB, EVE, NOBODY, ROOT, at, by, id, new_account, new_tool, system, wait};
use crate::{
    AddMaintainerError, MAINTAINERS_MAX, Maintainer, NoticeKind, OPERATOR, RemoveMaintainerError,
    Store,
};

contract! {
    who_registers_a_tool_maintains_it
    maintainers_come_behind_each_other
    who_maintains_already_stays_in_their_place
    maintainers_and_administrators_say_who_maintains
    only_an_active_account_is_added
    a_tool_has_so_many_maintainers
    a_maintainer_is_removed
    only_a_maintainer_is_removed
    somebody_who_can_sign_in_stays
    a_maintainer_is_told_what_others_did
    a_disabled_maintainer_is_shown_as_such
    a_tool_that_is_not_there_has_no_maintainers
    maintainers_change_no_revision
}

type Added = Result<Vec<Maintainer>, AddMaintainerError>;

type Removed = Result<Vec<Maintainer>, RemoveMaintainerError>;

fn add(store: &dyn Store, account: AccountId, actor: AccountId) -> Added {
    let added = wait(store.add_maintainer(id(1), account, by(actor, 5)));
    if let Ok(maintainers) = &added {
        assert_eq!(wait(store.maintainers(id(1))).as_ref(), Ok(maintainers));
    }
    added
}

fn remove(store: &dyn Store, account: AccountId, actor: AccountId) -> Removed {
    let removed = wait(store.remove_maintainer(id(1), account, by(actor, 6)));
    if let Ok(maintainers) = &removed {
        assert_eq!(wait(store.maintainers(id(1))).as_ref(), Ok(maintainers));
    }
    removed
}

fn accounts(store: &dyn Store) -> Vec<AccountId> {
    let maintainers = wait(store.maintainers(id(1))).unwrap();
    maintainers
        .into_iter()
        .map(|maintainer| maintainer.account)
        .collect()
}

fn who_registers_a_tool_maintains_it(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    register(store, new_tool(2, "quay.io/a/b"));
    let expected = Maintainer {
        account: ADA,
        name: "ada".parse().unwrap(),
        disabled: false,
        since: at(1),
        added_by: ADA,
    };
    assert_eq!(wait(store.maintainers(id(1))), Ok(vec![expected]));
    let operator = wait(store.maintainers(id(2))).unwrap();
    assert_eq!(
        (operator[0].account, operator[0].added_by),
        (OPERATOR, OPERATOR)
    );
}

fn maintainers_come_behind_each_other(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    private_tool(store, 2);
    add(store, EVE, ADA).unwrap();
    let maintainers = add(store, BOB, EVE).unwrap();
    assert_eq!(accounts(store), [ADA, EVE, BOB]);
    assert_eq!(
        (maintainers[2].since, maintainers[2].added_by),
        (at(5), EVE)
    );
    remove(store, EVE, ADA).unwrap();
    assert_eq!(accounts(store), [ADA, BOB]);
    add(store, EVE, BOB).unwrap();
    assert_eq!(accounts(store), [ADA, BOB, EVE], "behind those who stayed");
    assert_eq!(
        wait(store.maintainers(id(2))).unwrap().len(),
        1,
        "of that tool only"
    );
}

fn who_maintains_already_stays_in_their_place(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let maintainers = add(store, BOB, ADA).unwrap();
    let entries_before = entries(store);
    let again = wait(store.add_maintainer(id(1), ADA, by(BOB, 9)));
    assert_eq!(again, Ok(maintainers));
    assert_eq!(entries(store), entries_before);
    assert_eq!(told(store, ADA), []);
}

fn maintainers_and_administrators_say_who_maintains(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    assert_eq!(add(store, EVE, EVE), Err(AddMaintainerError::NotMaintainer));
    assert_eq!(
        remove(store, ADA, EVE),
        Err(RemoveMaintainerError::NotMaintainer)
    );
    let added = wait(store.add_maintainer(id(1), EVE, system(5)));
    assert_eq!(added, Err(AddMaintainerError::NotMaintainer));
    add(store, BOB, ROOT).unwrap();
    remove(store, ADA, OPERATOR).unwrap();
    assert_eq!(accounts(store), [BOB]);
    assert_eq!(
        add(store, EVE, ADA),
        Err(AddMaintainerError::NotMaintainer),
        "not any more"
    );
    add(store, EVE, BOB).unwrap();
    disable(store, BOB);
    assert_eq!(
        remove(store, EVE, BOB),
        Err(RemoveMaintainerError::NotMaintainer)
    );
}

fn only_an_active_account_is_added(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    disable(store, BOB);
    for account in [BOB, NOBODY] {
        assert_eq!(
            add(store, account, ADA),
            Err(AddMaintainerError::NoSuchAccount)
        );
    }
    enable(store, BOB);
    add(store, BOB, ADA).unwrap();
    disable(store, BOB);
    assert_eq!(add(store, BOB, ADA), Err(AddMaintainerError::NoSuchAccount));
    add(store, OPERATOR, ADA).unwrap();
}

fn a_tool_has_so_many_maintainers(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let crowd = 100..=99 + u8::try_from(MAINTAINERS_MAX).unwrap();
    for number in crowd.clone() {
        create(
            store,
            new_account(person(number), &format!("member-{number}")),
        );
    }
    for number in crowd.clone().skip(1) {
        add(store, person(number), ADA).unwrap();
    }
    assert_eq!(accounts(store).len(), MAINTAINERS_MAX);
    let last = person(*crowd.start());
    assert_eq!(add(store, last, ADA), Err(AddMaintainerError::TooMany));
    add(store, person(101), ADA).expect("is one already");
    remove(store, person(101), ADA).unwrap();
    add(store, last, ADA).unwrap();
}

fn a_maintainer_is_removed(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    add(store, BOB, ADA).unwrap();
    assert_eq!(remove(store, ADA, ADA).unwrap().len(), 1, "oneself, too");
    assert_eq!(accounts(store), [BOB]);
}

fn only_a_maintainer_is_removed(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    add(store, BOB, ADA).unwrap();
    for account in [EVE, NOBODY] {
        let answer = remove(store, account, ADA);
        assert_eq!(answer, Err(RemoveMaintainerError::NoSuchMaintainer));
    }
}

fn somebody_who_can_sign_in_stays(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let last = Err(RemoveMaintainerError::Last);
    assert_eq!(remove(store, ADA, ADA), last);
    assert_eq!(remove(store, ADA, ROOT), last);
    add(store, BOB, ADA).unwrap();
    disable(store, BOB);
    assert_eq!(
        remove(store, ADA, ADA),
        last,
        "who is disabled does not count"
    );
    disable(store, ADA);
    assert_eq!(remove(store, BOB, ROOT), last, "nor where nobody can");
    enable(store, ADA);
    remove(store, BOB, ADA).unwrap();
    add(store, OPERATOR, ADA).unwrap();
    remove(store, ADA, ROOT).expect("the operator can");
}

fn a_maintainer_is_told_what_others_did(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    let (added, removed) = (
        NoticeKind::MaintainerAdded(id(1)),
        NoticeKind::MaintainerRemoved(id(1)),
    );
    add(store, BOB, ADA).unwrap();
    assert_eq!(told(store, BOB), [added]);
    remove(store, BOB, BOB).unwrap();
    assert_eq!(told(store, BOB), [added], "he did it himself");
    add(store, ROOT, ROOT).unwrap();
    assert_eq!(told(store, ROOT), []);
    remove(store, ROOT, ADA).unwrap();
    assert_eq!(told(store, ROOT), [removed]);
    add(store, EVE, ADA).unwrap();
    disable(store, EVE);
    remove(store, EVE, ADA).unwrap();
    assert_eq!(told(store, EVE), [added], "not while she is disabled");
    assert_eq!(told(store, ADA), []);
}

fn a_disabled_maintainer_is_shown_as_such(store: &dyn Store) {
    people(store);
    private_tool(store, 1);
    disable(store, ADA);
    let maintainers = wait(store.maintainers(id(1))).unwrap();
    assert!(maintainers[0].disabled);
    enable(store, ADA);
    assert!(!wait(store.maintainers(id(1))).unwrap()[0].disabled);
}

fn a_tool_that_is_not_there_has_no_maintainers(store: &dyn Store) {
    people(store);
    assert_eq!(wait(store.maintainers(id(1))), Ok(vec![]));
    assert_eq!(add(store, EVE, EVE), Err(AddMaintainerError::NoSuchTool));
    assert_eq!(
        remove(store, EVE, EVE),
        Err(RemoveMaintainerError::NoSuchTool)
    );
}

fn maintainers_change_no_revision(store: &dyn Store) {
    people(store);
    let tool = private_tool(store, 1);
    add(store, BOB, ADA).unwrap();
    remove(store, ADA, BOB).unwrap();
    assert_eq!(wait(store.tool(id(1))), Ok(Some(tool.clone())));
    // An archived tool still has somebody who answers for it.
    wait(store.archive_tool(id(1), Some(tool.revision), by(BOB, 7))).unwrap();
    add(store, ADA, BOB).unwrap();
}
