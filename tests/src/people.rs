//! People with accounts, made over HTTP as an administrator would.

use crate::http::Connection;
use crate::program::AUTHORIZATION;

const PASSWORD_FORM: &str = "password=correct+horse+battery+staple";

/// What a browser says of a form of the site's own.
pub const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// Somebody who is signed in, and has an API token.
#[derive(Debug)]
pub struct Person {
    /// The name of their account.
    pub name: &'static str,
    /// The `Cookie` of their browser.
    pub cookie: String,
    /// The `Authorization` of their programs.
    pub bearer: String,
}

impl Person {
    /// Makes their account at a server, as its operator.
    #[must_use]
    pub fn new(connection: &mut Connection, name: &'static str) -> Self {
        let account = format!("{{\"name\":\"{name}\"}}");
        let made = connection.post("/api/v1/accounts", &[AUTHORIZATION], &account);
        let made = made.expect("the server answers");
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        let link = made["password_link"]["url"].as_str();
        let link = link.expect("an account is made with a link to its password");
        let (_, secret) = link.rsplit_once('/').expect("links have slashes");

        let form = ("content-type", "application/x-www-form-urlencoded");
        let path = format!("/password/{secret}");
        let set = connection.post(&path, &[form, SAME_ORIGIN], PASSWORD_FORM);
        let set = set.expect("the server answers");
        assert_eq!(set.status, 303, "{}", set.body);
        let cookie = set
            .header("set-cookie")
            .expect("whoever sets a password is signed in");
        let (cookie, _) = cookie.split_once(';').expect("cookies have attributes");

        let wish = r#"{"name":"tests","scopes":["tools","access","account"]}"#;
        let headers = [("cookie", cookie), SAME_ORIGIN];
        let token = connection.post("/api/v1/account/tokens", &headers, wish);
        let token = token.expect("the server answers");
        assert_eq!(token.status, 201, "{}", token.body);
        let token = token.json();
        let secret = token["secret"].as_str().expect("it is shown once");
        Self {
            name,
            cookie: cookie.to_owned(),
            bearer: format!("Bearer {secret}"),
        }
    }
}
