//! Registries are asked for, supported, answered and added.

use wharfinger_core::account::AccountId;

use super::scenes::{create, disable, entries, first_page, people, set_role, told};
use crate::tests::{ADA, BOB, EVE, ROOT, at, by, id, new_account, person, system, wait};
use crate::{
    Action, AddedRegistry, AnswerRegistryError, Failure, Greeting, NewAddedRegistry,
    NewRegistryRequest, NoticeKind, OPERATOR, Page, REGISTRY_REQUESTS_MAX,
    REGISTRY_REQUESTS_OPEN_MAX, REGISTRY_SUPPORTERS_MAX, REGISTRY_VOTES_MAX, RegistryAnswer,
    RegistryRequest, RegistryRequestFilter, RegistryRequestId, RegistryVerdict,
    RequestRegistryError, Role, Store, Subject,
};

contract! {
    a_registry_is_asked_for_and_audited
    who_asks_for_the_same_host_supports_it
    support_is_given_and_ended_once
    an_account_asks_for_a_few_at_once
    an_account_supports_many_and_not_any_number
    as_many_support_it_as_are_counted
    everybody_together_asks_for_so_many
    what_asking_would_come_to_is_known_before
    only_administrators_answer
    everybody_who_supports_it_is_told
    what_was_answered_is_supported_no_longer_and_answered_otherwise
    an_accepted_one_is_added_under_an_id_of_its_own
    what_was_added_is_taken_out_again
    requests_are_listed_newest_first
    the_operator_may_do_so_too
    what_several_did_is_as_the_log_says
}

fn request_id(number: u32) -> RegistryRequestId {
    RegistryRequestId::from_uuid(id(number).as_uuid())
}

fn host(number: u32) -> String {
    format!("registry{number}.example.org")
}

fn new(number: u32) -> NewRegistryRequest {
    NewRegistryRequest {
        id: request_id(number),
        host: host(number),
        greeting: Greeting {
            kind: "registry".to_owned(),
            detail: Some("Bearer".to_owned()),
            software: Some("Harbor".to_owned()),
        },
    }
}

fn ask(store: &dyn Store, number: u32, account: AccountId, seconds: i64) -> RegistryRequest {
    wait(store.request_registry(new(number), by(account, seconds))).unwrap()
}

fn found(store: &dyn Store, number: u32) -> RegistryRequest {
    let found = wait(store.registry_request(request_id(number)));
    found.unwrap().unwrap()
}

fn support(
    store: &dyn Store,
    number: u32,
    supports: bool,
    account: AccountId,
) -> Result<u32, RequestRegistryError> {
    let answer = store.support_registry(request_id(number), supports, by(account, 5));
    wait(answer).map(|request| request.votes)
}

fn answer(
    store: &dyn Store,
    number: u32,
    verdict: RegistryVerdict,
    account: AccountId,
) -> Result<RegistryRequest, AnswerRegistryError> {
    let reason = "as you asked".to_owned();
    wait(store.answer_registry(request_id(number), verdict, reason, by(account, 9)))
}

/// Makes an administrator of an account, so that another one may go.
fn promote(store: &dyn Store, account: AccountId) {
    set_role(store, account, Role::Administrator, by(OPERATOR, 9)).unwrap();
}

fn definition(id: &str) -> NewAddedRegistry {
    NewAddedRegistry {
        id: id.to_owned(),
        definition: format!("{{\"id\":\"{id}\"}}"),
    }
}

fn actions(store: &dyn Store, before: usize) -> Vec<(Action, Subject)> {
    let entries = entries(store).split_off(before);
    let entries = entries.into_iter();
    entries.map(|entry| (entry.action, entry.subject)).collect()
}

fn a_registry_is_asked_for_and_audited(store: &dyn Store) {
    people(store);
    let before = entries(store).len();
    let asked = ask(store, 1, ADA, 4);
    let expected = RegistryRequest {
        id: request_id(1),
        host: host(1),
        greeting: new(1).greeting,
        opened_by: ADA,
        opened_at: at(4),
        votes: 1,
        answer: None,
    };
    assert_eq!(asked, expected);
    assert_eq!(found(store, 1), expected);
    assert_eq!(wait(store.registry_request(request_id(2))), Ok(None));
    let noted = (Action::RegistryRequested, Subject::Account(ADA));
    assert_eq!(actions(store, before), [noted]);
    let taken = NewRegistryRequest {
        host: host(2),
        ..new(1)
    };
    let taken = wait(store.request_registry(taken, by(BOB, 5)));
    assert_eq!(taken, Err(RequestRegistryError::IdTaken));
    let nobody = wait(store.request_registry(new(3), system(5)));
    let nobody = matches!(
        nobody,
        Err(RequestRegistryError::Failure(Failure::Unavailable { .. }))
    );
    assert!(nobody);
}

