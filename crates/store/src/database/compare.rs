//! Whether two stores answer alike.

use crate::{
    Account, AuditVerdict, CheckError, CopyError, Failure, PAGE_TOOLS_MAX, Page, RequestFilter,
    Store, ToolFilter,
};

/// Entries of the audit log that are compared at a time: some hundred kilobytes.
const ENTRIES_AT_ONCE: u32 = 1_000;

/// Asks both stores the same, page by page: tools, accounts and what they were told, access requests,
/// the audit log. That the maintainers of every tool are right, the log's digests say.
pub(super) async fn compare(source: &dyn Store, target: &dyn Store) -> Result<(), CopyError> {
    let counts = (source.counts().await, target.counts().await);
    same("the number of tools", counts)?;
    tools(source, target).await?;
    accounts(source, target).await?;
    requests(source, target).await?;
    audit(source, target).await
}

/// What both have answered, where it is the same.
fn same<T: PartialEq>(
    what: &str,
    (source, target): (Result<T, Failure>, Result<T, Failure>),
) -> Result<T, CopyError> {
    let source = source.map_err(CopyError::Source)?;
    if source == target.map_err(CopyError::Target)? {
        return Ok(source);
    }
    Err(CopyError::Differs {
        what: what.to_owned(),
    })
}

async fn tools(source: &dyn Store, target: &dyn Store) -> Result<(), CopyError> {
    let filter = ToolFilter {
        include_archived: true,
        ..ToolFilter::default()
    };
    let mut page = Page::first(PAGE_TOOLS_MAX);
    loop {
        let listed = (
            source.list_tools(&filter, page).await,
            target.list_tools(&filter, page).await,
        );
        let Some(next) = same("a page of tools", listed)?.next else {
            return Ok(());
        };
        page = Page::new(Some(next), PAGE_TOOLS_MAX);
    }
}

async fn accounts(source: &dyn Store, target: &dyn Store) -> Result<(), CopyError> {
    let mut page = Page::first(PAGE_TOOLS_MAX);
    loop {
        let listed = (
            source.list_accounts(page).await,
            target.list_accounts(page).await,
        );
        let listed = same("a page of accounts", listed)?;
        for account in &listed.accounts {
            inbox(source, target, account).await?;
        }
        let Some(next) = listed.next else {
            return Ok(());
        };
        page = Page::new(Some(next), PAGE_TOOLS_MAX);
    }
}

async fn inbox(source: &dyn Store, target: &dyn Store, account: &Account) -> Result<(), CopyError> {
    let mut page = Page::first(PAGE_TOOLS_MAX);
    loop {
        let told = (
            source.inbox(account.id, page).await,
            target.inbox(account.id, page).await,
        );
        let what = format!("what `{}` was told", account.name);
        let Some(next) = same(&what, told)?.next else {
            return Ok(());
        };
        page = Page::new(Some(next), PAGE_TOOLS_MAX);
    }
}

async fn requests(source: &dyn Store, target: &dyn Store) -> Result<(), CopyError> {
    let filter = RequestFilter::default();
    let mut page = Page::first(PAGE_TOOLS_MAX);
    loop {
        let listed = (
            source.list_requests(&filter, page).await,
            target.list_requests(&filter, page).await,
        );
        let Some(next) = same("a page of access requests", listed)?.next else {
            return Ok(());
        };
        page = Page::new(Some(next), PAGE_TOOLS_MAX);
    }
}

async fn audit(source: &dyn Store, target: &dyn Store) -> Result<(), CopyError> {
    let mut last = 0;
    loop {
        let entries = (
            source.audit_after(last, ENTRIES_AT_ONCE).await,
            target.audit_after(last, ENTRIES_AT_ONCE).await,
        );
        let entries = same("the audit log", entries)?;
        let Some(entry) = entries.last() else {
            break;
        };
        last = entry.number;
    }
    let verdicts = (source.verify_audit().await, target.verify_audit().await);
    match same("the verdict on the audit log", verdicts)? {
        AuditVerdict::Whole { .. } => Ok(()),
        AuditVerdict::Broken { number, finding } => {
            Err(CopyError::Copy(CheckError::Audit { number, finding }))
        }
    }
}
