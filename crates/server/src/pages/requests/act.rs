//! What a form asks to be done with a request.

use wharfinger_core::access::GrantDays;
use wharfinger_store::Change;

use crate::access::change::{self, DAYS, NOTE, REASON, approval};
use crate::pages::form::Form;
use crate::problem::{Problem, Unfit};

/// The change that a form asks for; the button that was pressed says which. Revoking has a page of its
/// own ([`super::revoke`]).
pub(super) fn read(form: &Form) -> Result<Change, Problem> {
    let unfit = |unfit| Problem::InvalidFields(vec![unfit]);
    let days = || days(form.get(DAYS)).map_err(unfit);
    let note = || change::note(form.get(NOTE)).map_err(unfit);
    let reason = || change::reason(form.get(REASON)).map_err(unfit);
    Ok(match form.get("action") {
        "approve" => approval(days()?, note()?),
        "deny" => Change::Deny { note: note()? },
        "withdraw" => Change::Withdraw,
        "done_by_hand" => Change::DoneByHand,
        "ask_renewal" => Change::AskRenewal { reason: reason()? },
        "renew" => Change::Renew { days: days()? },
        "decline_renewal" => Change::DeclineRenewal,
        "give_back" => Change::GiveBack { reason: reason()? },
        _ => {
            let detail = "the form does not say what to do with the request";
            return Err(Problem::BadBody(detail.to_owned()));
        }
    })
}

/// What the page says afterwards.
pub(super) fn done(action: &str) -> Option<&'static str> {
    Some(match action {
        "requested" => "Access is requested. The maintainers are told.",
        "approve" => "The request is approved.",
        "deny" => "The request is denied.",
        "withdraw" => "The request is withdrawn.",
        "done_by_hand" => "It is noted as done.",
        "ask_renewal" => "More time is asked for. The maintainers are told.",
        "renew" => "More time is given.",
        "decline_renewal" => "No more time is given; access ends when it was to end.",
        "revoke" => "The access is revoked.",
        "give_back" => "The access is given back.",
        _ => return None,
    })
}

/// Said where no number of days is given.
const NO_DAYS: &str = "say for how many days; a year is 365";

/// A number of days as it was typed.
pub(super) fn days(text: &str) -> Result<GrantDays, Unfit> {
    let text = text.trim();
    // Whoever empties the field has chosen nothing, and does not expect a year.
    if text.is_empty() {
        return Err(Unfit::new(DAYS, NO_DAYS));
    }
    // What is no number is as little a number of days as 0 is.
    let days = text.parse();
    days.map_err(|_| Unfit::new(DAYS, "this is not a number of days; write it in digits"))
        .and_then(change::days)
}
