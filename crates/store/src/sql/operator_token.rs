//! The operator's token: one row at most.

use super::Sql;
use crate::{Failure, Timestamp, TokenHash};

const SET: &str = "
    INSERT INTO operator_token (one, hash, set_at) VALUES (1, $1, $2)
    ON CONFLICT (one) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at";

const EXISTS: &str = "SELECT 1 FROM operator_token WHERE one = 1";

const MATCHES: &str = "SELECT 1 FROM operator_token WHERE one = 1 AND hash = $1";

pub(crate) async fn set(
    sql: &mut impl Sql,
    hash: TokenHash,
    now: Timestamp,
) -> Result<(), Failure> {
    sql.execute(SET, &[(&hash.0).into(), now.into()]).await?;
    Ok(())
}

pub(crate) async fn exists(sql: &mut impl Sql) -> Result<bool, Failure> {
    Ok(sql.first(EXISTS, &[]).await?.is_some())
}

pub(crate) async fn matches(sql: &mut impl Sql, hash: TokenHash) -> Result<bool, Failure> {
    Ok(sql.first(MATCHES, &[(&hash.0).into()]).await?.is_some())
}
