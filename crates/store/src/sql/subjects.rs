//! Everything that entries of the audit log are about, as it is stored.

use super::account_row::{self, account_columns};
use super::automation_row::{self, select_automation};
use super::connection_row::{self, select_connection};
use super::pages::Pages;
use super::repository_grants::carried_in;
use super::request_row::{self, request_columns};
use super::tokens::{self, token_columns};
use super::tool_row::{decode_stored, select_tool};
use super::tools::Whole;
use super::{Row, Sql, belongings, descriptors, maintainers};
use crate::audit::digest;
use crate::{AuditHash, Failure, Subject};

const ACCOUNTS: &str = concat!(
    "SELECT ",
    account_columns!(),
    " FROM account WHERE position > $1 ORDER BY position LIMIT $2"
);

const TOKENS: &str = concat!(
    "SELECT ",
    token_columns!(),
    " FROM api_token WHERE position > $1 ORDER BY position LIMIT $2"
);

pub(crate) const TOOLS: &str = select_tool!("tool WHERE position > $1 ORDER BY position LIMIT $2");

const REQUESTS: &str = concat!(
    "SELECT ",
    request_columns!(),
    ", g.repository FROM access_request AS r LEFT JOIN repository_grant AS g ON g.request = r.position
    WHERE r.position > $1 ORDER BY r.position LIMIT $2"
);

const CONNECTIONS: &str = select_connection!("position > $1 ORDER BY position LIMIT $2");

const AUTOMATION: &str =
    select_automation!("automation.tool > $1 ORDER BY automation.tool LIMIT $2");

/// A table of subjects.
#[derive(Clone, Copy, Debug)]
enum Table {
    Accounts,
    Tokens,
    Tools,
    Requests,
    Connections,
    Automation,
}

impl Table {
    const fn query(self) -> &'static str {
        match self {
            Self::Accounts => ACCOUNTS,
            Self::Tokens => TOKENS,
            Self::Tools => TOOLS,
            Self::Requests => REQUESTS,
            Self::Connections => CONNECTIONS,
            Self::Automation => AUTOMATION,
        }
    }

    /// Its rows, in the order of its key.
    fn rows(self) -> Pages {
        match self {
            Self::Automation => Pages::by_hash(self.query()),
            _ => Pages::by_number(self.query()),
        }
    }

    const fn next(self) -> Option<Self> {
        match self {
            Self::Accounts => Some(Self::Tokens),
            Self::Tokens => Some(Self::Tools),
            Self::Tools => Some(Self::Requests),
            Self::Requests => Some(Self::Connections),
            Self::Connections => Some(Self::Automation),
            Self::Automation => None,
        }
    }

    /// The subject in a row, and its digest.
    async fn read(self, sql: &mut impl Sql, mut row: Row) -> Result<(Subject, AuditHash), Failure> {
        Ok(match self {
            Self::Accounts => {
                let stored = account_row::decode(&mut row)?;
                let digest = belongings::digest(sql, &stored).await?;
                (Subject::Account(stored.account.id), digest)
            }
            Self::Tokens => {
                let (token, hash) = tokens::decode(&mut row)?;
                (Subject::Token(token.id), digest::token(&token, &hash))
            }
            Self::Tools => {
                let stored = decode_stored(row)?;
                let id = stored.tool.id;
                let maintainers = maintainers::of(sql, &id).await?;
                let descriptors = descriptors::of(sql, &id).await?;
                let whole = Whole {
                    stored,
                    maintainers,
                    descriptors,
                };
                (Subject::Tool(id), whole.digest())
            }
            Self::Requests => {
                let (_, request) = request_row::decode_next(&mut row)?;
                let repository = carried_in(&mut row)?;
                let digest = digest::request(&request, repository.as_ref());
                (Subject::Request(request.id), digest)
            }
            Self::Connections => {
                let (_, connection) = connection_row::decode(row)?;
                let digest = digest::connection(&connection);
                (Subject::Connection(connection.id), digest)
            }
            Self::Automation => {
                let stored = automation_row::decode(row)?;
                let digest = stored.digest();
                (Subject::Automation(stored.automation.tool), digest)
            }
        })
    }
}

/// Goes through every subject, table by table.
#[derive(Debug)]
pub(super) struct Walk {
    table: Option<Table>,
    rows: Pages,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            table: Some(Table::Accounts),
            rows: Table::Accounts.rows(),
        }
    }
}

impl Walk {
    /// The next subject and its digest, or what is wrong with its row; nothing behind the last one.
    pub(super) async fn next(
        &mut self,
        sql: &mut impl Sql,
    ) -> Result<Option<Result<(Subject, AuditHash), Failure>>, Failure> {
        while let Some(table) = self.table {
            if let Some(row) = self.rows.next(sql).await? {
                return Ok(Some(table.read(sql, row).await));
            }
            self.table = table.next();
            if let Some(table) = self.table {
                self.rows = table.rows();
            }
        }
        Ok(None)
    }
}
