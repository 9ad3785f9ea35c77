//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use wharfinger_core::reference::Mode;
use wharfinger_server::mail::Confidential;
use wharfinger_server::origins::Origins;
use wharfinger_server::{IssuesRepository, config};

use crate::aws::Aws;
use crate::images::Images;
use crate::{credential_helper, database, diagnose, grants, lint, login};

/// Registers command-line tools published as container images.
#[derive(Debug, Parser)]
#[command(name = "wharfinger", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Serve(Box<Serve>),
    Account(Account),
    Audit(Audit),
    Check(Check),
    CredentialHelper(credential_helper::CredentialHelper),
    Database(database::Arguments),
    Diagnose(diagnose::Diagnose),
    Explain(Explain),
    Grants(grants::Grants),
    Lint(lint::Lint),
    Login(login::Login),
    Logout(login::Logout),
    Registries(Registries),
}

/// Starts the server: the pages and the HTTP API
///
/// While there is no administrator, each start prints a link at which the first one makes an account. It
/// works once, for a day.
///
/// Programs that set a server up may use the operator's token: `WHARFINGER_OPERATOR_TOKEN` sets it, for
/// this run only. Whoever has it may do what administrators do.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The address to listen on; port 0 lets the system choose one
    #[arg(
        long,
        value_name = "ADDR",
        env = "WHARFINGER_LISTEN",
        default_value = "127.0.0.1:8080"
    )]
    pub(crate) listen: String,

    /// Where the tools are kept: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/DATABASE`, which
    /// several servers may share
    #[arg(
        long,
        value_name = "URL",
        env = "WHARFINGER_DATABASE",
        hide_env_values = true,
        default_value = "sqlite:wharfinger.db"
    )]
    pub(crate) database: String,

    /// Start a new database with a few real example tools
    #[arg(long, env = "WHARFINGER_DEMO", value_parser = switch)]
    pub(crate) demo: bool,

    #[command(flatten)]
    pub(crate) catalogue: CatalogueFile,

    /// The address people use, such as `https://tools.example.org`; needed behind a proxy that
    /// speaks TLS
    #[arg(long, value_name = "URL", env = "WHARFINGER_PUBLIC_URL", value_parser = config::public_url)]
    pub(crate) public_url: Option<String>,

    /// The mail server, such as `smtps://user@mail.example.org`; without it no mail is sent
    ///
    /// `smtps://HOST:465` encrypts from the first byte, `smtp://HOST:587` by STARTTLS. Behind the
    /// latter `?tls=opportunistic` encrypts where the server can, `?tls=none` never; with a password
    /// both are for loopback only. User and password are percent-encoded. The password is better put
    /// into `WHARFINGER_SMTP_PASSWORD`, as it is: others on the machine see arguments.
    #[arg(
        long,
        value_name = "URL",
        env = "WHARFINGER_SMTP_URL",
        hide_env_values = true
    )]
    pub(crate) smtp_url: Option<Confidential>,

    /// Whom mail comes from, such as `Wharfinger <no-reply@example.org>`
    #[arg(long, value_name = "SENDER", env = "WHARFINGER_MAIL_FROM")]
    pub(crate) mail_from: Option<String>,

    #[command(flatten)]
    pub(crate) images: Images,

    /// The repository on GitHub where people write issues about registries, such as `example/tools`
    #[arg(
        long,
        value_name = "OWNER/NAME",
        env = "WHARFINGER_ISSUES_REPOSITORY",
        value_parser = IssuesRepository::parse
    )]
    pub(crate) issues_repository: Option<IssuesRepository>,

    #[command(flatten)]
    pub(crate) aws: Aws,

    /// Who makes accounts: `open` for everybody, `closed` for administrators and `wharfinger account`
    #[arg(
        long,
        value_name = "WHO",
        env = "WHARFINGER_SIGN_UP",
        default_value = "open"
    )]
    pub(crate) sign_up: SignUpName,

    /// The sites whose pages may read `/ga4gh/trs/v2`: `off`, `*` for every one, or such as
    /// `https://workflows.example.org`, with a comma between two
    ///
    /// With `*` every site that somebody opens who reaches this server can read the tools. Only
    /// programs that run in browsers need it; others read the tools anyway.
    #[arg(
        long,
        value_name = "SITES",
        env = "WHARFINGER_TRS_ORIGINS",
        default_value = "off"
    )]
    pub(crate) trs_origins: Origins,

    /// How many proxies stand in front and append to `X-Forwarded-For`
    #[arg(
        long,
        value_name = "N",
        env = "WHARFINGER_TRUSTED_PROXIES",
        default_value_t = 0
    )]
    pub(crate) trusted_proxies: u8,

    /// Writes a minute that one address may make; 0 for any number
    #[arg(
        long,
        value_name = "N",
        env = "WHARFINGER_WRITES_PER_MINUTE",
        default_value_t = wharfinger_server::limits::WRITES_PER_MINUTE_DEFAULT
    )]
    pub(crate) writes_per_minute: u32,

    /// Checks a minute that one address may ask for, but for the operator; 0 for any number
    #[arg(
        long,
        value_name = "N",
        env = "WHARFINGER_CHECKS_PER_MINUTE",
        default_value_t = wharfinger_server::limits::CHECKS_PER_MINUTE_DEFAULT
    )]
    pub(crate) checks_per_minute: u32,

    /// Worker threads; one for each core when left out
    #[arg(long, value_name = "N", env = "WHARFINGER_WORKERS", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) workers: Option<u16>,

    /// How the log is written, to standard error
    #[arg(
        long,
        value_name = "FORMAT",
        env = "WHARFINGER_LOG_FORMAT",
        default_value = "text"
    )]
    pub(crate) log_format: LogFormat,

    /// How much is logged: `debug` adds a line for each request
    #[arg(
        long,
        value_name = "LEVEL",
        env = "WHARFINGER_LOG",
        default_value = "info"
    )]
    pub(crate) log_level: LogLevel,
}

