//! What the pages that make an account have in common: the form, and being signed in afterwards.

use actix_web::{HttpRequest, HttpResponse};

use super::form::Form;
use super::refused::Refused;
use super::view::frame::Here;
use super::view::line::{Kind, Line};
use super::view::new_account::NewAccount;
use super::{frame, see_other, set_cookie};
use crate::accounts::create::Application;
use crate::accounts::fields;
use crate::identity::Viewer;
use crate::problem::{Problem, Unfit};
use crate::sign_in;
use crate::state::State;
use wharfinger_store::{Account, SignedInBy};

/// What a page says about the account that it makes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) button: &'static str,
}

/// What was typed.
pub(super) fn application(form: &Form) -> Application<'_> {
    Application {
        name: form.get(fields::NAME),
        email: form.get(fields::EMAIL),
        password: form.get(fields::PASSWORD),
    }
}

/// Where whoever has made an account comes to unless they were on their way to something.
pub(super) const WELCOME: &str = "/account?done=welcome";

/// Signs a browser in with the account that has just been made or got its password, and leads on to `next`.
pub(super) async fn welcome(
    state: &State,
    request: &HttpRequest,
    account: Account,
    means: SignedInBy,
    next: &str,
) -> Result<HttpResponse, Problem> {
    let signed_in = sign_in::start(state, request, account, means).await?;
    let mut response = see_other(next);
    set_cookie(&mut response, &signed_in.cookie);
    Ok(response)
}

/// The form, with what was typed and why it was refused.
pub(super) fn page(
    state: &State,
    viewer: &Viewer,
    words: Words,
    action: &str,
    next: &str,
    form: Option<&Form>,
    refused: Option<&Refused>,
) -> NewAccount {
    let unfit: &[Unfit] = refused.map(Refused::unfit).unwrap_or_default();
    let line = |name, label, hint, kind| {
        let typed = form.map(|form| form.get(name)).unwrap_or_default();
        Line::new(name, label, hint, kind)
            .filled(typed)
            .marked(unfit)
    };
    NewAccount {
        frame: frame(viewer, Here::SignIn),
        title: words.title,
        about: words.about,
        action: action.to_owned(),
        button: words.button,
        next: next.to_owned(),
        refusal: refused.map(Refused::refusal),
        name: line(fields::NAME, "Account name", NAME_HINT, Kind::AccountName),
        email: line(
            fields::EMAIL,
            "E-mail address",
            email_hint(state),
            Kind::Email,
        ),
        password: line(
            fields::PASSWORD,
            "Password",
            PASSWORD_HINT,
            Kind::NewPassword,
        ),
    }
}

/// Said about the name of an account.
pub(super) const NAME_HINT: &str = "Everybody sees it, and it stays. Lower-case letters, digits and hyphens, such as `ada-lovelace`.";
/// Said about an e-mail address where mail is sent.
const EMAIL_HINT: &str = "Where you are told about what concerns you, and where a new password comes from. Others never see it.";
/// Said about it where none is: nothing comes to it then.
const EMAIL_HINT_WITHOUT_MAIL: &str = "This server sends no mail: what concerns you is told in your inbox here, and a forgotten password is set by a link from an administrator. Others never see the address.";
/// Said about a password.
pub(super) const PASSWORD_HINT: &str =
    "15 characters or more; a few words in a row are easy to keep.";

/// What is said about an e-mail address.
pub(super) fn email_hint(state: &State) -> &'static str {
    if state.sends_mail() {
        EMAIL_HINT
    } else {
        EMAIL_HINT_WITHOUT_MAIL
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::PASSWORD_CHARS_MIN;

    #[test]
    fn the_hint_says_the_limit() {
        assert!(PASSWORD_HINT.starts_with(&PASSWORD_CHARS_MIN.to_string()));
    }
}
