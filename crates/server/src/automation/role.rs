//! The role that belongs to a connection.

use wharfinger_core::grants::Repository;
use wharfinger_ecr::connection::{self, ExternalId, InvalidConnection};
use wharfinger_store::Connection;

use crate::grants::{Grants, places};
use crate::problem::Problem;
use crate::state::State;

/// The role of a connection, which reaches exactly the repositories of the tools that its owner stands by
/// in that account, and the one `beside` that they connect it for; or why there can be none.
pub(crate) async fn role(
    state: &State,
    grants: &Grants,
    connection: &Connection,
    beside: Option<Repository>,
) -> Result<Result<connection::Connection, InvalidConnection>, Problem> {
    let id = ExternalId::read(&connection.authority.external_id)
        .map_err(|invalid| Problem::Internal(format!("{}: {invalid}", connection.id)))?;
    let repositories = places(&*state.store, connection, beside).await?;
    let principal = grants.settings().principal();
    let role = connection::Connection::new(principal, id, repositories);
    let role = role.map(|role| role.by_role(&connection.authority.role_arn));
    Ok(role.and_then(|role| chosen(role, connection)))
}

/// Whether the role of a connection has the name that its templates give it.
pub(crate) fn is_named_by_us(connection: &Connection) -> bool {
    let authority = &connection.authority;
    ExternalId::read(&authority.external_id).is_ok_and(|id| {
        authority.role_arn == id.role_arn(&connection.partition, &connection.aws_account)
    })
}

/// The same role with what its owner has chosen besides.
pub(crate) fn chosen(
    role: connection::Connection,
    connection: &Connection,
) -> Result<connection::Connection, InvalidConnection> {
    role.looking_up_events(connection.heals_since.is_some())?
        .handing_out_passwords(connection.pull_passwords_since.is_some())
}
