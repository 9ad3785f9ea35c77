//! What credential helpers and their callers say to each other (docker/docker-credential-helpers,
//! `credentials/credentials.go` and `error.go`; github.com/containers/image asks in the same way).

use std::io::Read;

use anyhow::Context as _;
use serde::Serialize;

/// By these very words callers know that there is no password, and go on without one.
pub(super) const NOT_FOUND: &str = "credentials not found in native keychain";

/// Said where no registry was given, in the words that callers know.
const NO_REGISTRY: &str = "no credentials server URL";

/// Registries with a password that is kept: never any.
pub(super) const EMPTY_LIST: &str = "{}\n";

/// Most bytes that are read: a registry is a host, and no password is read that anybody wants kept.
const INPUT_BYTES_MAX: u64 = 64 * 1024;

/// A password, as callers read it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Credentials<'a> {
    #[serde(rename = "ServerURL")]
    pub(super) server_url: &'a str,
    pub(super) username: &'a str,
    pub(super) secret: &'a str,
}

impl Credentials<'_> {
    /// The answer to `get`.
    pub(super) fn line(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string(self)? + "\n")
    }
}

/// Reads the registry that a caller names, as it names it.
pub(super) fn read_registry(input: impl Read) -> anyhow::Result<String> {
    let mut text = String::new();
    let read = input.take(INPUT_BYTES_MAX).read_to_string(&mut text);
    read.context("the registry on standard input cannot be read")?;
    let registry = text.trim();
    anyhow::ensure!(!registry.is_empty(), NO_REGISTRY);
    Ok(registry.to_owned())
}

/// Why a password is not kept. It is read all the same, so that its sender does not fail at writing it.
pub(super) fn refuse_to_store(input: impl Read) -> anyhow::Error {
    // What cannot be read is not kept either.
    let _unread = std::io::copy(&mut input.take(INPUT_BYTES_MAX), &mut std::io::sink());
    anyhow::anyhow!(
        "`wharfinger` keeps no passwords: it fetches one for each pull; run `wharfinger login` instead of \
         `docker login`, or take the registry out of `credHelpers` to keep a password of your own"
    )
}

/// The name, where it comes from, and the version.
pub(super) fn version() -> String {
    let (name, package) = (super::DOCKER_NAME, env!("CARGO_PKG_NAME"));
    format!("{name} ({package}) {}\n", env!("CARGO_PKG_VERSION"))
}

/// An error as callers show it: in one line.
pub(super) fn one_line(error: &anyhow::Error) -> String {
    let line = format!("{error:#}").replace(char::is_control, " ");
    line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_spelled_as_docker_reads_it() {
        let credentials = Credentials {
            server_url: "registry.example",
            username: "AWS",
            secret: "a\"b",
        };
        let expected =
            "{\"ServerURL\":\"registry.example\",\"Username\":\"AWS\",\"Secret\":\"a\\\"b\"}\n";
        assert_eq!(credentials.line().unwrap(), expected);
    }

    #[test]
    fn a_registry_is_a_line() {
        assert_eq!(
            read_registry(&b"registry.example\n"[..]).unwrap(),
            "registry.example"
        );
        assert_eq!(
            read_registry(&b"registry.example"[..]).unwrap(),
            "registry.example"
        );
        for nothing in [&b""[..], b"\n", b"  \r\n"] {
            assert_eq!(read_registry(nothing).unwrap_err().to_string(), NO_REGISTRY);
        }
        read_registry(&b"\xff"[..]).unwrap_err();
    }

    #[test]
    fn an_error_is_one_line() {
        let error = anyhow::anyhow!("inner\nline").context("outer");
        assert_eq!(one_line(&error), "outer: inner line\n");
    }
}
