//! Others who change policies.

use wharfinger_core::timestamp::Timestamp;

use super::record::Deed;
use super::{Caller, World};
use crate::address::RepositoryAddress;
use crate::iam::Identity;
use crate::operation::Operation;
use crate::refusal::Refusal;

impl World {
    /// Lets an outside writer change a policy in one moment: `change` is given the text that is there and
    /// returns the one that shall be, `None` for none. ECR judges the text as it does any other, and
    /// CloudTrail tells of it; nobody is asked for permission.
    ///
    /// A writer who reads, thinks and then writes makes two calls of its own.
    ///
    /// # Errors
    /// [`Refusal`] when the repository is not there or ECR does not take the text.
    ///
    /// ```
    /// # use wharfinger_aws_sim::{AccountId, Partition, RepositoryAddress, World};
    /// # use wharfinger_core::timestamp::Timestamp;
    /// # let now = Timestamp::from_micros(1_796_000_000_000_000);
    /// # let mut world = World::new(7);
    /// # world.add_account(&AccountId::new("111122223333").unwrap(), Partition::Aws).unwrap();
    /// # let md5sum = RepositoryAddress::new("111122223333", "us-west-2", "md5sum").unwrap();
    /// # world.add_repository(now, &md5sum, &[]).unwrap();
    /// let lambda = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Lambda","Effect":"Allow",
    ///     "Principal":{"Service":"lambda.amazonaws.com"},"Action":"ecr:BatchGetImage"}]}"#;
    /// world.edit_policy(now, &md5sum, "lambda", |_| Some(lambda.to_owned())).unwrap();
    /// assert!(world.policy_text(&md5sum).unwrap().contains("lambda.amazonaws.com"));
    /// ```
    pub fn edit_policy(
        &mut self,
        now: Timestamp,
        address: &RepositoryAddress,
        editor: &str,
        change: impl FnOnce(Option<&str>) -> Option<String>,
    ) -> Result<(), Refusal> {
        let before = self.rendered(address, 0)?;
        let after = change(before.as_deref());
        let policy = after
            .as_deref()
            .map(|text| self.read_policy(now, address, text))
            .transpose()?;
        let caller = editor_of(address, editor);
        let deed = match &after {
            Some(text) => Deed::new(Operation::SetRepositoryPolicy, address).text(text),
            None if before.is_some() => Deed::new(Operation::DeleteRepositoryPolicy, address),
            None => return Ok(()),
        };
        self.record(now, &caller, &deed, None);
        self.found_mut(address)?.replace_policy(policy);
        Ok(())
    }
}

/// Somebody in the account of the repository, without a key of their own.
fn editor_of(address: &RepositoryAddress, editor: &str) -> Caller {
    let partition = address.region.partition();
    let (area, account) = (partition.as_str(), &address.account);
    Caller {
        account: account.clone(),
        partition,
        identity: Identity::Root,
        arn: format!("arn:{area}:iam::{account}:user/{editor}"),
        access_key_id: "AKIAOUTSIDEWRITER000".to_owned(),
        policy: None,
        source_identity: None,
    }
}
