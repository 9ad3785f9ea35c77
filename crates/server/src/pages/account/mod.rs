//! `/account`: one's own account, and the forms on its page.

pub(super) mod email;
pub(super) mod password;
pub(super) mod provider;
pub(super) mod sessions;
pub(super) mod show;
pub(super) mod tokens;

use actix_web::HttpResponse;
use wharfinger_store::{ApiToken, Scope, Timestamp};

use super::form::Form;
use super::new_account::{PASSWORD_HINT, email_hint};
use super::refused::Refused;
use super::view::account::{AccountPage, Address, ScopeChoice, SessionRow, TokenRow};
use super::view::browser_name::browser_name;
use super::view::frame::Here;
use super::view::line::{Kind, Line};
use super::{frame, when};
use crate::accounts::tokens::{self as api_tokens, scopes_of};
use crate::accounts::{fields, sessions as use_cases};
use crate::identity::{Viewer, Who};
use crate::limits::TOKEN_DAYS_DEFAULT;
use crate::problem::{Problem, Unfit};
use crate::state::State;

/// Where the page lies.
pub(super) const PATH: &str = "/account";

/// What has just happened on the page.
#[derive(Default)]
struct News<'a> {
    /// What the visitor has done.
    done: Option<&'static str>,
    /// A form that was not carried out, and why.
    refused: Option<(&'a Form, &'a Refused)>,
    /// A token that was made: its name, and the secret.
    made: Option<(String, String)>,
}

/// The page again, with what was typed into a form that was not carried out, and why.
pub(super) async fn refused(
    state: &State,
    who: &Who,
    form: &Form,
    problem: Problem,
) -> Result<HttpResponse, Problem> {
    let refused = Refused::of(problem)?;
    let news = News {
        refused: Some((form, &refused)),
        ..News::default()
    };
    Ok(refused.respond(&page(state, who, news).await?))
}

/// The page of somebody's account as it is now.
async fn page(state: &State, who: &Who, news: News<'_>) -> Result<AccountPage, Problem> {
    let account = state.store.account(who.id()).await?;
    let account = account.unwrap_or_else(|| who.account.clone());
    let sessions = use_cases::list(state, who).await?;
    let tokens = api_tokens::list(state, who).await?;
    let viewer = Viewer {
        who: Some(who.clone()),
    };
    let refused = news.refused.map(|(_, refused)| refused);
    let unfit: &[Unfit] = refused.map(Refused::unfit).unwrap_or_default();
    let typed = |name: &str| news.refused.and_then(|(form, _)| form.find(name));
    let line = |name, label, hint, kind| Line::new(name, label, hint, kind).marked(unfit);
    let email = account.email.as_ref();
    let address = email.map(|email| email.address.as_str());
    // Each form that changes who can get in has its own.
    let current = |field, label| {
        let asked = line(field, label, "", Kind::CurrentPassword);
        account.has_password.then_some(asked)
    };
    let name = line(fields::NAME, "Name", "What will use it.", Kind::Text);
    let days = line(
        fields::DAYS,
        "Days it works",
        "At most 366; then make another.",
        Kind::Number,
    );
    Ok(AccountPage {
        frame: frame(&viewer, Here::Account),
        done: news.done,
        refusal: refused.map(Refused::refusal),
        name: account.name.to_string(),
        is_administrator: account.is_administrator(),
        since: when(account.created_at),
        sends_mail: state.sends_mail(),
        address: email.map(|email| Address {
            address: email.address.clone(),
            is_verified: email.verified_at.is_some(),
        }),
        email: line(
            fields::EMAIL,
            "E-mail address",
            email_hint(state),
            Kind::Email,
        )
        .filled(typed(fields::EMAIL).or(address).unwrap_or_default()),
        email_password: current(
            fields::EMAIL_PASSWORD,
            "Your password, to change the address",
        ),
        old_password: current(fields::OLD_PASSWORD, "The password you have now"),
        provider_password: current(
            fields::PROVIDER_PASSWORD,
            "Your password, to connect a provider",
        ),
        connected: account
            .identity
            .as_ref()
            .map(|identity| identity.issuer.clone()),
        providers: super::provider::choices(state),
        password: line(
            fields::PASSWORD,
            "New password",
            PASSWORD_HINT,
            Kind::NewPassword,
        ),
        sessions_left_out: sessions.left_out,
        sessions: sessions.sessions.into_iter().map(session_row).collect(),
        tokens_left_out: tokens.damaged.len(),
        tokens: tokens
            .found
            .iter()
            .map(|token| token_row(token, state.clock.now()))
            .collect(),
        made: news.made,
        token_name: name.filled(typed(fields::NAME).unwrap_or_default()),
        scopes: scopes_of(who)
            .map(|scope| {
                let form = news.refused.map(|(form, _)| form);
                choice(scope, form)
            })
            .collect(),
        scopes_unfit: unfit
            .iter()
            .find(|unfit| unfit.field == fields::SCOPES)
            .map(|unfit| unfit.reason.clone()),
        token_days: days.filled(typed(fields::DAYS).unwrap_or(&TOKEN_DAYS_DEFAULT.to_string())),
    })
}

fn session_row(seen: use_cases::Seen) -> SessionRow {
    SessionRow {
        id: seen.name,
        browser: browser_name(&seen.session.label),
        is_current: seen.is_current,
        seen: when(seen.session.seen_at),
        began: when(seen.session.created_at),
    }
}

fn token_row(token: &ApiToken, now: Timestamp) -> TokenRow {
    let scopes: Vec<&str> = token
        .scopes
        .iter()
        .map(words)
        .map(|(label, _)| label)
        .collect();
    TokenRow {
        id: token.id.0.to_string(),
        name: token.name.clone(),
        hint: token.hint.clone(),
        scopes: scopes.join(", "),
        used: token.used_at.map(when),
        expires: when(token.expires_at),
        is_expired: !token.is_valid(now),
    }
}

fn choice(scope: Scope, form: Option<&Form>) -> ScopeChoice {
    let (label, hint) = words(scope);
    let is_chosen = form.is_some_and(|form| {
        let mut chosen = form.all(fields::SCOPES);
        chosen.any(|chosen| chosen == scope.as_str())
    });
    ScopeChoice {
        id: scope.as_str(),
        label,
        hint,
        is_chosen,
    }
}

/// What a scope is called, and what it is for.
fn words(scope: Scope) -> (&'static str, &'static str) {
    match scope {
        Scope::Tools => ("Tools", "Register and change tools, and their maintainers."),
        Scope::Access => (
            "Access",
            "Ask for access, follow what was asked for, and decide on it.",
        ),
        Scope::Pull => (
            "Pull",
            "Fetch pull passwords for images that you have been granted, and say why a pull fails: where \
             your access stands.",
        ),
        Scope::Account => (
            "Account",
            "Read your account, and sign browsers out. It makes no tokens.",
        ),
        Scope::Administration => (
            "Administration",
            "What administrators do, but for making accounts, administrators and links to passwords.",
        ),
    }
}
