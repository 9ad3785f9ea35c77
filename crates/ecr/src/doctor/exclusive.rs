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

/// What the policy of a registry governs (Amazon ECR User Guide, Registry policy scope).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Replication, pull-through caches and making repositories: no statement keeps a writer out.
    V1,
    /// Everything.
    V2,
    /// Nobody knows: what AWS said.
    Unseen(String),
}

/// Who may write a repository's policy, where statements of the registry's let only some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Writers {
    is_role_among: bool,
    /// Those besides the role, as the policy spells them.
    others: Vec<String>,
}

impl Writers {
    /// Those that the statements of a registry's policy about a target let write; nothing where there is
    /// no such statement.
    pub(super) fn of(policy: &Value, target: &Target) -> Option<Self> {
        let arn = target.repository.arn();
        let statements = items(&policy["Statement"]).iter();
        let lists = statements.filter_map(|statement| writers(statement, &arn));
        let each = lists.map(|list| Self::listed(&list, &target.authority.role_arn));
        // Who writes is in every list, so that the shortest says enough.
        each.reduce(|one, other| Self {
            is_role_among: one.is_role_among && other.is_role_among,
            others: std::cmp::min_by_key(one.others, other.others, Vec::len),
        })
    }

    fn listed(list: &Listed<'_>, role: &str) -> Self {
        let is_role = |one: &&str| *one == role || list.has_patterns && is_like(role, one);
        let others = list.who.iter().filter(|one| **one != role);
        Self {
            is_role_among: list.who.iter().any(is_role),
            others: others.map(|one| (*one).to_owned()).collect(),
        }
    }

    /// What it means for us.
    pub(super) fn verdict(self, scope: Scope) -> Verdict {
        let Self {
            is_role_among,
            others,
        } = self;
        match scope {
            Scope::V1 => Verdict::Warned(Finding::RegistryScope),
            Scope::V2 | Scope::Unseen(_) if !is_role_among => Verdict::Failed(Finding::ShutOut),
            Scope::V2 if others.is_empty() => Verdict::Passed,
            Scope::V2 => Verdict::Warned(Finding::OthersMayWrite { others }),
            Scope::Unseen(message) => Verdict::Warned(Finding::ScopeUnseen { others, message }),
        }
    }
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

/// Whom a statement lets through.
struct Listed<'s> {
    who: Vec<&'s str>,
    /// Whether `*` and `?` in them stand for others: they do in every comparison of ARNs.
    has_patterns: bool,
}

/// Who may write the repository's policy, where a statement lets only some.
fn writers<'s>(statement: &'s Value, arn: &str) -> Option<Listed<'s>> {
    let reaches = |resource: &Value| resource == "*" || resource == arn;
    let is_here = items(&statement["Resource"]).iter().any(reaches);
    (is_here && is_exclusive(statement)).then(|| condition(statement))?
}

/// Those whom a statement that denies everybody lets through, and nothing else does.
fn condition(statement: &Value) -> Option<Listed<'_>> {
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
    is_it.then(|| Listed {
        who: items(who).iter().filter_map(Value::as_str).collect(),
        has_patterns: operator.starts_with("Arn"),
    })
}

/// Whether a text is like a pattern in which `*` stands for any characters and `?` for one.
fn is_like(text: &str, pattern: &str) -> bool {
    let text = text.as_bytes();
    // How much of the text what was read of the pattern can stand for.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for sign in pattern.bytes() {
        if sign == b'*' {
            let first = reached.iter().position(|is| *is);
            reached[first.unwrap_or(text.len())..].fill(first.is_some());
        } else {
            for at in (1..reached.len()).rev() {
                reached[at] = reached[at - 1] && (sign == b'?' || sign == text[at - 1]);
            }
            reached[0] = false;
        }
    }
    reached[text.len()]
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

    fn verdict(policy: &Value, target: &Target) -> Option<Verdict> {
        Some(Writers::of(policy, target)?.verdict(Scope::V2))
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

    /// The statement, with those in its condition.
    fn letting(who: &Value) -> Value {
        let statement = target(1).0.exclusive_statement();
        let mut statement: Value = serde_json::from_str(&statement).unwrap();
        statement["Condition"]["ArnNotEquals"][WHO] = who.clone();
        statement
    }

    #[test]
    fn whoever_else_may_write_is_named() {
        let (_, target) = target(1);
        let role = &target.authority.role_arn;
        let admin = "arn:aws:iam::111122223333:role/admin";
        let all = "arn:aws:iam::111122223333:role/*";
        let may = |others: &[&str]| {
            let others = others.iter().map(|one| (*one).to_owned()).collect();
            Some(Verdict::Warned(Finding::OthersMayWrite { others }))
        };
        let found = |who: Value| verdict(&policy(&letting(&who)), &target);
        assert_eq!(found(json!([role, admin])), may(&[admin]));
        assert_eq!(found(json!([admin, role, all])), may(&[admin, all]));
        assert_eq!(found(json!(all)), may(&[all]), "the role is like it");
        assert_eq!(found(json!(admin)), Some(Verdict::Failed(Finding::ShutOut)));

        // Each of two statements keeps out whom it does not name.
        let both = |one: Value, other: Value| {
            let policy = json!({"Statement": [letting(&one), letting(&other)]});
            verdict(&policy, &target)
        };
        assert_eq!(
            both(json!([role, admin]), json!(role)),
            Some(Verdict::Passed)
        );
        let shut_out = Some(Verdict::Failed(Finding::ShutOut));
        assert_eq!(both(json!(role), json!(admin)), shut_out);
    }

    #[test]
    fn a_policy_that_does_not_govern_writing_keeps_nobody_out() {
        let (_, target) = target(1);
        let role = &target.authority.role_arn;
        for who in [json!(role), json!("arn:aws:iam::111122223333:role/admin")] {
            let writers = Writers::of(&policy(&letting(&who)), &target).unwrap();
            let verdict = writers.verdict(Scope::V1);
            assert_eq!(verdict, Verdict::Warned(Finding::RegistryScope));
        }
        let writers = Writers::of(&policy(&letting(&json!(role))), &target).unwrap();
        let message = "not authorized".to_owned();
        let unseen = Finding::ScopeUnseen {
            others: Vec::new(),
            message: message.clone(),
        };
        let verdict = writers.verdict(Scope::Unseen(message));
        assert_eq!(verdict, Verdict::Warned(unseen));
    }

    #[test]
    fn a_pattern_stands_for_what_is_like_it() {
        for (pattern, is) in [
            ("abc", true),
            ("a*", true),
            ("*c", true),
            ("a*b*c", true),
            ("**", true),
            ("a?c", true),
            ("", false),
            ("ab", false),
            ("a*b", false),
            ("?abc", false),
            ("abcd", false),
        ] {
            assert_eq!(is_like("abc", pattern), is, "{pattern}");
        }
    }
}
