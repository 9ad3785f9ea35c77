//! What an account's owner sees of it. Nobody is asked for permission.

use super::World;
use crate::address::RepositoryAddress;
use crate::iam::render;
use crate::names::AccountId;

/// A user or a role, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The ARN.
    pub arn: String,
    /// Who may assume it, where it is a role.
    pub trust: Option<String>,
    /// What it may do.
    pub policies: Vec<String>,
}

impl World {
    /// The accounts, in order.
    pub fn accounts(&self) -> impl Iterator<Item = &AccountId> {
        self.accounts.keys()
    }

    /// The users and then the roles of an account, by name.
    ///
    /// ```
    /// # use wharfinger_aws_sim::{AccountId, Partition, World};
    /// # use wharfinger_core::timestamp::Timestamp;
    /// # let now = Timestamp::from_micros(1_796_000_000_000_000);
    /// # let mut world = World::new(7);
    /// # let owner = AccountId::new("111122223333").unwrap();
    /// # world.add_account(&owner, Partition::Aws).unwrap();
    /// let may = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"ecr:*","Resource":"*"}}"#;
    /// world.add_user(now, &owner, "ada", may).unwrap();
    /// assert_eq!(world.identities(&owner)[0].arn, "arn:aws:iam::111122223333:user/ada");
    /// ```
    #[must_use]
    pub fn identities(&self, account: &AccountId) -> Vec<Identity> {
        let Ok(found) = self.account(account) else {
            return Vec::new();
        };
        let partition = found.partition;
        let name = |principal: &_| self.name_of(principal, partition);
        let text = |policy: &_| render(policy, &name, None).0;
        let users = found.users.values().map(|user| Identity {
            arn: self.homes[&user.id].arn(partition),
            trust: None,
            policies: user.policies.iter().map(text).collect(),
        });
        let roles = found.roles.values().map(|role| Identity {
            arn: self.homes[&role.id].arn(partition),
            trust: Some(text(&role.trust)),
            policies: role.policies.iter().map(text).collect(),
        });
        users.chain(roles).collect()
    }

    /// Every repository of an account, in order.
    #[must_use]
    pub fn repositories(&self, account: &AccountId) -> Vec<RepositoryAddress> {
        let Ok(found) = self.account(account) else {
            return Vec::new();
        };
        let registries = found.registries.iter();
        let addresses = registries.flat_map(|(region, registry)| {
            let names = registry.repositories.keys();
            names.map(|name| RepositoryAddress {
                account: account.clone(),
                region: region.clone(),
                name: name.clone(),
            })
        });
        addresses.collect()
    }
}
