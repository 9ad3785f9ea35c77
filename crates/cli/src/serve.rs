//! `wharfinger serve`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use wharfinger_server::config::{Config, FromFile, read_file};
use wharfinger_server::limits::SHUTDOWN_TIMEOUT;
use wharfinger_server::mail::{Confidential, MailSettings};
use wharfinger_server::operator_token::OperatorToken;
use wharfinger_server::seams::System;
use wharfinger_server::{Server, open, try_listening};
use wharfinger_store::{Database, OpenError};

use crate::arguments::{CatalogueFile, LogFormat, LogLevel, Serve};
use crate::aws::GrantsName;
use crate::stop::StopSignals;

/// Gives the operator's token.
const TOKEN_VARIABLE: &str = "WHARFINGER_OPERATOR_TOKEN";

/// The password for the mail server, instead of one in its address.
const SMTP_PASSWORD_VARIABLE: &str = "WHARFINGER_SMTP_PASSWORD";

/// How the crates of the AWS SDK begin. At `trace` they log requests, answers and what they read out of them
/// (`aws_smithy_runtime::client::orchestrator`), passwords to pull with among them, which Amazon ECR does not
/// mark as secret; and the settings of profiles (`aws_runtime::env_config`).
const AWS_SDK: &str = "aws_";

/// Said where policies are only read.
const REPORT_ONLY: &str = "No policy on Amazon ECR is written, it is only reported what would be: decide again what \
                           was decided since the backup, then start with `--grants write`";

/// The exit code of a server that was told to stop twice is this and the number of the second signal, as
/// in shells (POSIX.1-2024, XCU 2.8.2).
const STOPPED_BY_SIGNAL: i32 = 128;

/// Serves until it is told to stop.
pub(crate) fn run(arguments: Serve) -> anyhow::Result<ExitCode> {
    log_to_stderr(arguments.log_format, arguments.log_level);
    let file = from_file(&arguments.catalogue)?;
    let grants = arguments.aws.grants();
    let config = Config {
        operator_token: operator_token()?,
        mail: MailSettings::read(
            arguments.smtp_url,
            variable(SMTP_PASSWORD_VARIABLE)?.map(Confidential::from),
            arguments.mail_from.as_deref(),
        )?,
        grants: arguments.aws.settings()?,
        images: arguments.images.settings()?,
        issues_repository: arguments.issues_repository,
        catalogue: file.catalogue,
        sign_in: file.sign_in,
        listen: arguments.listen,
        database: arguments.database,
        demo: arguments.demo,
        public_url: arguments.public_url,
        sign_up: arguments.sign_up.into(),
        trs_origins: arguments.trs_origins,
        trusted_proxies: arguments.trusted_proxies,
        writes_per_minute: arguments.writes_per_minute,
        checks_per_minute: arguments.checks_per_minute,
        workers: arguments.workers.map(usize::from),
    };
    actix_web::rt::System::new().block_on(serve(config, grants, arguments.log_format))?;
    announce(arguments.log_format, "Stopped");
    Ok(ExitCode::SUCCESS)
}

/// Whether policies are only read: as somebody says, and otherwise where the database is a backup, which does
/// not know what was decided since.
fn is_report_only(grants: Option<GrantsName>, database: &Database) -> Result<bool, OpenError> {
    match grants {
        Some(GrantsName::ReportOnly) => Ok(true),
        Some(GrantsName::Write) => database.believe().map(|()| false),
        None => database.is_backup(),
    }
}

/// What the configuration file says, or what goes without one.
pub(crate) fn from_file(file: &CatalogueFile) -> anyhow::Result<FromFile> {
    match &file.path {
        Some(path) => Ok(read_file(path)?),
        None => Ok(FromFile::default()),
    }
}

