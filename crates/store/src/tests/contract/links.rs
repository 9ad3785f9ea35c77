//! One-time links.

use wharfinger_core::account::AccountId;

use super::scenes::{
    create, disable, enable, entries, mailed, password_of, people, set_disabled, told, unverified,
    verified,
};
use super::sessions::signed_in;
use crate::tests::{
    ADA, BOB, EVE, NOBODY, ROOT, at, by, id, new_account, new_tool, private, revision, secret,
    system, wait,
};
use crate::{
    Account, Action, Actor, Link, LinkPurpose, NewAccount, NewTool, NoticeKind, OPERATOR,
    PasswordHash, PasswordLink, RedeemError, Session, Store, ToolId,
};

contract! {
    a_link_is_there_until_it_expires
    a_password_link_ends_with_what_it_was_sent_for
    a_link_is_made_for_the_address_that_is_verified
    a_link_sets_a_password
    a_link_for_a_password_uses_up_the_others
    a_link_is_for_one_thing
    a_disabled_account_follows_no_link
    no_link_is_for_the_operator
    a_link_that_is_not_ours_does_nothing
    a_password_reset_is_sent_to_a_verified_address
    a_password_reset_is_sent_once_at_a_time
}

pub(super) const NONE: RedeemError = RedeemError::NoSuchLink;

/// Makes a link that expires at 100 seconds.
pub(super) fn make(store: &dyn Store, number: u32, purpose: LinkPurpose) -> Link {
    let link = Link {
        hash: secret(number),
        purpose,
        expires_at: at(100),
    };
    wait(store.make_link(link.clone(), system(1))).unwrap();
    link
}

fn to_set_password(account: AccountId) -> LinkPurpose {
    LinkPurpose::SetPassword { account }
}

pub(super) fn to_verify(address: &str) -> LinkPurpose {
    LinkPurpose::VerifyEmail {
        account: ADA,
        address: address.to_owned(),
    }
}

pub(super) fn to_verify_contact(address: &str) -> LinkPurpose {
    LinkPurpose::VerifyContact {
        tool: id(1),
        address: address.to_owned(),
    }
}

pub(super) fn works(store: &dyn Store, number: u32, seconds: i64) -> bool {
    wait(store.link(secret(number), at(seconds)))
        .unwrap()
        .is_some()
}

fn set_password(store: &dyn Store, number: u32, seconds: i64) -> Result<Account, RedeemError> {
    let password = PasswordHash(format!("set by {number}"));
    wait(store.set_password_by_link(secret(number), password, system(seconds)))
}

pub(super) fn verify_email(
    store: &dyn Store,
    number: u32,
    seconds: i64,
) -> Result<Account, RedeemError> {
    wait(store.verify_email_by_link(secret(number), by(BOB, seconds)))
}

pub(super) fn verify_contact(
    store: &dyn Store,
    number: u32,
    seconds: i64,
) -> Result<ToolId, RedeemError> {
    wait(store.verify_contact_by_link(secret(number), by(BOB, seconds)))
}

/// Makes Ada's account, with an address, and her tool, with a contact.
pub(super) fn ada(store: &dyn Store) {
    people(store);
    wait(store.set_email(ADA, Some(unverified("ada@example.org")), by(ADA, 0))).unwrap();
    let registration = private("quay.io/team/t1", Some("team@example.org"));
    let new = NewTool {
        registration,
        ..new_tool(1, "quay.io/team/t1")
    };
    wait(store.register_tool(new, by(ADA, 1))).unwrap();
}

fn a_password_link_ends_with_what_it_was_sent_for(store: &dyn Store) {
    ada(store);
    let link = LinkPurpose::SetPassword { account: ADA };
    make(store, 1, link.clone());
    let password = PasswordHash("chosen".to_owned());
    wait(store.set_password(ADA, password, None, by(ADA, 2))).unwrap();
    assert!(!works(store, 1, 3), "another password");
    make(store, 2, link.clone());
    let same = Some(unverified("ada@example.org"));
    wait(store.set_email(ADA, same, by(ADA, 4))).unwrap();
    assert!(works(store, 2, 5), "the same address");
    wait(store.set_email(ADA, Some(unverified("ada@example.net")), by(ADA, 6))).unwrap();
    assert!(!works(store, 2, 7), "another address");
    make(store, 3, link);
    set_disabled(store, ADA, true, by(ROOT, 8)).unwrap();
    set_disabled(store, ADA, false, by(ROOT, 9)).unwrap();
    assert!(!works(store, 3, 10), "a disabled account");
}