/// Makes accounts, and changes who can sign in; also while the server is running
#[derive(Debug, Args)]
pub(crate) struct Account {
    #[command(subcommand)]
    pub(crate) command: AccountCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Makes an account, and prints a link by which its password is set: once, within a day
    Create {
        /// The name: lower-case letters, digits and hyphens
        name: String,

        /// Where mail reaches its owner
        #[arg(long, value_name = "ADDRESS")]
        email: Option<String>,

        /// An account that may do everything but decide on access
        #[arg(long)]
        administrator: bool,

        #[command(flatten)]
        place: Place,

        #[command(flatten)]
        links: Links,
    },
    /// Prints a link by which the password of an account is set: once, within a day
    Reset {
        /// The name of the account
        name: String,

        #[command(flatten)]
        place: Place,

        #[command(flatten)]
        links: Links,
    },
    /// Disables an account: it is signed out everywhere, and its API tokens open nothing
    Disable {
        /// The name of the account
        name: String,

        #[command(flatten)]
        place: Place,
    },
    /// Enables an account that was disabled
    Enable {
        /// The name of the account
        name: String,

        #[command(flatten)]
        place: Place,
    },
    /// Lists the accounts, the newest first: name, role, state, and when it was made, with tabs between
    List {
        #[command(flatten)]
        place: Place,
    },
}

