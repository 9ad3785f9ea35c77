//! Judging a call by all policies that concern it (IAM User Guide, "Policy evaluation logic").

use super::condition::Context;
use super::policy::{AwsPrincipal, Effect, Identity, Policy, Principals, Statement};
use crate::names::AccountId;

/// A call that is to be judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'a> {
    pub(crate) account: &'a AccountId,
    pub(crate) identity: &'a Identity,
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) context: &'a Context,
}

/// The policies that concern it.
#[derive(Clone, Debug)]
pub(crate) struct Decision<'a> {
    /// Of the caller; `None` for the root of an account, who may do anything in it.
    pub(crate) identity: Option<Vec<&'a Policy>>,
    /// What the caller's session is limited to.
    pub(crate) session: Option<&'a Policy>,
    /// Of the resource.
    pub(crate) resource: Vec<&'a Policy>,
    /// Whether the resource is in the caller's account.
    pub(crate) is_same_account: bool,
    /// Whether the resource must name the caller even so, as the trust policy of a role must.
    pub(crate) must_be_named: bool,
}

/// How closely the policy of a resource names a caller who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// By the account, whose administrators decide who in it.
    Account,
    /// By the role, whose sessions may have limits of their own.
    Role,
    /// Itself, or as anybody. No limit but a Deny holds any more.
    Caller,
}

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Denial {
    is_explicit: bool,
    by: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Identity,
    Session,
    Resource,
}

/// Whether a call is allowed.
pub(crate) fn decide(decision: &Decision<'_>, request: Request<'_>) -> Result<(), Denial> {
    let identity = decision.identity.as_ref();
    let session = decision.session;
    let denies =
        |policies: &[&Policy]| effects(policies, request).any(|(_, is)| is == Effect::Deny);
    let allows =
        |policies: &[&Policy]| effects(policies, request).any(|(_, is)| is == Effect::Allow);
    let denial = |is_explicit, by| Err(Denial { is_explicit, by });
    if identity.is_some_and(|policies| denies(policies)) {
        return denial(true, Kind::Identity);
    }
    if session.is_some_and(|policy| denies(&[policy])) {
        return denial(true, Kind::Session);
    }
    let reach = reach(&decision.resource, request)?;
    let identity_allows = identity.is_none_or(|policies| allows(policies));
    let session_allows = session.is_none_or(|policy| allows(&[policy]));
    let needs_name = decision.must_be_named || !decision.is_same_account;
    let enough = if decision.is_same_account {
        reach == Some(Reach::Caller) || (reach == Some(Reach::Role) && session_allows)
    } else {
        false
    };
    if enough {
        return Ok(());
    }
    if !identity_allows {
        return denial(false, Kind::Identity);
    }
    if !session_allows {
        return denial(false, Kind::Session);
    }
    if needs_name && reach.is_none() {
        return denial(false, Kind::Resource);
    }
    Ok(())
}

/// How closely the policies of a resource allow it, if they do.
pub(crate) fn reach(policies: &[&Policy], request: Request<'_>) -> Result<Option<Reach>, Denial> {
    let mut reach = None;
    for (statement_reach, effect) in effects(policies, request) {
        if effect == Effect::Deny {
            let by = Kind::Resource;
            return Err(Denial {
                is_explicit: true,
                by,
            });
        }
        reach = reach.max(statement_reach);
    }
    Ok(reach)
}

/// The statements that speak of the call: how each names the caller, and what it says.
fn effects<'a>(
    policies: &'a [&Policy],
    request: Request<'a>,
) -> impl Iterator<Item = (Option<Reach>, Effect)> + 'a {
    let statements = policies.iter().flat_map(|policy| &policy.statements);
    statements.filter_map(move |statement| {
        let reach = match &statement.principals {
            None => None,
            Some(principals) => Some(named(principals, request)?),
        };
        speaks_of(statement, request).then_some((reach, statement.effect))
    })
}

fn speaks_of(statement: &Statement, request: Request<'_>) -> bool {
    let resources = statement.resources.as_ref();
    statement.actions.match_action(request.action)
        && resources.is_none_or(|patterns| patterns.match_resource(request.resource))
        && statement.conditions.hold(request.context)
}

/// How principals name the caller, if they do.
fn named(principals: &Principals, request: Request<'_>) -> Option<Reach> {
    let anybody = principals.is_anybody.then_some(Reach::Caller);
    let reach = principals
        .aws
        .iter()
        .map(|principal| match (principal, request.identity) {
            (AwsPrincipal::Account(account), identity) => {
                let is_root = *identity == Identity::Root;
                let reach = if is_root {
                    Reach::Caller
                } else {
                    Reach::Account
                };
                (account == request.account).then_some(reach)
            }
            (AwsPrincipal::Identity(id), Identity::User(user)) => {
                (id == user).then_some(Reach::Caller)
            }
            (AwsPrincipal::Identity(id), Identity::Session { role, .. }) => {
                (id == role).then_some(Reach::Role)
            }
            (AwsPrincipal::Session(id, session), Identity::Session { role, name }) => {
                (id == role && session == name).then_some(Reach::Caller)
            }
            _ => None,
        });
    let reach = reach.fold(anybody, Ord::max);
    match (principals.is_not, reach) {
        (false, reach) => reach,
        (true, Some(_)) => None,
        (true, None) => Some(Reach::Caller),
    }
}

impl Denial {
    /// What AWS says (IAM User Guide, "Troubleshoot access denied error messages").
    pub(crate) fn message(self, caller: &str, action: &str, resource: &str) -> String {
        let by = match self.by {
            Kind::Identity => "identity-based",
            Kind::Session => "session",
            Kind::Resource => "resource-based",
        };
        let what = format!(
            "User: {caller} is not authorized to perform: {action} on resource: {resource}"
        );
        if self.is_explicit {
            let article = if self.by == Kind::Identity { "an" } else { "a" };
            format!("{what} with an explicit deny in {article} {by} policy")
        } else {
            format!("{what} because no {by} policy allows the {action} action")
        }
    }
}
