//! Furnishing a world. Nobody is asked for permission.

use wharfinger_core::timestamp::Timestamp;

use super::account::{Account, Home, Kind, Role, User};
use super::{Credentials, World};
use crate::iam::{AwsPrincipal, Flaw, Grammar, Policy, PrincipalFlaw, UniqueId, parse};
use crate::names::{AccountId, InvalidName, Partition, Region};

/// Why something cannot be added to a world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetUpError {
    /// It is there already.
    #[error("{0} is there already")]
    Exists(String),
    /// It is not there.
    #[error("{0} is not there")]
    Missing(String),
    /// The policy cannot be read.
    #[error("this is no such policy: {0}")]
    Policy(String),
    /// The name is none.
    #[error(transparent)]
    Name(#[from] InvalidName),
}

impl World {
    /// Opens an account.
    ///
    /// # Errors
    /// [`SetUpError::Exists`].
    pub fn add_account(&mut self, id: &AccountId, partition: Partition) -> Result<(), SetUpError> {
        if self.accounts.contains_key(id) {
            return Err(SetUpError::Exists(format!("the account {id}")));
        }
        self.accounts.insert(id.clone(), Account::new(partition));
        Ok(())
    }

    /// Closes an account: policies cannot name it, nor anybody in it, any more.
    pub fn close_account(&mut self, id: &AccountId) {
        if let Some(account) = self.accounts.get_mut(id) {
            account.is_open = false;
        }
    }

    /// Says whether an account has enabled a region. All are at first.
    pub fn enable_region(&mut self, id: &AccountId, region: &Region, is_enabled: bool) {
        if let Some(account) = self.accounts.get_mut(id) {
            if is_enabled {
                account.disabled_regions.remove(region);
            } else {
                account.disabled_regions.insert(region.clone());
            }
        }
    }

    /// How long ECR does not know a new role or user yet. Not at all unless this is called; AWS needs up to
    /// two minutes (hashicorp/terraform-provider-aws, `propagationTimeout`).
    pub fn set_propagation(&mut self, seconds: u32) {
        self.propagation_seconds = seconds;
    }

    /// Adds a user, who may do what `policy` allows. A path goes in front of the name: `ops/ada`.
    ///
    /// # Errors
    /// [`SetUpError`] when there is such a user, no such account, or the policy is none.
    pub fn add_user(
        &mut self,
        now: Timestamp,
        account: &AccountId,
        path_and_name: &str,
        policy: &str,
    ) -> Result<Credentials, SetUpError> {
        let policies = vec![parsed(policy, Grammar::IDENTITY, &no_principal)?];
        let id = self.add_home(now, account, Kind::User, path_and_name)?;
        let name = self.homes[&id].name().to_owned();
        let user = User {
            id: id.clone(),
            policies,
        };
        self.account_mut(account)?.users.insert(name, user);
        Ok(self.issue_user_key(&id))
    }

    /// Adds a role that those in `trust` may assume, to do what `policy` allows; returns its ARN.
    ///
    /// # Errors
    /// [`SetUpError`] when there is such a role, no such account, or a policy is none. A trust policy can
    /// name only who is there.
    pub fn add_role(
        &mut self,
        now: Timestamp,
        account: &AccountId,
        path_and_name: &str,
        trust: &str,
        policy: &str,
    ) -> Result<String, SetUpError> {
        let partition = self.account(account)?.partition;
        let resolve = |name: &str| self.resolve(name, partition);
        let trust = parsed(trust, Grammar::TRUST, &resolve)?;
        let policies = vec![parsed(policy, Grammar::IDENTITY, &no_principal)?];
        let id = self.add_home(now, account, Kind::Role, path_and_name)?;
        let (name, arn) = {
            let home = &self.homes[&id];
            (home.name().to_owned(), home.arn(partition))
        };
        let role = Role {
            id,
            trust,
            policies,
        };
        self.account_mut(account)?.roles.insert(name, role);
        Ok(arn)
    }

    /// Deletes a role. Policies that name it show its id from now on, and another role of the same name is
    /// another role.
    pub fn delete_role(&mut self, account: &AccountId, name: &str) {
        let role = self
            .accounts
            .get_mut(account)
            .and_then(|account| account.roles.remove(name));
        if let Some(role) = role {
            self.homes.remove(&role.id);
        }
    }

    /// Deletes a user, as [`World::delete_role`] does a role.
    pub fn delete_user(&mut self, account: &AccountId, name: &str) {
        let user = self
            .accounts
            .get_mut(account)
            .and_then(|account| account.users.remove(name));
        if let Some(user) = user {
            self.homes.remove(&user.id);
        }
    }

    fn add_home(
        &mut self,
        now: Timestamp,
        account: &AccountId,
        kind: Kind,
        path_and_name: &str,
    ) -> Result<UniqueId, SetUpError> {
        let home = Home {
            account: account.clone(),
            kind,
            path_and_name: path_and_name.to_owned(),
            created_at: now,
        };
        let found = self.account(account)?;
        let (is_there, prefix) = match kind {
            Kind::User => (found.users.contains_key(home.name()), "AIDA"),
            Kind::Role => (found.roles.contains_key(home.name()), "AROA"),
        };
        if is_there {
            return Err(SetUpError::Exists(home.arn(found.partition)));
        }
        // 21 characters (IAM User Guide, "Unique identifiers").
        let id = UniqueId(self.random.id(prefix, 21));
        self.homes.insert(id.clone(), home);
        Ok(id)
    }

    pub(super) fn account(&self, id: &AccountId) -> Result<&Account, SetUpError> {
        let account = self.accounts.get(id);
        account.ok_or_else(|| SetUpError::Missing(format!("the account {id}")))
    }

    pub(super) fn account_mut(&mut self, id: &AccountId) -> Result<&mut Account, SetUpError> {
        let account = self.accounts.get_mut(id);
        account.ok_or_else(|| SetUpError::Missing(format!("the account {id}")))
    }
}

/// The policies of identities name nobody.
pub(super) fn no_principal(name: &str) -> Result<AwsPrincipal, PrincipalFlaw> {
    Err(PrincipalFlaw::Malformed(name.to_owned()))
}

pub(super) fn parsed(
    text: &str,
    grammar: Grammar,
    resolve: &dyn Fn(&str) -> Result<AwsPrincipal, PrincipalFlaw>,
) -> Result<Policy, SetUpError> {
    parse(text, grammar, resolve).map_err(|flaw| {
        SetUpError::Policy(match flaw {
            Flaw::Grammar(what) => what,
            Flaw::Principal(PrincipalFlaw::Malformed(name)) => format!("`{name}` is nobody's name"),
            Flaw::Principal(PrincipalFlaw::Unknown(name)) => format!("there is no `{name}`"),
            Flaw::Principal(PrincipalFlaw::RegionDisabled(name)) => {
                format!("`{name}` has not enabled the region")
            }
        })
    })
}
