//! Forms that were not carried out, and whose page comes back with what was typed.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError as _};
use askama::Template;

use super::access::Turned;
use super::respond;
use crate::accounts::fields;
use crate::problem::{Problem, Unfit};

/// What is said above a form some of whose fields do not fit, without a full stop.
const MARKED: &str = "nothing was saved; mend what is marked below";

/// Why a form was not carried out, where whoever sent it can do something about it.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    status: StatusCode,
    retry_after_seconds: Option<u64>,
    message: String,
    unfit: Vec<Unfit>,
}

impl Refused {
    /// Takes a problem that whoever typed can mend, or that goes away by waiting; any other is given
    /// back.
    pub(super) fn of(problem: Problem) -> Result<Self, Problem> {
        let status = problem.status_code();
        let retry_after_seconds = problem.retry_after_seconds();
        let (message, unfit) = match problem {
            Problem::InvalidFields(unfit) => (MARKED.to_owned(), unfit),
            Problem::NameTaken(name) => {
                let reason = format!("`{name}` is taken; choose another name");
                (MARKED.to_owned(), vec![Unfit::new(fields::NAME, reason)])
            }
            Problem::AccountFixed(reason) => (reason, Vec::new()),
            Problem::TooManyTokens => {
                let detail = problem.detail().unwrap_or_default();
                (
                    format!("{detail}; revoke one that is not needed any more"),
                    Vec::new(),
                )
            }
            other => (Turned::later(other)?.message(), Vec::new()),
        };
        Ok(Self {
            status,
            retry_after_seconds,
            message,
            unfit,
        })
    }

    /// What to tell the visitor above the form, without a full stop.
    pub(super) fn message(&self) -> String {
        self.message.clone()
    }

    /// The fields that do not fit.
    pub(super) fn unfit(&self) -> &[Unfit] {
        &self.unfit
    }

    /// The page that says so, with what was typed.
    pub(super) fn respond(&self, page: &impl Template) -> HttpResponse {
        let mut response = respond(self.status, page);
        if let Some(seconds) = self.retry_after_seconds {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}
