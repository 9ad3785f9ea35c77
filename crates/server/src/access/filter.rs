//! Listing: what a query asks for.

use wharfinger_core::access::Status;
use wharfinger_store::{RequestFilter, Waiting};

use crate::identity::Who;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::find;

/// The filter that a query of `who` asks for: their own requests unless it says otherwise.
pub(crate) async fn read(
    state: &State,
    who: &Who,
    query: &Query,
) -> Result<RequestFilter, Problem> {
    let mut filter = RequestFilter::default();
    match query.get("as") {
        None | Some("" | "requester") => filter.requester = Some(who.id()),
        Some("maintainer") => filter.maintainer = Some(who.id()),
        Some("administrator") => who.need_administrator()?,
        Some(_) => {
            let detail = "`as` must be `requester`, `maintainer` or `administrator`";
            return Err(Problem::BadQuery(detail.to_owned()));
        }
    }
    if let Some(path) = query.get("tool").filter(|path| !path.is_empty()) {
        filter.tool = Some(find(state, path).await?.id);
    }
    filter.statuses = statuses(query.get("status").unwrap_or_default())?;
    filter.waiting = waiting(query.get("waiting").unwrap_or_default())?;
    Ok(filter)
}

/// What somebody has to do, by its word.
pub(crate) fn waiting(word: &str) -> Result<Option<Waiting>, Problem> {
    match word {
        "" => Ok(None),
        "answer" => Ok(Some(Waiting::Answer)),
        "hand" => Ok(Some(Waiting::Hand)),
        _ => Err(Problem::BadQuery(
            "`waiting` must be `answer` or `hand`".to_owned(),
        )),
    }
}

fn statuses(words: &str) -> Result<Vec<Status>, Problem> {
    let words = words.split(',').map(str::trim);
    words
        .filter(|word| !word.is_empty())
        .map(|word| {
            Status::from_name(word).ok_or_else(|| {
                let known: Vec<_> = Status::ALL.iter().map(|one| one.as_str()).collect();
                let known = known.join("`, `");
                Problem::BadQuery(format!("`status` must be one or several of `{known}`"))
            })
        })
        .collect()
}
