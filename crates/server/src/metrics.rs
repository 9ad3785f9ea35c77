//! `GET /metrics`: numbers for monitoring, in the text format of Prometheus.
//!
//! For administrators, and so for the operator's token: they say how many people wait and for how long.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Data};
use wharfinger_store::{Backlog, Timestamp};

use crate::grants::metrics::{Counts, Histogram};
use crate::identity::Member;
use crate::images;
use crate::outcomes::Outcomes;
use crate::problem::Problem;
use crate::state::State;

/// Prometheus, Exposition formats: text, version 0.0.4.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What every name about access begins with.
const PREFIX: &str = "wharfinger_grants";

/// What every name about images begins with.
const IMAGES: &str = "wharfinger_images";

/// What every other name begins with.
const PROGRAM: &str = "wharfinger";

/// Adds the route.
pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config.service(
        web::resource("/metrics")
            .route(web::get().to(show))
            .route(web::head().to(show)),
    );
}

async fn show(state: Data<State>, member: Member) -> Result<HttpResponse, Problem> {
    if !member.is_administrator() {
        return Err(Problem::Forbidden("only administrators read the metrics"));
    }
    let backlog = state.store.backlog().await?;
    let counts = state
        .grants
        .as_ref()
        .map(|grants| grants.metrics().counts());
    let now = state.clock.now();
    let looks = match &state.images {
        Some(images) => Some((
            images.metrics().counts(),
            state.store.first_look_due().await?,
        )),
        None => None,
    };
    let mut text = String::new();
    write(&mut text, &backlog, counts.as_ref(), now)
        .and_then(|()| match &looks {
            Some((counts, first_due)) => write_looks(&mut text, counts, *first_due, now),
            None => Ok(()),
        })
        .and_then(|()| {
            write_outcomes(
                &mut text,
                &state.pull_password_outcomes,
                &state.device_outcomes,
            )
        })
        .map_err(|error| Problem::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type(CONTENT_TYPE)
        .body(text))
}

/// What the store says of all repositories, whichever server works on them, and what this one did.
fn write(
    text: &mut String,
    backlog: &Backlog,
    counts: Option<&Counts>,
    now: Timestamp,
) -> fmt::Result {
    for (name, help, value) in [
        (
            "oldest_revocation_seconds",
            "How long the oldest access waits to be removed; 0 where none does.",
            age(backlog.oldest_revocation, now),
        ),
        (
            "oldest_approval_seconds",
            "How long the oldest approval waits to become access; 0 where none does.",
            age(backlog.oldest_approval, now),
        ),
        (
            "repositories_unsettled",
            "Repositories where something is wanted that was not seen yet.",
            decimal(backlog.unsettled),
        ),
        (
            "repositories_troubled",
            "Repositories about whose policies nothing can be said.",
            decimal(backlog.troubled),
        ),
        (
            "held",
            "Grants that are left out until a person says otherwise.",
            decimal(backlog.held),
        ),
    ] {
        head(text, PREFIX, name, "gauge", help)?;
        writeln!(text, "{PREFIX}_{name} {value}")?;
    }
    counts.map_or(Ok(()), |counts| write_counts(text, counts))
}

fn write_counts(text: &mut String, counts: &Counts) -> fmt::Result {
    for (name, label, help, values) in [
        (
            "passes_total",
            "outcome",
            "Passes over repositories by this server, by how they ended.",
            &counts.passes,
        ),
        (
            "failures_total",
            "kind",
            "Passes after which nothing could be said, by why; `contended` is where others kept \
             changing the policy.",
            &counts.failures,
        ),
        (
            "calls_total",
            "call",
            "Reads and writes of policies at AWS.",
            &counts.calls,
        ),
    ] {
        write_counters(text, PREFIX, name, label, help, values)?;
    }
    for (name, help, value) in [
        (
            "conflicts_total",
            "Times that others changed a policy between a look and a write of this server.",
            counts.conflicts,
        ),
        (
            "quarantines_total",
            "Times that a grant was left out because AWS does not know its principal.",
            counts.quarantines,
        ),
    ] {
        head(text, PREFIX, name, "counter", help)?;
        writeln!(text, "{PREFIX}_{name} {value}")?;
    }
    let help = "How often a repository was written in a pass that settled it.";
    write_histogram(text, "repository_writes", help, &counts.writes)?;
    let help = "From an approval until access was seen to be there.";
    write_histogram(text, "activation_seconds", help, &counts.activation)?;
    let help = "From the end of access until it was seen to be gone.";
    write_histogram(text, "removal_seconds", help, &counts.removal)
}

fn write_histogram(text: &mut String, name: &str, help: &str, values: &Histogram) -> fmt::Result {
    head(text, PREFIX, name, "histogram", help)?;
    for (bound, count) in values.up_to() {
        writeln!(text, "{PREFIX}_{name}_bucket{{le=\"{bound}\"}} {count}")?;
    }
    let count = values.count();
    writeln!(text, "{PREFIX}_{name}_bucket{{le=\"+Inf\"}} {count}")?;
    writeln!(text, "{PREFIX}_{name}_sum {}", values.sum())?;
    writeln!(text, "{PREFIX}_{name}_count {count}")
}

