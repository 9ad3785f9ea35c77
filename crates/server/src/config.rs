//! What an operator decides: flags and environment (read by the command line), and a file with
//! the registries they add and the providers that people sign in with.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use wharfinger_core::registry::{Catalogue, OperatorError, OperatorRegistry};

use crate::grants;
use crate::images;
use crate::issues::IssuesRepository;
use crate::limits::{CHECKS_PER_MINUTE_DEFAULT, WRITES_PER_MINUTE_DEFAULT};
use crate::mail::MailSettings;
use crate::oidc;
use crate::operator_token::OperatorToken;
use crate::origins::Origins;

/// Most bytes of a configuration file: sixty-four registries and every provider with every text at
/// its longest.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// The server's configuration, complete and checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen, such as `127.0.0.1:8080`; port 0 lets the system choose.
    pub listen: String,
    /// Where the tools are kept, such as `sqlite:wharfinger.db` or
    /// `postgres://USER:PASSWORD@HOST/DATABASE`. It may hold a password, so nothing shows it.
    pub database: String,
    /// Whether a new database starts with a few example tools.
    pub demo: bool,
    /// The address people use, such as `https://tools.example.org`, without a slash at its end.
    /// Needed behind a proxy that speaks TLS: cookies and form checks depend on it.
    pub public_url: Option<String>,
    /// The sites whose pages may read the Tool Registry Service.
    pub trs_origins: Origins,
    /// How many proxies stand in front and append to `X-Forwarded-For`.
    pub trusted_proxies: u8,
    /// Writes a minute that one address may make; 0 for any number.
    pub writes_per_minute: u32,
    /// Checks a minute that one address may ask for, but for the operator; 0 for any number.
    pub checks_per_minute: u32,
    /// Worker threads; one for each core where absent.
    pub workers: Option<usize>,
    /// Who makes accounts.
    pub sign_up: SignUp,
    /// The operator's token, where there is one. It is kept nowhere else.
    pub operator_token: Option<OperatorToken>,
    /// How mail is sent; without it, people read in the application what happened.
    pub mail: Option<MailSettings>,
    /// The registries, built-in and added.
    pub catalogue: Catalogue,
    /// The OpenID Connect providers that people can sign in with. They need a `public_url`.
    pub sign_in: Vec<oidc::Settings>,
    /// How access to Amazon ECR is given; without it, maintainers give it by hand.
    pub grants: Option<grants::Settings>,
    /// Whether registries are asked about the images of tools.
    pub images: images::Settings,
    /// Where issues about registries are written, if that is somewhere.
    pub issues_repository: Option<IssuesRepository>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            database: "sqlite:wharfinger.db".to_owned(),
            demo: false,
            public_url: None,
            trs_origins: Origins::None,
            trusted_proxies: 0,
            writes_per_minute: WRITES_PER_MINUTE_DEFAULT,
            checks_per_minute: CHECKS_PER_MINUTE_DEFAULT,
            workers: None,
            sign_up: SignUp::Open,
            operator_token: None,
            mail: None,
            catalogue: Catalogue::built_in(),
            sign_in: Vec::new(),
            grants: None,
            images: images::Settings::default(),
            issues_repository: None,
        }
    }
}

impl Config {
    /// Whether browsers reach the server over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"))
    }
}

/// Who makes accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignUp {
    /// Everybody for themselves, and administrators.
    Open,
    /// Administrators and the command line.
    Closed,
}

/// Checks a public URL: an origin, nothing behind it.
///
/// ```
/// use wharfinger_server::config::public_url;
/// assert_eq!(public_url("https://tools.example.org/").unwrap(), "https://tools.example.org");
/// assert!(public_url("https://example.org/tools").is_err());
/// ```
pub fn public_url(text: &str) -> Result<String, String> {
    let origin = text.strip_suffix('/').unwrap_or(text);
    let authority = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    let fits = authority.is_some_and(|authority| {
        !authority.is_empty()
            && authority.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-:[]".contains(&byte)
            })
    });
    if fits {
        Ok(origin.to_owned())
    } else {
        Err(
            "expected scheme and host in lower case, such as `https://tools.example.org`"
                .to_owned(),
        )
    }
}

/// What a configuration file says, checked.
#[derive(Clone, Debug)]
pub struct FromFile {
    /// The built-in registries, with those of the file behind them.
    pub catalogue: Catalogue,
    /// The providers that people can sign in with.
    pub sign_in: Vec<oidc::Settings>,
}

impl Default for FromFile {
    fn default() -> Self {
        Self {
            catalogue: Catalogue::built_in(),
            sign_in: Vec::new(),
        }
    }
}

/// Reads a configuration file. TOML, or JSON when its name ends in `.json`. Secrets are not in it, and
/// not looked for yet.
///
/// ```toml
/// [[registries]]
/// id = "our-harbor"
/// name = "Our Harbor"
/// host = "registry.example.org"
/// visibility = "mixed"
/// login = "docker login {host}"
///
/// [[sign_in]]
/// id = "example"
/// name = "Example University"
/// issuer = "https://id.example.org"
/// client_id = "wharfinger"
/// client_secret_env = "EXAMPLE_CLIENT_SECRET"
/// ```
pub fn read_file(path: &Path) -> Result<FromFile, FileError> {
    let failed = |reason| FileError {
        path: path.to_owned(),
        reason,
    };
    let bytes = std::fs::metadata(path)
        .map_err(|error| failed(Reason::Read(error)))?
        .len();
    if bytes > FILE_BYTES_MAX {
        return Err(failed(Reason::TooLarge(bytes)));
    }
    let text = std::fs::read_to_string(path).map_err(|error| failed(Reason::Read(error)))?;
    let is_json = path
        .extension()
        .is_some_and(|extension| extension == "json");
    let file = if is_json {
        serde_json::from_str::<File>(&text).map_err(|error| failed(Reason::Json(error)))?
    } else {
        toml::from_str::<File>(&text).map_err(|error| failed(Reason::Toml(error)))?
    };
    Ok(FromFile {
        catalogue: Catalogue::with_operators(file.registries)
            .map_err(|error| failed(Reason::Registry(error)))?,
        sign_in: oidc::Settings::check_all(file.sign_in)
            .map_err(|error| failed(Reason::SignIn(error)))?,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    registries: Vec<OperatorRegistry>,
    #[serde(default)]
    sign_in: Vec<oidc::Entry>,
}

/// A configuration file that cannot be used.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    Read(std::io::Error),
    TooLarge(u64),
    Toml(toml::de::Error),
    Json(serde_json::Error),
    Registry(OperatorError),
    SignIn(oidc::SettingsError),
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "configuration file `{}`: ", self.path.display())?;
        match &self.reason {
            Reason::Read(error) => error.fmt(f),
            Reason::TooLarge(bytes) => {
                write!(
                    f,
                    "{bytes} bytes are too many, at most {FILE_BYTES_MAX} are read"
                )
            }
            Reason::Toml(error) => error.fmt(f),
            Reason::Json(error) => error.fmt(f),
            Reason::Registry(error) => error.fmt(f),
            Reason::SignIn(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FileError {}