async fn serve(
    mut config: Config,
    grants: Option<GrantsName>,
    format: LogFormat,
) -> anyhow::Result<()> {
    // A mistyped address leaves no database behind.
    try_listening(&config.listen)?;
    // Until then a signal ends the process, however long the database takes to open; a step of its
    // schema that was cut off is undone by the next start.
    let store = open(&config.database)?;
    if let Some(settings) = &mut config.grants {
        settings.is_report_only = is_report_only(grants, &config.database.parse()?)?;
        if settings.is_report_only {
            announce(format, REPORT_ONLY);
        }
    }
    let mut signals = StopSignals::listen().context("signals cannot be listened for")?;
    let (clock, entropy) = (Arc::new(System), Arc::new(System));
    let server = Server::start_with(config, store.clone(), clock, entropy).await?;
    if let Some(link) = server.first_link() {
        announce(
            format,
            &format!("Open {link} to make the first administrator; it works once, for a day"),
        );
    }
    if server.demo_tools() > 0 {
        announce(
            format,
            &format!("Registered {} example tools", server.demo_tools()),
        );
    }
    for address in server.addresses() {
        announce(format, &format!("Listening on http://{address}"));
    }
    let handle = server.handle();
    actix_web::rt::spawn(async move {
        signals.next().await;
        announce(format, &stopping());
        actix_web::rt::spawn(handle.stop(true));
        let number = signals.next().await;
        announce(format, "Stopped at once; what was acknowledged is stored");
        std::process::exit(STOPPED_BY_SIGNAL + number);
    });
    let outcome = server.run().await;
    // The worker threads end when they like, and hold the store until then. Closed beside this thread,
    // which goes on to hear that it should stop at once.
    actix_web::web::block(move || store.close())
        .await
        .context("the database was not closed")?;
    outcome.context("the server stopped")
}

/// What is said when it is told to stop.
fn stopping() -> String {
    format!(
        "Stopping: requests in flight have {} s to be answered; stop it again to end at once",
        SHUTDOWN_TIMEOUT.as_secs()
    )
}

/// Says something about the server's life: to a person in plain words, to a program as a log line like any
/// other.
fn announce(format: LogFormat, text: &str) {
    match format {
        LogFormat::Text => anstream::eprintln!("{text}"),
        LogFormat::Json => tracing::info!("{text}"),
    }
}

/// A variable that holds a secret, which is why it is no argument.
fn variable(name: &str) -> anyhow::Result<Option<String>> {
    let Some(value) = std::env::var_os(name) else {
        return Ok(None);
    };
    // What it holds instead is not repeated.
    let text = value
        .into_string()
        .map_err(|_| anyhow::anyhow!("`{name}` is not text"))?;
    Ok(Some(text))
}

fn operator_token() -> anyhow::Result<Option<OperatorToken>> {
    let Some(text) = variable(TOKEN_VARIABLE)? else {
        return Ok(None);
    };
    let token = OperatorToken::parse(&text).with_context(|| format!("`{TOKEN_VARIABLE}`"))?;
    if token.is_short() {
        tracing::warn!(
            "`{TOKEN_VARIABLE}` is short enough to be guessed; give it 20 characters or more"
        );
    }
    Ok(Some(token))
}

/// What is logged. The framework reports each worker it starts at `info` and each request that
/// is no HTTP at `error`, which anybody can send; both are left to `debug`.
fn filter(level: LevelFilter) -> Targets {
    let is_detailed = level >= LevelFilter::DEBUG;
    let unless_detailed = |least| if is_detailed { level } else { least };
    Targets::new()
        .with_default(level)
        .with_target(
            "actix_server",
            unless_detailed(LevelFilter::WARN.min(level)),
        )
        .with_target("actix_http", unless_detailed(LevelFilter::OFF))
        .with_target(AWS_SDK, level.min(LevelFilter::DEBUG))
}

/// Sets the log up.
fn log_to_stderr(format: LogFormat, level: LogLevel) {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let is_coloured =
        anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(is_coloured)
        .with_writer(std::io::stderr);
    let log = tracing_subscriber::registry().with(filter(level));
    match format {
        LogFormat::Text => log.with(lines).init(),
        LogFormat::Json => log.with(lines.json()).init(),
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn the_sdk_is_never_asked_for_what_holds_secrets() {
        for target in ["aws_smithy_runtime::client::orchestrator", "aws_sdk_ecr"] {
            let everything = filter(LevelFilter::TRACE);
            assert!(!everything.would_enable(target, &Level::TRACE), "{target}");
            assert!(everything.would_enable(target, &Level::DEBUG), "{target}");
            let warnings = filter(LevelFilter::WARN);
            assert!(!warnings.would_enable(target, &Level::INFO), "{target}");
        }
        let everything = filter(LevelFilter::TRACE);
        assert!(everything.would_enable("wharfinger_server", &Level::TRACE));
    }
}
