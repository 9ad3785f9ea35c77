//! Reading policies, as strictly as AWS does.

use serde_json::{Map, Value};

use super::action;
use super::condition::Conditions;
use super::policy::{AwsPrincipal, Effect, Patterns, Policy, Principals, Statement};

/// What a kind of policy must have and must not have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grammar {
    has_principal: bool,
    has_resource: bool,
    is_action: fn(&str) -> bool,
}

impl Grammar {
    /// What an identity may do, or what a session is limited to.
    pub(crate) const IDENTITY: Self = Self {
        has_principal: false,
        has_resource: true,
        is_action: action::is_any,
    };
    /// Who may assume a role.
    pub(crate) const TRUST: Self = Self {
        has_principal: true,
        has_resource: false,
        is_action: action::is_of_trust,
    };
    /// Who may do what with a repository.
    pub(crate) const REPOSITORY: Self = Self {
        has_principal: true,
        has_resource: false,
        is_action: action::is_of_repository,
    };
    /// Who may do what with the repositories of a registry.
    pub(crate) const REGISTRY: Self = Self {
        has_principal: true,
        has_resource: true,
        is_action: action::is_of_registry,
    };
}

/// Why a policy is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    Grammar(String),
    Principal(PrincipalFlaw),
}

/// What is wrong with a principal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PrincipalFlaw {
    /// It is nobody's name.
    Malformed(String),
    /// It is a name, and nobody has it.
    Unknown(String),
    /// Its account has not enabled the region.
    RegionDisabled(String),
}

/// Finds out who a principal is.
pub(crate) type Resolve<'a> = &'a dyn Fn(&str) -> Result<AwsPrincipal, PrincipalFlaw>;

/// Reads a policy. Each name in it is looked up by `resolve`.
pub(crate) fn parse(text: &str, grammar: Grammar, resolve: Resolve<'_>) -> Result<Policy, Flaw> {
    let value: Value = serde_json::from_str(text).map_err(|error| flaw(error.to_string()))?;
    let members = object(&value, "a policy", &["Version", "Id", "Statement"])?;
    let version = optional_text(members, "Version")?;
    if !matches!(version.as_deref(), None | Some("2008-10-17" | "2012-10-17")) {
        return Err(flaw("`Version` is neither 2008-10-17 nor 2012-10-17"));
    }
    let statements = match members.get("Statement") {
        Some(Value::Array(statements)) if !statements.is_empty() => statements.as_slice(),
        Some(statement @ Value::Object(_)) => std::slice::from_ref(statement),
        _ => return Err(flaw("there is no statement")),
    };
    Ok(Policy {
        version,
        id: optional_text(members, "Id")?,
        statements: statements
            .iter()
            .map(|value| statement(value, grammar, resolve))
            .collect::<Result<_, _>>()?,
    })
}

fn statement(value: &Value, grammar: Grammar, resolve: Resolve<'_>) -> Result<Statement, Flaw> {
    const MEMBERS: &[&str] = &[
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    ];
    let members = object(value, "a statement", MEMBERS)?;
    let effect = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err(flaw("`Effect` is neither Allow nor Deny")),
    };
    let actions = patterns(members, "Action", "NotAction")?.ok_or_else(|| flaw("no `Action`"))?;
    if let Some(unknown) = actions
        .list
        .iter()
        .find(|action| !(grammar.is_action)(action))
    {
        return Err(flaw(format!("the action `{unknown}` is not possible here")));
    }
    let resources = patterns(members, "Resource", "NotResource")?;
    if resources.is_some() != grammar.has_resource {
        return Err(flaw(
            "`Resource` stands where it must not, or not where it must",
        ));
    }
    let principals = principals(members, resolve)?;
    if principals.is_some() != grammar.has_principal {
        return Err(flaw(
            "`Principal` stands where it must not, or not where it must",
        ));
    }
    if principals.as_ref().is_some_and(|named| named.is_not) && effect == Effect::Allow {
        return Err(flaw("`NotPrincipal` stands only with Deny"));
    }
    Ok(Statement {
        sid: optional_text(members, "Sid")?,
        effect,
        principals,
        actions,
        resources,
        conditions: Conditions::parse(members.get("Condition")).map_err(Flaw::Grammar)?,
    })
}

fn principals(
    members: &Map<String, Value>,
    resolve: Resolve<'_>,
) -> Result<Option<Principals>, Flaw> {
    let Some((value, is_not)) = either(members, "Principal", "NotPrincipal")? else {
        return Ok(None);
    };
    let mut named = Principals {
        is_not,
        ..Principals::default()
    };
    if value.as_str() == Some("*") {
        named.is_anybody = true;
        return Ok(Some(named));
    }
    let kinds = object(
        value,
        "a principal",
        &["AWS", "Service", "Federated", "CanonicalUser"],
    )?;
    if kinds.is_empty() {
        return Err(flaw("a principal is empty"));
    }
    for (kind, value) in kinds {
        let list = texts(value).ok_or_else(|| flaw("a principal is no text"))?;
        if kind != "AWS" {
            named.others.insert(kind.clone(), list);
            continue;
        }
        for name in list {
            if name == "*" {
                named.is_anybody = true;
            } else {
                let principal = resolve(&name).map_err(Flaw::Principal)?;
                if !named.aws.contains(&principal) {
                    named.aws.push(principal);
                }
            }
        }
    }
    Ok(Some(named))
}

fn patterns(members: &Map<String, Value>, yes: &str, no: &str) -> Result<Option<Patterns>, Flaw> {
    let Some((value, is_not)) = either(members, yes, no)? else {
        return Ok(None);
    };
    let list = texts(value).ok_or_else(|| flaw(format!("`{yes}` is no text")))?;
    Ok(Some(Patterns { is_not, list }))
}

/// One of two members, and whether it is the second.
fn either<'a>(
    members: &'a Map<String, Value>,
    yes: &str,
    no: &str,
) -> Result<Option<(&'a Value, bool)>, Flaw> {
    match (members.get(yes), members.get(no)) {
        (Some(_), Some(_)) => Err(flaw(format!("`{yes}` and `{no}` exclude each other"))),
        (Some(value), None) => Ok(Some((value, false))),
        (None, Some(value)) => Ok(Some((value, true))),
        (None, None) => Ok(None),
    }
}

fn object<'a>(
    value: &'a Value,
    what: &str,
    allowed: &[&str],
) -> Result<&'a Map<String, Value>, Flaw> {
    let members = value
        .as_object()
        .ok_or_else(|| flaw(format!("{what} is no object")))?;
    match members
        .keys()
        .find(|name| !allowed.contains(&name.as_str()))
    {
        Some(name) => Err(flaw(format!("{what} has no `{name}`"))),
        None => Ok(members),
    }
}

fn optional_text(members: &Map<String, Value>, name: &str) -> Result<Option<String>, Flaw> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(flaw(format!("`{name}` is no text"))),
    }
}

/// A text, or a list of some.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(items) if !items.is_empty() => items.iter().map(text).collect(),
        _ => None,
    }
}

fn flaw(what: impl Into<String>) -> Flaw {
    Flaw::Grammar(what.into())
}
