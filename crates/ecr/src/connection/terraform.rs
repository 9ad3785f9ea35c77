//! The role for Terraform and OpenTofu.

use serde_json::Value;

use super::Connection;

impl Connection {
    /// The role in Terraform's language. Where Terraform also owns the policy of a repository
    /// (`aws_ecr_repository_policy`), it takes our statements away with each run, unless it is told to
    /// ignore changes; the snippet says how.
    #[must_use]
    pub fn terraform(&self) -> String {
        let name = self.external_id.role_name();
        let (trust, permissions) = (indented(&self.trust()), indented(&self.permissions()));
        format!(
            r#"resource "aws_iam_role" "wharfinger" {{
  name               = "{name}"
  description        = "Lets Wharfinger keep the pull access to the repositories that are listed here"
  assume_role_policy = jsonencode({trust})
}}

resource "aws_iam_role_policy" "wharfinger" {{
  name   = "wharfinger"
  role   = aws_iam_role.wharfinger.id
  policy = jsonencode({permissions})
}}

# Where an aws_ecr_repository_policy is in Terraform as well, put this into it, or each run takes
# away the access that was granted:
#   lifecycle {{ ignore_changes = [policy] }}
"#
        )
    }
}

/// JSON is an expression of Terraform's language as it stands, where no text has `${` or `%{` in it,
/// and ours have not.
fn indented(value: &Value) -> String {
    format!("{value:#}").replace('\n', "\n  ")
}
