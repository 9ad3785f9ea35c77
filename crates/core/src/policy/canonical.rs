//! One spelling for policies that mean the same.
//!
//! What is read back from Amazon ECR is not what was written: account ids come back as the ARNs of
//! their roots, lists in another order. Whoever compares the texts writes for ever (a controller
//! that did made 700,000 calls in ten days on each repository: crossplane-contrib/provider-aws
//! issue 700).

use super::json::{Json, Member, Node, push_string};
use crate::registry::is_account;

/// A statement: members sorted, lists sorted and without what repeats, a list of one as its item,
/// the root of an account as the account's id, `"*"` as the principal of AWS, everything that is
/// neither list nor object as text.
pub(super) fn statement(node: &Node<'_>) -> String {
    let Some(members) = node.members() else {
        return value(node);
    };
    object(members, |member| match &*member.name {
        "Principal" | "NotPrincipal" => principal(&member.value),
        _ => value(&member.value),
    })
}

/// Any other value of a policy.
pub(super) fn value(node: &Node<'_>) -> String {
    value_with(node, |text| text)
}

fn principal(node: &Node<'_>) -> String {
    if let Some("*") = node.as_str() {
        return r#"{"AWS":"*"}"#.to_owned();
    }
    value_with(node, canonical_principal)
}

fn value_with(node: &Node<'_>, spelling: fn(&str) -> &str) -> String {
    let mut out = String::new();
    match &node.json {
        Json::Null => push_string(&mut out, "null"),
        Json::Bool(is_true) => push_string(&mut out, if *is_true { "true" } else { "false" }),
        Json::Number(text) => push_string(&mut out, text),
        Json::String(text) => push_string(&mut out, spelling(text)),
        Json::Object(members) => {
            out = object(members, |member| value_with(&member.value, spelling));
        }
        Json::Array(items) => {
            let mut items: Vec<String> = items
                .iter()
                .map(|item| value_with(item, spelling))
                .collect();
            items.sort_unstable();
            items.dedup();
            out = match items.as_slice() {
                [item] => item.clone(),
                items => ["[", &items.join(","), "]"].concat(),
            };
        }
    }
    out
}

fn object<'a>(members: &[Member<'a>], value: impl Fn(&Member<'a>) -> String) -> String {
    let mut members: Vec<String> = members
        .iter()
        .map(|member| {
            let mut out = String::new();
            push_string(&mut out, &member.name);
            out.push(':');
            out + &value(member)
        })
        .collect();
    members.sort_unstable();
    ["{", &members.join(","), "}"].concat()
}

/// One spelling of a principal: of an account its id, not the ARN of its root.
pub(crate) fn canonical_principal(name: &str) -> &str {
    account_of_root(name).unwrap_or(name)
}

/// The account of `arn:PARTITION:iam::ACCOUNT:root`, which Amazon ECR writes for the bare id.
fn account_of_root(arn: &str) -> Option<&str> {
    let (partition, rest) = arn.strip_prefix("arn:")?.split_once(":iam::")?;
    let account = rest.strip_suffix(":root")?;
    (is_account(account) && !partition.contains(':')).then_some(account)
}
