//! Having Docker ask for passwords: `credHelpers` in its `config.json`.

mod edit;
mod link;

use std::env;
use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use wharfinger_core::registry::NotEcrHost;

use super::{DOCKER_NAME, registry};
use crate::output;
use crate::replace::replace;
use edit::with_helper;

/// Most bytes of a configuration: a thousand times an ordinary one.
const BYTES_MAX: u64 = 4 << 20;

/// Writes the registries into a file, Docker's where none is named, or prints what the file would be.
pub(super) fn run(
    registries: &[String],
    file: Option<&Path>,
    print: bool,
) -> anyhow::Result<ExitCode> {
    let hosts = hosts(registries)?;
    let path = match file {
        Some(file) => file.to_owned(),
        None => docker_config()?,
    };
    let before = read(&path)?;
    let edited = with_helper(before.as_deref().unwrap_or_default(), &hosts);
    let edited = edited.with_context(|| format!("`{}` is left as it is", path.display()))?;
    if print {
        output::plain().write_all(edited.text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    }
    for (host, helper) in &edited.replaced {
        anstream::eprintln!("note: `{host}` was left to the helper `{helper}` until now");
    }
    if before.as_deref() != Some(&*edited.text) {
        let written = match &before {
            Some(before) => replace(&path, before, &edited.text),
            None => create(&path, &edited.text),
        };
        written.with_context(|| format!("`{}` cannot be written", path.display()))?;
    }
    anstream::eprintln!(
        "`{}` has passwords for {} fetched by `{DOCKER_NAME}`",
        path.display(),
        hosts.join(", ")
    );
    if !link::is_there() {
        anstream::eprintln!("{}", link::how_to_make());
    }
    Ok(ExitCode::SUCCESS)
}

fn hosts(registries: &[String]) -> anyhow::Result<Vec<String>> {
    let mut hosts = Vec::with_capacity(registries.len());
    for named in registries {
        let host = registry::host(named).with_context(|| {
            let refused = NotEcrHost(named);
            format!("{refused}; there are passwords for those alone")
        })?;
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    Ok(hosts)
}

/// Where Docker looks (docs.docker.com, `docker` CLI, Configuration files): `config.json` in
/// `$DOCKER_CONFIG`, or in `~/.docker`.
fn docker_config() -> anyhow::Result<PathBuf> {
    let given = |name| {
        env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let folder = given("DOCKER_CONFIG").or_else(|| Some(given("HOME")?.join(".docker")));
    let folder = folder.context(
        "there is no folder with Docker's configuration; set `HOME` or `DOCKER_CONFIG` to one, or name the \
         file with `--auth-file`",
    )?;
    Ok(folder.join("config.json"))
}

fn read(path: &Path) -> anyhow::Result<Option<String>> {
    let cannot_read = || format!("`{}` cannot be read", path.display());
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(metadata) if metadata.len() > BYTES_MAX => {
            anyhow::bail!("`{}` has more than {BYTES_MAX} bytes", path.display())
        }
        _ => {}
    }
    fs::read_to_string(path).map(Some).with_context(cannot_read)
}

/// Makes a file that only its owner reads, as Docker's is; not where there is one by now.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    make_private_folder(folder)?;
    // 0600, as all of its files.
    let mut file = tempfile::Builder::new()
        .prefix(".wharfinger-")
        .tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}

#[cfg(unix)]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;

    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
}

#[cfg(not(unix))]
fn make_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
