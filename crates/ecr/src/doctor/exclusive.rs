//! Whether the policy of the registry lets nobody else write a repository's policy.

use serde_json::Value;
use wharfinger_core::grants::Target;

use super::{Finding, Verdict};

/// What writes a policy.
pub(crate) const WRITING: [&str; 2] = ["ecr:DeleteRepositoryPolicy", "ecr:SetRepositoryPolicy"];

/// The key that tells a session by its role (IAM User Guide, AWS global condition context keys).
pub(crate) const WHO: &str = "aws:PrincipalArn";

/// Operators of which each denies everybody who is not named (IAM User Guide, IAM JSON policy elements:
/// Condition operators).
const NOT: [&str; 3] = ["ArnNotEquals", "ArnNotLike", "StringNotEquals"];

/// What the statements of a registry's policy that keep writers out of a target say about us; nothing where
/// there is none.
pub(super) fn verdict(policy: &Value, target: &Target) -> Option<Verdict> {
    let arn = target.repository.arn();
    let mut found = None;
    for statement in items(&policy["Statement"]) {
        let Some(writers) = writers(statement, &arn) else {
            continue;
        };
        if !writers.contains(&target.authority.role_arn.as_str()) {
            return Some(Verdict::Failed(Finding::ShutOut));
        }
        found = Some(Verdict::Passed);
    }
    found
}

/// Whether a statement denies nothing but writing policies to all but some.
pub(super) fn is_exclusive(statement: &Value) -> bool {
    let actions = items(&statement["Action"]);
    let denies_writing_only = actions.len() == WRITING.len()
        && WRITING
            .iter()
            .all(|action| actions.iter().any(|one| one == action));
    denies_writing_only && condition(statement).is_some()
}

/// Who may write the repository's policy, where a statement lets only some.
fn writers<'s>(statement: &'s Value, arn: &str) -> Option<Vec<&'s str>> {
    let reaches = |resource: &Value| resource == "*" || resource == arn;
    let is_here = items(&statement["Resource"]).iter().any(reaches);
    (is_here && is_exclusive(statement)).then(|| condition(statement))?
}

/// Those whom a statement that denies everybody lets through, and nothing else does.
fn condition(statement: &Value) -> Option<Vec<&str>> {
    let principal = &statement["Principal"];
    let is_of_all = principal == "*" || principal["AWS"] == "*";
    if statement["Effect"] != "Deny" || !is_of_all {
        return None;
    }
    let operators = statement["Condition"].as_object()?;
    let (1, Some((operator, keys))) = (operators.len(), operators.iter().next()) else {
        return None;
    };
    let keys = keys.as_object().filter(|keys| keys.len() == 1)?;
    let (key, who) = keys.iter().next()?;
    let is_it = NOT.contains(&operator.as_str()) && key.eq_ignore_ascii_case(WHO);
    is_it.then(|| items(who).iter().filter_map(Value::as_str).collect())
}

/// The items of a list, or the one that stands alone.
fn items(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use wharfinger_core::grants::Repository;

    use super::*;
    use crate::connection::{Connection, ExternalId};

    fn target(random: u128) -> (Connection, Target) {
        let repository = Repository {
            partition: "aws".to_owned(),
            account: "111122223333".to_owned(),
            region: "us-west-2".to_owned(),
            name: "md5sum".to_owned(),
        };
        let us = "arn:aws:iam::999900001111:role/us";
        let id = ExternalId::from_random(random);
        let connection = Connection::new(us, id, vec![repository.clone()]).unwrap();
        let authority = connection.authority();
        let target = Target {
            repository,
            authority,
        };
        (connection, target)
    }

    fn policy(statement: &Value) -> Value {
        json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}, statement]})
    }

    #[test]
    fn the_statement_that_owners_are_given_is_understood() {
        let (connection, target) = target(1);
        let statement: Value = serde_json::from_str(&connection.exclusive_statement()).unwrap();
        assert!(is_exclusive(&statement));
        assert_eq!(verdict(&policy(&statement), &target), Some(Verdict::Passed));
        let (_, other) = self::target(2);
        let shut_out = Verdict::Failed(Finding::ShutOut);
        assert_eq!(verdict(&policy(&statement), &other), Some(shut_out));
        assert_eq!(verdict(&json!({}), &target), None);
    }

    #[test]
    fn what_keeps_nobody_or_something_else_out_is_not_taken_for_it() {
        let (connection, target) = target(1);
        let statement: Value = serde_json::from_str(&connection.exclusive_statement()).unwrap();
        let role = &target.authority.role_arn;
        for (member, other) in [
            ("Effect", json!("Allow")),
            ("Principal", json!({"AWS": "444455556666"})),
            ("Action", json!("ecr:SetRepositoryPolicy")),
            (
                "Resource",
                json!("arn:aws:ecr:us-west-2:111122223333:repository/other"),
            ),
            ("Condition", json!({})),
            ("Condition", json!({"ArnEquals": {WHO: role}})),
            (
                "Condition",
                json!({"ArnNotEquals": {WHO: role}, "Bool": {"aws:SecureTransport": "true"}}),
            ),
            (
                "Condition",
                json!({"ArnNotEquals": {"aws:SourceArn": role}}),
            ),
        ] {
            let mut statement = statement.clone();
            statement[member] = other;
            assert_eq!(verdict(&policy(&statement), &target), None, "{statement}");
        }
    }
}
