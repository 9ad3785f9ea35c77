//! Taking back a connection, and all that hangs on it.

use super::hand_over::hand_over_all;
use super::{Sql, authority, automation, connections};
use crate::{Action, By, ChangeConnectionError, Connection, ConnectionId};

pub(crate) async fn disconnect(
    sql: &mut impl Sql,
    id: &ConnectionId,
    by: &By,
) -> Result<Connection, ChangeConnectionError> {
    let connection = connections::live(sql, id).await?;
    let connection = connection.ok_or(ChangeConnectionError::NotFound)?;
    let may = connections::is_owner(sql, &connection, by).await?
        || authority::is_administrator(sql, by).await?;
    if !may {
        return Err(ChangeConnectionError::NotOwner);
    }
    automation::stop_all(sql, id, by).await?;
    hand_over_all(sql, id, by).await?;
    let action = Action::ConnectionDisconnected;
    let change = |connection: &mut Connection| connection.disconnected_at = Some(by.now);
    Ok(connections::store(sql, connection, action, by, change).await?)
}
