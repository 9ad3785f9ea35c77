//! What kind of file it is: by its name first, and for YAML by what it holds.

use std::fmt;

/// A kind of file that names images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// `Dockerfile`, `Containerfile`.
    Dockerfile,
    /// A compose file.
    Compose,
    /// Kubernetes manifests, several in one file; templates of Helm as far as they can be read.
    Kubernetes,
    /// A tool or workflow of the Common Workflow Language.
    Cwl,
    /// A GitHub workflow, or an action.
    Workflow,
    /// YAML whose kind its keys tell, each document for itself.
    Yaml,
    /// The Workflow Description Language, draft-2 to 1.3.
    Wdl,
    /// A Nextflow script or its configuration.
    Nextflow,
    /// A Snakemake file.
    Snakemake,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: &[Self] = &[
        Self::Dockerfile,
        Self::Compose,
        Self::Kubernetes,
        Self::Cwl,
        Self::Workflow,
        Self::Yaml,
        Self::Wdl,
        Self::Nextflow,
        Self::Snakemake,
    ];

    /// The spelling in JSON and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dockerfile => "dockerfile",
            Self::Compose => "compose",
            Self::Kubernetes => "kubernetes",
            Self::Cwl => "cwl",
            Self::Workflow => "workflow",
            Self::Yaml => "yaml",
            Self::Wdl => "wdl",
            Self::Nextflow => "nextflow",
            Self::Snakemake => "snakemake",
        }
    }

    /// The format of a file by its path, with `/` or `\` between folders; `None` where the name says
    /// nothing about images.
    ///
    /// ```
    /// use wharfinger_lint::Format;
    /// assert_eq!(Format::of_path("tools/Dockerfile.gpu"), Some(Format::Dockerfile));
    /// assert_eq!(Format::of_path(".github/workflows/ci.yml"), Some(Format::Workflow));
    /// assert_eq!(Format::of_path("deploy/web.yaml"), Some(Format::Yaml));
    /// assert_eq!(Format::of_path("README.md"), None);
    /// ```
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        match extension {
            "yml" | "yaml" => return Some(Self::of_yaml_path(path, stem)),
            "json" if stem.rsplit('.').next() == Some("cwl") => return Some(Self::Cwl),
            "cwl" => return Some(Self::Cwl),
            "wdl" => return Some(Self::Wdl),
            // Also the parts that `nextflow.config` includes, by custom from `conf/`.
            "nf" | "config" => return Some(Self::Nextflow),
            "smk" | "snakefile" => return Some(Self::Snakemake),
            // What belongs to a Dockerfile and is none.
            "dockerignore" | "md" => return None,
            "dockerfile" | "containerfile" => return Some(Self::Dockerfile),
            _ => {}
        }
        match name.split('.').next().unwrap_or_default() {
            "dockerfile" | "containerfile" => Some(Self::Dockerfile),
            "snakefile" => Some(Self::Snakemake),
            _ => None,
        }
    }

    fn of_yaml_path(path: &str, stem: &str) -> Self {
        let is_workflow = path
            .replace('\\', "/")
            .rsplit_once('/')
            .is_some_and(|(folder, _)| folder.ends_with(".github/workflows"));
        if is_workflow || stem == "action" {
            Self::Workflow
        } else if stem.starts_with("docker-compose") || stem.split('.').next() == Some("compose") {
            Self::Compose
        } else {
            Self::Yaml
        }
    }

    /// The format spelled `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.as_str() == name)
    }

    /// Words of which a text must hold one to name an image: files without are not parsed.
    pub(crate) const fn words(self) -> &'static [&'static str] {
        match self {
            // Instructions may be written in either case; there is always one.
            Self::Dockerfile => &[],
            Self::Compose | Self::Kubernetes => &["image"],
            Self::Cwl => &["dockerPull"],
            Self::Workflow => &["image", "container", "docker://"],
            Self::Yaml => &["image", "dockerPull", "container", "docker://"],
            Self::Wdl => &["docker", "container"],
            Self::Nextflow => &["container"],
            Self::Snakemake => &["container", "singularity"],
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn names_tell_formats() {
        for (path, format) in [
            ("Dockerfile", Some(Format::Dockerfile)),
            ("a/dockerfile", Some(Format::Dockerfile)),
            ("a/Containerfile.dev", Some(Format::Dockerfile)),
            ("a/tool.Dockerfile", Some(Format::Dockerfile)),
            ("Dockerfile.dockerignore", None),
            ("Dockerfile.md", None),
            ("dockerfiles/x.sh", None),
            ("compose.yaml", Some(Format::Compose)),
            ("compose.override.yml", Some(Format::Compose)),
            ("docker-compose.prod.yml", Some(Format::Compose)),
            ("composer.yml", Some(Format::Yaml)),
            ("a\\.github\\workflows\\ci.yml", Some(Format::Workflow)),
            (".github/dependabot.yml", Some(Format::Yaml)),
            ("action.yml", Some(Format::Workflow)),
            ("a.cwl", Some(Format::Cwl)),
            ("a.cwl.json", Some(Format::Cwl)),
            ("a.json", None),
            ("a.WDL", Some(Format::Wdl)),
            ("main.nf", Some(Format::Nextflow)),
            ("conf/base.config", Some(Format::Nextflow)),
            ("workflow/Snakefile", Some(Format::Snakemake)),
            ("rules/map.smk", Some(Format::Snakemake)),
        ] {
            assert_eq!(Format::of_path(path), format, "{path}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.as_str()), Some(*format));
        }
    }
}
