//! What the commands need from the machine: installed where that is possible, named where not.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::process::{output, run, succeeds};
use crate::python::{CWLTOOL, MOTO, SCHEMATHESIS, TRS_CLI, TRS_MODELS};
use crate::steps::step;
use crate::workspace::{Workspace, cargo, find_program};

/// The oldest Node.js that the build and the tests are run with.
const NODE_MAJOR_MIN: u32 = 20;

/// The names Chromium goes by.
const CHROMIUM_NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// The packages of Debian that have Docker's client: since Debian 13 one of its own, before that the one with
/// the daemon.
const DOCKER_PACKAGES: &[&str] = &["docker-cli", "docker.io"];

/// Installs everything that any command needs.
pub(crate) fn everything(workspace: &Workspace) -> Result<(), Failure> {
    wasm_target(workspace)?;
    npm_packages(workspace)?;
    let runner = if has_nextest(workspace) {
        "cargo nextest"
    } else {
        "cargo test"
    };
    let browser = chromium(workspace)?;
    postgres(workspace)?;
    registry(workspace)?;
    SCHEMATHESIS.install(workspace)?;
    TRS_CLI.install(workspace)?;
    TRS_MODELS.install(workspace)?;
    MOTO.install(workspace)?;
    CWLTOOL.install(workspace)?;
    docker(workspace)?;
    println!(
        "Rust tests run with `{runner}`, browser tests in {}",
        browser.display()
    );
    Ok(())
}

/// The `wasm32-unknown-unknown` target of the toolchain in use.
pub(crate) fn wasm_target(workspace: &Workspace) -> Result<(), Failure> {
    let libraries = output(
        &workspace.root,
        Command::new("rustc").args([
            "--print",
            "target-libdir",
            "--target",
            "wasm32-unknown-unknown",
        ]),
    )?;
    if PathBuf::from(libraries.trim()).is_dir() {
        return Ok(());
    }
    step("install the Rust target `wasm32-unknown-unknown`", || {
        run(
            &workspace.root,
            Command::new("rustup").args(["target", "add", "wasm32-unknown-unknown"]),
        )
        .map(|_| ())
        .map_err(|failure| {
            format!("{failure}\ninstall it with `rustup target add wasm32-unknown-unknown`")
        })
    })
}

/// The npm packages that `package-lock.json` names, exactly those.
pub(crate) fn npm_packages(workspace: &Workspace) -> Result<(), Failure> {
    node(workspace)?;
    let lock = read(&workspace.path("package-lock.json"))?;
    // A copy of the lock file that was installed from; npm's own marker keeps less.
    let stamp = workspace.path("node_modules/.installed-lock.json");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    step("install the npm packages (`npm ci`)", || {
        run(
            &workspace.root,
            // No package here needs its install script.
            Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]),
        )?;
        fs::write(&stamp, &lock)
            .map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
    })
}

/// Whether `cargo nextest` is there, installing it where it is not.
pub(crate) fn has_nextest(workspace: &Workspace) -> bool {
    let present = || {
        succeeds(
            &workspace.root,
            Command::new(cargo()).args(["nextest", "--version"]),
        )
    };
    if present() {
        return true;
    }
    // Its lock file may name a version that was withdrawn since; then cargo resolves anew.
    for lock in [&["--locked"][..], &[]] {
        let installed = step("install cargo-nextest (a few minutes, once)", || {
            run(
                &workspace.root,
                Command::new(cargo())
                    .args(["install", "cargo-nextest"])
                    .args(lock),
            )
        });
        if installed.is_ok() && present() {
            return true;
        }
    }
    println!("cargo-nextest could not be installed; `cargo test` takes its place");
    false
}

/// The browser of the end-to-end tests.
pub(crate) fn chromium(workspace: &Workspace) -> Result<PathBuf, Failure> {
    if let Some(path) = env::var_os("CHROMIUM") {
        return Ok(path.into());
    }
    if let Some(path) = find_program(CHROMIUM_NAMES) {
        return Ok(path);
    }
    let missing = "Chromium is missing; install it with `sudo apt-get install chromium`, or name \
                   its executable in the variable `CHROMIUM`";
    install(workspace, &["chromium", "fonts-dejavu-core"], missing)?;
    find_program(CHROMIUM_NAMES).ok_or_else(|| missing.to_owned())
}

