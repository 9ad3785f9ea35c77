//! Where the secret lies that a provider gave the operator for this server.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;

use openidconnect::ClientSecret;

use super::limits::SECRET_BYTES_MAX;

/// Where a client secret lies. The configuration file holds this and not the secret, so that the file
/// can be shown and kept under version control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientSecretSource {
    /// In an environment variable of this name.
    Variable(String),
    /// In this file, as Docker and Kubernetes mount secrets; a line break at its end is not part of it.
    File(PathBuf),
}

/// Why a secret cannot be used. Never says what was read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientSecretError {
    /// The variable is not set, or is no text.
    #[error("the environment variable `{0}` is not set; put the client secret there")]
    NoVariable(String),
    /// The file cannot be read.
    #[error("the file `{}` cannot be read: {error}", path.display())]
    NoFile {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// Nothing there, too much of it, or characters that no secret has.
    #[error("{} holds no client secret; expected 1 to {SECRET_BYTES_MAX} visible ASCII characters", place(.0))]
    NotASecret(ClientSecretSource),
}

impl ClientSecretSource {
    /// Reads the secret; `variable` looks up the environment.
    ///
    /// ```
    /// use wharfinger_server::oidc::ClientSecretSource;
    /// let source = ClientSecretSource::Variable("EXAMPLE_SECRET".to_owned());
    /// let secret = source.read(|_| Some("hush".to_owned())).unwrap();
    /// assert_eq!(format!("{secret:?}"), "ClientSecret([redacted])");
    /// ```
    pub fn read(
        &self,
        variable: impl FnOnce(&str) -> Option<String>,
    ) -> Result<ClientSecret, ClientSecretError> {
        let text = match self {
            Self::Variable(name) => {
                variable(name).ok_or_else(|| ClientSecretError::NoVariable(name.clone()))?
            }
            Self::File(path) => read_file(path).map_err(|error| ClientSecretError::NoFile {
                path: path.clone(),
                error,
            })?,
        };
        let text = text.trim_end_matches(['\r', '\n']);
        let is_secret = (1..=SECRET_BYTES_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        if is_secret {
            Ok(ClientSecret::new(text.to_owned()))
        } else {
            Err(ClientSecretError::NotASecret(self.clone()))
        }
    }
}

/// Reads one byte more than a secret and its line break may have, and no more: that much is refused.
fn read_file(path: &PathBuf) -> io::Result<String> {
    let bytes_max = SECRET_BYTES_MAX as u64 + 3;
    let mut text = String::new();
    File::open(path)?
        .take(bytes_max)
        .read_to_string(&mut text)?;
    Ok(text)
}

fn place(source: &ClientSecretSource) -> String {
    match source {
        ClientSecretSource::Variable(name) => format!("the environment variable `{name}`"),
        ClientSecretSource::File(path) => format!("the file `{}`", path.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(value: Option<&str>) -> Result<ClientSecret, ClientSecretError> {
        ClientSecretSource::Variable("EXAMPLE_SECRET".to_owned()).read(|name| {
            assert_eq!(name, "EXAMPLE_SECRET");
            value.map(str::to_owned)
        })
    }

    #[test]
    fn the_environment_gives_a_secret_or_an_error_that_does_not_show_it() {
        assert_eq!(variable(Some("hush")).unwrap().secret(), "hush");
        assert_eq!(
            variable(None).unwrap_err().to_string(),
            "the environment variable `EXAMPLE_SECRET` is not set; put the client secret there"
        );
        for wrong in ["", "\n", "two words", "caf\u{e9}"] {
            assert_eq!(
                variable(Some(wrong)).unwrap_err().to_string(),
                "the environment variable `EXAMPLE_SECRET` holds no client secret; expected 1 to \
                 4096 visible ASCII characters"
            );
        }
    }

    #[test]
    fn a_file_gives_a_secret_without_its_line_break() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let source = ClientSecretSource::File(file.path().to_owned());
        let read = || source.read(|_| unreachable!("the environment is not asked"));
        std::fs::write(file.path(), "hush\r\n").unwrap();
        assert_eq!(read().unwrap().secret(), "hush");
        std::fs::write(file.path(), "x".repeat(SECRET_BYTES_MAX) + "\r\n").unwrap();
        assert_eq!(read().unwrap().secret().len(), SECRET_BYTES_MAX);
        std::fs::write(file.path(), "x".repeat(1_000_000)).unwrap();
        assert!(matches!(read(), Err(ClientSecretError::NotASecret(_))));
        file.close().unwrap();
        assert!(matches!(read(), Err(ClientSecretError::NoFile { .. })));
    }
}