fn a_link_is_made_for_the_address_that_is_verified(store: &dyn Store) {
    ada(store);
    let made = |number: u32, account, address: &str| {
        let link = PasswordLink {
            hash: secret(number),
            account,
            expires_at: at(100),
        };
        wait(store.make_link_to(address.to_owned(), link, at(5))).unwrap()
    };
    assert!(!made(1, ADA, "ada@example.org"), "nobody has verified it");
    wait(store.set_email(ADA, Some(verified("ada@example.org")), by(ADA, 2))).unwrap();
    assert!(made(1, ADA, "ada@example.org"));
    assert!(works(store, 1, 6));
    assert!(!made(2, ADA, "ada@example.net"), "another address");
    assert!(!made(3, NOBODY, "ada@example.org"), "no account");
    // The letter was begun, and the address given up before its link was made.
    wait(store.set_email(ADA, Some(verified("ada@example.net")), by(ADA, 7))).unwrap();
    assert!(!made(4, ADA, "ada@example.org"));
    assert!([1, 2, 3, 4].iter().all(|number| !works(store, *number, 8)));
    let before = entries(store);
    assert!(made(5, ADA, "ada@example.net"));
    assert_eq!(entries(store), before, "nothing is given before it is used");
    disable(store, ADA);
    assert!(!made(6, ADA, "ada@example.net"), "a disabled account");
}

fn a_link_is_there_until_it_expires(store: &dyn Store) {
    ada(store);
    for (number, purpose) in (1..).zip([
        LinkPurpose::SetPassword { account: ADA },
        to_verify("ada@example.org"),
        to_verify_contact("team@example.org"),
    ]) {
        let link = make(store, number, purpose);
        assert_eq!(wait(store.link(secret(number), at(99))), Ok(Some(link)));
        assert!(!works(store, number, 100));
    }
    assert_eq!(set_password(store, 1, 100), Err(NONE));
    assert_eq!(verify_email(store, 2, 100), Err(NONE));
    assert_eq!(verify_contact(store, 3, 100), Err(NONE));
    assert!(!works(store, 4, 1), "not there");
    // Another one clears some of them away, and no other.
    make(store, 5, LinkPurpose::SetPassword { account: BOB });
    let late = Link {
        hash: secret(6),
        purpose: LinkPurpose::SetPassword { account: EVE },
        expires_at: at(300),
    };
    wait(store.make_link(late, system(99))).unwrap();
    for number in [1, 2, 3, 5, 6] {
        assert!(works(store, number, 99), "{number}");
    }
}

fn a_link_sets_a_password(store: &dyn Store) {
    people(store);
    let session = Session {
        hash: secret(1),
        account: ADA,
        label: "Firefox".to_owned(),
        created_at: at(0),
        seen_at: at(0),
        idle_until: at(100),
        expires_at: at(100),
    };
    signed_in(store, &session);
    make(store, 1, to_set_password(ADA));
    let account = set_password(store, 1, 2).unwrap();
    assert!(account.has_password);
    assert_eq!((account.id, account.revision), (ADA, revision(2)));
    assert_eq!(wait(store.account(ADA)), Ok(Some(account)));
    let password = password_of(store, "ada");
    assert_eq!(password, Some(PasswordHash("set by 1".to_owned())));
    assert_eq!(
        wait(store.sessions(ADA, at(2))),
        Ok(vec![].into()),
        "whoever has them"
    );
    let entry = entries(store).pop().unwrap();
    assert_eq!(
        (entry.action, entry.actor),
        (Action::PasswordChanged, Actor::Account(ADA))
    );
    assert_eq!(set_password(store, 1, 3), Err(NONE), "once");
    assert!(!works(store, 1, 3));
}

fn a_link_for_a_password_uses_up_the_others(store: &dyn Store) {
    ada(store);
    make(store, 1, to_set_password(ADA));
    make(store, 2, to_set_password(ADA));
    make(store, 3, to_set_password(BOB));
    make(store, 4, to_verify("ada@example.org"));
    set_password(store, 2, 2).unwrap();
    let left = [1, 2, 3, 4].map(|number| works(store, number, 3));
    assert_eq!(left, [false, false, true, true]);
    let password = PasswordHash("mine".to_owned());
    wait(store.set_password(BOB, password, None, by(BOB, 3))).unwrap();
    assert!(!works(store, 3, 4), "nor does one set otherwise leave any");
}

