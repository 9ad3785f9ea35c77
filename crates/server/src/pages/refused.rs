//! Forms that were not carried out, and whose page comes back with what was typed.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError as _};
use askama::Template;

use super::access::Turned;
use super::respond;
use super::view::line::Refusal;
use crate::accounts::fields;
use crate::problem::{Problem, Unfit};

/// What is said above a form some of whose fields do not fit, without a full stop.
const MARKED: &str = "nothing was saved; mend what is marked below";

/// Said where a command was answered before or too late, without a full stop.
const NO_SUCH_CHALLENGE: &str =
    "this command is answered or has run out: each works once, for 15 minutes; make a new one";

/// Said where nothing can be proven, without a full stop.
const AWS_NOT_SET_UP: &str = "the operator of this site has not set AWS up, so that no AWS identity \
    can be proven here; ask for access without proof";

/// Said where STS is silent, without a full stop.
const AWS_UNAVAILABLE: &str = "AWS did not answer; paste what the command printed once more";

/// Why a form was not carried out, where whoever sent it can do something about it.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    status: StatusCode,
    retry_after_seconds: Option<u64>,
    refusal: Refusal,
}

impl Refused {
    /// Takes a problem that whoever typed can mend, or that goes away by waiting; any other is given
    /// back.
    pub(super) fn of(problem: Problem) -> Result<Self, Problem> {
        let status = problem.status_code();
        let retry_after_seconds = problem.retry_after_seconds();
        let refusal = match problem {
            Problem::InvalidFields(unfit) => Refusal::Unfit(unfit),
            Problem::NameTaken(name) => {
                let reason = format!("`{name}` is taken; choose another name");
                Refusal::Unfit(vec![Unfit::new(fields::NAME, reason)])
            }
            Problem::AccountFixed(reason)
            | Problem::NotAutomatable(reason)
            | Problem::NotRestorable(reason)
            | Problem::RegistryRequestRefused(reason)
            | Problem::Unproven(reason) => Refusal::Said(reason),
            Problem::NoSuchChallenge => Refusal::Said(NO_SUCH_CHALLENGE.to_owned()),
            Problem::AwsNotSetUp => Refusal::Said(AWS_NOT_SET_UP.to_owned()),
            Problem::AwsUnavailable => Refusal::Said(AWS_UNAVAILABLE.to_owned()),
            Problem::SignInAgain => Refusal::Said(problem.detail().unwrap_or_default()),
            Problem::TooManyTokens => {
                let detail = problem.detail().unwrap_or_default();
                Refusal::Said(format!("{detail}; revoke one that is not needed any more"))
            }
            other => Refusal::Said(Turned::later(other)?.message()),
        };
        Ok(Self {
            status,
            retry_after_seconds,
            refusal,
        })
    }

    /// What to tell the visitor above the form, without a full stop.
    pub(super) fn message(&self) -> String {
        match &self.refusal {
            Refusal::Said(message) => message.clone(),
            Refusal::Unfit(_) => MARKED.to_owned(),
        }
    }

    /// The same, with the fields that do not fit.
    pub(super) fn refusal(&self) -> Refusal {
        self.refusal.clone()
    }

    /// The fields that do not fit.
    pub(super) fn unfit(&self) -> &[Unfit] {
        match &self.refusal {
            Refusal::Unfit(unfit) => unfit,
            Refusal::Said(_) => &[],
        }
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
