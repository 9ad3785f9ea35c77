//! The role by hand.

use super::Connection;

impl Connection {
    /// The commands of the AWS CLI that make the role, for a POSIX shell.
    #[must_use]
    pub fn commands(&self) -> String {
        let name = self.external_id.role_name();
        // No text of ours has a quote in it: all were checked.
        let (trust, permissions) = (self.trust_policy(), self.permissions_policy());
        format!(
            "aws iam create-role --role-name {name} --assume-role-policy-document '{trust}'\n\
             aws iam put-role-policy --role-name {name} --policy-name wharfinger --policy-document \
             '{permissions}'\n"
        )
    }
}
