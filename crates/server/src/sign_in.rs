//! Signing the operator's browser in and out; the pages put forms in front of it.

use actix_web::HttpRequest;

use crate::cookie;
use crate::operator;
use crate::origin;
use crate::problem::Problem;
use crate::sessions::Session;
use crate::state::State;

/// A browser that has just been signed in.
#[derive(Debug)]
#[must_use = "without the cookie the browser never learns of its session"]
pub(crate) struct SignedIn {
    /// The session that was started.
    pub(crate) session: Session,
    /// The `Set-Cookie` that gives it to the browser.
    pub(crate) cookie: String,
}

/// Checks a token that was typed into a form and starts a session.
pub(crate) async fn sign_in(
    state: &State,
    request: &HttpRequest,
    token: &str,
) -> Result<SignedIn, Problem> {
    if !origin::is_same_origin(request, &state.config) {
        return Err(Problem::CrossSite);
    }
    let address = origin::client_address(request, &state.config);
    operator::check_token(state, address, token.trim()).await?;
    // A session that the browser already had is not taken over: its id may be known elsewhere.
    if let Some(id) = cookie::session_id(request, &state.config) {
        state.sessions.end(id);
    }
    let (id, session) = state.sessions.start(state.clock.now(), &*state.entropy);
    Ok(SignedIn {
        session,
        cookie: cookie::start(&state.config, &id),
    })
}

/// Ends the session of a browser, whose form must carry its token; returns the `Set-Cookie` that
/// takes the cookie away.
pub(crate) fn sign_out(
    state: &State,
    request: &HttpRequest,
    form_token: &str,
) -> Result<String, Problem> {
    if !origin::is_same_origin(request, &state.config) {
        return Err(Problem::CrossSite);
    }
    let session = operator::session(request, state);
    if session.is_some_and(|session| !session.form_token_matches(form_token)) {
        return Err(Problem::CrossSite);
    }
    if let Some(id) = cookie::session_id(request, &state.config) {
        state.sessions.end(id);
    }
    Ok(cookie::end(&state.config))
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
