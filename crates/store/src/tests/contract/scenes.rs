//! What cases begin with.

use wharfinger_core::access::{GrantDays, Reason};
use wharfinger_core::account::AccountId;

use crate::tests::{
    ADA, BOB, EVE, ROOT, at, by, id, new_account, new_tool, private, request_id, system, wait,
};
use crate::{
    Account, AccountChange, AuditEntry, By, Change, ChangeAccountError, Email, Mail, NewAccount,
    NewRequest, NewTool, Notice, NoticeKind, OPERATOR, PAGE_TOOLS_MAX, Page, PasswordHash,
    RegisterError, Registered, Role, Store, StoredRequest, Tool, ToolFilter,
};

/// The first page of a list, with as much as a page holds.
pub(crate) fn first_page() -> Page {
    Page::first(PAGE_TOOLS_MAX)
}

/// Makes an account.
pub(crate) fn create(store: &dyn Store, new: NewAccount) -> Account {
    wait(store.create_account(new, by(OPERATOR, 0))).unwrap()
}

/// Makes three members and an administrator.
pub(crate) fn people(store: &dyn Store) {
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
pub(crate) fn verified(address: &str) -> Email {
    Email {
        verified_at: Some(at(0)),
        ..unverified(address)
    }
}

/// An address that is not.
pub(crate) fn unverified(address: &str) -> Email {
    Email {
        address: address.to_owned(),
        verified_at: None,
    }
}

pub(crate) fn disable(store: &dyn Store, account: AccountId) {
    set_disabled(store, account, true, by(OPERATOR, 0)).unwrap();
}

pub(crate) fn enable(store: &dyn Store, account: AccountId) {
    set_disabled(store, account, false, by(OPERATOR, 0)).unwrap();
}

pub(super) fn set_role(
    store: &dyn Store,
    account: AccountId,
    role: Role,
    by: By,
) -> Result<Account, ChangeAccountError> {
    let change = AccountChange {
        role: Some(role),
        ..AccountChange::default()
    };
    wait(store.change_account(account, None, change, by))
}

pub(super) fn set_disabled(
    store: &dyn Store,
    account: AccountId,
    disabled: bool,
    by: By,
) -> Result<Account, ChangeAccountError> {
    let change = AccountChange {
        disabled: Some(disabled),
        ..AccountChange::default()
    };
    wait(store.change_account(account, None, change, by))
}

/// Asks to register a tool as the operator.
pub(crate) fn try_register(store: &dyn Store, new: NewTool) -> Result<Registered, RegisterError> {
    wait(store.register_tool(new, by(OPERATOR, 1)))
}

/// Registers a tool as the operator.
pub(crate) fn register(store: &dyn Store, new: NewTool) -> Tool {
    let registered = try_register(store, new).unwrap();
    assert!(!registered.replayed);
    registered.tool
}

/// Registers a private tool of Ada's, without a contact.
pub(crate) fn private_tool(store: &dyn Store, number: u32) -> Tool {
    let path = format!("quay.io/team/t{number}");
    let new = NewTool {
        registration: private(&path, None),
        ..new_tool(number, &path)
    };
    wait(store.register_tool(new, by(ADA, 1))).unwrap().tool
}

/// The path of the tool that is found by a path.
pub(crate) fn found(store: &dyn Store, path: &str) -> Option<String> {
    let tool = wait(store.find_tool(path)).unwrap()?;
    Some(tool.registration.tool_path().to_string())
}

pub(crate) fn listed(store: &dyn Store, filter: &ToolFilter) -> Vec<String> {
    let page = wait(store.list_tools(filter, first_page())).unwrap();
    assert_eq!(page.next, None);
    let path = |tool: Tool| tool.registration.tool_path().to_string();
    page.tools.into_iter().map(path).collect()
}

pub(crate) fn reason(text: &str) -> Reason {
    Reason::new(text).unwrap()
}

/// A request for the first private tool, for somebody called `principal` there.
pub(crate) fn new_request(number: u32, principal: &str) -> NewRequest {
    NewRequest {
        id: request_id(number),
        tool: id(1),
        principal: principal.to_owned(),
        reason: reason("for my thesis"),
        idempotency: None,
    }
}

/// Bob requests access to the first private tool.
pub(crate) fn requested(store: &dyn Store, number: u32, principal: &str) -> StoredRequest {
    let demanded = wait(store.request_access(new_request(number, principal), by(BOB, 2))).unwrap();
    assert!(!demanded.replayed);
    demanded.request
}

/// Somebody does something with the request with that number, whatever its revision.
pub(crate) fn change(
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
pub(crate) fn approval(days: u32) -> Change {
    Change::Approve {
        days: GrantDays::new(days).unwrap(),
        note: None,
    }
}

/// What an account was told, newest first.
pub(crate) fn inbox(store: &dyn Store, account: AccountId) -> Vec<Notice> {
    let page = wait(store.inbox(account, first_page())).unwrap();
    assert_eq!(page.next, None);
    page.notices
}

/// The same in short, the oldest first.
pub(crate) fn told(store: &dyn Store, account: AccountId) -> Vec<NoticeKind> {
    let kinds = inbox(store, account).into_iter().map(|notice| notice.kind);
    kinds.rev().collect()
}

/// Sends what is due then: to which address, and what about.
pub(crate) fn mailed(store: &dyn Store, seconds: i64) -> Vec<(String, NoticeKind)> {
    let leased = wait(store.lease_mail(at(seconds), at(seconds + 60), u32::MAX));
    let leased = leased.unwrap().leased;
    let sent = leased.into_iter().map(|mail| {
        assert!(matches!(mail.notice.mail, Mail::Due { .. }));
        wait(store.mail_sent(mail.notice.id, at(seconds))).unwrap();
        (mail.address, mail.notice.kind)
    });
    sent.collect()
}

/// The hash of the password of the account with that name, where there is one.
pub(crate) fn password_of(store: &dyn Store, name: &str) -> Option<PasswordHash> {
    let found = wait(store.find_with_password(&name.parse().unwrap())).unwrap();
    found.and_then(|(_, password)| password)
}

/// Every entry of the audit log, the oldest first.
pub(crate) fn entries(store: &dyn Store) -> Vec<AuditEntry> {
    entries_behind(store, 0, u32::MAX)
}

/// So many entries behind the one with that number.
pub(crate) fn entries_behind(store: &dyn Store, number: u64, limit: u32) -> Vec<AuditEntry> {
    let lines = wait(store.audit_after(number, limit)).unwrap();
    lines.into_iter().map(|line| line.entry.unwrap()).collect()
}

/// Lets time do what it has to do then, to so many at most: to how many it did.
pub(crate) fn advance(store: &dyn Store, limit: u32, seconds: i64) -> u32 {
    let advanced = wait(store.advance_requests(limit, system(seconds))).unwrap();
    assert_eq!(advanced.damaged, []);
    advanced.count
}
