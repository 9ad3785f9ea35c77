//! How an access request is spelled in JSON.

use serde::Serialize;
use wharfinger_core::access::{Decision, Grant, Note, Phase, State as Standing};
use wharfinger_core::grants::Hold;
use wharfinger_core::wire;
use wharfinger_store::{RepositoryGrant, RequestId, Timestamp, Uuid};

use crate::access::names::{Names, revocation};
use crate::access::seen::Seen;
use crate::access::steps::Steps;
use crate::api::v1::as_text;

/// A request, as everybody sees it who may see it at all.
#[derive(Serialize)]
pub(super) struct RequestJson<'a> {
    #[serde(serialize_with = "as_text")]
    id: RequestId,
    tool_path: &'a str,
    requester: &'a str,
    principal: &'a str,
    reason: &'a str,
    status: &'static str,
    #[serde(serialize_with = "as_text")]
    requested_at: Timestamp,
    answer_by: Option<String>,
    decision: Option<DecisionJson<'a>>,
    grant: Option<GrantJson<'a>>,
    closed_at: Option<String>,
    revision: u32,
    #[serde(serialize_with = "as_text")]
    updated_at: Timestamp,
}

/// An answer.
#[derive(Serialize)]
struct DecisionJson<'a> {
    by: &'a str,
    at: String,
    note: Option<&'a str>,
}

/// What an approval led to.
#[derive(Serialize)]
struct GrantJson<'a> {
    carried_out: &'static str,
    needs_hand: bool,
    observed: Option<&'static str>,
    observed_at: Option<String>,
    hold: Option<&'static str>,
    repository: Option<String>,
    active_since: Option<String>,
    expires_at: String,
    renewable_from: String,
    renewal: Option<RenewalJson<'a>>,
    revocation: Option<RevocationJson<'a>>,
}

/// More time that was asked for.
#[derive(Serialize)]
struct RenewalJson<'a> {
    at: String,
    reason: &'a str,
}

/// An early end.
#[derive(Serialize)]
struct RevocationJson<'a> {
    by: &'a str,
    at: String,
    reason: &'a str,
}

impl<'a> RequestJson<'a> {
    /// The JSON of a request.
    pub(super) fn new(seen: &'a Seen) -> Self {
        let Seen {
            stored,
            tool,
            names,
            kept,
        } = seen;
        let request = &stored.request;
        let (answer_by, closed_at) = match request.state() {
            Standing::Pending { answer_by } => (Some(*answer_by), None),
            Standing::Withdrawn { at } | Standing::Lapsed { at } => (None, Some(*at)),
            Standing::Approved(grant) => (None, closed_at(grant)),
            Standing::Denied(_) => (None, None),
        };
        let decision = match request.state() {
            Standing::Denied(decision) => Some(decision),
            Standing::Approved(grant) => Some(grant.approval()),
            _ => None,
        };
        Self {
            id: stored.id,
            tool_path: tool.registration.tool_path().as_str(),
            requester: names.get(request.requester()),
            principal: &stored.principal,
            reason: stored.reason.as_str(),
            status: request.status().as_str(),
            requested_at: request.opened_at(),
            answer_by: answer_by.map(text),
            decision: decision.map(|decision| DecisionJson::new(decision, names)),
            grant: request
                .grant()
                .map(|grant| GrantJson::new(grant, names, kept.as_ref())),
            closed_at: closed_at.map(text),
            revision: stored.revision.get(),
            updated_at: stored.updated_at,
        }
    }
}

impl<'a> DecisionJson<'a> {
    fn new(decision: &'a Decision, names: &'a Names) -> Self {
        Self {
            by: names.get(decision.by),
            at: text(decision.at),
            note: decision.note.as_ref().map(Note::as_str),
        }
    }
}

impl<'a> GrantJson<'a> {
    fn new(grant: &'a Grant, names: &'a Names, kept: Option<&RepositoryGrant>) -> Self {
        Self {
            observed: kept.map(|kept| kept.observed.as_str()),
            observed_at: kept.and_then(|kept| kept.observed_at).map(text),
            hold: kept.and_then(|kept| kept.hold).map(Hold::as_str),
            repository: kept.map(|kept| Uuid::from_bytes(kept.repository.0).to_string()),
            carried_out: grant.carried_out().as_str(),
            needs_hand: grant.needs_hand(),
            active_since: match grant.phase() {
                Phase::Active { since } => Some(text(*since)),
                _ => None,
            },
            expires_at: text(grant.expires_at()),
            renewable_from: text(grant.renewable_from()),
            renewal: grant.renewal().map(|asked| RenewalJson {
                at: text(asked.at),
                reason: asked.reason.as_str(),
            }),
            revocation: revocation(grant).map(|end| RevocationJson {
                by: names.get(end.by),
                at: text(end.at),
                reason: end.reason.as_str(),
            }),
        }
    }
}

fn closed_at(grant: &Grant) -> Option<Timestamp> {
    match grant.phase() {
        Phase::Revoked { at, .. } | Phase::Ended { at } => Some(*at),
        Phase::Activating | Phase::Active { .. } | Phase::Revoking(_) => None,
    }
}

fn text(at: Timestamp) -> String {
    at.to_string()
}

/// A request by itself, with what is to be done about it.
#[derive(Serialize)]
struct WithSteps<'a, S, P> {
    #[serde(flatten)]
    request: RequestJson<'a>,
    own_side: S,
    by_hand: S,
    pull: Option<P>,
}

/// The JSON of a request by itself, with what is to be done about it.
pub(super) fn with_steps<'a>(seen: &'a Seen, steps: &'a Steps) -> impl Serialize + use<'a> {
    WithSteps {
        request: RequestJson::new(seen),
        own_side: wire::steps(&steps.own_side),
        by_hand: wire::steps(&steps.by_hand),
        pull: steps.pull.as_ref().map(wire::pull_instructions),
    }
}
