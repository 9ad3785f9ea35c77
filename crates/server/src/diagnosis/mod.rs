//! Failed pulls explained: what the output says, joined with what is known here about the tool and
//! about the access of whoever asks.
//!
//! Nothing of it is stored or logged: the text goes from the body into [`Log`], which masks its
//! secrets, and is gone with the answer.

mod answer;

use actix_web::web::{self, Data};
use wharfinger_core::diagnosis::{self, Diagnosis, Log};

pub(crate) use answer::{Answer, Mine, Step};

use crate::identity::Viewer;
use crate::problem::Problem;
use crate::state::State;

/// An output that was read.
#[derive(Debug)]
pub(crate) struct Diagnosed {
    /// The output without its secrets.
    pub(crate) log: Log,
    /// What was found, the likeliest first.
    pub(crate) found: Vec<Diagnosis>,
    /// What is known here about the tool of the first, where it is registered.
    pub(crate) answer: Option<Answer>,
}

/// Reads an output for `viewer`, who reaches this server at `server`.
pub(crate) async fn diagnose(
    state: &Data<State>,
    viewer: &Viewer,
    output: String,
    server: &str,
) -> Result<Diagnosed, Problem> {
    // Milliseconds of work, which other requests of this worker need not wait for.
    let catalogue = state.clone();
    let read = web::block(move || {
        let log = Log::new(&output);
        let found = diagnosis::diagnose(&catalogue.catalogues.now(), &log);
        (log, found)
    });
    let (log, found) = read
        .await
        .map_err(|_| Problem::Internal("reading an output was broken off".to_owned()))?;
    let answer = match found.first() {
        Some(first) => answer::of(state, viewer, first, server).await?,
        None => None,
    };
    Ok(Diagnosed { log, found, answer })
}
