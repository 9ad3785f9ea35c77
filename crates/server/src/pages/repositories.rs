//! `GET` and `POST /repositories/{id}`: a repository's policy, and how it is kept.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use wharfinger_core::policy::{DiffLine, Document, diff};
use wharfinger_store::{
    Page, RepositoryGrant, Snapshot, SnapshotKind, StoredMend, StoredRepository, Trouble, Uuid,
};

use super::form::{Form, parameter};
use super::view::frame::Here;
use super::view::repository as view;
use super::view::requests::Badge;
use super::{
    access, connections, demo, frame, pages_of, requests, respond, restore, see_other,
    sign_in_first, when,
};
use crate::access::kept::{Missing, health, last_read};
use crate::automation::report::writers;
use crate::identity::{Viewer, Who};
use crate::problem::Problem;
use crate::query::Query;
use crate::repositories::lost::{LostStatement, lost};
use crate::repositories::{find, look_now, may_restore, reapply};
use crate::state::State;

/// Snapshots on a page, and one more to compare the last of them with.
const SNAPSHOTS: u32 = 10;

/// Mends on a page: whoever wants to know more asks the API.
const MENDS: usize = 20;

const PARAMETERS: &[&str] = &["cursor", "done", "notice"];

/// Where the page of a repository lies.
pub(super) fn of(id: &str) -> String {
    format!("/repositories/{id}")
}

pub(super) async fn show(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
) -> Result<HttpResponse, Problem> {
    let Some(who) = &viewer.who else {
        return Ok(sign_in_first(&of(&id)));
    };
    let repository = find(&state, who, &id).await?;
    let mut page = page(&state, &viewer, who, &request, repository).await?;
    page.done = parameter(&request, "done").and_then(|what| match &*what {
        "look" => Some("It is being looked at: load this page again in a moment."),
        "restore" => Some("It is being put back: load this page again in a moment."),
        "reapply" => Some("It is being re-applied: load this page again in a moment."),
        _ => None,
    });
    page.refusal = access::stale_words(&request);
    Ok(respond(StatusCode::OK, &page))
}

pub(super) async fn submit(
    state: Data<State>,
    viewer: Viewer,
    request: HttpRequest,
    id: Path<String>,
    payload: Payload,
) -> Result<HttpResponse, access::NotDone> {
    let form = Form::read(&request, payload).await?;
    let back = of(&id);
    let who = access::member(&request, &state, &viewer, &form, &back)?;
    let repository = find(&state, &who, &id).await?;
    let done = match form.get("action") {
        "look" => {
            look_now(&state, repository.id).await?;
            "look"
        }
        "reapply" => {
            reapply(&state, repository.id, who.by(&state, &request)).await?;
            "reapply"
        }
        _ => {
            let detail = "the form does not say what to do with the repository";
            return Err(Problem::BadBody(detail.to_owned()).into());
        }
    };
    Ok(see_other(&format!("{back}?done={done}")))
}

async fn page(
    state: &State,
    viewer: &Viewer,
    who: &Who,
    request: &HttpRequest,
    repository: StoredRepository,
) -> Result<view::RepositoryPage, Problem> {
    let query = Query::read(request, PARAMETERS)?;
    let cursor = match query.get("cursor").filter(|cursor| !cursor.is_empty()) {
        Some(cursor) => Some(cursor.parse().map_err(|_| Problem::NoSuchPage)?),
        None => None,
    };
    let grants = state.store.repository_grants(repository.id).await?;
    let read = last_read(state, repository.id).await?;
    let lost = lost(state, repository.id).await?;
    let mends = state.store.mends(repository.id).await?;
    let listed = Page::new(cursor, SNAPSHOTS);
    let listed = state.store.snapshots(repository.id, listed).await?;
    let before = match listed.next {
        Some(next) => {
            let before = Page::new(Some(next), 1);
            let before = state.store.snapshots(repository.id, before).await?;
            before.snapshots.into_iter().next()
        }
        None => None,
    };
    let connection = state.store.connection(repository.connection).await?;
    let connection = connection.filter(|it| it.disconnected_at.is_none());
    let writers = connection
        .as_ref()
        .and_then(|it| writers(it, &repository.place));
    let heals_since = connection.and_then(|it| it.heals_since);
    let healing = connections::healing(heals_since, repository.trail_until);
    let unread = connections::unread(heals_since, repository.trail_failure.as_ref());
    let may_restore = may_restore(state, who, &repository).await?;
    let action = of(&Uuid::from_bytes(repository.id.0).to_string());
    let (words, tone) = health(&repository, &grants);
    Ok(view::RepositoryPage {
        frame: frame(viewer, Here::Elsewhere),
        done: None,
        refusal: None,
        simulated: demo::simulated(state),
        name: repository.place.name.clone(),
        arn: repository.place.arn(),
        health: Badge { words, tone },
        verified: repository.verified_at.map(when),
        foreign_changed: repository.foreign_changed_at.map(when),
        next_look: repository.due_at.map(when),
        trouble: repository.trouble.as_ref().map(trouble),
        unexpected: repository.unexpected,
        stale: repository.stale,
        grants: grants.iter().map(grant).collect(),
        policy: read.as_ref().map(|snapshot| policy(state, snapshot)),
        healing,
        unread,
        writers,
        may_restore,
        lost: lost.iter().map(|lost| gone(&action, lost)).collect(),
        mends: mends.into_iter().take(MENDS).map(mend).collect(),
        snapshots: compared(&listed.snapshots, before.as_ref()),
        pages: pages_of(request, &query, listed.next),
        action,
    })
}

