//! Grants from the command line, beside a server that may be running over the same store.

use std::sync::Arc;

use actix_web::web::Data;
use wharfinger_core::grants::RepositoryId;
use wharfinger_store::{
    Actor, By, ChangeConnectionError, ConnectionId, Failure, PAGE_TOOLS_MAX, Page,
    RepositoryFilter, RepositoryGrant, Store, StoredRepository,
};

use super::doctor::{Examined, NotExamined, check};
use super::{Grants, Settings, fresh_installation, places};
use crate::access::kept::Missing;
use crate::config::Config;
use crate::seams::{Clock, Entropy};
use crate::state::State;

/// What the audit log says in place of a request.
const COMMAND: &str = "wharfinger grants doctor";

/// What can be done about grants without a browser.
pub struct Console {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// A repository, and how it is.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The repository.
    pub repository: StoredRepository,
    /// How it is.
    pub health: Health,
    /// The grants on it that are missing until a person does something.
    pub held: Vec<RepositoryGrant>,
}

/// How a repository is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Everything that is wanted was seen to be there.
    Settled,
    /// Something is wanted that was not seen yet.
    Waiting,
    /// A grant is missing until a person does something.
    Held,
    /// Nothing can be said about its policy.
    Troubled,
}

impl Health {
    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Troubled => "troubled",
        }
    }
}

impl Looked {
    /// How a repository is, with the grants on it.
    #[must_use]
    pub fn new(repository: StoredRepository, grants: Vec<RepositoryGrant>) -> Self {
        let mut held = grants;
        held.retain(|grant| Missing::of(grant).is_some_and(Missing::needs_somebody));
        let health = if repository.trouble.is_some() {
            Health::Troubled
        } else if !held.is_empty() {
            Health::Held
        } else if repository.is_settled {
            Health::Settled
        } else {
            Health::Waiting
        };
        Self {
            repository,
            health,
            held,
        }
    }

    /// What is wrong, in a line; nothing where nothing is.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        if let Some(trouble) = &self.repository.trouble {
            let said = trouble.message.as_ref();
            let said = said.map(|message| format!(": {message}"));
            let (kind, since) = (&trouble.kind, trouble.since);
            return Some(format!("{kind} since {since}{}", said.unwrap_or_default()));
        }
        let held = self.held.iter().map(|grant| grant.principal.as_str());
        let held: Vec<_> = held.collect();
        (!held.is_empty()).then(|| held.join(", "))
    }
}

impl Console {
    /// A console over a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            store,
            clock,
            entropy,
        }
    }

    /// Every repository, the newest first.
    pub async fn repositories(&self) -> Result<Vec<Looked>, Failure> {
        let mut looked = Vec::new();
        let mut after = None;
        loop {
            let page = Page::new(after, PAGE_TOOLS_MAX);
            let filter = RepositoryFilter::default();
            let found = self.store.list_repositories(filter, page).await?;
            for repository in found.repositories {
                let grants = self.store.repository_grants(repository.id).await?;
                looked.push(Looked::new(repository, grants));
            }
            after = found.next;
            if after.is_none() {
                return Ok(looked);
            }
        }
    }

    /// Makes one repository due now, or every one; returns how many that were.
    pub async fn look_now(&self, only: Option<RepositoryId>) -> Result<usize, Failure> {
        let ids = if let Some(id) = only {
            vec![id]
        } else {
            let all = self.repositories().await?;
            all.iter().map(|looked| looked.repository.id).collect()
        };
        let mut count = 0;
        for id in ids {
            count += usize::from(self.store.look_now(id, self.clock.now()).await?);
        }
        Ok(count)
    }

    /// Examines the role of a connection with every repository of its owner's tools in that account, as
    /// its owner would.
    pub async fn examine(
        &self,
        id: ConnectionId,
        settings: Settings,
    ) -> Result<Vec<Examined>, NotExamined> {
        let connection = self.store.connection(id).await?;
        let connection = connection.ok_or(ChangeConnectionError::NotFound)?;
        let fresh = fresh_installation(&*self.entropy);
        let installation = self.store.installation(fresh).await?;
        let grants = Grants::new(settings, installation, self.clock.clone()).await;
        let (store, clock) = (self.store.clone(), self.clock.clone());
        let state = State::new(Config::default(), store, clock, self.entropy.clone());
        let state = Data::new(state.with_grants(grants));
        let places = places(&*self.store, &connection, None).await?;
        let by = By {
            actor: Actor::Account(connection.owner),
            request_id: COMMAND.to_owned(),
            now: self.clock.now(),
        };
        let (_, examined) = check(state, connection, places, by).await?;
        Ok(examined)
    }
}
