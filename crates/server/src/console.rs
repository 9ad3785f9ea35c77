//! Accounts from the command line, beside a server that may be running over the same store.
//!
//! Whoever can open the database acts as the built-in account `operator`, as with the operator's token.

use std::sync::Arc;

use wharfinger_core::account::AccountName;
use wharfinger_store::{
    Account, AccountPage, Actor, By, Cursor, Failure, OPERATOR, PAGE_TOOLS_MAX, Page, Role, Store,
};

use crate::accounts::create::{Invitation, invite};
use crate::accounts::status::{Change, change};
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
        let link = links::to_password(&self.state, &account).await?;
        Ok(self.linked(account, &link))
    }

    /// Disables an account, or enables it. One that is so already stays as it is.
    pub async fn set_disabled(&self, name: &str, disabled: bool) -> Result<Account, Problem> {
        let account = find(&self.state, name).await?;
        let wanted = Change {
            disabled: Some(disabled),
            ..Change::default()
        };
        change(&self.state, account, wanted, self.by()).await
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
