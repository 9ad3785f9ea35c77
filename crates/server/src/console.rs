//! Accounts from the command line, beside a server that may be running over the same store.
//!
//! Whoever can open the database acts as the built-in account `operator`, as with the operator's token.

use std::sync::Arc;

use wharfinger_core::account::AccountName;
use wharfinger_store::{
    Account, AccountChange, AccountPage, Actor, By, Cursor, Failure, OPERATOR, PAGE_TOOLS_MAX,
    Page, Role, Store, Tool,
};

use crate::accounts::create::{Invitation, invite};
use crate::accounts::{find, links};
use crate::config::Config;
use crate::problem::Problem;
use crate::seams::{Clock, Entropy};
use crate::secret::Secret;
use crate::state::State;

/// What can be done to accounts without a browser.
pub struct Console {
    state: State,
    public_url: String,
    /// What the audit log says in place of a request: the command.
    command: &'static str,
}

/// An account that was made, or whose password is to be set.
#[derive(Debug)]
pub struct Linked {
    /// Its name.
    pub name: AccountName,
    /// The address at which its password is set, once, within a day.
    pub url: String,
}

impl Console {
    /// A console over a store. Links start with `public_url`; the audit log names `command`.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        public_url: String,
        command: &'static str,
    ) -> Self {
        Self {
            state: State::new(Config::default(), store, clock, entropy),
            public_url,
            command,
        }
    }

    /// Makes an account.
    pub async fn create(
        &self,
        name: &str,
        email: Option<&str>,
        role: Role,
    ) -> Result<Linked, Problem> {
        let invitation = Invitation {
            name,
            email: email.unwrap_or_default(),
            role,
        };
        let (account, link) = invite(&self.state, invitation, self.by()).await?;
        Ok(self.linked(account, &link))
    }

    /// Makes a link by which the password of an account is set.
    pub async fn reset(&self, name: &str) -> Result<Linked, Problem> {
        let account = find(&self.state, name).await?;
        let link = links::to_password(&self.state, &account, self.by()).await?;
        Ok(self.linked(account, &link))
    }

    /// Disables an account, or enables it. One that is so already stays as it is.
    pub async fn set_disabled(&self, name: &str, disabled: bool) -> Result<Account, Problem> {
        let account = find(&self.state, name).await?;
        let change = AccountChange {
            disabled: Some(disabled),
            ..AccountChange::default()
        };
        let store = &self.state.store;
        let changed = store.change_account(account.id, None, change, self.by());
        Ok(changed.await?)
    }

    /// The paths of tools of which no maintainer can sign in, the newest first: no more than a page of
    /// them, and whether there are more.
    pub async fn unmaintained(&self) -> Result<(Vec<String>, bool), Failure> {
        let page = Page::first(PAGE_TOOLS_MAX);
        let found = self.state.store.unmaintained_tools(page).await?;
        let path = |tool: &Tool| tool.registration.tool_path().to_string();
        Ok((found.tools.iter().map(path).collect(), found.next.is_some()))
    }

    /// A page of accounts, the newest first.
    pub async fn list(&self, after: Option<Cursor>) -> Result<AccountPage, Failure> {
        let page = Page::new(after, PAGE_TOOLS_MAX);
        self.state.store.list_accounts(page).await
    }

    fn linked(&self, account: Account, link: &Secret) -> Linked {
        Linked {
            name: account.name,
            url: format!("{}{}", self.public_url, links::path(links::PASSWORD, link)),
        }
    }

    fn by(&self) -> By {
        By {
            actor: Actor::Account(OPERATOR),
            request_id: self.command.to_owned(),
            now: self.state.clock.now(),
        }
    }
}
