//! Signing the operator's browser in and out; the pages put forms in front of it.

use actix_web::HttpRequest;

use crate::cookie;
use crate::operator;
use crate::origin;
use crate::problem::Problem;
use crate::state::State;

/// Checks a token that was typed into a form and starts a session; returns its `Set-Cookie`.
pub(crate) async fn sign_in(
    state: &State,
    request: &HttpRequest,
    token: &str,
) -> Result<String, Problem> {
    if !origin::is_same_origin(request, &state.config) {
        return Err(Problem::CrossSite);
    }
    let address = origin::client_address(request, &state.config);
    operator::check_token(state, address, token.trim()).await?;
    // A session that the browser already had is not taken over: its id may be known elsewhere.
    if let Some(id) = cookie::session_id(request, &state.config) {
        state.sessions.end(id);
    }
    let id = state.sessions.start(state.clock.now(), &*state.entropy);
    Ok(cookie::start(&state.config, &id))
}

/// Ends the session of a browser; returns the `Set-Cookie` that takes the cookie away.
pub(crate) fn sign_out(state: &State, request: &HttpRequest) -> Result<String, Problem> {
    if !origin::is_same_origin(request, &state.config) {
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
    // `//host` and `/\host` are other sites to a browser.
    let is_ours = next.starts_with('/')
        && !next[1..].starts_with(['/', '\\'])
        && next.bytes().all(|byte| byte.is_ascii_graphic());
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
            ("https://evil.example", "/"),
            ("register", "/"),
            ("/a\nb", "/"),
        ] {
            assert_eq!(target(next), expected, "{next}");
        }
    }
}
