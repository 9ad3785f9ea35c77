//! The role that belongs to a connection.

use std::collections::BTreeSet;

use wharfinger_core::grants::Repository;
use wharfinger_core::privacy::Visibility;
use wharfinger_ecr::connection::{self, ExternalId, InvalidConnection, ROLE_POLICY_CHARS_MAX};
use wharfinger_store::{Connection, Failure, PAGE_TOOLS_MAX, Page, ToolFilter};

use super::reaches;
use crate::grants::Grants;
use crate::problem::Problem;
use crate::state::State;

/// Most repositories of a role: its policy holds fewer, since each takes more characters than the start
/// of its ARN has.
const REPOSITORIES_MAX: usize = ROLE_POLICY_CHARS_MAX / "arn:aws:ecr:us-east-1:".len();

/// Most pages of somebody's private tools that are looked through: more than anybody maintains.
const PAGES_MAX: u32 = 20;

/// The role of a connection, which reaches exactly the repositories of the tools that its owner
/// maintains in that account; or why there can be none.
pub(crate) async fn role(
    state: &State,
    grants: &Grants,
    connection: &Connection,
) -> Result<Result<connection::Connection, InvalidConnection>, Problem> {
    let id = ExternalId::read(&connection.authority.external_id)
        .map_err(|invalid| Problem::Internal(format!("{}: {invalid}", connection.id)))?;
    let repositories = repositories(state, connection).await?;
    let principal = grants.settings().principal();
    Ok(connection::Connection::new(principal, id, repositories))
}

/// The repositories of the private tools that a connection's owner maintains in its account.
async fn repositories(state: &State, connection: &Connection) -> Result<Vec<Repository>, Failure> {
    let filter = ToolFilter {
        visibility: Some(Visibility::Private),
        maintainer: Some(connection.owner),
        ..ToolFilter::default()
    };
    let mut found = BTreeSet::new();
    let mut page = Page::first(PAGE_TOOLS_MAX);
    for _ in 0..PAGES_MAX {
        let listed = state.store.list_tools(&filter, page).await?;
        let places = listed
            .tools
            .iter()
            .filter_map(|tool| Repository::of_tool(tool.registration.tool_path()))
            .filter(|place| reaches(connection, place));
        found.extend(places);
        match listed.next {
            Some(next) if found.len() <= REPOSITORIES_MAX => {
                page = Page::new(Some(next), PAGE_TOOLS_MAX);
            }
            _ => break,
        }
    }
    Ok(found.into_iter().collect())
}
