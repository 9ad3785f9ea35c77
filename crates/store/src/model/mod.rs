//! The store in memory: what every adapter must agree with.
//!
//! Written for reading, not for speed: every look-up walks everything, so that there is no index
//! which could disagree with what it points at, and a write works on a copy of everything, so that
//! one that fails leaves nothing behind.

mod account_changes;
mod accounts;
mod audit;
mod automation;
mod connections;
mod contacts;
mod descriptors;
mod devices;
mod examinations;
mod keys;
mod lease;
mod links;
mod looks;
mod mail;
mod maintainers;
mod mends;
mod notices;
mod proofs;
mod pull_passwords;
mod registry_requests;
mod repositories;
mod request_changes;
mod requests;
mod rows;
mod secrets;
mod sessions;
mod settle;
mod sign_in;
mod state;
mod tokens;
mod tool_changes;
mod tools;
mod verify;
mod watching;

use std::future::ready;
use std::sync::{Mutex, MutexGuard, PoisonError};

use state::State;

use crate::{Answer, Failure, Store};

/// A [`Store`] that forgets everything when it is dropped: the oracle of the tests, and a store
/// for tests of the server.
#[derive(Debug, Default)]
pub struct Model {
    state: Mutex<State>,
}

impl Model {
    /// A store with nothing in it but the operator's account.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A panic while the lock was held cannot leave half a change: a change is one assignment.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers from one state.
    fn read<'a, T: Send + 'a>(
        &'a self,
        read: impl FnOnce(&State) -> T + Send + 'a,
    ) -> Answer<'a, Result<T, Failure>> {
        Box::pin(async move { Ok(read(&self.state())) })
    }

    /// Changes a copy, which takes the state's place if all goes well.
    fn write<'a, T: Send + 'a, E: Send + 'a>(
        &'a self,
        change: impl FnOnce(&mut State) -> Result<T, E> + Send + 'a,
    ) -> Answer<'a, Result<T, E>> {
        Box::pin(async move {
            let mut state = self.state();
            let mut changed = state.clone();
            let answer = change(&mut changed)?;
            *state = changed;
            Ok(answer)
        })
    }
}

impl Store for Model {
    fn ready(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(ready(Ok(())))
    }

    fn check(&self) -> Answer<'_, Result<(), Failure>> {
        Box::pin(ready(Ok(())))
    }

    /// There is nothing to let go of.
    fn close(&self) {}
}