fn who_asks_for_the_same_host_supports_it(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    let same = NewRegistryRequest {
        host: host(1),
        ..new(2)
    };
    let supported = wait(store.request_registry(same.clone(), by(BOB, 5))).unwrap();
    assert_eq!((supported.id, supported.votes), (request_id(1), 2));
    let again = wait(store.request_registry(same, by(BOB, 6))).unwrap();
    assert_eq!(again, supported);
}

fn support_is_given_and_ended_once(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    let before = entries(store).len();
    assert_eq!(support(store, 1, true, BOB), Ok(2));
    assert_eq!(support(store, 1, true, BOB), Ok(2));
    let asked = [1, 2].map(request_id);
    let of = |account| wait(store.supported_registries(account, &asked)).unwrap();
    assert_eq!(of(BOB), [request_id(1)]);
    assert_eq!(of(EVE), []);
    assert_eq!(support(store, 1, false, BOB), Ok(1));
    assert_eq!(support(store, 1, false, BOB), Ok(1));
    assert_eq!(of(BOB), []);
    assert_eq!(
        support(store, 1, false, ADA),
        Ok(0),
        "who asked first may too"
    );
    let noted = [
        (Action::RegistrySupported, Subject::Account(BOB)),
        (Action::RegistrySupportEnded, Subject::Account(BOB)),
        (Action::RegistrySupportEnded, Subject::Account(ADA)),
    ];
    assert_eq!(actions(store, before), noted);
    assert_eq!(
        support(store, 2, true, BOB),
        Err(RequestRegistryError::NotFound)
    );
}

fn an_account_asks_for_a_few_at_once(store: &dyn Store) {
    people(store);
    for number in 1..=REGISTRY_REQUESTS_MAX {
        ask(store, number, ADA, 4);
    }
    let next = REGISTRY_REQUESTS_MAX + 1;
    let refused = wait(store.request_registry(new(next), by(ADA, 5)));
    assert_eq!(refused, Err(RequestRegistryError::TooMany));
    ask(store, next, BOB, 5);
    assert_eq!(
        support(store, next, true, ADA),
        Ok(2),
        "others' it may support"
    );
    answer(store, 1, RegistryVerdict::Decline, ROOT).unwrap();
    ask(store, next + 1, ADA, 10);
}

/// Has as many asked for by others as there are to be, the first of number 1.
fn asked(store: &dyn Store, count: u32) {
    for number in 1..=count {
        let (asker, is_first) = (
            (number - 1) / REGISTRY_REQUESTS_MAX,
            number % REGISTRY_REQUESTS_MAX == 1,
        );
        let account = person(10 + u8::try_from(asker).unwrap());
        if is_first {
            create(store, new_account(account, &format!("asker{asker}")));
        }
        ask(store, number, account, 4);
    }
}

fn as_many_support_it_as_are_counted(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    for number in 1..REGISTRY_SUPPORTERS_MAX {
        let account = AccountId::from_bytes(*id(1_000 + number).as_bytes());
        create(store, new_account(account, &format!("supporter{number}")));
        support(store, 1, true, account).unwrap();
    }
    let refused = Err(RequestRegistryError::Enough);
    assert_eq!(support(store, 1, true, BOB), refused);
    let same = NewRegistryRequest {
        host: host(1),
        ..new(2)
    };
    let refused = wait(store.request_registry(same, by(BOB, 5)));
    assert_eq!(refused, Err(RequestRegistryError::Enough));
    support(store, 1, false, ADA).unwrap();
    assert_eq!(support(store, 1, true, BOB), Ok(REGISTRY_SUPPORTERS_MAX));
}

