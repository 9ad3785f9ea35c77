//! What who asks has proven of the principal, in the words of whoever looks.

use std::collections::HashMap;

use wharfinger_core::access::{AccessDraft, Status};
use wharfinger_core::account::AccountId;
use wharfinger_core::principal::{Principal, check};
use wharfinger_core::registry::EcrHost;
use wharfinger_core::report::Field;
use wharfinger_store::{Found, PrincipalProof, RequestId};

use crate::access::proof::{Proven, proof_of};
use crate::access::seen::{Part, Seen};
use crate::identity::Viewer;
use crate::pages::view::proof::Proof;
use crate::pages::view::requests::Badge;
use crate::pages::{identities, when};
use crate::problem::Problem;
use crate::state::State;

/// What is known of the principal of a request that is not over. `None` where nothing could be proven:
/// elsewhere than on AWS, and where the operator has not set AWS up.
pub(super) async fn of_request(
    state: &State,
    seen: &Seen,
    part: Part,
) -> Result<Option<Proof>, Problem> {
    let request = &seen.stored.request;
    let host = seen.tool.registration.tool_path().host();
    if !request.is_live() || EcrHost::parse(host).is_none() {
        return Ok(None);
    }
    let proofs = state.store.proofs_of(request.requester()).await?;
    let proven = proof_of(&seen.principal()?, &proofs);
    let proven = proven.filter(|proven| can_be_told(state, *proven));
    Ok(proven.map(|proven| {
        if part.is_requester {
            to_requester(proven, host)
        } else {
            to_others(proven)
        }
    }))
}

/// What is known of the principal of each of these requests that wait for an answer, in a word or two,
/// for those who answer: asked for at once, however many there are.
pub(super) async fn of_all(
    state: &State,
    requests: &[Seen],
) -> Result<HashMap<RequestId, Badge>, Problem> {
    let waiting = requests.iter().filter(|seen| {
        let host = seen.tool.registration.tool_path().host();
        seen.stored.request.status() == Status::Pending && EcrHost::parse(host).is_some()
    });
    let waiting: Vec<&Seen> = waiting.collect();
    let mut badges = HashMap::new();
    if waiting.is_empty() {
        return Ok(badges);
    }
    let whose = |seen: &Seen| seen.stored.request.requester();
    let people: Vec<_> = waiting.iter().map(|seen| whose(seen)).collect();
    let Found { found, damaged } = state.store.proofs_of_all(&people).await?;
    state.alarms.passed_over("lists of requests", &damaged);
    let mut shown: HashMap<AccountId, Vec<PrincipalProof>> = HashMap::new();
    for (account, proof) in found {
        shown.entry(account).or_default().push(proof);
    }
    for seen in waiting {
        let proofs = shown.get(&whose(seen)).map_or(&[][..], Vec::as_slice);
        let proven = proof_of(&seen.principal()?, proofs);
        if let Some(proven) = proven.filter(|proven| can_be_told(state, *proven)) {
            badges.insert(seen.stored.id, badge(proven));
        }
    }
    Ok(badges)
}

fn badge(proven: Proven) -> Badge {
    let Proof { title, tone, .. } = to_others(proven);
    Badge { words: title, tone }
}

/// The same of whom somebody has typed, whatever else of the form does not fit yet.
pub(super) async fn of_typed(
    state: &State,
    viewer: &Viewer,
    host: &str,
    draft: &AccessDraft,
) -> Result<Option<Proof>, Problem> {
    let typed = draft.get(Field::Principal).unwrap_or_default();
    let catalogue = state.catalogues.now();
    let identified = catalogue.identify(host);
    let principal = check(identified.entry(), identified.host(), typed);
    let (Some(account), Ok(principal @ Principal::Aws(_))) = (viewer.account(), principal) else {
        return Ok(None);
    };
    let proofs = state.store.proofs_of(account.id).await?;
    let proven = proof_of(&principal, &proofs).filter(|proven| can_be_told(state, *proven));
    Ok(proven.map(|proven| to_requester(proven, host)))
}

/// Where somebody proves who they are on AWS before they ask for an image on `host`; `None` where
/// nobody can.
pub(super) fn place(state: &State, host: &str) -> Option<String> {
    state.grants.as_ref()?;
    let region = EcrHost::parse(host)?.region();
    Some(identities::in_region(region))
}

/// Nobody is held to lack a proof that they cannot give.
fn can_be_told(state: &State, proven: Proven) -> bool {
    state.grants.is_some() || proven != Proven::Nothing
}

fn to_requester(proven: Proven, host: &str) -> Proof {
    let (title, meaning) = match proven {
        Proven::Itself(_) => ("Proven to be yours", "AWS has told us that it is you."),
        Proven::Account(_) => (
            "Your account is proven",
            "AWS has told us that you are somebody else in the same account. Signed in as the role or \
             user itself, you can prove that, too.",
        ),
        Proven::Nothing => (
            "Not proven",
            "Whoever answers cannot know that it is yours. One command of the AWS CLI shows it.",
        ),
    };
    let region = EcrHost::parse(host).map(|host| identities::in_region(host.region()));
    Proof {
        prove: region.filter(|_| !matches!(proven, Proven::Itself(_))),
        ..proof(proven, title, meaning)
    }
}

fn to_others(proven: Proven) -> Proof {
    let (title, meaning) = match proven {
        Proven::Itself(_) => (
            "Proven to be theirs",
            "AWS has told us that it is who asks.",
        ),
        Proven::Account(_) => (
            "Their account is proven",
            "AWS has told us that who asks is somebody else in the same account.",
        ),
        Proven::Nothing => (
            "Not proven",
            "It may be mistyped, or somebody else’s: access is for whoever it belongs to. A decision does \
             not take the proof.",
        ),
    };
    proof(proven, title, meaning)
}

fn proof(proven: Proven, title: &'static str, meaning: &'static str) -> Proof {
    let (tone, at) = match proven {
        Proven::Itself(at) => ("good", Some(at)),
        Proven::Account(at) => ("waiting", Some(at)),
        Proven::Nothing => ("over", None),
    };
    Proof {
        title,
        tone,
        meaning,
        when: at.map(when),
        prove: None,
    }
}