/// Follows or copies the log of who did what; also while the server is running
#[derive(Debug, Args)]
pub(crate) struct Audit {
    #[command(subcommand)]
    pub(crate) command: AuditCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Checks that no entry was changed, and that what is stored is as its last entry says
    ///
    /// Prints `whole`, how many entries there are and the hash of the last one, with tabs between; exits
    /// with 1 when something does not fit.
    Verify {
        #[command(flatten)]
        place: Place,
    },
    /// Writes every entry, the oldest first
    ///
    /// The hash of the last entry goes to standard error: kept elsewhere, it shows later that nothing
    /// before it was changed.
    Export {
        /// A JSON object a line, which is the only form there is
        #[arg(long, required = true)]
        jsonl: bool,

        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Place {
    /// Where the server keeps the tools
    #[arg(
        long,
        value_name = "URL",
        env = "WHARFINGER_DATABASE",
        hide_env_values = true,
        default_value = "sqlite:wharfinger.db"
    )]
    pub(crate) database: String,
}

#[derive(Debug, Args)]
pub(crate) struct Links {
    /// The address people use, such as `https://tools.example.org`; `http://127.0.0.1:8080` when left out
    #[arg(long, value_name = "URL", env = "WHARFINGER_PUBLIC_URL", value_parser = config::public_url)]
    pub(crate) public_url: Option<String>,
}

/// Checks image references, or whole registration drafts
///
/// Exits with 1 when something is wrong with any of them, or when a line cannot be read.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// How strictly references are read
    #[arg(
        long,
        value_name = "MODE",
        default_value = "strict",
        conflicts_with = "registration"
    )]
    pub(crate) mode: ModeName,

    /// How results are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Read a JSON object a line from standard input, `{"image": "..."}`, and write one a line
    #[arg(long, conflicts_with = "format")]
    pub(crate) jsonl: bool,

    /// With `--jsonl`: each line is a whole draft, and each answer the report that
    /// `POST /api/v1/check` gives
    #[arg(long, requires = "jsonl", conflicts_with = "images")]
    pub(crate) registration: bool,

    #[command(flatten)]
    pub(crate) catalogue: CatalogueFile,

    /// The references to check
    #[arg(
        value_name = "IMAGE",
        required_unless_present = "jsonl",
        conflicts_with = "jsonl"
    )]
    pub(crate) images: Vec<String>,
}

/// Says what an issue code means, why the rule exists and where it comes from
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The code, such as `reference.empty`; all codes are listed when left out
    #[arg(value_name = "CODE")]
    pub(crate) code: Option<String>,
}

/// Lists the registries that a draft may name
#[derive(Debug, Args)]
pub(crate) struct Registries {
    /// How they are written
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) catalogue: CatalogueFile,
}

#[derive(Debug, Args)]
pub(crate) struct CatalogueFile {
    /// A TOML or JSON file with registries to add, and providers that people sign in with
    #[arg(long = "config", value_name = "FILE", env = "WHARFINGER_CONFIG")]
    pub(crate) path: Option<PathBuf>,
}

/// Reads what people put into a variable to turn something on or off; nothing is off.
fn switch(text: &str) -> Result<bool, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(true),
        "" | "0" | "false" | "no" | "off" => Ok(false),
        _ => Err("expected `1` or `0`, `true` or `false`, `yes` or `no`, `on` or `off`"),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeName {
    /// What `docker` takes
    Compat,
    /// What can be pulled
    Strict,
}

impl From<ModeName> for Mode {
    fn from(name: ModeName) -> Self {
        match name {
            ModeName::Compat => Self::Compat,
            ModeName::Strict => Self::Strict,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignUpName {
    /// Everybody for themselves
    Open,
    /// Administrators, and the command line
    Closed,
}

impl From<SignUpName> for config::SignUp {
    fn from(name: SignUpName) -> Self {
        match name {
            SignUpName::Open => Self::Open,
            SignUpName::Closed => Self::Closed,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// A line of text
    Text,
    /// A JSON object a line
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_are_read_as_people_write_them() {
        for (text, is_on) in [
            ("1", true),
            ("true", true),
            ("Yes", true),
            ("ON", true),
            ("0", false),
            ("False", false),
            ("no", false),
            ("off", false),
            ("", false),
        ] {
            assert_eq!(switch(text), Ok(is_on), "{text}");
        }
        switch("perhaps").unwrap_err();
    }
}
