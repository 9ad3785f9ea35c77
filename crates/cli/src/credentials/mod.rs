//! The file with the tokens of the servers that somebody has logged in at.
//!
//! `{"servers":{"https://tools.example.org":{"token":"..."}}}`, by the origins of the servers. Only its owner
//! can read it; one that others can read is refused, because its tokens are theirs too by then.

mod write;

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) use write::change;

/// Most bytes of the file: thousands of servers.
const BYTES_MAX: u64 = 1 << 20;

/// Everything in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// By the origin, such as `https://tools.example.org`.
    #[serde(default)]
    pub(crate) servers: BTreeMap<String, Server>,
    /// What another version has put beside, which is kept.
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// What is known of one server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Server {
    /// An API token.
    pub(crate) token: String,
    /// What else is kept beside it.
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// Without the token.
impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("others", &self.others)
            .finish_non_exhaustive()
    }
}

/// Where the file lies: `wharfinger/credentials.json` in `$XDG_CONFIG_HOME`, or in `~/.config` where that is
/// not set or not absolute (XDG Base Directory Specification, Environment variables).
pub(crate) fn path() -> anyhow::Result<PathBuf> {
    let folder = |name| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let config = folder("XDG_CONFIG_HOME").or_else(|| Some(folder("HOME")?.join(".config")));
    let config = config.context(
        "there is no folder to keep credentials in; set `HOME` or `XDG_CONFIG_HOME` to one",
    )?;
    Ok(config.join("wharfinger/credentials.json"))
}

/// Reads the file; where there is none, nobody has logged in anywhere.
pub(crate) fn read(path: &Path) -> anyhow::Result<Credentials> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Credentials::default()),
        Err(error) => return Err(error).with_context(|| cannot_read(path)),
    };
    refuse_others(&file, path)?;
    let mut text = String::new();
    let mut limited = file.take(BYTES_MAX + 1);
    limited
        .read_to_string(&mut text)
        .with_context(|| cannot_read(path))?;
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    anyhow::ensure!(
        length <= BYTES_MAX,
        "`{}` has more than {BYTES_MAX} bytes, and none of ours has; remove it and log in again",
        path.display()
    );
    // What serde says of a text may repeat it, and the text holds tokens.
    serde_json::from_str(&text).map_err(|error| {
        anyhow::anyhow!(
            "`{}` cannot be read (line {}, column {}); remove it and log in again",
            path.display(),
            error.line(),
            error.column()
        )
    })
}

fn cannot_read(path: &Path) -> String {
    format!("`{}` cannot be read", path.display())
}

/// Refuses a file that somebody else can read or write.
#[cfg(unix)]
fn refuse_others(file: &File, path: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    /// What a group and everybody may do (chmod(2)).
    const OTHERS: u32 = 0o077;
    let metadata = file.metadata().with_context(|| cannot_read(path))?;
    anyhow::ensure!(metadata.is_file(), "`{}` is no file", path.display());
    let mode = metadata.permissions().mode() & 0o777;
    anyhow::ensure!(
        mode & OTHERS == 0,
        "`{0}` can be read or changed by others (mode {mode:03o}), so that its tokens may be theirs too; \
         revoke them on your account's page, run `chmod 600 {0}`, and log in again",
        path.display()
    );
    Ok(())
}

#[cfg(not(unix))]
fn refuse_others(_: &File, _: &Path) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        // 0600, as all of its files.
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn where_there_is_no_file_nobody_has_logged_in() {
        let nowhere = Path::new("/nonexistent/wharfinger/credentials.json");
        assert_eq!(read(nowhere).unwrap(), Credentials::default());
    }

    #[test]
    fn what_is_not_known_is_kept() {
        let text = r#"{"servers":{"https://a.example":{"token":"t","account":"ada"}},"later":1}"#;
        let read = read(file(text).path()).unwrap();
        assert_eq!(read.servers["https://a.example"].token, "t");
        let again: Value = serde_json::from_str(&serde_json::to_string(&read).unwrap()).unwrap();
        assert_eq!(again, serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn a_damaged_file_is_told_of_without_its_tokens() {
        for text in [
            "",
            r#"{"servers":{"https://a.example":{"token":7,"other":"sesame"}}}"#,
            r#"{"servers":"sesame"}"#,
        ] {
            let error = read(file(text).path()).unwrap_err();
            let told = format!("{error:#}");
            assert!(
                told.contains("log in again") && !told.contains("sesame"),
                "{told}"
            );
        }
        assert!(
            !format!(
                "{:?}",
                Server {
                    token: "sesame".to_owned(),
                    others: Map::new()
                }
            )
            .contains("sesame")
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;

        for mode in [0o640, 0o604, 0o620, 0o602] {
            let file = file("{}");
            let others = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(file.path(), others).unwrap();
            let told = read(file.path()).unwrap_err().to_string();
            assert!(told.contains("chmod 600"), "{told}");
        }
    }
}
