//! Lists of access requests, newest first.
//!
//! Each starts from the narrowest index that has the order of lists; the rest of the filter is
//! compared row by row.

use std::collections::BTreeSet;

use wharfinger_core::access::Status;

use super::listed::listed;
use super::request_row::{decode, select_request, waiting_word};
use super::{Param, Sql};
use crate::page::{Listed, cut, sift};
use crate::{Failure, Page, RequestFilter, RequestPage, StoredRequest};

/// A query for one page. The parameters are the same for each: behind which position, tool,
/// requester, what it waits for, maintainer, statuses, how many. One is required where the index is
/// asked for it, and compared if it is there where not.
macro_rules! select_page {
    (
        from $from:literal, behind $position:literal, tool $tool:ident,
        requester $requester:ident, waiting $waiting:ident, maintainer $maintainer:ident,
        status $status:ident
    ) => {
        select_request!(
            $from,
            " WHERE ",
            $position,
            " < $1 AND ",
            condition!(tool $tool),
            " AND ",
            condition!(requester $requester),
            " AND ",
            condition!(waiting $waiting),
            " AND ",
            condition!(maintainer $maintainer),
            " AND ",
            condition!(status $status),
            " ORDER BY ",
            $position,
            " DESC LIMIT $7"
        )
    };
}

macro_rules! condition {
    (tool required) => {
        "r.tool = $2"
    };
    (tool optional) => {
        "($2 IS NULL OR r.tool = $2)"
    };
    (requester required) => {
        "r.requester = $3"
    };
    (requester optional) => {
        "($3 IS NULL OR r.requester = $3)"
    };
    (waiting required) => {
        "r.waiting = $4"
    };
    (waiting maintained) => {
        "m.waiting = $4"
    };
    (waiting optional) => {
        "($4 IS NULL OR r.waiting = $4)"
    };
    (maintainer required) => {
        "m.account = $5"
    };
    (maintainer optional) => {
        "($5 IS NULL OR EXISTS (SELECT 1 FROM maintained_request AS m \
        WHERE m.account = $5 AND m.request = r.position))"
    };
    (status required) => {
        "r.status = $6"
    };
    // Several words in one text, each between bars.
    (status optional) => {
        "($6 IS NULL OR $6 LIKE '%|' || r.status || '|%')"
    };
}

pub(crate) const EVERY: &str = select_page!(
    from "access_request AS r", behind "r.position", tool optional, requester optional,
    waiting optional, maintainer optional, status optional
);

pub(crate) const OF_TOOL: &str = select_page!(
    from "access_request AS r", behind "r.position", tool required, requester optional,
    waiting optional, maintainer optional, status optional
);

pub(crate) const OF_REQUESTER: &str = select_page!(
    from "access_request AS r", behind "r.position", tool optional, requester required,
    waiting optional, maintainer optional, status optional
);

pub(crate) const OF_MAINTAINER: &str = select_page!(
    from "maintained_request AS m JOIN access_request AS r ON r.position = m.request",
    behind "m.request", tool optional, requester optional, waiting optional, maintainer required,
    status optional
);

pub(crate) const WAITING_FOR_MAINTAINER: &str = select_page!(
    from "maintained_request AS m JOIN access_request AS r ON r.position = m.request",
    behind "m.request", tool optional, requester optional, waiting maintained, maintainer required,
    status optional
);

pub(crate) const WAITING: &str = select_page!(
    from "access_request AS r", behind "r.position", tool optional, requester optional,
    waiting required, maintainer optional, status optional
);

pub(crate) const OF_STATUS: &str = select_page!(
    from "access_request AS r", behind "r.position", tool optional, requester optional,
    waiting optional, maintainer optional, status required
);

pub(crate) async fn list(
    sql: &mut impl Sql,
    filter: &RequestFilter,
    page: Page,
) -> Result<RequestPage, Failure> {
    let statuses: BTreeSet<Status> = filter.statuses.iter().copied().collect();
    let is_narrowed = statuses.len() < Status::ALL.len() && !statuses.is_empty();
    let query = match filter {
        RequestFilter { tool: Some(_), .. } => OF_TOOL,
        RequestFilter {
            requester: Some(_), ..
        } => OF_REQUESTER,
        RequestFilter {
            maintainer: Some(_),
            waiting: Some(_),
            ..
        } => WAITING_FOR_MAINTAINER,
        RequestFilter {
            maintainer: Some(_),
            ..
        } => OF_MAINTAINER,
        RequestFilter {
            waiting: Some(_), ..
        } => WAITING,
        _ if is_narrowed => return of_statuses(sql, &statuses, page).await,
        _ => EVERY,
    };
    let words = is_narrowed.then(|| between_bars(&statuses));
    let rows = rows(sql, query, filter, words.as_deref(), page).await?;
    paged(rows, page)
}

/// Each status has its index; of each as much is read as could be on the page.
async fn of_statuses(
    sql: &mut impl Sql,
    statuses: &BTreeSet<Status>,
    page: Page,
) -> Result<RequestPage, Failure> {
    let filter = RequestFilter::default();
    let mut found = Vec::new();
    for status in statuses {
        found.extend(rows(sql, OF_STATUS, &filter, Some(status.as_str()), page).await?);
    }
    found.sort_unstable_by_key(|(position, _)| std::cmp::Reverse(*position));
    found.truncate(page.limit as usize + 1);
    paged(found, page)
}

async fn rows(
    sql: &mut impl Sql,
    query: &'static str,
    filter: &RequestFilter,
    statuses: Option<&str>,
    page: Page,
) -> Result<Vec<Listed<StoredRequest>>, Failure> {
    let params: [Param<'_>; 7] = [
        page.behind().into(),
        filter.tool.as_ref().into(),
        filter.requester.as_ref().into(),
        filter.waiting.map(waiting_word).into(),
        filter.maintainer.as_ref().into(),
        statuses.into(),
        (page.limit + 1).into(),
    ];
    let rows = sql.query(query, &params).await?;
    rows.into_iter().map(|row| listed(row, decode)).collect()
}

fn paged(rows: Vec<Listed<StoredRequest>>, page: Page) -> Result<RequestPage, Failure> {
    let (rows, next) = cut(rows, page.limit);
    let (requests, damaged) = sift(rows)?;
    Ok(RequestPage {
        requests,
        damaged,
        next,
    })
}

fn between_bars(statuses: &BTreeSet<Status>) -> String {
    let words = statuses.iter().map(|status| format!("|{status}|"));
    words.collect()
}