fn everybody_together_asks_for_so_many(store: &dyn Store) {
    people(store);
    asked(store, REGISTRY_REQUESTS_OPEN_MAX);
    let more = new(REGISTRY_REQUESTS_OPEN_MAX + 1);
    let refused = wait(store.request_registry(more.clone(), by(ADA, 5)));
    assert_eq!(refused, Err(RequestRegistryError::Full));
    answer(store, 1, RegistryVerdict::Decline, ROOT).unwrap();
    wait(store.request_registry(more, by(ADA, 10))).unwrap();
}

fn what_asking_would_come_to_is_known_before(store: &dyn Store) {
    people(store);
    let would = |number, account| wait(store.registry_to_ask_for(host(number), account));
    assert_eq!(would(1, ADA), Ok(None));
    let asked = ask(store, 1, ADA, 4);
    for account in [ADA, BOB] {
        assert_eq!(would(1, account), Ok(Some(asked.clone())));
    }
    for number in 2..=REGISTRY_REQUESTS_MAX {
        ask(store, number, ADA, 4);
    }
    let next = REGISTRY_REQUESTS_MAX + 1;
    assert_eq!(would(next, ADA), Err(RequestRegistryError::TooMany));
    assert_eq!(would(next, BOB), Ok(None));
}

fn an_account_supports_many_and_not_any_number(store: &dyn Store) {
    people(store);
    asked(store, REGISTRY_VOTES_MAX + 1);
    for number in 1..=REGISTRY_VOTES_MAX {
        support(store, number, true, ADA).unwrap();
    }
    let more = REGISTRY_VOTES_MAX + 1;
    assert_eq!(
        support(store, more, true, ADA),
        Err(RequestRegistryError::TooManyVotes)
    );
    let asked = wait(store.request_registry(new(9_999), by(ADA, 6)));
    assert_eq!(asked, Err(RequestRegistryError::TooManyVotes));
    support(store, 1, false, ADA).unwrap();
    assert_eq!(support(store, more, true, ADA), Ok(2));
}

fn only_administrators_answer(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    let before = entries(store).len();
    for account in [ADA, BOB] {
        let refused = answer(store, 1, RegistryVerdict::Decline, account);
        assert_eq!(refused, Err(AnswerRegistryError::NotAdministrator));
        let refused = wait(store.remove_registry("ours".to_owned(), by(account, 9)));
        assert_eq!(refused, Err(AnswerRegistryError::NotAdministrator));
    }
    let nothing = answer(store, 2, RegistryVerdict::Decline, ROOT);
    assert_eq!(nothing, Err(AnswerRegistryError::NotFound));
    let answered = answer(store, 1, RegistryVerdict::Decline, ROOT).unwrap();
    let expected = RegistryAnswer {
        is_accepted: false,
        reason: "as you asked".to_owned(),
        by: ROOT,
        at: at(9),
    };
    assert_eq!(answered.answer, Some(expected));
    assert_eq!(found(store, 1), answered);
    let noted = (Action::RegistryDeclined, Subject::Account(ADA));
    assert_eq!(actions(store, before), [noted]);
    promote(store, EVE);
    disable(store, ROOT);
    let refused = answer(store, 1, RegistryVerdict::Decline, ROOT);
    assert_eq!(refused, Err(AnswerRegistryError::NotAdministrator));
}

fn everybody_who_supports_it_is_told(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    support(store, 1, true, BOB).unwrap();
    support(store, 1, true, ROOT).unwrap();
    answer(store, 1, RegistryVerdict::Accept(None), ROOT).unwrap();
    let kind = NoticeKind::RegistryAnswered(request_id(1));
    for account in [ADA, BOB] {
        assert_eq!(told(store, account), [kind]);
    }
    for account in [EVE, ROOT] {
        assert_eq!(
            told(store, account),
            [],
            "{account}: did it, or never asked"
        );
    }
}

fn what_was_answered_is_supported_no_longer_and_answered_otherwise(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    answer(store, 1, RegistryVerdict::Decline, ROOT).unwrap();
    for supports in [true, false] {
        let refused = support(store, 1, supports, BOB);
        assert_eq!(refused, Err(RequestRegistryError::Answered));
    }
    let declined = found(store, 1);
    let same = NewRegistryRequest {
        host: host(1),
        ..new(2)
    };
    let again = wait(store.request_registry(same, by(BOB, 10)));
    assert_eq!(again, Ok(declined), "whoever asks again learns why not");
    let accepted = answer(store, 1, RegistryVerdict::Accept(None), ROOT).unwrap();
    assert!(accepted.answer.unwrap().is_accepted);
}