/// The database server of the store's tests, which start a cluster of their own.
pub(crate) fn postgres(workspace: &Workspace) -> Result<(), Failure> {
    let present = || find_program(&["initdb"]).is_some() || debian_postgres();
    if present() {
        return Ok(());
    }
    let missing = "PostgreSQL is missing; install it with `sudo apt-get install postgresql`, or \
                   put the folder of its program `initdb` into PATH";
    install(workspace, &["postgresql"], missing)?;
    if present() {
        Ok(())
    } else {
        Err(missing.to_owned())
    }
}

/// Whether Debian's package is there, which keeps each version's programs out of `PATH`.
fn debian_postgres() -> bool {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    versions
        .flatten()
        .any(|version| version.path().join("bin/initdb").is_file())
}

/// The image registry that tests run against, what pulls from it there, and what makes its certificate.
pub(crate) fn registry(workspace: &Workspace) -> Result<(), Failure> {
    for program in ["docker-registry", "skopeo", "openssl"] {
        debian_program(workspace, program)?;
    }
    Ok(())
}

/// Docker's client. Where there is none, that of Debian's package, unpacked below `target` and not
/// installed: the daemon, which may come with it, is not wanted on anybody's machine.
pub(crate) fn docker(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let folder = workspace.target.join("docker");
    let client = folder.join("usr/bin/docker");
    if let Some(found) =
        find_program(&["docker"]).or_else(|| client.is_file().then(|| client.clone()))
    {
        return Ok(found);
    }
    let missing = "`docker` is missing; put Docker's client into PATH. It needs no daemon";
    if find_program(&["apt-get"]).is_none() {
        return Err(missing.to_owned());
    }
    step("unpack Docker's client (`apt-get download`)", || {
        fs::create_dir_all(&folder)
            .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        if is_root(workspace) {
            run(&folder, Command::new("apt-get").args(["update", "-q"]))?;
        }
        let unpacked = DOCKER_PACKAGES
            .iter()
            .any(|package| unpack(&folder, package).is_ok() && client.is_file());
        if unpacked {
            Ok(())
        } else {
            Err(missing.to_owned())
        }
    })?;
    Ok(client)
}

/// Downloads a package of Debian into a folder, and unpacks it there.
fn unpack(folder: &Path, package: &str) -> Result<(), Failure> {
    let mut download = Command::new("apt-get");
    run(folder, download.args(["download", "-q", package]))?;
    let prefix = format!("{package}_");
    let is_archive = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&prefix) && name.ends_with(".deb")
    };
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let archive = files.map(|file| file.path()).find(is_archive);
    let archive = archive.ok_or_else(|| format!("`apt-get download {package}` wrote nothing"))?;
    let mut extract = Command::new("dpkg-deb");
    run(folder, extract.arg("--extract").arg(archive).arg(folder)).map(|_| ())
}

/// A program of the Debian package of its name.
fn debian_program(workspace: &Workspace, name: &str) -> Result<(), Failure> {
    let present = || find_program(&[name]).is_some();
    if present() {
        return Ok(());
    }
    let missing = format!("`{name}` is missing; install it with `sudo apt-get install {name}`");
    install(workspace, &[name], &missing)?;
    if present() { Ok(()) } else { Err(missing) }
}

/// Installs packages of Debian where that can be done without asking, and fails with `missing`
/// where not.
pub(crate) fn install(
    workspace: &Workspace,
    packages: &[&str],
    missing: &str,
) -> Result<(), Failure> {
    if !is_root(workspace) || find_program(&["apt-get"]).is_none() {
        return Err(missing.to_owned());
    }
    let title = format!("install {0} (`apt-get install {0}`)", packages[0]);
    step(&title, || {
        let apt = |arguments: &[&str]| {
            run(
                &workspace.root,
                Command::new("apt-get")
                    .env("DEBIAN_FRONTEND", "noninteractive")
                    .args(arguments),
            )
        };
        apt(&["update", "-q"])?;
        apt(&[
            &["install", "-q", "-y", "--no-install-recommends"],
            packages,
        ]
        .concat())
    })
    .map(|_| ())
}

fn node(workspace: &Workspace) -> Result<(), Failure> {
    let missing = format!(
        "Node.js {NODE_MAJOR_MIN} or newer and npm are needed; \
         install them with `sudo apt-get install nodejs npm`"
    );
    let version = output(&workspace.root, Command::new("node").arg("--version"))
        .map_err(|_| missing.clone())?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE_MAJOR_MIN) {
        return Err(format!("found Node.js {}: {missing}", version.trim()));
    }
    output(&workspace.root, Command::new("npm").arg("--version"))
        .map(|_| ())
        .map_err(|_| missing)
}

fn is_root(workspace: &Workspace) -> bool {
    output(&workspace.root, Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}
