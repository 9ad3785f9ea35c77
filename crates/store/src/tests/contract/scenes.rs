//! What cases begin with.

use wharfinger_core::access::{CarriedOut, GrantDays, Reason};
use wharfinger_core::account::AccountId;

use crate::tests::{
    ADA, BOB, EVE, ROOT, at, by, id, new_account, new_tool, private, request_id, system, wait,
};
use crate::{
    Account, AuditEntry, Change, Email, Mail, NewAccount, NewRequest, NewTool, Notice, NoticeKind,
    OPERATOR, PAGE_TOOLS_MAX, Page, RegisterError, Registered, Role, Store, StoredRequest, Tool,
    ToolFilter,
};

/// The first page of a list, with as much as a page holds.
pub(in crate::tests) fn first_page() -> Page {
    Page::first(PAGE_TOOLS_MAX)
}

/// Makes an account.
pub(in crate::tests) fn create(store: &dyn Store, new: NewAccount) -> Account {
    wait(store.create_account(new, by(OPERATOR, 0))).unwrap()
}

/// Makes three members and an administrator.
pub(in crate::tests) fn people(store: &dyn Store) {
    create(store, new_account(ADA, "ada"));
    create(store, new_account(BOB, "bob"));
    create(store, new_account(EVE, "eve"));
    let role = Role::Administrator;
    create(
        store,
        NewAccount {
            role,
            ..new_account(ROOT, "root")
        },
    );
}

/// An address that is verified.
pub(in crate::tests) fn verified(address: &str) -> Email {
    Email {
        verified_at: Some(at(0)),
        ..unverified(address)
    }
}

/// An address that is not.
pub(in crate::tests) fn unverified(address: &str) -> Email {
    Email {
        address: address.to_owned(),
        verified_at: None,
    }
}

pub(in crate::tests) fn disable(store: &dyn Store, account: AccountId) {
    wait(store.set_disabled(account, true, by(OPERATOR, 0))).unwrap();
}

pub(in crate::tests) fn enable(store: &dyn Store, account: AccountId) {
    wait(store.set_disabled(account, false, by(OPERATOR, 0))).unwrap();
}

/// Asks to register a tool as the operator.
pub(in crate::tests) fn try_register(
    store: &dyn Store,
    new: NewTool,
) -> Result<Registered, RegisterError> {
    wait(store.register_tool(new, by(OPERATOR, 1)))
}

/// Registers a tool as the operator.
pub(in crate::tests) fn register(store: &dyn Store, new: NewTool) -> Tool {
    let registered = try_register(store, new).unwrap();
    assert!(!registered.replayed);
    registered.tool
}

/// Registers a private tool of Ada's, without a contact.
pub(in crate::tests) fn private_tool(store: &dyn Store, number: u32) -> Tool {
    let path = format!("quay.io/team/t{number}");
    let new = NewTool {
        registration: private(&path, None),
        ..new_tool(number, &path)
    };
    wait(store.register_tool(new, by(ADA, 1))).unwrap().tool
}

/// The path of the tool that is found by a path.
pub(in crate::tests) fn found(store: &dyn Store, path: &str) -> Option<String> {
    let tool = wait(store.find_tool(path)).unwrap()?;
    Some(tool.registration.tool_path().to_string())
}

pub(in crate::tests) fn listed(store: &dyn Store, filter: &ToolFilter) -> Vec<String> {
    let page = wait(store.list_tools(filter, first_page())).unwrap();
    assert_eq!(page.next, None);
    let path = |tool: Tool| tool.registration.tool_path().to_string();
    page.tools.into_iter().map(path).collect()
}

pub(in crate::tests) fn reason(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

/// A request for the first private tool, for somebody called `principal` there.
pub(in crate::tests) fn new_request(number: u32, principal: &str) -> NewRequest {
    NewRequest {
        id: request_id(number),
        tool: id(1),
        principal: principal.to_owned(),
        reason: reason("for my thesis"),
        idempotency: None,
    }
}

/// Bob requests access to the first private tool.
pub(in crate::tests) fn requested(
    store: &dyn Store,
    number: u32,
    principal: &str,
) -> StoredRequest {
    let demanded = wait(store.request_access(new_request(number, principal), by(BOB, 2))).unwrap();
    assert!(!demanded.replayed);
    demanded.request
}

/// Somebody does something with the request with that number, whatever its revision.
pub(in crate::tests) fn change(
    store: &dyn Store,
    number: u32,
    change: Change,
    account: AccountId,
    seconds: i64,
) -> StoredRequest {
    let by = by(account, seconds);
    wait(store.change_request(request_id(number), None, change, None, by)).unwrap()
}

/// An approval for so many days.
pub(in crate::tests) fn approval(days: u32, carried_out: CarriedOut) -> Change {
    Change::Approve {
        days: GrantDays::new(days).unwrap(),
        note: None,
        carried_out,
    }
}

/// What an account was told, newest first.
pub(in crate::tests) fn inbox(store: &dyn Store, account: AccountId) -> Vec<Notice> {
    let page = wait(store.inbox(account, first_page())).unwrap();
    assert_eq!(page.next, None);
    page.notices
}

/// The same in short, the oldest first.
pub(in crate::tests) fn told(store: &dyn Store, account: AccountId) -> Vec<NoticeKind> {
    let kinds = inbox(store, account).into_iter().map(|notice| notice.kind);
    kinds.rev().collect()
}

/// Sends what is due then: to which address, and what about.
pub(in crate::tests) fn mailed(store: &dyn Store, seconds: i64) -> Vec<(String, NoticeKind)> {
    let leased = wait(store.lease_mail(at(seconds), at(seconds + 60), u32::MAX));
    let leased = leased.unwrap().leased;
    let sent = leased.into_iter().map(|mail| {
        assert!(matches!(mail.notice.mail, Mail::Due { .. }));
        wait(store.mail_sent(mail.notice.id, at(seconds))).unwrap();
        (mail.address, mail.notice.kind)
    });
    sent.collect()
}

/// Every entry of the audit log, the oldest first.
pub(in crate::tests) fn entries(store: &dyn Store) -> Vec<AuditEntry> {
    wait(store.audit_after(0, u32::MAX)).unwrap()
}

/// Lets time do what it has to do then, to so many at most: to how many it did.
pub(in crate::tests) fn advance(store: &dyn Store, limit: u32, seconds: i64) -> u32 {
    let advanced = wait(store.advance_requests(limit, system(seconds))).unwrap();
    assert_eq!(advanced.damaged, []);
    advanced.count
}