fn an_accepted_one_is_added_under_an_id_of_its_own(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    ask(store, 2, ADA, 4);
    let before = entries(store).len();
    let accept = |id| RegistryVerdict::Accept(Some(definition(id)));
    answer(store, 1, accept("ours"), ROOT).unwrap();
    let added = AddedRegistry {
        id: "ours".to_owned(),
        definition: definition("ours").definition,
        by: ROOT,
        at: at(9),
    };
    assert_eq!(wait(store.added_registries()), Ok(vec![added.clone()]));
    let noted = [
        (Action::RegistryAdded, Subject::Account(ROOT)),
        (Action::RegistryAccepted, Subject::Account(ADA)),
    ];
    assert_eq!(actions(store, before), noted);
    let taken = answer(store, 2, accept("ours"), ROOT);
    assert_eq!(taken, Err(AnswerRegistryError::IdTaken));
    assert_eq!(found(store, 2).answer, None, "nothing was answered");
    answer(store, 2, accept("another"), ROOT).unwrap();
    let ids: Vec<_> = wait(store.added_registries()).unwrap();
    let ids: Vec<_> = ids.into_iter().map(|added| added.id).collect();
    assert_eq!(ids, ["ours", "another"], "the oldest first");
}

fn what_was_added_is_taken_out_again(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    let accept = RegistryVerdict::Accept(Some(definition("ours")));
    answer(store, 1, accept.clone(), ROOT).unwrap();
    let before = entries(store).len();
    let remove = || wait(store.remove_registry("ours".to_owned(), by(OPERATOR, 10)));
    assert_eq!(remove(), Ok(true));
    assert_eq!(remove(), Ok(false));
    let noted = (Action::RegistryRemoved, Subject::Account(ROOT));
    assert_eq!(actions(store, before), [noted], "about who added it");
    assert_eq!(wait(store.added_registries()), Ok(vec![]));
    answer(store, 1, accept, ROOT).unwrap();
}

fn requests_are_listed_newest_first(store: &dyn Store) {
    people(store);
    for number in 1..=3 {
        ask(store, number, ADA, 4);
    }
    answer(store, 2, RegistryVerdict::Decline, ROOT).unwrap();
    let listed = |is_open, page: Page| {
        let filter = RegistryRequestFilter { is_open };
        let page = wait(store.registry_requests(filter, page)).unwrap();
        let ids: Vec<_> = page.requests.iter().map(|request| request.id).collect();
        for request in page.requests {
            assert_eq!(wait(store.registry_request(request.id)), Ok(Some(request)));
        }
        (ids, page.next)
    };
    assert_eq!(listed(None, first_page()).0, [3, 2, 1].map(request_id));
    assert_eq!(
        listed(Some(false), first_page()),
        (vec![request_id(2)], None)
    );
    let (first, next) = listed(Some(true), Page::first(1));
    assert_eq!(first, [request_id(3)]);
    let (last, next) = listed(Some(true), Page::new(next, 1));
    assert_eq!((last, next), (vec![request_id(1)], None));
}

/// Whose account no entry makes.
fn the_operator_may_do_so_too(store: &dyn Store) {
    people(store);
    ask(store, 1, OPERATOR, 4);
    answer(store, 1, RegistryVerdict::Accept(None), OPERATOR).unwrap();
    assert!(found(store, 1).answer.unwrap().is_accepted);
}

/// Whoever answers otherwise than somebody before, or adds for somebody else, leaves the log whole, as every
/// contract's test compares.
fn what_several_did_is_as_the_log_says(store: &dyn Store) {
    people(store);
    ask(store, 1, ADA, 4);
    ask(store, 2, ROOT, 4);
    support(store, 1, true, BOB).unwrap();
    answer(store, 1, RegistryVerdict::Decline, OPERATOR).unwrap();
    answer(
        store,
        1,
        RegistryVerdict::Accept(Some(definition("ours"))),
        ROOT,
    )
    .unwrap();
    answer(
        store,
        2,
        RegistryVerdict::Accept(Some(definition("another"))),
        ROOT,
    )
    .unwrap();
    wait(store.remove_registry("ours".to_owned(), by(OPERATOR, 10))).unwrap();
    promote(store, EVE);
    disable(store, ROOT);
}
