//! Maintainers in SQLite.

use wharfinger_core::account::AccountId;

use super::Sqlite;
use crate::sql::{contact, maintainers, ready};
use crate::{
    AddMaintainerError, Answer, By, Failure, Maintainer, Maintainers, RemoveMaintainerError,
    Timestamp, ToolId, VerifyContactError,
};

impl Maintainers for Sqlite {
    fn maintainers(&self, tool: ToolId) -> Answer<'_, Result<Vec<Maintainer>, Failure>> {
        self.read(move |sql| ready(maintainers::of(sql, &tool)))
    }

    fn add_maintainer(
        &self,
        tool: ToolId,
        account: AccountId,
        by: By,
    ) -> Answer<'_, Result<Vec<Maintainer>, AddMaintainerError>> {
        self.write(move |sql| ready(maintainers::add(sql, &tool, &account, &by)))
    }

    fn remove_maintainer(
        &self,
        tool: ToolId,
        account: AccountId,
        by: By,
    ) -> Answer<'_, Result<Vec<Maintainer>, RemoveMaintainerError>> {
        self.write(move |sql| ready(maintainers::remove(sql, &tool, &account, &by)))
    }

    fn contact_verified_at(&self, tool: ToolId) -> Answer<'_, Result<Option<Timestamp>, Failure>> {
        self.read(move |sql| ready(contact::verified_at(sql, &tool)))
    }

    fn ask_contact(&self, tool: ToolId, by: By) -> Answer<'_, Result<(), VerifyContactError>> {
        self.write(move |sql| ready(contact::ask(sql, &tool, &by)))
    }
}
