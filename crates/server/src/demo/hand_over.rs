//! The example tools become the first administrator's: nobody can sign in as the operator, who registered
//! them, so that nobody could answer for them, or show the simulated AWS account to be theirs.

use wharfinger_core::account::AccountId;
use wharfinger_store::{
    Actor, AddMaintainerError, By, Failure, OPERATOR, RemoveMaintainerError, Tool,
};

use super::tools::paths;
use crate::state::State;

/// Makes an account the maintainer of the example tools that nobody but the operator maintains.
///
/// What fails leaves a tool to the operator, and the log says so: the account is there in any case.
pub(crate) async fn hand_over(state: &State, account: AccountId, by: &By) {
    for path in paths() {
        match state.store.find_tool(&path).await {
            Ok(Some(tool)) => {
                if let Err(reason) = hand_over_one(state, &tool, account, by).await {
                    tracing::warn!(tool = path, reason, "An example tool stays the operator's");
                }
            }
            Ok(None) => {}
            Err(failure) => tracing::warn!(%failure, "The example tools cannot be read"),
        }
    }
}

async fn hand_over_one(
    state: &State,
    tool: &Tool,
    account: AccountId,
    by: &By,
) -> Result<(), String> {
    let said = |failure: Failure| failure.to_string();
    let maintainers = state.store.maintainers(tool.id).await.map_err(said)?;
    if !maintainers.iter().all(|one| one.account == OPERATOR) {
        return Ok(());
    }
    let by = By {
        actor: Actor::Account(OPERATOR),
        ..by.clone()
    };
    let added = state.store.add_maintainer(tool.id, account, by.clone());
    let added = added.await;
    added.map_err(|error: AddMaintainerError| error.to_string())?;
    let removed = state.store.remove_maintainer(tool.id, OPERATOR, by).await;
    removed.map_err(|error: RemoveMaintainerError| error.to_string())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use wharfinger_store::{Model, NewAccount, Role, ToolFilter, new_account_id};

    use super::*;
    use crate::config::Config;
    use crate::demo::seed;
    use crate::seams::{Clock as _, System};

    fn by(account: AccountId) -> By {
        By {
            actor: Actor::Account(account),
            request_id: "test".to_owned(),
            now: System.now(),
        }
    }

    #[actix_web::test]
    async fn the_examples_become_the_first_administrators_and_nobody_is_written_to() {
        let store = Arc::new(Model::new());
        let (clock, entropy) = (Arc::new(System), Arc::new(System));
        let state = State::new(Config::default(), store, clock, entropy);
        let seeded = seed(&state).await.unwrap();
        let ada = new_account_id(System.now(), [1; 10]);
        let new = NewAccount {
            id: ada,
            name: "ada".parse().unwrap(),
            role: Role::Administrator,
            email: None,
            password: None,
            identity: None,
        };
        state.store.create_account(new, by(OPERATOR)).await.unwrap();
        hand_over(&state, ada, &by(ada)).await;

        let (filter, page) = (ToolFilter::default(), wharfinger_store::Page::first(99));
        let listed = state.store.list_tools(&filter, page).await.unwrap();
        assert_eq!(listed.tools.len(), seeded);
        for tool in listed.tools {
            let maintainers = state.store.maintainers(tool.id).await.unwrap();
            let accounts: Vec<_> = maintainers.iter().map(|one| one.account).collect();
            assert_eq!(accounts, [ada], "{}", tool.registration.tool_path());
            let has_contact = tool.registration.contact_email().is_some();
            let confirmed = state.store.contact_verified_at(tool.id).await.unwrap();
            assert_eq!(confirmed.is_some(), has_contact, "a letter would go to it");
        }
    }
}
