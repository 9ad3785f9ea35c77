//! Maintainers, in either database.

use wharfinger_core::account::AccountId;

use crate::sql::{contact, maintainers, unmaintained};
use crate::{
    AddMaintainerError, Answer, By, Failure, Maintainer, Maintainers, Page, Postgres,
    RemoveMaintainerError, Sqlite, Timestamp, ToolId, ToolPage, VerifyContactError,
};

macro_rules! implement {
    ($database:ty) => {
        impl Maintainers for $database {
            fn maintainers(&self, tool: ToolId) -> Answer<'_, Result<Vec<Maintainer>, Failure>> {
                self.read(async move |sql| maintainers::of(sql, &tool).await)
            }

            fn maintained_of<'a>(
                &'a self,
                account: AccountId,
                tools: &'a [ToolId],
            ) -> Answer<'a, Result<Vec<ToolId>, Failure>> {
                let tools = tools.to_vec();
                self.read(async move |sql| maintainers::maintained_of(sql, &account, &tools).await)
            }

            fn add_maintainer(
                &self,
                tool: ToolId,
                account: AccountId,
                by: By,
            ) -> Answer<'_, Result<Vec<Maintainer>, AddMaintainerError>> {
                self.write(async move |sql| maintainers::add(sql, &tool, &account, &by).await)
            }

            fn remove_maintainer(
                &self,
                tool: ToolId,
                account: AccountId,
                by: By,
            ) -> Answer<'_, Result<Vec<Maintainer>, RemoveMaintainerError>> {
                self.write(async move |sql| maintainers::remove(sql, &tool, &account, &by).await)
            }

            fn unmaintained_tools(&self, page: Page) -> Answer<'_, Result<ToolPage, Failure>> {
                self.read(async move |sql| unmaintained::list(sql, page).await)
            }

            fn contact_verified_at(
                &self,
                tool: ToolId,
            ) -> Answer<'_, Result<Option<Timestamp>, Failure>> {
                self.read(async move |sql| contact::verified_at(sql, &tool).await)
            }

            fn ask_contact(
                &self,
                tool: ToolId,
                by: By,
            ) -> Answer<'_, Result<(), VerifyContactError>> {
                self.write(async move |sql| contact::ask(sql, &tool, &by).await)
            }
        }
    };
}

implement!(Sqlite);
implement!(Postgres);