fn a_link_is_for_one_thing(store: &dyn Store) {
    ada(store);
    make(store, 1, to_set_password(ADA));
    make(store, 2, to_verify("ada@example.org"));
    make(store, 3, to_verify_contact("team@example.org"));
    for number in [2, 3] {
        assert_eq!(set_password(store, number, 2), Err(NONE));
    }
    for number in [1, 3] {
        assert_eq!(verify_email(store, number, 2), Err(NONE));
    }
    for number in [1, 2] {
        assert_eq!(verify_contact(store, number, 2), Err(NONE));
    }
    assert!(
        [1, 2, 3].iter().all(|number| works(store, *number, 3)),
        "none is used up"
    );
}

fn a_disabled_account_follows_no_link(store: &dyn Store) {
    ada(store);
    make(store, 1, to_set_password(ADA));
    make(store, 2, to_verify("ada@example.org"));
    make(store, 3, to_verify_contact("team@example.org"));
    disable(store, ADA);
    assert!(!works(store, 1, 2) && !works(store, 2, 2));
    assert_eq!(set_password(store, 1, 2), Err(NONE));
    assert_eq!(verify_email(store, 2, 2), Err(NONE));
    assert!(
        works(store, 3, 2),
        "whoever reads that mail needs no account"
    );
    enable(store, ADA);
    assert!(works(store, 2, 2), "it only says whose address it is");
    assert!(!works(store, 1, 2), "it would let somebody in");
}

fn no_link_is_for_the_operator(store: &dyn Store) {
    make(store, 1, to_set_password(OPERATOR));
    assert!(!works(store, 1, 2));
    assert_eq!(set_password(store, 1, 2), Err(NONE));
    assert_eq!(password_of(store, "operator"), None);
}

fn a_link_that_is_not_ours_does_nothing(store: &dyn Store) {
    ada(store);
    assert_eq!(set_password(store, 9, 2), Err(NONE));
    assert_eq!(verify_email(store, 9, 2), Err(NONE));
    assert_eq!(verify_contact(store, 9, 2), Err(NONE));
    // What a link is for is there.
    for purpose in [
        to_set_password(NOBODY),
        LinkPurpose::VerifyContact {
            tool: id(9),
            address: "x@example.org".to_owned(),
        },
    ] {
        let link = Link {
            hash: secret(9),
            purpose,
            expires_at: at(100),
        };
        assert!(wait(store.make_link(link, system(1))).is_err());
        assert!(!works(store, 9, 2));
    }
}

fn a_password_reset_is_sent_to_a_verified_address(store: &dyn Store) {
    let person = |id, name, email| NewAccount {
        email,
        ..new_account(id, name)
    };
    create(store, person(ADA, "ada", Some(verified("ada@example.org"))));
    create(
        store,
        person(BOB, "bob", Some(unverified("bob@example.org"))),
    );
    create(store, person(EVE, "eve", None));
    mailed(store, 1);
    for account in [ADA, BOB, EVE, NOBODY, OPERATOR] {
        assert_eq!(
            wait(store.ask_password_reset(account, at(2))),
            Ok(()),
            "nobody is told"
        );
    }
    let reset = NoticeKind::ResetPassword(ADA);
    assert_eq!(mailed(store, 3), [("ada@example.org".to_owned(), reset)]);
    assert_eq!(told(store, ADA), [reset]);
    assert!(
        [BOB, EVE, OPERATOR]
            .iter()
            .all(|account| told(store, *account).is_empty())
    );
    disable(store, ADA);
    wait(store.ask_password_reset(ADA, at(4))).unwrap();
    assert_eq!(mailed(store, 5), []);
}

fn a_password_reset_is_sent_once_at_a_time(store: &dyn Store) {
    let email = Some(verified("ada@example.org"));
    create(
        store,
        NewAccount {
            email,
            ..new_account(ADA, "ada")
        },
    );
    let ask = |seconds| wait(store.ask_password_reset(ADA, at(seconds))).unwrap();
    ask(1);
    ask(2);
    assert_eq!(mailed(store, 3).len(), 1);
    ask(4);
    assert_eq!(mailed(store, 5).len(), 1);
}
