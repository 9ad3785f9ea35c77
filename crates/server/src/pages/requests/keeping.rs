//! What a request's page says of access that the server gives itself: never more than was seen.

use wharfinger_core::access::Status;
use wharfinger_store::{Failure, Observed, RepositoryGrant, Uuid};

use crate::access::kept::Missing;
use crate::access::seen::{Part, Seen};
use crate::pages::view::request::Keeping;
use crate::pages::{repositories, when};
use crate::state::State;

/// How the access stands in the repository's policy, and what can be done about it.
pub(super) async fn keeping(
    state: &State,
    seen: &Seen,
    part: Part,
) -> Result<Option<Keeping>, Failure> {
    let Some(grant) = &seen.kept else {
        return Ok(None);
    };
    let repository = state.store.repository(grant.repository).await?;
    let trouble = repository.and_then(|repository| repository.trouble);
    let mut keeping = told(grant, part);
    if let Some(trouble) = trouble.filter(|_| !is_over(grant.status)) {
        let (cause, next) = repositories::trouble_words(&trouble);
        keeping.trouble = Some((when(trouble.since), cause));
        if part.is_maintainer {
            keeping.next = next;
        }
    }
    let href = format!("/repositories/{}", Uuid::from_bytes(grant.repository.0));
    keeping.repository = part.is_maintainer.then_some(href);
    keeping.looked = grant.observed_at.map(when);
    Ok((!is_over(grant.status)).then_some(keeping))
}

fn is_over(status: Status) -> bool {
    !matches!(
        status,
        Status::Activating | Status::Active | Status::Revoking
    )
}

fn told(grant: &RepositoryGrant, part: Part) -> Keeping {
    let (title, cause, maintainer, requester) = match (Missing::of(grant), grant.status) {
        (Some(Missing::Unknown), _) => (
            "Not given: AWS does not know this name",
            "Amazon ECR refused the principal: there is no such account, role or user, or it was deleted.",
            "Ask the requester for the right name. If it exists by now, re-apply on the repository’s page; otherwise revoke.",
            "Check the name in AWS. If you made it only now, ask a maintainer to re-apply; otherwise ask again with the right one.",
        ),
        (Some(Missing::UnknownYet), _) => (
            "Being written: AWS does not know this name yet",
            "A new role or user may be unknown to Amazon ECR for two minutes. It is tried again by itself.",
            "Nothing has to be done now.",
            "Nothing has to be done now. If it stays so, check the name in AWS.",
        ),
        (Some(Missing::TakenOut), _) => (
            "Not there: somebody took it out",
            "It was in the repository’s policy, and somebody took it out by hand. This server does not put it back unasked.",
            "If it should be there, re-apply on the repository’s page; if somebody meant it, revoke.",
            "The maintainers are told. Ask them whether it was meant.",
        ),
        (Some(Missing::NoRoom), _) => (
            "Not given: the policy is full",
            "Amazon ECR takes 10,240 characters, and the policy would have more.",
            "Revoke access that nobody needs, or take statements of others out; it is tried again by itself.",
            "The maintainers are told: they have to make room.",
        ),
        (None, Status::Activating) => (
            "Being written",
            "It is not in the repository’s policy yet. It is called active once it was read back there.",
            "",
            "",
        ),
        (None, Status::Revoking) => (
            "Being removed",
            "It may still work. It is called revoked once it was seen to be gone from the repository’s policy.",
            "",
            "",
        ),
        (None, _) if grant.observed == Observed::Shorter => (
            "In the repository’s policy, but not for as long as approved",
            "It works until the end of the month in which it ended before: the policy is full, and more time does not fit.",
            "Revoke access that nobody needs, or take statements of others out; the time is added by itself.",
            "The maintainers have to make room; the time is added by itself then.",
        ),
        (None, _) => (
            "In the repository’s policy",
            "It was read back there, and is looked at again and again.",
            "",
            "",
        ),
    };
    Keeping {
        title,
        cause,
        next: if part.is_maintainer {
            maintainer
        } else {
            requester
        },
        is_wrong: !matches!(Missing::of(grant), None | Some(Missing::UnknownYet)),
        trouble: None,
        looked: None,
        repository: None,
    }
}
