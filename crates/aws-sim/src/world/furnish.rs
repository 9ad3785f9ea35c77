//! Furnishing accounts with repositories and what is in them. Nobody is asked for permission.

use wharfinger_core::timestamp::Timestamp;

use super::account::{Registry, Repository};
use super::set_up::parsed;
use super::{Image, RegistryScope, SetUpError, World};
use crate::address::RepositoryAddress;
use crate::iam::Grammar;
use crate::names::{AccountId, Region};

impl World {
    /// Adds a repository. One that `CloudFormation` made has the tag `aws:cloudformation:stack-name`, which
    /// nobody else can give.
    ///
    /// # Errors
    /// [`SetUpError`] when it is there, or its account is not.
    pub fn add_repository(
        &mut self,
        now: Timestamp,
        address: &RepositoryAddress,
        tags: &[(&str, &str)],
    ) -> Result<(), SetUpError> {
        let registry = self.registry_mut(&address.account, &address.region)?;
        if registry.repositories.contains_key(&address.name) {
            return Err(SetUpError::Exists(address.to_string()));
        }
        let tags = tags
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let repository = Repository::new(now, tags.collect());
        registry
            .repositories
            .insert(address.name.clone(), repository);
        Ok(())
    }

    /// Takes a repository away, with its images and its policy.
    pub fn delete_repository(&mut self, address: &RepositoryAddress) {
        if let Ok(registry) = self.registry_mut(&address.account, &address.region) {
            registry.repositories.remove(&address.name);
        }
    }

    /// Adds an image to a repository.
    ///
    /// # Errors
    /// [`SetUpError::Missing`].
    pub fn push_image(
        &mut self,
        address: &RepositoryAddress,
        image: Image,
    ) -> Result<(), SetUpError> {
        let registry = self.registry_mut(&address.account, &address.region)?;
        let repository = registry.repositories.get_mut(&address.name);
        let repository = repository.ok_or_else(|| SetUpError::Missing(address.to_string()))?;
        for other in &mut repository.images {
            other.tags.retain(|tag| !image.tags.contains(tag));
        }
        repository.images.push(image);
        Ok(())
    }

    /// Gives the repositories of a region a policy together, or takes it away.
    ///
    /// # Errors
    /// [`SetUpError`] when the policy is none, or the account is not there.
    pub fn set_registry_policy(
        &mut self,
        account: &AccountId,
        region: &Region,
        text: Option<&str>,
    ) -> Result<(), SetUpError> {
        let partition = self.account(account)?.partition;
        let resolve = |name: &str| self.resolve(name, partition);
        let policy = text
            .map(|text| parsed(text, Grammar::REGISTRY, &resolve))
            .transpose()?;
        self.registry_mut(account, region)?.policy = policy;
        Ok(())
    }

    /// What the policy of the registry is asked about.
    ///
    /// # Errors
    /// [`SetUpError::Missing`].
    pub fn set_registry_scope(
        &mut self,
        account: &AccountId,
        region: &Region,
        scope: RegistryScope,
    ) -> Result<(), SetUpError> {
        self.registry_mut(account, region)?.scope = scope;
        Ok(())
    }

    fn registry_mut(
        &mut self,
        id: &AccountId,
        region: &Region,
    ) -> Result<&mut Registry, SetUpError> {
        let account = self.account_mut(id)?;
        Ok(account.registries.entry(region.clone()).or_default())
    }
}
