//! `/accounts`: everybody's accounts, for administrators.

pub(super) mod change;
pub(super) mod create;
pub(super) mod list;
pub(super) mod show;

use actix_web::HttpResponse;
use wharfinger_store::{Account, OPERATOR};

use super::refused::Refused;
use super::view::accounts::{AccountOf, AccountRow};
use super::view::frame::Here;
use super::{frame, sign_in_first, unmaintained, when};
use crate::identity::{Viewer, Who};
use crate::problem::Problem;
use crate::state::State;

/// Where the list lies.
pub(super) const PATH: &str = "/accounts";

/// What has just happened to an account.
#[derive(Default)]
struct News<'a> {
    /// What the visitor has done.
    done: Option<&'static str>,
    /// Why nothing was done.
    refused: Option<&'a Refused>,
    /// The address of a link that was made.
    link: Option<String>,
}

/// The administrator who looks at a page; whoever is not signed in is led there first.
pub(super) fn administrator<'a>(
    viewer: &'a Viewer,
    path: &str,
) -> Result<Result<&'a Who, HttpResponse>, Problem> {
    let Some(who) = viewer.who.as_ref().filter(|_| viewer.browser().is_some()) else {
        return Ok(Err(sign_in_first(path)));
    };
    who.need_administrator()?;
    Ok(Ok(who))
}

/// The page of one account.
async fn page(
    state: &State,
    viewer: &Viewer,
    account: &Account,
    news: News<'_>,
) -> Result<AccountOf, Problem> {
    Ok(AccountOf {
        frame: frame(viewer, Here::Accounts),
        done: news.done,
        refusal: news.refused.map(Refused::refusal),
        row: row(account),
        link: news.link,
        has_password: account.has_password,
        mail: match (&account.email, account.verified_email()) {
            (_, Some(_)) => "Reaches its owner",
            (Some(_), None) => "An address that is not confirmed",
            (None, None) => "None",
        },
        is_own: viewer.account().is_some_and(|own| own.id == account.id),
        leaves_tools: !account.is_active() && unmaintained::are_there(state).await?,
    })
}

fn row(account: &Account) -> AccountRow {
    AccountRow {
        name: account.name.to_string(),
        is_administrator: account.is_administrator(),
        is_disabled: !account.is_active(),
        created: when(account.created_at),
        is_built_in: account.id == OPERATOR,
    }
}
