//! What an answer writes to a repository's policy, shown before it is given: for the days that stand in the
//! form, and for as many requests as are ticked.

use std::collections::BTreeMap;

use wharfinger_core::access::GrantDays;
use wharfinger_store::{StoredRequest, Uuid};

use super::act;
use crate::access::change::DAYS;
use crate::access::difference::{Difference as Found, carrier, difference, of_answer};
use crate::access::seen::Seen;
use crate::pages::form::Form;
use crate::pages::view::request::Difference;
use crate::pages::when;
use crate::problem::Problem;
use crate::state::State;

/// The button that shows it: nothing is done with the request.
pub(super) const SHOW: &str = "show";

/// The days that a form was sent with.
pub(super) fn days(form: &Form) -> Result<GrantDays, Problem> {
    act::days(form.get(DAYS)).map_err(|unfit| Problem::InvalidFields(vec![unfit]))
}

/// What an answer with so many days to a request writes.
pub(super) async fn of_one(
    state: &State,
    seen: &Seen,
    days: GrantDays,
) -> Result<Option<Difference>, Problem> {
    Ok(of_answer(state, seen, days).await?.map(shown))
}

/// What approving all of these for so many days writes, repository by repository, and how many of them are
/// carried out by hand.
pub(super) async fn of_several(
    state: &State,
    seen: &[Seen],
    days: GrantDays,
) -> Result<(Vec<Difference>, usize), Problem> {
    let mut by_hand = 0;
    let mut carried: BTreeMap<_, Vec<&StoredRequest>> = BTreeMap::new();
    for one in seen {
        match carrier(state, one).await? {
            Some(repository) => carried.entry(repository).or_default().push(&one.stored),
            None => by_hand += 1,
        }
    }
    let mut differences = Vec::with_capacity(carried.len());
    for (repository, requests) in carried {
        let found = difference(state, repository, &requests, days).await?;
        differences.extend(found.map(shown));
    }
    Ok((differences, by_hand))
}

fn shown(found: Found) -> Difference {
    Difference {
        days: found.days.get(),
        name: found.place.name,
        repository: format!("/repositories/{}", Uuid::from_bytes(found.repository.0)),
        seen: found.seen_at.map(when),
        lines: found.lines.map_err(|no_room| no_room.to_string()),
    }
}
