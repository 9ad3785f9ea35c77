//! `wharfinger grants`: access to Amazon ECR, looked at and hurried, also beside a running server.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use wharfinger_core::grants::RepositoryId;
use wharfinger_server::grants::doctor::{Examined, ExaminedVerdict};
use wharfinger_server::grants::{Console, Health};
use wharfinger_server::open_beside;
use wharfinger_server::seams::System;
use wharfinger_store::{ConnectionId, Store, Uuid};

use crate::arguments::Place;
use crate::aws::Aws;
use crate::output;

/// Shows how the policies of repositories on Amazon ECR are, and has them looked at; also while the
/// server is running
#[derive(Debug, Args)]
pub(crate) struct Grants {
    #[command(subcommand)]
    command: GrantsCommand,
}

#[derive(Debug, Subcommand)]
enum GrantsCommand {
    /// Lists the repositories, the newest first: id, state, when it was last verified, ARN and, where
    /// something is wrong, what, with tabs between
    ///
    /// The state is `settled`, `waiting` (for a pass), `held` (a person must look) or `troubled`. Exits with
    /// 1 when a repository is held or troubled.
    Status {
        #[command(flatten)]
        place: Place,
    },
    /// Makes repositories due now; the running server looks at them
    ///
    /// Nobody looks before the waiting time after a failure is over.
    Reconcile {
        /// The id of the repository; every one when left out
        #[arg(value_name = "REPOSITORY", value_parser = id)]
        repository: Option<Uuid>,

        #[command(flatten)]
        place: Place,
    },
    /// Examines the role of a connection with every repository of its owner's tools in that account, and
    /// writes down what was found
    ///
    /// A grant is tried for each: to the owner's own account, and taken back at once. Exits with 1 when
    /// something is not right.
    Doctor {
        /// The id of the connection
        #[arg(value_name = "CONNECTION", value_parser = id)]
        connection: Uuid,

        #[command(flatten)]
        place: Place,

        #[command(flatten)]
        aws: Aws,
    },
    /// Prints the CloudFormation template of the role that owners make, to be put on Amazon S3 for links
    /// that open the console with everything filled in
    Template,
}

/// Reads an id.
fn id(text: &str) -> Result<Uuid, &'static str> {
    let id = text.parse();
    id.map_err(|_| "an id looks like `0197f3a2-6c1e-7b40-9d55-3f0c8a1e2b77`; `wharfinger grants status` lists those of \
                    repositories, and a connection's is in the address of its template, on the page of its owner's \
                    AWS accounts")
}

/// Does what the command line asks for.
pub(crate) fn run(arguments: Grants) -> anyhow::Result<ExitCode> {
    actix_web::rt::System::new().block_on(async {
        match arguments.command {
            GrantsCommand::Status { place } => status(&Opened::new(&place)?).await,
            GrantsCommand::Reconcile { repository, place } => {
                reconcile(&Opened::new(&place)?, repository).await
            }
            GrantsCommand::Doctor {
                connection,
                place,
                aws,
            } => doctor(&Opened::new(&place)?, connection, aws).await,
            GrantsCommand::Template => template(),
        }
    })
}

/// A store that is closed in the end.
struct Opened(Arc<dyn Store>);

impl Opened {
    fn new(place: &Place) -> anyhow::Result<Self> {
        Ok(Self(open_beside(&place.database)?))
    }

    fn console(&self) -> Console {
        let (clock, entropy) = (Arc::new(System), Arc::new(System));
        Console::new(self.0.clone(), clock, entropy)
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.0.close();
    }
}

async fn status(opened: &Opened) -> anyhow::Result<ExitCode> {
    let mut out = output::plain();
    let mut is_well = true;
    for found in opened.console().repositories().await? {
        let repository = &found.repository;
        let id = Uuid::from_bytes(repository.id.0);
        let verified = repository.verified_at.map(|at| at.to_string());
        let verified = verified.unwrap_or_else(|| "never".to_owned());
        let (state, arn) = (found.health.as_str(), repository.place.arn());
        let what = found.words().map(|words| format!("\t{words}"));
        let what = what.unwrap_or_default();
        writeln!(out, "{id}\t{state}\t{verified}\t{arn}{what}")?;
        is_well &= !matches!(found.health, Health::Held | Health::Troubled);
    }
    out.flush()?;
    Ok(exit(is_well))
}

async fn reconcile(opened: &Opened, repository: Option<Uuid>) -> anyhow::Result<ExitCode> {
    let only = repository.map(|id| RepositoryId(*id.as_bytes()));
    let count = opened.console().look_now(only).await?;
    if let (Some(id), 0) = (repository, count) {
        bail!("no repository has the id {id}; `wharfinger grants status` lists them");
    }
    anstream::eprintln!("{count} repositories are due; the running server looks at them");
    Ok(ExitCode::SUCCESS)
}

async fn doctor(opened: &Opened, connection: Uuid, aws: Aws) -> anyhow::Result<ExitCode> {
    let settings = aws.settings()?;
    let settings = settings.context("`--aws-principal` says as whom AWS is asked")?;
    let id = ConnectionId::from_uuid(connection);
    let examined = opened.console().examine(id, settings).await?;
    let mut out = output::plain();
    let mut is_well = true;
    for Examined { repository, checks } in &examined {
        writeln!(out, "{repository}")?;
        for check in checks {
            let mark = mark(check.verdict);
            writeln!(out, "  {mark}\t{}", check.says)?;
            if let Some(finding) = &check.finding {
                writeln!(out, "  \t{}; {}", finding.message, finding.mend)?;
            }
            is_well &= matches!(
                check.verdict,
                ExaminedVerdict::Passed | ExaminedVerdict::Warned
            );
        }
    }
    out.flush()?;
    Ok(exit(is_well))
}

fn mark(verdict: ExaminedVerdict) -> &'static str {
    match verdict {
        ExaminedVerdict::Passed => "ok",
        ExaminedVerdict::Warned => "warning",
        ExaminedVerdict::Failed => "wrong",
        ExaminedVerdict::Undecided => "unknown",
        ExaminedVerdict::Skipped => "not asked",
    }
}

fn template() -> anyhow::Result<ExitCode> {
    let mut out = output::plain();
    write!(out, "{}", wharfinger_server::grants::published_template())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn exit(is_well: bool) -> ExitCode {
    if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
