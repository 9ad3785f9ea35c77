//! What an answer writes to a repository's policy, shown before it is given: for the days that stand in the
//! form, and for as many requests as are ticked.

use std::collections::BTreeMap;

use wharfinger_core::access::{GrantDays, Status};
use wharfinger_store::{StoredRequest, Uuid};

use super::act;
use crate::access::change::DAYS;
use crate::access::difference::{Difference as Found, carrier, difference, of_answer};
use crate::access::seen::Seen;
use crate::pages::form::Form;
use crate::pages::view::request::{Difference, NotShown};
use crate::pages::{address, when};
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

/// Why nothing can be shown of what an answer writes, though this server carries out the tool's requests.
pub(super) async fn not_shown(state: &State, seen: &Seen) -> Result<Option<NotShown>, Problem> {
    let id = match carrier(state, seen).await? {
        Some(repository) => {
            return Ok(Some(NotShown {
                words: if state.grants.is_some() {
                    "What your answer writes cannot be shown, because the repository’s policy cannot be \
                     taken apart."
                } else {
                    "This server is not set up for AWS at present: what you approve waits until it is."
                },
                href: format!("/repositories/{}", Uuid::from_bytes(repository.0)),
                link: "See what is wrong with the repository",
            }));
        }
        None if seen.stored.request.status() != Status::Pending => return Ok(None),
        None => match state.store.automation(seen.tool.id).await? {
            Some((automation, _)) => automation.connection,
            None => return Ok(None),
        },
    };
    let connection = state.store.connection(id).await?;
    let is_proven = connection.is_some_and(|connection| connection.proven_at.is_some());
    Ok(Some(NotShown {
        words: if is_proven {
            "Automation waits because whoever connected the AWS account does not maintain the tool any more, \
             or the image has moved. Approving now means carrying it out by hand."
        } else {
            "Automation waits because the last check of the connection to AWS found its role not right. \
             Approving now means carrying it out by hand. Check the connection first."
        },
        href: address("automation", &seen.tool),
        link: "See how access is given",
    }))
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
