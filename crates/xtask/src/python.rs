//! Programs in Python that tests need: each with everything it needs in a folder of its own below
//! `target`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::Failure;
use crate::process::{output, run, succeeds};
use crate::setup;
use crate::steps::step;
use crate::workspace::Workspace;

/// The oldest Python 3 that the pinned versions are for: that of Debian 12.
const PYTHON_MINOR_MIN: u32 = 11;

/// A program in Python.
pub(crate) struct Program {
    /// The package that it is in, and the name of its folder.
    package: &'static str,
    /// What it is called.
    binary: &'static str,
    /// What is installed: versions and hashes of the package and all that it needs.
    requirements: &'static str,
}

/// Makes requests out of the API's document.
pub(crate) const SCHEMATHESIS: Program = Program {
    package: "schemathesis",
    binary: "schemathesis",
    requirements: "tests/contract/requirements.txt",
};

/// Reads a Tool Registry Service as the GA4GH says one is; what runs is the Python that has it.
pub(crate) const TRS_CLI: Program = Program {
    package: "trs-cli",
    binary: "python",
    requirements: "tests/contract/trs-cli/requirements.txt",
};

/// Models of a Tool Registry Service's answers that are made out of the standard's document; what runs is the
/// Python that has them.
pub(crate) const TRS_MODELS: Program = Program {
    package: "galaxy-tool-shed-schema",
    binary: "python",
    requirements: "tests/contract/trs-models/requirements.txt",
};

/// Somebody else's simulator of AWS.
pub(crate) const MOTO: Program = Program {
    package: "moto",
    binary: "moto_server",
    requirements: "tests/moto/requirements.txt",
};

/// Runs tools that are described in the Common Workflow Language, and pulls their images.
pub(crate) const CWLTOOL: Program = Program {
    package: "cwltool",
    binary: "cwltool",
    requirements: "tests/cwltool/requirements.txt",
};

impl Program {
    /// Installs exactly what is pinned, where that is not there, and says where the program lies.
    pub(crate) fn install(&self, workspace: &Workspace) -> Result<PathBuf, Failure> {
        let folder = workspace.target.join(self.package);
        let program = folder.join("bin").join(self.binary);
        let requirements = setup::read(&workspace.path(self.requirements))?;
        // A copy of what was installed, written last: an installation that was cut off has none.
        let stamp = folder.join("installed-requirements.txt");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == requirements) {
            return Ok(program);
        }
        python(workspace)?;
        let title = format!(
            "install {} into `{}` (`pip install`)",
            self.pinned(&requirements),
            folder.display()
        );
        step(&title, || {
            run(
                &workspace.root,
                // Whatever lies there is of other versions.
                Command::new("python3")
                    .args(["-m", "venv", "--clear"])
                    .arg(&folder),
            )?;
            run(
                &workspace.root,
                Command::new(folder.join("bin/python"))
                    .args(["-m", "pip", "install", "--quiet"])
                    .args(["--disable-pip-version-check", "--require-hashes"])
                    .args(["--requirement", self.requirements]),
            )?;
            fs::write(&stamp, &requirements)
                .map_err(|error| format!("{} cannot be written: {error}", stamp.display()))
        })?;
        Ok(program)
    }

    /// The version of the package itself, as it is pinned.
    fn pinned<'a>(&self, requirements: &'a str) -> &'a str {
        requirements
            .lines()
            .find(|line| line.split(['=', '[']).next() == Some(self.package))
            .and_then(|line| line.split_whitespace().next())
            .unwrap_or(self.package)
    }
}

/// Python, with what makes folders like this one; Debian has that in a package of its own.
fn python(workspace: &Workspace) -> Result<(), Failure> {
    let missing = format!(
        "Python 3.{PYTHON_MINOR_MIN} or newer is needed, with `venv`; \
         install it with `sudo apt-get install python3-venv`"
    );
    let has_venv = || {
        succeeds(
            &workspace.root,
            Command::new("python3").args(["-c", "import ensurepip, venv"]),
        )
    };
    if !has_venv() {
        setup::install(workspace, &["python3-venv"], &missing)?;
    }
    let version = output(&workspace.root, Command::new("python3").arg("--version"))
        .map_err(|_| missing.clone())?;
    let minor = version
        .trim()
        .strip_prefix("Python 3.")
        .and_then(|rest| rest.split('.').next())
        .and_then(|minor| minor.parse::<u32>().ok());
    if minor.is_none_or(|minor| minor < PYTHON_MINOR_MIN) {
        return Err(format!("found {}: {missing}", version.trim()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{MOTO, SCHEMATHESIS};

    #[test]
    fn the_version_is_told() {
        let requirements = "# With hashes.\nmoto[ecr,sts]==5.2.1 \\\n    --hash=sha256:00\n\
                            schemathesis==4.32.5 \\\n    --hash=sha256:01\n";
        assert_eq!(SCHEMATHESIS.pinned(requirements), "schemathesis==4.32.5");
        assert_eq!(MOTO.pinned(requirements), "moto[ecr,sts]==5.2.1");
    }
}
