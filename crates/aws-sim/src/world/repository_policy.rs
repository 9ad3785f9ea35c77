//! Policies of repositories: reading, replacing, deleting.

use wharfinger_core::timestamp::Timestamp;

use super::record::Deed;
use super::{Caller, World};
use crate::address::RepositoryAddress;
use crate::iam::{Flaw, Grammar, Policy, PrincipalFlaw, parse, reach, render};
use crate::operation::Operation;
use crate::refusal::Refusal;

/// Most characters of a repository policy (ECR API Reference, `SetRepositoryPolicy`: 0 to 10240).
const POLICY_CHARS_MAX: usize = 10_240;

impl World {
    /// Reads the policy of a repository: not in the text that was written. Account ids have become the
    /// ARNs of their roots, who was deleted is shown by unique id, lists are in any order, white space is
    /// ECR's own.
    ///
    /// # Errors
    /// [`Refusal::RepositoryNotFound`], [`Refusal::RepositoryPolicyNotFound`], and what any call can meet.
    pub fn get_repository_policy(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
    ) -> Result<String, Refusal> {
        self.get_repository_policy_before(now, caller, address, 0)
    }

    /// The same as it was so many writes ago: what a read sees that is behind.
    ///
    /// # Errors
    /// As [`World::get_repository_policy`].
    pub fn get_repository_policy_before(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
        writes: usize,
    ) -> Result<String, Refusal> {
        let operation = Operation::GetRepositoryPolicy;
        self.admit(now, caller, operation, &address.region)?;
        self.allow(now, caller, operation, address)?;
        self.rendered(address, writes)?
            .ok_or_else(|| Refusal::RepositoryPolicyNotFound(address.clone()))
    }

    /// Replaces the policy of a repository; returns it as it is stored.
    ///
    /// # Errors
    /// [`Refusal::RepositoryNotFound`]; [`Refusal::InvalidParameter`] when the policy is too long, not in
    /// the grammar of ECR, names somebody who is not there, or would shut the caller out without `force`;
    /// and what any call can meet.
    pub fn set_repository_policy(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
        text: &str,
        force: bool,
    ) -> Result<String, Refusal> {
        let operation = Operation::SetRepositoryPolicy;
        self.admit(now, caller, operation, &address.region)?;
        let result = self
            .allow(now, caller, operation, address)
            .and_then(|()| self.accept(now, caller, address, text, force));
        let deed = Deed::new(operation, address).text(text).force(force);
        self.record(now, caller, &deed, result.as_ref().err());
        self.found_mut(address)?.replace_policy(Some(result?));
        self.rendered(address, 0)?.ok_or(Refusal::ServerError)
    }

    /// Takes the policy of a repository away; returns what it was.
    ///
    /// # Errors
    /// As [`World::get_repository_policy`].
    pub fn delete_repository_policy(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
    ) -> Result<String, Refusal> {
        let operation = Operation::DeleteRepositoryPolicy;
        self.admit(now, caller, operation, &address.region)?;
        let result = self.allow(now, caller, operation, address).and_then(|()| {
            let text = self.rendered(address, 0)?;
            text.ok_or_else(|| Refusal::RepositoryPolicyNotFound(address.clone()))
        });
        self.record(
            now,
            caller,
            &Deed::new(operation, address),
            result.as_ref().err(),
        );
        let text = result?;
        self.found_mut(address)?.replace_policy(None);
        Ok(text)
    }

    /// The policy that a text is, if ECR takes it from this caller.
    fn accept(
        &self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
        text: &str,
        force: bool,
    ) -> Result<Policy, Refusal> {
        let policy = self.read_policy(now, address, text)?;
        let (action, resource) = (Operation::SetRepositoryPolicy.action(), address.to_string());
        let context = self.context(now, caller, &address.region);
        let request = caller.request(&action, &resource, &context);
        if !force && reach(&[&policy], request).is_err() {
            return Err(Refusal::policy_text(
                "The new repository policy will not allow you to update the repository policy in the future",
            ));
        }
        Ok(policy)
    }

    /// The policy that a text is, if ECR takes it from anybody.
    pub(super) fn read_policy(
        &self,
        now: Timestamp,
        address: &RepositoryAddress,
        text: &str,
    ) -> Result<Policy, Refusal> {
        let too_long = || {
            let constraint = format!("must have length less than or equal to {POLICY_CHARS_MAX}");
            Refusal::policy_text(&constraint)
        };
        let invalid = || Refusal::policy_text("Invalid repository policy provided");
        if text.chars().count() > POLICY_CHARS_MAX {
            return Err(too_long());
        }
        // IAM User Guide, "Grammar of the IAM JSON policy language".
        let is_allowed = |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
        if !text.chars().all(is_allowed) {
            return Err(invalid());
        }
        let resolve = |name: &str| self.resolve_for_ecr(now, name, &address.region);
        let policy = parse(text, Grammar::REPOSITORY, &resolve).map_err(|flaw| match flaw {
            Flaw::Grammar(_) | Flaw::Principal(PrincipalFlaw::Malformed(_)) => invalid(),
            Flaw::Principal(PrincipalFlaw::Unknown(_)) => {
                Refusal::policy_text("Principal not found")
            }
            Flaw::Principal(PrincipalFlaw::RegionDisabled(_)) => {
                Refusal::policy_text("Region not enabled")
            }
        })?;
        // Whether ECR counts what was sent or what it stores is not documented, so both must fit.
        let partition = address.region.partition();
        let name = |principal: &_| self.name_of(principal, partition);
        let (_, chars) = render(&policy, &name, None);
        if chars > POLICY_CHARS_MAX {
            Err(too_long())
        } else {
            Ok(policy)
        }
    }

    /// The policy as a read shows it, so many writes ago.
    pub(super) fn rendered(
        &mut self,
        address: &RepositoryAddress,
        writes: usize,
    ) -> Result<Option<String>, Refusal> {
        let mut random = self.random.clone();
        let partition = address.region.partition();
        let name = |principal: &_| self.name_of(principal, partition);
        let policy = self.found(address)?.policy_before(writes);
        let text = policy.map(|policy| render(policy, &name, Some(&mut random)).0);
        self.random = random;
        Ok(text)
    }
}
