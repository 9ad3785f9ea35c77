//! `wharfinger credential-helper`, and the same as `docker-credential-wharfinger`: what Docker, Podman and
//! Skopeo ask for a password.

mod configure;
mod fetch;
mod protocol;
mod registry;
mod repository;

use std::ffi::OsString;
use std::io::{Write as _, stdin};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::output;

/// What Docker calls a program by that has `wharfinger` among its `credHelpers`.
const DOCKER_NAME: &str = "docker-credential-wharfinger";

/// Hands Docker, Podman and Skopeo short-lived passwords for images that you have been granted
///
/// A password is fetched from the server that you have logged in at (`wharfinger login`) each time an image
/// is pulled, works for exactly the repositories that you have active access to, and is kept nowhere.
/// Amazon ECR lets it in for 12 hours at most.
///
/// Programs run this under the name `docker-credential-wharfinger`, a link to `wharfinger` on the `PATH`.
/// They give the registry on standard input, and read the password, or why there is none, on standard
/// output. A password opens some thirty repositories; where you have access to more, `WHARFINGER_REPOSITORY`
/// names one that it has to open, such as `123456789012.dkr.ecr.us-west-2.amazonaws.com/tools/md5sum`.
#[derive(Debug, Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Examples:\n  ln -s \"$(command -v wharfinger)\" ~/.local/bin/docker-credential-wharfinger\n  wharfinger credential-helper --configure 123456789012.dkr.ecr.us-west-2.amazonaws.com\n  docker pull 123456789012.dkr.ecr.us-west-2.amazonaws.com/tools/md5sum:1.0"
)]
pub(crate) struct CredentialHelper {
    /// What a program wants
    #[arg(value_name = "ACTION", conflicts_with = "configure")]
    action: Option<Action>,

    /// Has Docker ask for passwords for these registries: writes `credHelpers` into its `config.json`
    #[arg(long, value_name = "REGISTRY", num_args = 1..)]
    configure: Vec<String>,

    /// The file to write into instead, such as the `auth.json` of Podman, which reads Docker's as well
    #[arg(long, value_name = "FILE", requires = "configure")]
    auth_file: Option<PathBuf>,

    /// Print what would be written, and write nothing
    #[arg(long, requires = "configure")]
    print: bool,
}

/// What programs want of a credential helper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Action {
    /// A password for a registry
    Get,
    /// To keep a password, which is refused
    Store,
    /// To forget a password; there is none
    Erase,
    /// The registries with a password that is kept; there is none
    List,
    /// What this is
    Version,
}

/// The arguments as they were meant: under the name by which Docker runs helpers, those of a helper.
pub(crate) fn arguments(given: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut given: Vec<_> = given.into_iter().collect();
    let name = given.first().map(Path::new).and_then(Path::file_stem);
    if name.is_some_and(|name| name == DOCKER_NAME) {
        given.insert(1, "credential-helper".into());
    }
    given
}

/// Answers a program, or has programs ask.
pub(crate) fn run(arguments: &CredentialHelper) -> anyhow::Result<ExitCode> {
    let Some(action) = arguments.action else {
        let file = arguments.auth_file.as_deref();
        return configure::run(&arguments.configure, file, arguments.print);
    };
    let answer = match action {
        Action::Get => {
            protocol::read_registry(stdin().lock()).and_then(|registry| fetch::fetch(&registry))
        }
        Action::Store => Err(protocol::refuse_to_store(stdin().lock())),
        Action::Erase => protocol::read_registry(stdin().lock()).map(|_| String::new()),
        Action::List => Ok(protocol::EMPTY_LIST.to_owned()),
        Action::Version => Ok(protocol::version()),
    };
    // Docker reads why there is none where it reads the password.
    let (text, code) = match answer {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(error) => (protocol::one_line(&error), ExitCode::FAILURE),
    };
    let mut out = output::plain();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(given: &[&str]) -> Vec<OsString> {
        arguments(given.iter().map(OsString::from))
    }

    #[test]
    fn the_name_says_what_is_meant() {
        for name in [
            DOCKER_NAME,
            "/usr/local/bin/docker-credential-wharfinger",
            "docker-credential-wharfinger.exe",
        ] {
            assert_eq!(read(&[name, "get"]), [name, "credential-helper", "get"]);
        }
        for given in [
            &["wharfinger", "get"][..],
            &["docker-credential-other", "get"],
            &[],
        ] {
            assert_eq!(read(given), given);
        }
    }
}
