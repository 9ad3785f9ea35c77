//! `wharfinger account`: accounts without a browser, also beside a running server.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::anyhow;
use wharfinger_server::console::{Console, Linked};
use wharfinger_server::problem::Problem;
use wharfinger_server::seams::System;
use wharfinger_server::{StartError, open, open_beside};
use wharfinger_store::{Database, OpenError, Role, Store};

use crate::arguments::{Account, AccountCommand, Links, Place};
use crate::output;

/// Where links lead when nobody says: where `wharfinger serve` listens then.
const USUAL_URL: &str = "http://127.0.0.1:8080";

/// Does what the command line asks for.
pub(crate) fn run(arguments: Account) -> anyhow::Result<ExitCode> {
    actix_web::rt::System::new().block_on(act(arguments.command))?;
    Ok(ExitCode::SUCCESS)
}

async fn act(command: AccountCommand) -> anyhow::Result<()> {
    match command {
        AccountCommand::Create {
            name,
            email,
            administrator,
            place,
            links,
        } => {
            let role = if administrator {
                Role::Administrator
            } else {
                Role::Member
            };
            let is_told = links.public_url.is_some();
            let opened = Opened::or_made(&place, links, "wharfinger account create")?;
            let made = opened.console.create(&name, email.as_deref(), role).await;
            let made = made.map_err(why)?;
            anstream::eprintln!(
                "The account `{}` is made. Its password is set at this address, once, within a day:",
                made.name
            );
            print(&made, is_told)
        }
        AccountCommand::Reset { name, place, links } => {
            let is_told = links.public_url.is_some();
            let opened = Opened::new(&place, Some(links), "wharfinger account reset")?;
            let reset = opened.console.reset(&name).await;
            let linked = reset.map_err(|problem| why_in(&place, problem))?;
            anstream::eprintln!(
                "The password of `{}` is set at this address, once, within a day:",
                linked.name
            );
            print(&linked, is_told)
        }
        AccountCommand::Disable { name, place } => {
            let opened = Opened::new(&place, None, "wharfinger account disable")?;
            let changed = opened.console.set_disabled(&name, true).await;
            let account = changed.map_err(|problem| why_in(&place, problem))?;
            anstream::eprintln!("The account `{}` is disabled", account.name);
            warn_of_tools(&opened.console).await
        }
        AccountCommand::Enable { name, place } => {
            let opened = Opened::new(&place, None, "wharfinger account enable")?;
            let changed = opened.console.set_disabled(&name, false).await;
            let account = changed.map_err(|problem| why_in(&place, problem))?;
            anstream::eprintln!("The account `{}` is enabled", account.name);
            Ok(())
        }
        AccountCommand::List { place } => {
            let opened = Opened::new(&place, None, "wharfinger account list")?;
            list(&opened.console).await
        }
    }
}

/// A console, and the store under it, which is closed in the end.
struct Opened {
    console: Console,
    store: Arc<dyn Store>,
}

impl Opened {
    fn new(place: &Place, links: Option<Links>, command: &'static str) -> anyhow::Result<Self> {
        Ok(Self::over(open_beside(&place.database)?, links, command))
    }

    /// Makes the database where there is none, and says so: whoever named another one than the server
    /// has would wonder why the link opens nothing.
    fn or_made(place: &Place, links: Links, command: &'static str) -> anyhow::Result<Self> {
        let store = match open_beside(&place.database) {
            Err(StartError::Open {
                database,
                source: OpenError::Missing { .. },
            }) => {
                let store = open(&place.database)?;
                anstream::eprintln!("There was no database `{database}`; it is made");
                store
            }
            opened => opened?,
        };
        Ok(Self::over(store, Some(links), command))
    }

    fn over(store: Arc<dyn Store>, links: Option<Links>, command: &'static str) -> Self {
        let public_url = links.and_then(|links| links.public_url);
        let public_url = public_url.unwrap_or_else(|| USUAL_URL.to_owned());
        let (clock, entropy) = (Arc::new(System), Arc::new(System));
        let console = Console::new(store.clone(), clock, entropy, public_url, command);
        Self { console, store }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.store.close();
    }
}

/// Says which tools nobody answers for any more.
async fn warn_of_tools(console: &Console) -> anyhow::Result<()> {
    let (paths, are_more) = console.unmaintained().await?;
    if paths.is_empty() {
        return Ok(());
    }
    let more = if are_more { ", and more" } else { "" };
    anstream::eprintln!(
        "warning: these tools have no maintainer who can sign in; an administrator adds one at \
         /unmaintained: {}{more}",
        paths.join(", ")
    );
    Ok(())
}

async fn list(console: &Console) -> anyhow::Result<()> {
    let mut out = output::plain();
    let mut after = None;
    loop {
        let page = console.list(after).await?;
        for account in &page.accounts {
            let state = if account.is_active() {
                "active"
            } else {
                "disabled"
            };
            let (name, role) = (&account.name, account.role.as_str());
            writeln!(out, "{name}\t{role}\t{state}\t{}", account.created_at)?;
        }
        for damage in &page.damaged {
            anstream::eprintln!("warning: {damage}; it is left out of the list");
        }
        match page.next {
            Some(cursor) => after = Some(cursor),
            None => break,
        }
    }
    out.flush()?;
    Ok(())
}

/// The address alone, so that it can be handed on. Nobody may have said how it starts.
fn print(linked: &Linked, is_told: bool) -> anyhow::Result<()> {
    if !is_told {
        anstream::eprintln!(
            "It starts with `{USUAL_URL}`, as nobody said otherwise; where people use another address, put \
             that in its place, and give `--public-url` next time"
        );
    }
    let mut out = output::plain();
    writeln!(out, "{}", linked.url)?;
    out.flush()?;
    Ok(())
}

/// The same about one account, of which another database may know.
fn why_in(place: &Place, problem: Problem) -> anyhow::Error {
    let is_unknown = matches!(problem, Problem::NoSuchAccount(_));
    let error = why(problem);
    match place.database.parse::<Database>() {
        // Shown without what may hold a password.
        Ok(database) if is_unknown => anyhow!("{error}, in the database `{database}`"),
        _ => error,
    }
}

/// What was refused, in words for a terminal.
fn why(problem: Problem) -> anyhow::Error {
    match problem {
        Problem::InvalidFields(unfit) => {
            let reasons: Vec<String> = unfit.into_iter().map(|unfit| unfit.reason).collect();
            anyhow!(reasons.join("; "))
        }
        Problem::Internal(cause) | Problem::NotReady(cause) => anyhow!(cause),
        other => {
            let detail = other.detail();
            anyhow!(detail.unwrap_or_else(|| other.to_string()))
        }
    }
}