fn gone(repository: &str, lost: &LostStatement) -> view::Lost {
    view::Lost {
        restore: restore::of_statement(repository, lost),
        snapshot: lost.snapshot,
        seen: when(lost.seen_at),
        text: laid_out(&lost.text),
    }
}

fn mend(stored: StoredMend) -> view::Mend {
    let (words, tone) = match &stored.outcome {
        None => ("Being written", "waiting"),
        Some(outcome) if outcome.refusal.is_some() => ("Not possible", "wrong"),
        Some(_) => ("Done", "active"),
    };
    let is_done = matches!(&stored.outcome, Some(outcome) if outcome.refusal.is_none());
    view::Mend {
        is_done,
        put_back: stored.mend.put_back().map(laid_out),
        take_out: stored.mend.take_out().map(laid_out),
        asked: when(stored.asked_at),
        is_by_server: stored.by.is_none(),
        badge: Badge { words, tone },
        refusal: stored.outcome.and_then(|outcome| outcome.refusal),
    }
}

fn trouble(trouble: &Trouble) -> view::Trouble {
    let (cause, next) = trouble_words(trouble);
    view::Trouble {
        since: when(trouble.since),
        failures: trouble.failures,
        cause,
        next,
        message: trouble.message.clone(),
    }
}

/// Why a policy cannot be kept, and what whoever may change something can do.
pub(super) fn trouble_words(trouble: &Trouble) -> (&'static str, &'static str) {
    match trouble.kind.as_str() {
        "denied" => (
            "The role does not let this server in any more, or lacks a permission.",
            "Whoever connected the account brings the role up to date, and checks the connection.",
        ),
        "no_repository" => (
            "The repository is gone.",
            "If it was deleted on purpose, archive its tools and revoke what is left.",
        ),
        "foreign_principal" => (
            "A statement of somebody else names a deleted role or user, and Amazon ECR takes no policy with it any more.",
            "Take that id out of the policy in the console of Amazon ECR.",
        ),
        "policy_refused" | "principal_refused" => (
            "Amazon ECR refused the policy.",
            "Look at what it said, and mend the statements of others in the console of Amazon ECR.",
        ),
        "unreadable" => (
            "The policy cannot be read, so nothing can be added to it.",
            "Correct it in the console of Amazon ECR.",
        ),
        "contended" => (
            "Others keep changing the policy at the same time.",
            "Find out who else writes it, such as Terraform or a pipeline, and have it leave our statements alone.",
        ),
        "report_only" => (
            "The policy is not as was decided here, and this server changes none for now.",
            "A backup may have been restored: decide again what was decided since. Then the operator lets it write.",
        ),
        "throttled" => (
            "AWS was asked too often.",
            "Nothing has to be done: it is tried again.",
        ),
        _ => (
            "AWS does not answer.",
            "Nothing has to be done: it is tried again.",
        ),
    }
}

fn grant(grant: &RepositoryGrant) -> view::Grant {
    view::Grant {
        href: requests::of(grant.request),
        principal: grant.principal.clone(),
        badge: Badge::of(grant.status, Missing::of(grant)),
        looked: grant.observed_at.map(when),
    }
}

fn policy(state: &State, snapshot: &Snapshot) -> view::Policy {
    let text = snapshot.text.as_deref();
    let mut policy = view::Policy {
        at: when(snapshot.at),
        ours: Vec::new(),
        theirs: Vec::new(),
        unreadable: None,
    };
    let installation = state
        .grants
        .as_ref()
        .map(|grants| &grants.terms().installation);
    match (text, installation) {
        (Some(text), Some(installation)) => match Document::read(text, installation) {
            Ok(document) => {
                policy.theirs = document.foreign().map(laid_out).collect();
                policy.ours = document.ours_texts().map(laid_out).collect();
            }
            Err(_) => policy.unreadable = Some(text.to_owned()),
        },
        (Some(text), None) => policy.theirs = vec![laid_out(text)],
        (None, _) => {}
    }
    policy
}

/// JSON with one item a line.
pub(super) fn laid_out(text: &str) -> String {
    let lines = diff(Some(text), Some(text)).into_iter();
    let lines = lines.map(|line| match line {
        DiffLine::Same(text) | DiffLine::Added(text) | DiffLine::Removed(text) => text,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Snapshots, the newest first, each compared with the one before it.
fn compared(listed: &[Snapshot], before: Option<&Snapshot>) -> Vec<view::Snapshot> {
    let older = listed.iter().skip(1).map(Some).chain([before]);
    listed
        .iter()
        .zip(older)
        .map(|(snapshot, older)| {
            let older = older.and_then(|older| older.text.as_deref());
            let lines = diff(older, snapshot.text.as_deref());
            view::Snapshot {
                number: snapshot.number,
                at: when(snapshot.at),
                what: match snapshot.kind {
                    SnapshotKind::Before => "read before a write",
                    SnapshotKind::Intent => "about to be written",
                    SnapshotKind::Seen => "read back",
                },
                is_changed: lines.iter().any(|line| !matches!(line, DiffLine::Same(_))),
                lines,
            }
        })
        .collect()
}
