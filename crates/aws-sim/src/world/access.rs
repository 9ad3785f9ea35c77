//! Whether a caller may do something, by all policies there are.

use wharfinger_core::timestamp::Timestamp;

use super::account::Registry;
use super::registry::RegistryScope;
use super::{Caller, World};
use crate::address::RepositoryAddress;
use crate::iam::{Context, Decision, Denial, Identity, Policy, Request, decide};
use crate::moment;
use crate::names::Region;
use crate::operation::Operation;
use crate::refusal::Refusal;

impl World {
    /// What is known about any call of somebody.
    pub(super) fn context(&self, now: Timestamp, caller: &Caller, region: &Region) -> Context {
        let mut context = Context::from([
            ("aws:currenttime", moment::iso_8601(now)),
            ("aws:epochtime", moment::epoch_seconds(now).to_string()),
            ("aws:principalaccount", caller.account.to_string()),
            ("aws:principalisawsservice", "false".to_owned()),
            ("aws:requestedregion", region.to_string()),
            ("aws:securetransport", "true".to_owned()),
            ("aws:userid", caller.user_id()),
        ]);
        let (arn, kind) = match &caller.identity {
            Identity::Root => (caller.arn.clone(), "Account"),
            Identity::User(_) => (caller.arn.clone(), "User"),
            Identity::Session { role, .. } => {
                let home = self.homes.get(role);
                let arn = home.map(|home| home.arn(caller.partition));
                (arn.unwrap_or_default(), "AssumedRole")
            }
        };
        if let Identity::User(id) = &caller.identity
            && let Some(home) = self.homes.get(id)
        {
            context.insert("aws:username", home.name().to_owned());
        }
        context.insert("aws:principalarn", arn);
        context.insert("aws:principaltype", kind.to_owned());
        if let Some(source) = &caller.source_identity {
            context.insert("aws:sourceidentity", source.clone());
        }
        context
    }

    /// Whether the caller's own policies allow something that has no resource.
    pub(super) fn allow_own(
        &self,
        now: Timestamp,
        caller: &Caller,
        operation: Operation,
        region: &Region,
        resource: &str,
    ) -> Result<(), Refusal> {
        let action = operation.action();
        let context = self.context(now, caller, region);
        let request = caller.request(&action, resource, &context);
        let decision = self.decision(caller, Vec::new(), true);
        decide(&decision, request).map_err(|denial| denied(denial, request, caller))
    }

    /// Whether something may be done with a repository, which must be there.
    ///
    /// Where the repository is not there, who may not by their own policies is told only that.
    pub(super) fn allow(
        &self,
        now: Timestamp,
        caller: &Caller,
        operation: Operation,
        address: &RepositoryAddress,
    ) -> Result<(), Refusal> {
        self.allow_action(now, caller, &operation.action(), address)
    }

    /// The same for an action that no call of ours is.
    pub(super) fn allow_action(
        &self,
        now: Timestamp,
        caller: &Caller,
        action: &str,
        address: &RepositoryAddress,
    ) -> Result<(), Refusal> {
        let resource = address.to_string();
        let context = self.context(now, caller, &address.region);
        let request = caller.request(action, &resource, &context);
        let is_same_account = caller.account == address.account;
        let registry = self.registry(address);
        let found = registry.filter(|registry| registry.repositories.contains_key(&address.name));
        let Some(registry) = found else {
            let own = self.decision(caller, Vec::new(), true);
            decide(&own, request).map_err(|denial| denied(denial, request, caller))?;
            return Err(Refusal::RepositoryNotFound(address.clone()));
        };
        let policies = resource_policies(registry, &address.name);
        let decision = self.decision(caller, policies, is_same_account);
        decide(&decision, request).map_err(|denial| denied(denial, request, caller))
    }

    pub(super) fn decision<'a>(
        &'a self,
        caller: &'a Caller,
        resource: Vec<&'a Policy>,
        is_same_account: bool,
    ) -> Decision<'a> {
        Decision {
            identity: self.policies_of(caller),
            session: caller.policy.as_ref(),
            resource,
            is_same_account,
            must_be_named: false,
        }
    }

    pub(super) fn registry(&self, address: &RepositoryAddress) -> Option<&Registry> {
        self.accounts
            .get(&address.account)?
            .registries
            .get(&address.region)
    }
}

/// The policies of a repository and, where it is asked about everything, of its registry.
pub(super) fn resource_policies<'a>(registry: &'a Registry, name: &str) -> Vec<&'a Policy> {
    let repository = registry.repositories.get(name);
    let own = repository.and_then(|repository| repository.policy());
    let shared = registry
        .policy
        .as_ref()
        .filter(|_| registry.scope == RegistryScope::V2);
    own.into_iter().chain(shared).collect()
}

pub(super) fn denied(denial: Denial, request: Request<'_>, caller: &Caller) -> Refusal {
    Refusal::AccessDenied(denial.message(caller.arn(), request.action, request.resource))
}

impl Caller {
    pub(super) fn request<'a>(
        &'a self,
        action: &'a str,
        resource: &'a str,
        context: &'a Context,
    ) -> Request<'a> {
        Request {
            account: &self.account,
            identity: &self.identity,
            action,
            resource,
            context,
        }
    }
}
