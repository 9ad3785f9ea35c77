//! A policy, as it is stored.

use std::collections::BTreeMap;

use super::condition::Conditions;
use crate::names::AccountId;

/// A policy whose principals are resolved.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) version: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) statements: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub(crate) struct Statement {
    pub(crate) sid: Option<String>,
    pub(crate) effect: Effect,
    /// `None` in the policies of identities, whose principal is the identity.
    pub(crate) principals: Option<Principals>,
    pub(crate) actions: Patterns,
    /// `None` in policies of one resource.
    pub(crate) resources: Option<Patterns>,
    pub(crate) conditions: Conditions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// `Action` or `NotAction`, `Resource` or `NotResource`.
#[derive(Clone, Debug)]
pub(crate) struct Patterns {
    pub(crate) is_not: bool,
    pub(crate) list: Vec<String>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Principals {
    pub(crate) is_not: bool,
    /// `"*"`.
    pub(crate) is_anybody: bool,
    pub(crate) aws: Vec<AwsPrincipal>,
    /// `Service`, `Federated`, `CanonicalUser`: kept, and never a caller here.
    pub(crate) others: BTreeMap<String, Vec<String>>,
}

/// The id that AWS stores in place of the ARN of a role (`AROA...`) or user (`AIDA...`), so that another
/// one of the same name does not inherit what it may do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UniqueId(pub(crate) String);

/// Whom a policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AwsPrincipal {
    /// Whoever the account's own administrators let.
    Account(AccountId),
    /// A role or user.
    Identity(UniqueId),
    /// One session of a role.
    Session(UniqueId, String),
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Identity {
    Root,
    User(UniqueId),
    Session { role: UniqueId, name: String },
}

impl Patterns {
    pub(crate) fn match_action(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        let mut patterns = self.list.iter();
        patterns.any(|pattern| matches(&pattern.to_ascii_lowercase(), &action)) != self.is_not
    }

    pub(crate) fn match_resource(&self, resource: &str) -> bool {
        self.list.iter().any(|pattern| matches(pattern, resource)) != self.is_not
    }
}

/// Whether a text is what a pattern describes: `*` is any number of characters, `?` is one.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut text_at) = (0, 0);
    // Where to go on when what was tried does not fit: behind the last star, one character later.
    let mut retry = None;
    while text_at < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                retry = Some((at + 1, text_at));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[text_at] => {
                at += 1;
                text_at += 1;
            }
            _ => {
                let Some((behind_star, tried)) = retry else {
                    return false;
                };
                retry = Some((behind_star, tried + 1));
                (at, text_at) = (behind_star, tried + 1);
            }
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_with_wildcards() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("*", "anything"),
            ("ecr:Get*", "ecr:GetRepositoryPolicy"),
            ("a*b*c", "aXXbYYc"),
            ("a*bc", "abbc"),
            ("a?c", "abc"),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("", "a"),
            ("a", "ab"),
            ("a?c", "ac"),
            ("a*b", "ac"),
            ("*a", "ab"),
        ] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
