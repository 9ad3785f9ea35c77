//! Fetching a password from the servers that somebody has logged in at.

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::protocol::{Credentials, NOT_FOUND};
use super::registry;
use crate::client::{Client, Request, ServerAddress};
use crate::credentials;

/// Where servers hand out passwords.
const PATH: &str = "/api/v1/pull-credentials";

#[derive(Serialize)]
struct Wanted<'a> {
    registry: &'a str,
}

/// What is read of an answer. It has no `Debug`, because it is a secret.
#[derive(Deserialize)]
struct Password {
    username: String,
    password: String,
}

/// The answer to `get`: a password for a registry, as its caller has named it.
pub(super) fn fetch(named: &str) -> anyhow::Result<String> {
    // Others may hold images for everybody: whoever asks goes on without a password.
    let registry = registry::host(named).context(NOT_FOUND)?;
    let password = actix_web::rt::System::new().block_on(from_any(&registry))?;
    let credentials = Credentials {
        server_url: named,
        username: &password.username,
        secret: &password.password,
    };
    credentials.line()
}

/// The first server that has one. Nobody but they knows whose registry it is.
async fn from_any(registry: &str) -> anyhow::Result<Password> {
    let known = credentials::read(&credentials::path()?)?;
    let mut refusals = Vec::new();
    for (server, login) in &known.servers {
        match from(server, &login.token, registry).await {
            Ok(password) => return Ok(password),
            Err(error) => refusals.push(format!("{error:#}")),
        }
    }
    anyhow::ensure!(
        !refusals.is_empty(),
        "you have not logged in at a server that hands out passwords for `{registry}`; run `wharfinger login \
         https://SERVER` with the address of the site where you asked for access"
    );
    anyhow::bail!(refusals.join("; "))
}

async fn from(server: &str, token: &str, registry: &str) -> anyhow::Result<Password> {
    let address: ServerAddress = server.parse()?;
    let request = Request::json(PATH, &Wanted { registry })?.with_token(token);
    let answer = Client::new(&address)?.send(request).await?;
    match answer.status {
        200 => answer.json(),
        401 => anyhow::bail!(
            "the login at `{server}` has ended or was revoked; run `wharfinger login {server}`"
        ),
        _ => anyhow::bail!("`{server}`: {}", answer.refusal()),
    }
}
