//! Repositories: making and listing them.

use std::collections::BTreeMap;

use wharfinger_core::timestamp::Timestamp;

use super::account::Repository;
use super::{Caller, World};
use crate::address::RepositoryAddress;
use crate::iam::decide;
use crate::names::{AccountId, Region};
use crate::operation::Operation;
use crate::refusal::Refusal;

/// What `DescribeRepositories` tells of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepositoryDetails {
    /// Where it is.
    pub address: RepositoryAddress,
    /// What images are pulled from.
    pub uri: String,
    /// Since when.
    pub created_at: Timestamp,
}

impl World {
    /// Makes a repository.
    ///
    /// # Errors
    /// [`Refusal::RepositoryAlreadyExists`], and what any call can meet.
    pub fn create_repository(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
        tags: BTreeMap<String, String>,
    ) -> Result<RepositoryDetails, Refusal> {
        let operation = Operation::CreateRepository;
        self.admit(now, caller, operation, &address.region)?;
        self.allow_own(
            now,
            caller,
            operation,
            &address.region,
            &address.to_string(),
        )?;
        let exists = Refusal::RepositoryAlreadyExists(address.clone());
        if self.repository(address).is_some() {
            return Err(exists);
        }
        let account = self
            .accounts
            .get_mut(&address.account)
            .ok_or(Refusal::UnknownKey)?;
        let registry = account
            .registries
            .entry(address.region.clone())
            .or_default();
        registry
            .repositories
            .insert(address.name.clone(), Repository::new(now, tags));
        Ok(details(address.clone(), now))
    }

    /// Tells of repositories: of those named, which must all be there, or of all of the account.
    ///
    /// # Errors
    /// [`Refusal::RepositoryNotFound`], and what any call can meet.
    pub fn describe_repositories(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        account: &AccountId,
        region: &Region,
        named: &[RepositoryAddress],
    ) -> Result<Vec<RepositoryDetails>, Refusal> {
        let operation = Operation::DescribeRepositories;
        self.admit(now, caller, operation, region)?;
        if !named.is_empty() {
            let details = named.iter().map(|address| {
                self.allow(now, caller, operation, address)?;
                let repository = self.found(address)?;
                Ok(details(address.clone(), repository.created_at))
            });
            return details.collect();
        }
        let partition = region.partition().as_str();
        let resource = format!("arn:{partition}:ecr:{region}:{account}:repository/*");
        let action = operation.action();
        let context = self.context(now, caller, region);
        let request = caller.request(&action, &resource, &context);
        let decision = self.decision(caller, Vec::new(), caller.account == *account);
        decide(&decision, request)
            .map_err(|denial| super::access::denied(denial, request, caller))?;
        let registry = self
            .accounts
            .get(account)
            .and_then(|found| found.registries.get(region));
        let repositories = registry.map(|registry| &registry.repositories);
        let all = repositories
            .into_iter()
            .flatten()
            .map(|(name, repository)| {
                let address = RepositoryAddress {
                    account: account.clone(),
                    region: region.clone(),
                    name: name.clone(),
                };
                details(address, repository.created_at)
            });
        Ok(all.collect())
    }

    /// The tags of a repository.
    ///
    /// # Errors
    /// [`Refusal::RepositoryNotFound`], and what any call can meet.
    pub fn list_tags(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
    ) -> Result<BTreeMap<String, String>, Refusal> {
        let operation = Operation::ListTagsForResource;
        self.admit(now, caller, operation, &address.region)?;
        self.allow(now, caller, operation, address)?;
        Ok(self.found(address)?.tags.clone())
    }

    pub(super) fn repository(&self, address: &RepositoryAddress) -> Option<&Repository> {
        self.registry(address)?.repositories.get(&address.name)
    }

    pub(super) fn found(&self, address: &RepositoryAddress) -> Result<&Repository, Refusal> {
        self.repository(address)
            .ok_or_else(|| Refusal::RepositoryNotFound(address.clone()))
    }

    pub(super) fn found_mut(
        &mut self,
        address: &RepositoryAddress,
    ) -> Result<&mut Repository, Refusal> {
        let account = self.accounts.get_mut(&address.account);
        let registry = account.and_then(|account| account.registries.get_mut(&address.region));
        registry
            .and_then(|registry| registry.repositories.get_mut(&address.name))
            .ok_or_else(|| Refusal::RepositoryNotFound(address.clone()))
    }
}

fn details(address: RepositoryAddress, created_at: Timestamp) -> RepositoryDetails {
    let uri = address.uri();
    RepositoryDetails {
        address,
        uri,
        created_at,
    }
}
