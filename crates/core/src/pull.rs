//! Pull instructions: the commands that fetch a tool's image, login included.

pub(crate) mod template;

use crate::privacy::Visibility;
use crate::registry::RegistryEntry;

/// The parts of an image reference that has been checked, with its registry.
#[derive(Clone, Copy, Debug)]
pub struct Image<'a> {
    /// Its registry; `None` when the host is not in the catalogue.
    pub entry: Option<RegistryEntry<'a>>,
    /// Registry host with its port, if any; see [`crate::registry::Identified::host`].
    pub host: &'a str,
    /// Repository as `docker` knows it, without `_`.
    pub repository: &'a str,
    /// Tag.
    pub tag: Option<&'a str>,
    /// Digest with its algorithm.
    pub digest: Option<&'a str>,
}

/// Commands to paste into a POSIX shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullInstructions {
    /// Logs in. `None` when everybody can pull the image, or when nobody logs in to the registry.
    pub login: Option<String>,
    /// What to put for the words in capitals of the login, how long it lasts.
    pub login_note: Option<&'static str>,
    /// Pulls the image.
    pub pull: String,
}

/// The commands for an image.
///
/// A public image on a registry with anonymous pull needs no login. Images of an unknown registry
/// get the plain `docker login HOST` when they are private.
///
/// ```
/// use wharfinger_core::privacy::Visibility;
/// use wharfinger_core::pull::{Image, instructions};
/// use wharfinger_core::registry::Catalogue;
///
/// let catalogue = Catalogue::built_in();
/// let host = "312767926603.dkr.ecr.us-west-2.amazonaws.com";
/// let image = Image {
///     entry: catalogue.identify(host).entry(),
///     host,
///     repository: "md5sum",
///     tag: Some("1.0"),
///     digest: None,
/// };
/// let steps = instructions(&image, Visibility::Private);
/// assert_eq!(
///     steps.login.unwrap(),
///     "aws ecr get-login-password --region us-west-2 \
///      | docker login --username AWS --password-stdin 312767926603.dkr.ecr.us-west-2.amazonaws.com"
/// );
/// assert_eq!(steps.pull, "docker pull 312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0");
/// ```
#[must_use]
pub fn instructions(image: &Image<'_>, visibility: Visibility) -> PullInstructions {
    let open = match image.entry {
        Some(entry) => entry.anonymous_pull_from(image.host),
        None => true,
    };
    let login = match (image.entry, visibility) {
        (_, Visibility::Public) if open => None,
        (Some(entry), _) => entry.login(image.host, image.repository),
        (None, _) => Some(template::shell("docker login {host}", image.host, "")),
    };
    PullInstructions {
        login_note: image
            .entry
            .and_then(RegistryEntry::login_note)
            .filter(|_| login.is_some()),
        login,
        pull: pull(image),
    }
}

fn pull(image: &Image<'_>) -> String {
    let mut reference = String::new();
    // Docker's official images are known by their bare name; everything else keeps its host, so
    // that other engines, which do not assume Docker Hub, understand the command too.
    match image.repository.strip_prefix("library/") {
        Some(official) if image.host == "docker.io" && !official.contains('/') => {
            reference.push_str(official);
        }
        _ => {
            reference.push_str(image.host);
            reference.push('/');
            reference.push_str(image.repository);
        }
    }
    for (mark, part) in [(':', image.tag), ('@', image.digest)] {
        if let Some(part) = part {
            reference.push(mark);
            reference.push_str(part);
        }
    }
    let mut command = "docker pull ".to_owned();
    template::push_word(&mut command, &reference);
    command
}
