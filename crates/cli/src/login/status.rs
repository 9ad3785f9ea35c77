//! Where this machine is logged in.

use std::io::Write as _;
use std::process::ExitCode;

use serde_json::Value;

use super::{ACCOUNT, EXPIRES_AT};
use crate::client::{Client, Request, ServerAddress, shown};
use crate::credentials::{self, Server};
use crate::output;

/// What everybody may read, and whose readers with a token that does not work are refused.
const READABLE: &str = "/api/v1/tools?limit=1";

/// How a token stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Works,
    DoesNotWork,
    NotReached,
}

impl State {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::DoesNotWork => "does not work",
            Self::NotReached => "not reached",
        }
    }
}

/// Prints a line for the server, or for each that this machine is logged in at.
pub(super) async fn show(only: Option<&ServerAddress>) -> anyhow::Result<ExitCode> {
    let credentials = credentials::read(&credentials::path()?)?;
    let wanted = |origin: &str| only.is_none_or(|only| only.origin() == origin);
    let mut out = output::plain();
    let mut is_any = false;
    let mut do_all_work = true;
    for (origin, server) in &credentials.servers {
        if !wanted(origin) {
            continue;
        }
        is_any = true;
        let state = state(origin, server).await;
        do_all_work &= state == State::Works;
        let known = |member| server.others.get(member).and_then(Value::as_str);
        writeln!(
            out,
            "{origin}\t{}\t{}\t{}",
            shown(known(ACCOUNT).unwrap_or("?")),
            shown(known(EXPIRES_AT).unwrap_or("?")),
            state.as_str()
        )?;
    }
    out.flush()?;
    if !is_any {
        match only {
            Some(server) => anstream::eprintln!("This machine is not logged in at {server}"),
            None => anstream::eprintln!("This machine is not logged in anywhere"),
        }
    }
    Ok(if is_any && do_all_work {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Asks the server whether the token works.
async fn state(origin: &str, server: &Server) -> State {
    let asked = async {
        let client = Client::new(&origin.parse()?)?;
        let request = Request::get(READABLE).with_token(&server.token);
        anyhow::Ok(client.send(request).await?.status)
    };
    match asked.await {
        Ok(200) => State::Works,
        Ok(401) => State::DoesNotWork,
        Ok(_) | Err(_) => State::NotReached,
    }
}
