//! Another role for a connection: examined first, and taken only where it is right.

use actix_web::web::Data;
use wharfinger_ecr::connection::check_role as check_name;
use wharfinger_store::{By, Connection, ConnectionId};

use super::turn_on::refused;
use crate::grants::doctor::{RoleChecked, check_role};
use crate::grants::places;
use crate::identity::Who;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// The field with the ARN.
pub(crate) const ROLE_ARN: &str = "role_arn";

/// Somebody's own connection. To everybody else there is none.
pub(crate) async fn own(state: &State, who: &Who, id: &str) -> Result<Connection, Problem> {
    let id: ConnectionId = id.parse().map_err(|_| Problem::NoSuchConnection)?;
    let connections = state.store.connections_of(who.id()).await?;
    let found = connections.into_iter().find(|one| one.id == id);
    found.ok_or(Problem::NoSuchConnection)
}

/// Examines a role with every repository of the tools that the owner of a connection stands by in its
/// account, and takes it for the connection where all is right.
pub(crate) async fn change_role(
    state: &Data<State>,
    connection: Connection,
    role_arn: &str,
    by: By,
) -> Result<RoleChecked, Problem> {
    let role_arn = role_arn.trim();
    let named = check_name(role_arn, &connection.partition, &connection.aws_account);
    named.map_err(|invalid| Problem::InvalidFields(vec![Unfit::new(ROLE_ARN, invalid)]))?;
    let places = places(&*state.store, &connection, None).await?;
    let role_arn = role_arn.to_owned();
    let checked = check_role(state.clone(), connection, role_arn, places, by).await;
    let checked = checked.map_err(refused)?;
    state.wake();
    Ok(checked)
}
