//! Fetching a password from the servers that somebody has logged in at.

use std::env;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use super::protocol::{Credentials, NOT_FOUND};
use super::{registry, repository};
use crate::client::{Client, Request, ServerAddress};
use crate::credentials;

/// Where servers hand out passwords.
const PATH: &str = "/api/v1/pull-credentials";

#[derive(Serialize)]
struct Wanted<'a> {
    registry: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<&'a str>,
}

/// What is read of an answer. It has no `Debug`, because it is a secret.
#[derive(Deserialize)]
struct HandedOut {
    username: String,
    password: String,
    #[serde(default)]
    repositories: Vec<String>,
    #[serde(default)]
    left_out: Vec<String>,
}

/// The answer to `get`: a password for a registry, as its caller has named it. What it does not open although
/// there is access to it, callers show where it is written to standard error; nothing else says why they are
/// refused.
pub(super) fn fetch(named: &str) -> anyhow::Result<String> {
    // Others may hold images for everybody: whoever asks goes on without a password.
    let registry = registry::host(named).context(NOT_FOUND)?;
    let named_repository = env::var_os(repository::VARIABLE)
        .filter(|text| !text.is_empty())
        .map(|text| repository::named(&text.to_string_lossy(), &registry))
        .transpose()?
        .flatten();
    let wanted = Wanted {
        registry: &registry,
        repository: named_repository.as_deref(),
    };
    let password = actix_web::rt::System::new().block_on(from_any(&wanted))?;
    if wanted.repository.is_none() {
        let opened = password.repositories.len();
        if let Some(note) = repository::note(&registry, opened, &password.left_out) {
            anstream::eprintln!("wharfinger: {note}");
        }
    }
    let credentials = Credentials {
        server_url: named,
        username: &password.username,
        secret: &password.password,
    };
    credentials.line()
}

/// The first server that has one. Nobody but they knows whose registry it is.
async fn from_any(wanted: &Wanted<'_>) -> anyhow::Result<HandedOut> {
    let registry = wanted.registry;
    let known = credentials::read(&credentials::path()?)?;
    let mut refusals = Vec::new();
    for (server, login) in &known.servers {
        match from(server, &login.token, wanted).await {
            Ok(password) => return Ok(password),
            Err(error) => refusals.push(format!("{error:#}")),
        }
    }
    anyhow::ensure!(
        !refusals.is_empty(),
        "you have not logged in at a server that hands out passwords for `{registry}`; run `wharfinger login \
         https://SERVER` with the address of the site where you asked for access"
    );
    let asked = match wanted.repository {
        Some(named) => format!(" (asked for `{named}`, as `{}` says)", repository::VARIABLE),
        None => String::new(),
    };
    anyhow::bail!("{}{asked}", refusals.join("; "))
}

async fn from(server: &str, token: &str, wanted: &Wanted<'_>) -> anyhow::Result<HandedOut> {
    let address: ServerAddress = server.parse()?;
    let request = Request::json(PATH, wanted)?.with_token(token);
    let answer = Client::new(&address)?.send(request).await?;
    match answer.status {
        200 => answer.json(),
        401 => anyhow::bail!(
            "the login at `{server}` has ended or was revoked; run `wharfinger login {server}`"
        ),
        _ => anyhow::bail!(answer.refusal()),
    }
}
