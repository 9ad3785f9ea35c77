//! `wharfinger login` and `wharfinger logout`: an API token for this machine, by the device flow of OAuth
//! 2.0 (RFC 8628).

mod browser;
mod device_flow;
mod machine;
mod place;
mod poll;
mod status;

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde_json::Value;
use wharfinger_core::timestamp::Timestamp;
use wharfinger_server::seams::{Clock as _, System};

use crate::client::{Client, Request, ServerAddress};
use crate::credentials::{self, Server};
use crate::stop::StopSignals;
use device_flow::{Begun, Outcome};
use poll::Granted;

pub(crate) use place::named_or_only;

/// The member of a server's object that says whose the token is.
const ACCOUNT: &str = "account";

/// The member that says when it ends.
const EXPIRES_AT: &str = "expires_at";

/// The client that the command line is (RFC 8628, 3.1).
const CLIENT: (&str, &str) = ("client_id", "wharfinger-cli");

/// What the shells say of a program that a signal has ended: this and its number (POSIX.1-2024, XCU 2.8.2).
const STOPPED_BY_SIGNAL: i32 = 128;

/// Logs this machine in at a server, so that it can fetch pull passwords
///
/// Prints an address and a code. Whoever opens the address in a browser where they are signed in, on this
/// or another device, and types the code lets the machine in. It gets an API token that fetches pull
/// passwords for images that you have been granted, has `wharfinger diagnose --server` told where your own
/// access stands, and does nothing else; it is listed on your account's page, where you can revoke it, and
/// kept in `$XDG_CONFIG_HOME/wharfinger/credentials.json`.
#[derive(Debug, Args)]
pub(crate) struct Login {
    /// The server, such as `https://tools.example.org`; where you are logged in at one alone, that one
    #[arg(value_name = "SERVER", env = "WHARFINGER_SERVER")]
    server: Option<ServerAddress>,

    /// Open the address in a browser as well
    #[arg(long, conflicts_with = "status")]
    open: bool,

    /// What the machine is called; the name that it has on the network when left out
    #[arg(long, value_name = "NAME", conflicts_with = "status")]
    name: Option<String>,

    /// Say where this machine is logged in, and whether the tokens still work
    ///
    /// Prints server, account, end and state, with tabs between. Exits with 1 where a token does not work,
    /// or none is there.
    #[arg(long)]
    status: bool,
}

/// Logs this machine out at a server: revokes its token, and forgets it
#[derive(Debug, Args)]
pub(crate) struct Logout {
    /// The server; where you are logged in at one alone, that one
    #[arg(value_name = "SERVER", env = "WHARFINGER_SERVER")]
    server: Option<ServerAddress>,

    /// Forget the token also where the server cannot be asked to revoke it
    #[arg(long)]
    forget: bool,
}

/// Logs in, or says where this machine is logged in.
pub(crate) fn log_in(arguments: Login) -> anyhow::Result<ExitCode> {
    actix_web::rt::System::new().block_on(async {
        if arguments.status {
            status::show(arguments.server.as_ref()).await
        } else {
            enter(arguments).await
        }
    })
}

async fn enter(arguments: Login) -> anyhow::Result<ExitCode> {
    let path = credentials::path()?;
    // Before anybody types a code: what cannot be read now could not be changed later.
    let before = credentials::read(&path)?;
    let server = named_or_only(arguments.server, &before)?;
    let client = Client::new(&server)?;
    let name = arguments.name.or_else(machine::name);
    let mut signals = StopSignals::listen().context("signals cannot be listened for")?;
    let begun = match signals
        .unless_stopped(Begun::ask(&client, name.as_deref()))
        .await
    {
        Ok(begun) => begun?,
        Err(number) => return Ok(stopped(number)),
    };
    begun.announce();
    if arguments.open {
        browser::open(begun.page());
    }
    let granted = match begun.wait(&client, &mut signals).await? {
        Outcome::Granted(granted) => granted,
        Outcome::Stopped(number) => return Ok(stopped(number)),
    };
    let kept = kept(&granted);
    let replaced = credentials::change(&path, |credentials| {
        credentials.servers.insert(server.origin().to_owned(), kept)
    });
    let replaced = match replaced {
        Ok(replaced) => replaced,
        Err(error) => return Err(error.context(not_kept(&client, &granted).await)),
    };
    anstream::eprintln!("{}", welcome(&server, &granted));
    if let Some(old) = replaced {
        // It is of no use to anybody. Where that fails, its owner finds it on the account's page.
        let _ = signals.unless_stopped(revoke(&client, &old.token)).await;
    }
    Ok(ExitCode::SUCCESS)
}

