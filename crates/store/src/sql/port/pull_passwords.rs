//! Pull passwords, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::pull_passwords;
use crate::{
    Answer, By, ConnectionId, Failure, HandOutError, Postgres, PullPasswords, Pullable, Registry,
    RequestId, Sqlite, Timestamp,
};

macro_rules! implement {
    ($database:ty) => {
        impl PullPasswords for $database {
            fn pullable(
                &self,
                account: AccountId,
                registry: Registry,
                now: Timestamp,
            ) -> Answer<'_, Result<Vec<Pullable>, Failure>> {
                self.read_at_once(async move |sql| {
                    pull_passwords::pullable(sql, &account, &registry, now).await
                })
            }

            fn hand_out_pull_password(
                &self,
                connection: ConnectionId,
                requests: Vec<RequestId>,
                expires_at: Timestamp,
                by: By,
            ) -> Answer<'_, Result<(), HandOutError>> {
                self.write(async move |sql| {
                    pull_passwords::hand_out(sql, &connection, &requests, expires_at, &by).await
                })
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);
