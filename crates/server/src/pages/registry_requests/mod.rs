//! `/registries/requests`: the registries that people ask for.

pub(super) mod list;
pub(super) mod one;

use wharfinger_store::{RegistryAnswer, RegistryRequest, RegistryRequestId};

use super::refused::Refused;
use super::view::registry_requests::{Answered, Row};
use super::when;
use crate::problem::Problem;
use crate::registry_requests::list::Seen;

/// Where the list lies.
pub(super) const PATH: &str = "/registries/requests";

/// Where the page of a request lies.
pub(super) fn of(id: RegistryRequestId) -> String {
    format!("{PATH}/{id}")
}

fn row(seen: &Seen, request: &RegistryRequest) -> Row {
    Row {
        href: of(request.id),
        host: request.host.clone(),
        votes: request.votes,
        is_supported: seen.is_supported(request),
        opened_by: seen.names.get(request.opened_by).to_owned(),
        opened: when(request.opened_at),
        answered: request.answer.as_ref().map(|answer| answered(seen, answer)),
    }
}

fn answered(seen: &Seen, answer: &RegistryAnswer) -> Answered {
    Answered {
        is_accepted: answer.is_accepted,
        reason: answer.reason.clone(),
        by: seen.names.get(answer.by).to_owned(),
        at: when(answer.at),
    }
}

/// Why a form was not carried out, and what to tell whoever sent it: of a field that does not fit, why.
fn refusal(problem: Problem) -> Result<(Refused, String), Problem> {
    let refused = Refused::of(problem)?;
    let unfit = refused.unfit().first();
    let message = unfit.map_or_else(|| refused.message(), |unfit| unfit.reason.clone());
    Ok((refused, message))
}
