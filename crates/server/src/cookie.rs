//! The session cookie.

use actix_web::HttpRequest;
use actix_web::http::header;

use crate::config::Config;
use crate::limits::SESSION_LIFETIME;

/// Over TLS the name pins the cookie to this very host and to `Secure` (RFC 6265bis, 4.1.3.2).
const NAME_SECURE: &str = "__Host-wharfinger";

/// Without TLS a browser would refuse that name; good for a server on one's own machine only.
const NAME_PLAIN: &str = "wharfinger";

/// The session id that a request carries.
#[must_use]
pub(crate) fn session_id<'a>(request: &'a HttpRequest, config: &Config) -> Option<&'a str> {
    value(request, name(config))
}

/// The value of a cookie that a request carries, the first of this name.
#[must_use]
pub(crate) fn value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request
        .headers()
        .get_all(header::COOKIE)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(given, _)| *given == name)
        .map(|(_, value)| value)
}

/// The `Set-Cookie` that gives the browser its session.
#[must_use]
pub(crate) fn start(config: &Config, id: &str) -> String {
    set(config, id, SESSION_LIFETIME.as_secs())
}

/// The `Set-Cookie` that takes it away.
#[must_use]
pub(crate) fn end(config: &Config) -> String {
    set(config, "", 0)
}

fn set(config: &Config, id: &str, max_age_seconds: u64) -> String {
    let secure = if config.is_https() { "; Secure" } else { "" };
    format!(
        "{}={id}; Path=/; Max-Age={max_age_seconds}; HttpOnly; SameSite=Strict{secure}",
        name(config)
    )
}

fn name(config: &Config) -> &'static str {
    if config.is_https() {
        NAME_SECURE
    } else {
        NAME_PLAIN
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_cookie_is_bound_as_tightly_as_the_connection_allows() {
        let mut config = Config::default();
        assert_eq!(
            start(&config, "id"),
            "wharfinger=id; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict"
        );
        config.public_url = Some("https://wharf.example".to_owned());
        assert_eq!(
            start(&config, "id"),
            "__Host-wharfinger=id; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict; Secure"
        );
        assert_eq!(
            end(&config),
            "__Host-wharfinger=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure"
        );
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let request = TestRequest::default()
            .insert_header((header::COOKIE, "a=1; wharfinger=the-id; b=wharfinger=x"))
            .to_http_request();
        assert_eq!(session_id(&request, &Config::default()), Some("the-id"));
    }
}
