//! Signing a browser in and out; the pages put forms in front of it.

use actix_web::HttpRequest;
use wharfinger_core::account::AccountName;
use wharfinger_store::{Account, SignedInBy};

use crate::cookie;
use crate::identity::{Means, Who, viewer_of};
use crate::origin;
use crate::password_guesses::NameHash;
use crate::passwords;
use crate::problem::Problem;
use crate::secret::{Kind, Secret};
use crate::sessions::{self, Browser};
use crate::state::State;

/// What is said to whoever gave a name and a password that do not belong together: never which of
/// the two is wrong, or whether there is such an account.
pub(crate) const WRONG: &str = "the name or the password is wrong";

/// A browser that has just been signed in.
#[derive(Debug)]
#[must_use = "without the cookie the browser never learns of its session"]
pub(crate) struct SignedIn {
    /// Who it is.
    pub(crate) who: Who,
    /// The `Set-Cookie` that gives the session to the browser.
    pub(crate) cookie: String,
}

/// Checks a name and a password that were typed into a form, and starts a session.
pub(crate) async fn with_password(
    state: &State,
    request: &HttpRequest,
    name: &str,
    password: &str,
) -> Result<SignedIn, Problem> {
    check_origin(state, request)?;
    let name = name.trim().to_lowercase();
    match guess(state, request, &name, password).await? {
        Some(account) => start(state, request, account, SignedInBy::Password).await,
        None => Err(Problem::Unauthenticated(WRONG)),
    }
}

/// Whether whoever is signed in also knows the account's password.
pub(crate) async fn knows_password(
    state: &State,
    request: &HttpRequest,
    account: &Account,
    password: &str,
) -> Result<bool, Problem> {
    let found = guess(state, request, account.name.as_str(), password).await?;
    Ok(found.is_some())
}

/// The account with this name and this password. A wrong one counts against the name and the address.
async fn guess(
    state: &State,
    request: &HttpRequest,
    name: &str,
    password: &str,
) -> Result<Option<Account>, Problem> {
    let address = origin::client_address(request, &state.config);
    let guess = state
        .password_guesses
        .take(address, NameHash::of(name), state.clock.now())?;
    let found = account_with(state, name, password).await;
    if !matches!(found, Ok(None)) {
        state.password_guesses.give_back(&guess, state.clock.now());
    }
    found
}

/// The account with this name and this password.
async fn account_with(
    state: &State,
    name: &str,
    password: &str,
) -> Result<Option<Account>, Problem> {
    let found = match name.parse::<AccountName>() {
        Ok(name) => state.store.find_with_password(&name).await?,
        Err(_) => None,
    };
    let (account, hash) = found.unzip();
    let hash = hash.flatten();
    let matches = passwords::verify(state, password.to_owned(), hash).await?;
    Ok(account.filter(|account| matches && account.is_active()))
}

/// Starts a session for an account that has shown who it is.
pub(crate) async fn start(
    state: &State,
    request: &HttpRequest,
    account: Account,
    means: SignedInBy,
) -> Result<SignedIn, Problem> {
    // A session that the browser already had is not taken over: its id may be known elsewhere. Who comes
    // back from a provider does not bring it along, and it ends by itself.
    end(state, request).await?;
    let id = sessions::start(state, request, account.id, means).await?;
    Ok(SignedIn {
        cookie: cookie::start(&state.config, id.reveal()),
        who: Who {
            account,
            means: Means::Browser(Browser::new(&id, state.clock.now())),
        },
    })
}

/// Ends the session of a browser, whose form must carry its token; returns the `Set-Cookie` that
/// takes the cookie away.
pub(crate) async fn sign_out(
    state: &State,
    request: &HttpRequest,
    form_token: &str,
) -> Result<String, Problem> {
    check_origin(state, request)?;
    let viewer = viewer_of(request, state).await;
    let browser = viewer.browser();
    if browser.is_some_and(|browser| !browser.form_token_matches(form_token)) {
        return Err(Problem::CrossSite);
    }
    end(state, request).await?;
    Ok(cookie::end(&state.config))
}

/// Ends the session that the browser has, if it has one.
async fn end(state: &State, request: &HttpRequest) -> Result<(), Problem> {
    let id = cookie::session_id(request, &state.config)
        .and_then(|id| Secret::parse(Kind::Session, id).ok());
    if let (Some(id), Some(who)) = (id, viewer_of(request, state).await.who) {
        let by = who.by(state, request);
        state.store.end_session(id.hash(), by).await?;
    }
    Ok(())
}

fn check_origin(state: &State, request: &HttpRequest) -> Result<(), Problem> {
    if origin::is_same_origin(request, &state.config) {
        Ok(())
    } else {
        Err(Problem::CrossSite)
    }
}

/// Where to go after signing in: a path of our own, or home.
#[must_use]
pub(crate) fn target(next: &str) -> &str {
    // `//host` is another site to a browser, and a backslash is a slash.
    let is_ours = next.starts_with('/')
        && !next.starts_with("//")
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_are_targets() {
        for (next, expected) in [
            ("/register", "/register"),
            ("/tools/quay.io/a/b?q=x", "/tools/quay.io/a/b?q=x"),
            ("", "/"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a\\b", "/"),
            ("https://evil.example", "/"),
            ("register", "/"),
            ("/a\nb", "/"),
        ] {
            assert_eq!(target(next), expected, "{next}");
        }
    }
}
