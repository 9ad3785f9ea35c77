//! Who a request is from, whatever it brought to show that.

use super::{Sql, sessions, tokens};
use crate::{Authenticated, Credential, Failure, Timestamp};

pub(crate) async fn authenticate(
    sql: &mut impl Sql,
    credential: Credential,
    now: Timestamp,
) -> Result<Option<Authenticated>, Failure> {
    match credential {
        Credential::Session(hash) => sessions::authenticate(sql, &hash, now).await,
        Credential::Token(hash) => tokens::authenticate(sql, &hash, now).await,
    }
}

pub(crate) async fn touch(
    sql: &mut impl Sql,
    credential: Credential,
    now: Timestamp,
    idle_until: Timestamp,
) -> Result<(), Failure> {
    match credential {
        Credential::Session(hash) => sessions::touch(sql, &hash, now, idle_until).await,
        Credential::Token(hash) => tokens::touch(sql, &hash, now).await,
    }
}
