//! What a server knows of the image of a diagnosis.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use anyhow::Context as _;
use clap::Args;
use serde::Deserialize;
use serde_json::{Value, json};
use wharfinger_core::diagnosis::{Diagnosis, Log};

use super::excerpt;
use crate::client::{Client, Request, ServerAddress, shown};
use crate::credentials;
use crate::login;

const CYAN: Style = AnsiColor::Cyan.on_default().bold();

/// Which server is asked, if one is.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Ask a server as well, `--server=https://tools.example.org`; without an address, the one that this
    /// machine is logged in at
    ///
    /// The output is sent there once its passwords and tokens are masked; the server stores nothing. It
    /// says what it knows of the image, and where this machine is logged in of your own access to it.
    #[arg(
        long,
        value_name = "URL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = ""
    )]
    server: Option<String>,
}

/// What a server knows of the tool.
pub(super) struct Answered {
    server: ServerAddress,
    /// As it said so; `null` where it knows none.
    pub(super) answer: Value,
    known: Option<Known>,
}

#[derive(Deserialize)]
struct Known {
    tool_path: String,
    text: String,
    #[serde(default)]
    commands: Vec<String>,
    href: String,
}

impl Asked {
    /// Asks, where that is wanted. What keeps the server from answering is told, and no error: what was
    /// found here stands by itself.
    pub(super) fn ask(&self, log: &Log, found: &[Diagnosis]) -> Option<Answered> {
        let named = self.server.as_deref()?;
        match actix_web::rt::System::new().block_on(ask(named, log, found)) {
            Ok(answered) => Some(answered),
            Err(error) => {
                anstream::eprintln!("warning: no server was asked: {error:#}");
                None
            }
        }
    }
}

async fn ask(named: &str, log: &Log, found: &[Diagnosis]) -> anyhow::Result<Answered> {
    let known = credentials::read(&credentials::path()?)?;
    let named = match named {
        "" => None,
        address => Some(address.parse()?),
    };
    let server = login::named_or_only(named, &known)?;
    let client = Client::new(&server)?;
    let text = excerpt::of(log, found);
    let mut request = Request::json("/api/v1/diagnose", &json!({"text": text}))?;
    if let Some(known) = known.servers.get(server.origin()) {
        request = request.with_token(&known.token);
    }
    let mut document: Value = client.send(request).await?.into_json()?;
    let answer = document.get_mut("answer").map(Value::take);
    let answer = answer.unwrap_or_default();
    let known = Option::deserialize(&answer)
        .with_context(|| format!("`{server}` answered with what cannot be read"))?;
    Ok(Answered {
        server,
        answer,
        known,
    })
}

impl Answered {
    /// Writes what the server knows, for people.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        let server = &self.server;
        let Some(known) = &self.known else {
            return writeln!(
                out,
                "{CYAN}at {server}{CYAN:#}: it tells of no tool that is registered there"
            );
        };
        writeln!(
            out,
            "{CYAN}at {server}{CYAN:#}: {}: {}",
            shown(&known.tool_path),
            shown(&known.text)
        )?;
        for command in &known.commands {
            writeln!(out, "    {}", shown(command))?;
        }
        if known.href.starts_with('/') {
            writeln!(out, "    {server}{}", shown(&known.href))?;
        }
        Ok(())
    }
}