/// Revokes a token that cannot be kept, which would be of no use to anybody, and says what became of it.
async fn not_kept(client: &Client, granted: &Granted) -> &'static str {
    match revoke(client, &granted.access_token).await {
        Ok(()) => "this machine was not logged in; its new token is revoked",
        Err(_) => {
            "this machine was not logged in; revoke its new token on your account's page, for the server \
             could not be asked to"
        }
    }
}

/// Logs out.
pub(crate) fn log_out(arguments: Logout) -> anyhow::Result<ExitCode> {
    actix_web::rt::System::new().block_on(leave(arguments))
}

async fn leave(arguments: Logout) -> anyhow::Result<ExitCode> {
    let path = credentials::path()?;
    let before = credentials::read(&path)?;
    let server = named_or_only(arguments.server, &before)?;
    let Some(known) = before.servers.get(server.origin()) else {
        anyhow::bail!("this machine is not logged in at `{server}`");
    };
    let client = Client::new(&server)?;
    if let Err(error) = revoke(&client, &known.token).await {
        if !arguments.forget {
            return Err(error.context(
                "the token was not revoked, and is kept; try again, or give `--forget` and revoke it on \
                 your account's page",
            ));
        }
        anstream::eprintln!("warning: {error:#}; revoke the token on your account's page");
    }
    let is_out = credentials::change(&path, |credentials| {
        let found = credentials.servers.get(server.origin());
        // Not another one that somebody has logged in with meanwhile: it works, and whoever forgets it
        // cannot revoke it.
        let is_revoked = found.is_none_or(|found| found.token == known.token);
        if is_revoked {
            credentials.servers.remove(server.origin());
        }
        is_revoked
    })?;
    anyhow::ensure!(
        is_out,
        "this machine was logged in at `{server}` again meanwhile, and still is; log out once more to end that"
    );
    anstream::eprintln!("Logged out at {server}");
    Ok(ExitCode::SUCCESS)
}

/// Has a token revoked (RFC 7009); one that does not work any more as well.
async fn revoke(client: &Client, token: &str) -> anyhow::Result<()> {
    let request = Request::form("/oauth/revoke", &[CLIENT, ("token", token)]);
    let answer = client.send(request).await?;
    anyhow::ensure!(answer.is_success(), answer.refusal());
    Ok(())
}

/// What is kept of a token.
fn kept(granted: &Granted) -> Server {
    let account = granted.account.clone().map(Value::from);
    let ends = granted
        .ends(System.now())
        .map(|ends| Value::from(ends.to_string()));
    let others = [(ACCOUNT, account), (EXPIRES_AT, ends)].into_iter();
    let others = others.filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Server {
        token: granted.access_token.clone(),
        others: others.collect(),
    }
}

fn welcome(server: &ServerAddress, granted: &Granted) -> String {
    let account = granted.account.as_deref().map(crate::client::shown);
    let account = account
        .map(|name| format!(" as {name}"))
        .unwrap_or_default();
    let ends = granted.ends(System.now()).map(day);
    let ends = ends
        .map(|day| format!("; the token ends on {day}"))
        .unwrap_or_default();
    format!("Logged in at {server}{account}{ends}")
}

/// The day of a time, as RFC 3339 writes it.
fn day(time: Timestamp) -> String {
    let text = time.to_string();
    text.split('T').next().unwrap_or_default().to_owned()
}

/// Somebody gave up. Nothing was written, and the code ends by itself.
fn stopped(number: i32) -> ExitCode {
    anstream::eprintln!("Stopped; this machine was not logged in");
    u8::try_from(STOPPED_BY_SIGNAL + number).map_or(ExitCode::FAILURE, ExitCode::from)
}
