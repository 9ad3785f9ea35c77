//! Mail that was given up, for administrators: listed, and sent after all. The same for the API and the
//! pages.
//!
//! What sends mail is [`crate::mail`]; it tells of what it gives up in the log, to nobody by name.

use wharfinger_core::account::AccountId;
use wharfinger_store::{
    By, Cursor, Mail, Notice, NoticeId, NoticeKind, NoticePage, Page, Recipient, RetryMailError,
    Timestamp,
};

use crate::access::names::Names;
use crate::problem::Problem;
use crate::state::State;

/// One page of letters that were given up.
#[derive(Debug)]
pub(crate) struct GivenUpPage {
    /// The letters, the newest notice first.
    pub(crate) letters: Vec<GivenUp>,
    /// Letters of the page that are stored damaged.
    pub(crate) left_out: usize,
    /// Where the next page starts; absent on the last one.
    pub(crate) next: Option<Cursor>,
}

/// A letter that was given up.
#[derive(Debug)]
pub(crate) struct GivenUp {
    /// Which.
    pub(crate) id: NoticeId,
    /// About what.
    pub(crate) kind: NoticeKind,
    /// Whom it would have told.
    pub(crate) to: To,
    /// When what it tells came about.
    pub(crate) created_at: Timestamp,
    /// When it was given up.
    pub(crate) since: Timestamp,
}

/// Whom a letter would have told.
#[derive(Debug)]
pub(crate) enum To {
    /// An account, by its name.
    Account(String),
    /// An address.
    Address(String),
}

/// One page of the letters that were given up.
pub(crate) async fn given_up(state: &State, page: Page) -> Result<GivenUpPage, Problem> {
    let NoticePage {
        notices,
        damaged,
        next,
    } = state.store.given_up_mail(page).await?;
    state
        .alarms
        .passed_over("the list of letters that were given up", &damaged);
    let names = Names::of(state, notices.iter().filter_map(account)).await?;
    Ok(GivenUpPage {
        left_out: damaged.len(),
        letters: notices
            .into_iter()
            .filter_map(|notice| letter(notice, &names))
            .collect(),
        next,
    })
}

fn account(notice: &Notice) -> Option<AccountId> {
    match notice.to {
        Recipient::Account(id) => Some(id),
        Recipient::Address(_) => None,
    }
}

fn letter(notice: Notice, names: &Names) -> Option<GivenUp> {
    let Mail::Failed { at: since } = notice.mail else {
        return None;
    };
    Some(GivenUp {
        id: notice.id,
        kind: notice.kind,
        to: match notice.to {
            Recipient::Account(id) => To::Account(names.get(id).to_owned()),
            Recipient::Address(address) => To::Address(address),
        },
        created_at: notice.created_at,
        since,
    })
}

/// Has a letter that was given up sent after all, as soon as the mail server takes it.
pub(crate) async fn retry(state: &State, id: &str, by: By) -> Result<(), Problem> {
    let id = id.parse().map_err(|_| Problem::NoSuchMail)?;
    match state.store.retry_mail(NoticeId(id), by).await {
        Ok(_) => {
            state.mail_wake.notify_one();
            Ok(())
        }
        Err(RetryMailError::NotFound) => Err(Problem::NoSuchMail),
        Err(RetryMailError::NotAdministrator) => {
            Err(Problem::Forbidden(crate::accounts::ONLY_ADMINISTRATORS))
        }
        Err(RetryMailError::Failure(failure)) => Err(failure.into()),
    }
}
