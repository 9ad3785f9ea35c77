//! People with accounts, made over HTTP as an administrator would.

use wharfinger_tests::http::Connection;
use wharfinger_tests::program::AUTHORIZATION;

const PASSWORD_FORM: &str = "password=correct+horse+battery+staple";

/// What a browser says of a form of the site's own.
pub(crate) const SAME_ORIGIN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// Somebody who is signed in, and has an API token.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    /// The `Cookie` of their browser.
    pub(crate) cookie: String,
    /// The `Authorization` of their programs.
    pub(crate) bearer: String,
}

/// Everybody in these tests.
#[derive(Debug)]
pub(crate) struct People {
    /// They maintain every tool, the first one from the start.
    pub(crate) maintainers: [Person; 2],
    /// They ask for access.
    pub(crate) requesters: [Person; 2],
}

impl People {
    /// Makes their accounts at the server there.
    pub(crate) fn new(address: &str) -> Self {
        let mut connection = Connection::open(address).unwrap();
        let mut person = |name| Person::new(&mut connection, name);
        Self {
            maintainers: [person("grace"), person("hedy")],
            requesters: [person("sam"), person("sue")],
        }
    }
}

impl Person {
    fn new(connection: &mut Connection, name: &'static str) -> Self {
        let account = format!("{{\"name\":\"{name}\"}}");
        let made = connection.post("/api/v1/accounts", &[AUTHORIZATION], &account);
        let made = made.unwrap();
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        let link = made["password_link"]["url"].as_str().unwrap();
        let (_, secret) = link.rsplit_once('/').unwrap();

        let form = ("content-type", "application/x-www-form-urlencoded");
        let path = format!("/password/{secret}");
        let set = connection.post(&path, &[form, SAME_ORIGIN], PASSWORD_FORM);
        let set = set.unwrap();
        assert_eq!(set.status, 303, "{}", set.body);
        let cookie = set.header("set-cookie").unwrap();
        let (cookie, _) = cookie.split_once(';').unwrap();

        let wish = r#"{"name":"faults","scopes":["tools","access","account"]}"#;
        let headers = [("cookie", cookie), SAME_ORIGIN];
        let token = connection.post("/api/v1/account/tokens", &headers, wish);
        let token = token.unwrap();
        assert_eq!(token.status, 201, "{}", token.body);
        let secret = token.json()["secret"].as_str().unwrap().to_owned();
        Self {
            name,
            cookie: cookie.to_owned(),
            bearer: format!("Bearer {secret}"),
        }
    }
}
