//! What is true, for tests that must know.

use wharfinger_core::timestamp::Timestamp;

use super::access::resource_policies;
use super::{Caller, World};
use crate::address::RepositoryAddress;
use crate::iam::{AwsPrincipal, Identity, reach, render};

impl World {
    /// The policy that holds, with lists in the order that they were written in, `None` where there is
    /// none. Nobody is asked for permission, and nothing is counted.
    #[must_use]
    pub fn policy_text(&self, address: &RepositoryAddress) -> Option<String> {
        let partition = address.region.partition();
        let name = |principal: &_| self.name_of(principal, partition);
        let policy = self.repository(address)?.policy()?;
        Some(render(policy, &name, None).0)
    }

    /// Whether a repository lets somebody do something now: what is wanted of a grant, whatever the
    /// policies in the principal's own account say. `principal` is an account id or an ARN.
    ///
    /// Nobody is let in who is not there, nor who lives in a closed account.
    #[must_use]
    pub fn repository_lets_in(
        &self,
        now: Timestamp,
        principal: &str,
        action: &str,
        address: &RepositoryAddress,
    ) -> bool {
        let partition = address.region.partition();
        let Ok(principal) = self.resolve(principal, partition) else {
            return false;
        };
        let identity = match principal.clone() {
            AwsPrincipal::Account(_) => Identity::Root,
            AwsPrincipal::Identity(id) if id.0.starts_with("AIDA") => Identity::User(id),
            // Any session of the role.
            AwsPrincipal::Identity(role) => Identity::Session {
                role,
                name: "any".to_owned(),
            },
            AwsPrincipal::Session(role, name) => Identity::Session { role, name },
        };
        let account = match &principal {
            AwsPrincipal::Account(account) => account.clone(),
            AwsPrincipal::Identity(id) | AwsPrincipal::Session(id, _) => {
                self.homes[id].account.clone()
            }
        };
        let caller = Caller {
            arn: self.arn_of(&account, &identity, partition),
            account,
            partition,
            identity,
            access_key_id: String::new(),
            policy: None,
            source_identity: None,
        };
        let context = self.context(now, &caller, &address.region);
        let resource = address.to_string();
        let request = caller.request(action, &resource, &context);
        let registry = self.registry(address);
        let policies = registry.map(|registry| resource_policies(registry, &address.name));
        matches!(reach(&policies.unwrap_or_default(), request), Ok(Some(_)))
    }
}
