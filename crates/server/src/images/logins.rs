//! The operator's own logins at registries, from a file.
//!
//! **Invariant:** no error repeats what the file holds but the names of registries.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use wharfinger_registry::distribution::Login;
use wharfinger_registry::guard::{Listed, Origin, Target};

/// Most logins: as many as internal registries are listed.
const LOGINS_MAX: usize = 64;

/// Most bytes of the file: each login with a token of 4 KiB for a password, as some clouds give them.
const FILE_BYTES_MAX: u64 = 512 * 1024;

/// Token services that are on another host than their registry, which say so in every challenge (Docker,
/// Token authentication specification; GitLab, Container registry administration).
const TOKEN_SERVICES: [(&str, &str); 2] = [
    ("docker.io", "https://auth.docker.io"),
    ("registry.gitlab.com", "https://gitlab.com"),
];

/// Why a file of logins cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("file of logins `{}`: {reason}", path.display())]
pub struct LoginsError {
    path: PathBuf,
    reason: Reason,
}

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error(transparent)]
    Read(io::Error),
    #[error("it has more than {FILE_BYTES_MAX} bytes")]
    TooLarge,
    #[error("line {line} is not as it should be: {what}")]
    Toml { line: usize, what: &'static str },
    #[error("it has {0} logins; at most {LOGINS_MAX} are taken")]
    TooMany(usize),
    #[error("`{0}` is no registry as images name it; write `HOST[:PORT]`, such as `quay.io`")]
    Registry(String),
    #[error("`{0}` is there twice; leave one login")]
    Twice(String),
    #[error("the login at `{0}` needs a `user` and a `password`, of which neither is empty")]
    Empty(String),
    #[error(
        "the `token_service` of `{0}` is no origin; write scheme and host, such as \
         `https://auth.example.org`"
    )]
    TokenService(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Logins {
    #[serde(default)]
    login: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    registry: String,
    user: String,
    password: String,
    token_service: Option<String>,
}

/// Reads the operator's logins from a TOML file.
///
/// ```toml
/// [[login]]
/// registry = "registry.example.org"
/// user = "wharfinger"
/// password = "..."
/// token_service = "https://auth.example.org"  # where it is on a host of its own
/// ```
///
/// # Errors
/// Where the file cannot be read, or holds something else. What it holds is not repeated.
pub fn read_logins(path: &Path) -> Result<Vec<Login>, LoginsError> {
    let failed = |reason| LoginsError {
        path: path.to_owned(),
        reason,
    };
    let text = read(path).map_err(failed)?;
    parse(&text).map_err(failed)
}

fn read(path: &Path) -> Result<String, Reason> {
    let mut text = String::new();
    let file = File::open(path).map_err(Reason::Read)?;
    let read = file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text);
    if read.map_err(Reason::Read)? as u64 > FILE_BYTES_MAX {
        return Err(Reason::TooLarge);
    }
    Ok(text)
}

fn parse(text: &str) -> Result<Vec<Login>, Reason> {
    // What the parser says repeats the line, which may hold a password.
    let logins: Logins = toml::from_str(text).map_err(|error| Reason::Toml {
        line: line_of(text, error.span().map_or(0, |span| span.start)),
        what: "expected `[[login]]` with `registry`, `user`, `password` and perhaps `token_service`",
    })?;
    let entries = logins.login;
    if entries.len() > LOGINS_MAX {
        return Err(Reason::TooMany(entries.len()));
    }
    let mut seen = BTreeSet::new();
    let logins = entries.into_iter().map(|entry| {
        if !seen.insert(entry.registry.clone()) {
            return Err(Reason::Twice(entry.registry));
        }
        login(entry)
    });
    logins.collect()
}

fn login(entry: Entry) -> Result<Login, Reason> {
    let Entry {
        registry,
        user,
        password,
        token_service,
    } = entry;
    let listed = Listed::parse(&registry).ok();
    // In the one spelling that images have.
    if listed.is_none_or(|listed| listed.authority() != registry) {
        return Err(Reason::Registry(registry));
    }
    if user.is_empty() || password.is_empty() {
        return Err(Reason::Empty(registry));
    }
    let login = Login::new(&registry, &user, &password);
    let known = TOKEN_SERVICES.iter().find(|(host, _)| *host == registry);
    let named = token_service.or_else(|| known.map(|(_, service)| (*service).to_owned()));
    Ok(match named {
        None => login,
        Some(service) => {
            let origin = origin(&service).ok_or(Reason::TokenService(registry))?;
            login.with_token_service(origin)
        }
    })
}

fn origin(text: &str) -> Option<Origin> {
    let target = Target::parse(text).ok()?;
    // With a path, it would say more than is looked at.
    let is_origin = text.matches('/').count() == 2;
    is_origin.then(|| target.origin())
}

/// The line of a byte, from 1.
fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    1 + before.filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(registry: &str, more: &str) -> String {
        format!(
            "[[login]]\nregistry = \"{registry}\"\nuser = \"ada\"\npassword = \"hush\"\n{more}\n"
        )
    }

    #[test]
    fn logins_are_read_and_not_shown() {
        let text = [
            entry("quay.io", ""),
            entry("docker.io", ""),
            entry("registry.lab:5000", "token_service = \"https://auth.lab\""),
        ];
        let logins = parse(&text.concat()).unwrap();
        let hosts: Vec<_> = logins.iter().map(Login::host).collect();
        assert_eq!(hosts, ["quay.io", "docker.io", "registry.lab:5000"]);
        assert!(!format!("{logins:?}").contains("hush"));
        assert_eq!(parse("").unwrap().len(), 0);
    }

    #[test]
    fn what_is_wrong_is_said_without_what_the_file_holds() {
        let many: String = (0..=LOGINS_MAX)
            .map(|number| entry(&format!("registry-{number}.lab"), ""))
            .collect();
        for (text, expected) in [
            (
                entry("https://quay.io", ""),
                "no registry as images name it",
            ),
            (entry("Quay.io", ""), "no registry as images name it"),
            (entry("quay.io/team", ""), "no registry as images name it"),
            (entry("quay.io", "").repeat(2), "`quay.io` is there twice"),
            (entry("quay.io", "token_service = \"auth\""), "is no origin"),
            (
                entry("quay.io", "token_service = \"https://quay.io/v2\""),
                "is no origin",
            ),
            (entry("quay.io", "pasword = \"hush\""), "line 5"),
            (entry("quay.io", "").replace("\"hush\"", "hush"), "line 4"),
            (entry("quay.io", "").replace("hush", ""), "neither is empty"),
            (many, "at most 64 are taken"),
        ] {
            let error = parse(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("hush"), "{error}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), entry("quay.io", "")).unwrap();
        assert_eq!(read_logins(file.path()).unwrap().len(), 1);
        let large = " ".repeat(usize::try_from(FILE_BYTES_MAX).unwrap() + 1);
        std::fs::write(file.path(), large).unwrap();
        let error = read_logins(file.path()).unwrap_err().to_string();
        assert!(error.contains("more than 524288 bytes"), "{error}");
        let error = read_logins(Path::new("/nowhere/logins.toml")).unwrap_err();
        assert!(
            error.to_string().contains("/nowhere/logins.toml"),
            "{error}"
        );
    }
}
