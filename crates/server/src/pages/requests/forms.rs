//! The controls of a request's page, each with what was typed into it if that was not carried out.

use wharfinger_core::access::GrantDays;

use super::difference::SHOW;
use crate::access::allowed::Allowed;
use crate::access::change::{DAYS, NOTE, REASON};
use crate::pages::form::Form;
use crate::pages::view::line::{Kind, Line};
use crate::pages::view::request::{Forms, Words};
use crate::problem::Unfit;

/// Said about a number of days.
pub(super) const DAYS_HINT: &str = "How long access lasts: 1 to 1096 days, counted from now.";

/// The forms of the page; `typed` was sent and not carried out, for what `unfit` says.
pub(super) fn forms(typed: Option<&Form>, unfit: &[Unfit], allowed: Allowed) -> Forms {
    let sent = typed.map_or("", |form| form.get("action"));
    let is_sent = |actions: &[&str]| actions.contains(&sent);
    let text = |name: &str, actions: &[&str]| {
        let form = typed.filter(|_| is_sent(actions));
        form.map_or(String::new(), |form| form.get(name).to_owned())
    };
    let words = |id, name, label, hint, actions: &[&str]| Words {
        id,
        name,
        label,
        hint,
        is_optional: name == NOTE,
        value: text(name, actions),
        unfit: unfit
            .iter()
            .find(|unfit| unfit.field == name && is_sent(actions))
            .map(|unfit| unfit.reason.clone()),
    };
    let days = |actions: &[&str]| {
        let typed = Some(text(DAYS, actions)).filter(|typed| !typed.is_empty());
        let unfit = if is_sent(actions) { unfit } else { &[] };
        days_line(&typed.unwrap_or_else(|| GrantDays::default().to_string())).marked(unfit)
    };
    Forms {
        answer_days: days(&["approve", "deny", SHOW]),
        renewal_days: days(&["renew", "decline_renewal", SHOW]),
        note: words("note", NOTE, "Note", NOTE_HINT, &["approve", "deny", SHOW]),
        renewal_reason: words(
            "renewal-reason",
            REASON,
            "Reason",
            "What you still need the image for.",
            &["ask_renewal"],
        ),
        give_back_reason: words(
            "give-back-reason",
            REASON,
            "Reason",
            "The maintainers read it.",
            &["give_back"],
        ),
        stray: stray(typed, allowed),
    }
}

/// The control of the page that revokes.
pub(super) fn revoke_reason(typed: &str, unfit: &[Unfit]) -> Words {
    Words {
        id: "revoke-reason",
        name: REASON,
        label: "Reason",
        hint: "The requester reads it.",
        is_optional: false,
        value: typed.to_owned(),
        unfit: unfit
            .iter()
            .find(|unfit| unfit.field == REASON)
            .map(|unfit| unfit.reason.clone()),
    }
}

/// Said about a note.
pub(super) const NOTE_HINT: &str = "A word to the requester.";

/// A control for a number of days.
pub(super) fn days_line(value: &str) -> Line {
    Line::new(DAYS, "Days", DAYS_HINT, Kind::Number).filled(value)
}

/// What was typed into a form that the page no longer has.
fn stray(typed: Option<&Form>, allowed: Allowed) -> Option<String> {
    let form = typed?;
    let (is_there, field) = match form.get("action") {
        "approve" | "deny" | SHOW => (allowed.answer, NOTE),
        "ask_renewal" => (allowed.ask_renewal, REASON),
        "revoke" => (allowed.revoke, REASON),
        "give_back" => (allowed.give_back, REASON),
        _ => return None,
    };
    let text = form.get(field).trim();
    (!is_there && !text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use wharfinger_core::access::GRANT_DAYS_MAX;

    use super::*;

    #[test]
    fn the_hint_says_the_limit() {
        assert!(DAYS_HINT.contains(&format!("1 to {GRANT_DAYS_MAX} days")));
    }
}