/// How long the longest look is overdue, whichever server is to do it, and what this one found.
fn write_looks(
    text: &mut String,
    counts: &images::metrics::Counts,
    first_due: Option<Timestamp>,
    now: Timestamp,
) -> fmt::Result {
    let name = "oldest_due_look_seconds";
    let help = "How long the image that waits longest is due to be looked at; 0 where none is.";
    head(text, IMAGES, name, "gauge", help)?;
    writeln!(text, "{IMAGES}_{name} {}", age(first_due, now))?;
    let help = "Looks at images by this server, by what the registry said.";
    write_counters(text, IMAGES, "looks_total", "verdict", help, &counts.looks)?;
    let help = "Images that this server found to have changed, by how.";
    write_counters(text, IMAGES, "drifts_total", "drift", help, &counts.drifts)
}

/// What became of those who asked this server for passwords, and of machines that asked to be let in.
fn write_outcomes(
    text: &mut String,
    pull_passwords: &Outcomes,
    device_logins: &Outcomes,
) -> fmt::Result {
    for (name, help, outcomes) in [
        (
            "pull_passwords_total",
            "Pull passwords that this server was asked for, by whether it handed them out.",
            pull_passwords,
        ),
        (
            "device_logins_total",
            "Machines that asked to be logged in, by what somebody answered this server.",
            device_logins,
        ),
    ] {
        let counts = outcomes.counts();
        write_counters(text, PROGRAM, name, "outcome", help, &counts)?;
    }
    Ok(())
}

fn write_counters(
    text: &mut String,
    prefix: &str,
    name: &str,
    label: &str,
    help: &str,
    values: &BTreeMap<&'static str, u64>,
) -> fmt::Result {
    head(text, prefix, name, "counter", help)?;
    for (value, count) in values {
        writeln!(text, "{prefix}_{name}{{{label}=\"{value}\"}} {count}")?;
    }
    Ok(())
}

fn head(text: &mut String, prefix: &str, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(text, "# HELP {prefix}_{name} {help}")?;
    writeln!(text, "# TYPE {prefix}_{name} {kind}")
}

fn age(since: Option<Timestamp>, now: Timestamp) -> String {
    let micros = since.map_or(0, |since| now.as_micros() - since.as_micros());
    let micros = micros.max(0);
    format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
}

fn decimal(number: u64) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_one_that_prometheus_reads() {
        let backlog = Backlog {
            oldest_revocation: Some(Timestamp::from_micros(1_500_000)),
            held: 2,
            ..Backlog::default()
        };
        let mut counts = Counts::default();
        counts.passes.insert("settled", 3);
        let mut text = String::new();
        write(
            &mut text,
            &backlog,
            Some(&counts),
            Timestamp::from_micros(4_000_000),
        )
        .unwrap();
        let looks = images::metrics::Counts {
            looks: [("unknown:hidden", 2)].into(),
            drifts: [("gone", 1)].into(),
        };
        let (due, now) = (
            Timestamp::from_micros(9_000_000),
            Timestamp::from_micros(4_000_000),
        );
        write_looks(&mut text, &looks, Some(due), now).unwrap();
        let (passwords, logins) = (Outcomes::default(), Outcomes::default());
        passwords.add("handed_out");
        logins.add("denied");
        write_outcomes(&mut text, &passwords, &logins).unwrap();
        for line in text.lines() {
            let is_comment = line.starts_with("# HELP ") || line.starts_with("# TYPE ");
            let (name, value) = line.rsplit_once(' ').unwrap();
            let is_sample = name.starts_with(PROGRAM) && value.parse::<f64>().is_ok();
            assert!(is_comment || is_sample, "{line}");
        }
        assert!(text.contains("\nwharfinger_grants_oldest_revocation_seconds 2.500000\n"));
        assert!(text.contains("\nwharfinger_grants_passes_total{outcome=\"settled\"} 3\n"));
        assert!(text.contains("\nwharfinger_images_oldest_due_look_seconds 0.000000\n"));
        assert!(text.contains("\nwharfinger_images_looks_total{verdict=\"unknown:hidden\"} 2\n"));
        assert!(text.contains("\nwharfinger_pull_passwords_total{outcome=\"handed_out\"} 1\n"));
        assert!(text.contains("\nwharfinger_device_logins_total{outcome=\"denied\"} 1\n"));
        assert!(text.contains("\nwharfinger_grants_conflicts_total 0\n"));
        assert!(text.contains("\nwharfinger_grants_repository_writes_bucket{le=\"0\"} 0\n"));
        assert!(text.contains("\nwharfinger_grants_removal_seconds_bucket{le=\"+Inf\"} 0\n"));
    }
}
