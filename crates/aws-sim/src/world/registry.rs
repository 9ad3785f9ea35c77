//! What is settled for all repositories of an account and region together.

use wharfinger_core::timestamp::Timestamp;

use super::{Caller, World};
use crate::iam::render;
use crate::names::Region;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// What the policy of a registry is asked about (ECR User Guide, "Registry policy scope").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RegistryScope {
    /// Replication, pull-through caches and making repositories, none of which is here: nothing.
    V1,
    /// Everything. What new registries have.
    #[default]
    V2,
}

impl RegistryScope {
    /// How the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "V1",
            Self::V2 => "V2",
        }
    }
}

impl World {
    /// The policy of the caller's registry in a region.
    ///
    /// # Errors
    /// [`Refusal::RegistryPolicyNotFound`], and what any call can meet.
    pub fn get_registry_policy(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        region: &Region,
    ) -> Result<String, Refusal> {
        let operation = Operation::GetRegistryPolicy;
        self.admit(now, caller, operation, region)?;
        self.allow_own(now, caller, operation, region, "*")?;
        let account = self.accounts.get(&caller.account);
        let registry = account.and_then(|account| account.registries.get(region));
        let policy = registry.and_then(|registry| registry.policy.as_ref());
        let name = |principal: &_| self.name_of(principal, region.partition());
        let text = policy.map(|policy| render(policy, &name, None).0);
        text.ok_or_else(|| Refusal::RegistryPolicyNotFound(caller.account.clone()))
    }

    /// What the policy of the caller's registry is asked about: the setting `REGISTRY_POLICY_SCOPE`.
    ///
    /// # Errors
    /// What any call can meet.
    pub fn registry_scope(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        region: &Region,
    ) -> Result<RegistryScope, Refusal> {
        let operation = Operation::GetAccountSetting;
        self.admit(now, caller, operation, region)?;
        self.allow_own(now, caller, operation, region, "*")?;
        let account = self.accounts.get(&caller.account);
        let registry = account.and_then(|account| account.registries.get(region));
        Ok(registry.map(|registry| registry.scope).unwrap_or_default())
    }
}
