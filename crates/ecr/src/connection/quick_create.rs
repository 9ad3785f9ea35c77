//! A link that opens the console of AWS with everything filled in.

use std::fmt::Write;

use super::Connection;
use crate::percent::encoded;

/// Most bytes of a parameter's value (AWS CloudFormation User Guide, CloudFormation quotas).
const PARAMETER_BYTES_MAX: usize = 4_096;

impl Connection {
    /// A link to the quick-create page of CloudFormation in `region`, for the template of
    /// [`published_template`](super::published_template) at `template_url`, which must be an address of
    /// Amazon S3 (AWS CloudFormation User Guide, Create quick-create links for stacks).
    ///
    /// `None` where there is no such page, or the repositories are too many for it: then
    /// [`Connection::cloudformation`] is the way.
    ///
    /// ```
    /// # use wharfinger_core::grants::Repository;
    /// # use wharfinger_ecr::connection::{Connection, ExternalId};
    /// # let md5sum = Repository {
    /// #     partition: "aws".to_owned(), account: "111122223333".to_owned(),
    /// #     region: "us-west-2".to_owned(), name: "tools/md5sum".to_owned(),
    /// # };
    /// # let us = "arn:aws:iam::999900001111:role/wharfinger";
    /// # let connection = Connection::new(us, ExternalId::from_random(7), vec![md5sum]).unwrap();
    /// let link = connection.quick_create("us-west-2", "https://s3.amazonaws.com/us/role.yaml").unwrap();
    /// assert!(link.starts_with(
    ///     "https://us-west-2.console.aws.amazon.com/cloudformation/home?region=us-west-2#/stacks/\
    ///      create/review?templateURL=https%3A%2F%2Fs3.amazonaws.com%2Fus%2Frole.yaml&stackName=wharfinger"
    /// ));
    /// ```
    #[must_use]
    pub fn quick_create(&self, region: &str, template_url: &str) -> Option<String> {
        let console = match self.partition() {
            "aws" => "console.aws.amazon.com",
            "aws-cn" => "console.amazonaws.cn",
            "aws-us-gov" => "console.amazonaws-us-gov.com",
            _ => return None,
        };
        let is_here = wharfinger_core::registry::Partition::of_region(region)
            .is_some_and(|partition| partition.id == self.partition());
        let arns = self.arns().collect::<Vec<_>>().join(",");
        // The published template gives no permission beyond those that every connection needs, and the role
        // its own name.
        let is_ordinary =
            self.is_named_by_us() && !self.looks_up_events && !self.hands_out_passwords;
        if !is_here || !is_ordinary || arns.len() > PARAMETER_BYTES_MAX {
            return None;
        }
        let role_name = self.external_id.role_name();
        let mut link = format!(
            "https://{region}.{console}/cloudformation/home?region={region}#/stacks/create/review\
             ?templateURL={}&stackName={role_name}",
            encoded(template_url)
        );
        for (name, value) in [
            ("PrincipalArn", self.principal.as_str()),
            ("ExternalId", self.external_id.as_str()),
            ("RoleName", &role_name),
            ("RepositoryArns", &arns),
        ] {
            let _infallible = write!(link, "&param_{name}={}", encoded(value));
        }
        Some(link)
    }
}
