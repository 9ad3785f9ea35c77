//! Whose output it is: the program that pulls, and the workflow engine around it.

use std::sync::LazyLock;

use regex::Regex;

macro_rules! programs {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $marks:literal;)*) => {
        /// A program that pulls images, or a workflow engine that has them pulled.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Program {
            $($(#[$doc])* $variant,)*
        }

        impl Program {
            /// Every program. Those that have others pull stand before them: their marks decide.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The spelling in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What only the output of this program has.
            const fn marks(self) -> &'static str {
                match self { $(Self::$variant => $marks,)* }
            }
        }
    };
}

programs! {
    /// Toil, the workflow engine.
    Toil = "toil", r"\btoil[.\-_]|TOIL WORKER|\[toil\]";
    /// cwltool, the reference runner of the Common Workflow Language.
    Cwltool = "cwltool", r"\bcwltool\b|\bcwl_utils\b|is required to run this tool|is not available for this tool|Command '\['(?:docker|podman|singularity|apptainer|udocker)'";
    /// Nextflow.
    Nextflow = "nextflow", r"Error executing process >|N E X T F L O W|\bnextflow\b|\bname=nxf-|Task failed to start - ";
    /// Cromwell.
    Cromwell = "cromwell", r"\bcromwell\b|\bWorkflowManagerActor\b|\bBackendPreparationActor_";
    /// miniwdl.
    Miniwdl = "miniwdl", r"\bminiwdl\b|\bwdl\.[tw]:";
    /// Snakemake.
    Snakemake = "snakemake", r"\b[Ss]nakemake\b|Building DAG of jobs|(?m-s:^WorkflowError:)|to use (?:apptainer/)?singularity integration";
    /// Kubernetes: the kubelet of a node pulls.
    Kubernetes = "kubernetes", r"\bkubelet\b|\bErrImagePull\b|\bImagePullBackOff\b|Failed to pull image \\*\x22";
    /// Amazon ECS, AWS Batch and Fargate.
    AmazonEcs = "amazon-ecs", r"CannotPull[A-Za-z]*ContainerError";
    /// The AWS CLI.
    AwsCli = "aws-cli", r"\baws: (?:error|command not found)|An error occurred \([A-Za-z]+\) when calling|Unable to locate credentials|\baws ecr get-login(?:\s|$)|on endpoint URL: |endpoint URL: \x22https://api\.ecr|running \x22aws configure\x22|retrieving token from sso";
    /// Singularity and Apptainer.
    Singularity = "singularity", r"(?m-s:\bFATAL:  )|\boci registry\b|\bSIF file\b|\b(?:singularity|apptainer) (?:pull|build|run|exec|command)\b|'(?:singularity|apptainer)', 'pull'|pulling container failed|or singularity command has";
    /// crictl.
    Crictl = "crictl", r"\bcrictl\b|PullImage from image service failed";
    /// nerdctl.
    Nerdctl = "nerdctl", r"\bnerdctl\b|FATA\[\d+\] (?:failed to (?:resolve|copy|do)|no match for|pull access)";
    /// ctr, the command of containerd.
    Containerd = "containerd", r"(?m-s:^\s*ctr: )|\bctr (?:-n \S+ )?i(?:mages?)? pull\b";
    /// Skopeo.
    Skopeo = "skopeo", r"\bskopeo\b|(?:FATA\[\d+\] |level=fatal msg=\x22)(?:Error )?(?:initializing|parsing image|choosing an image|reading manifest)";
    /// Podman, Buildah and CRI-O.
    Podman = "podman", r"\bpodman\b|to Podman\b|Trying to pull \S|Error: (?:Error )?initializing source|Error: short-name|errors? occurred while pulling:";
    /// Docker: the engine, its command line, Compose.
    Docker = "docker", r"Error response from daemon|\bdocker(?:d|-compose)?(?:\[\d+\])?:|\b[Dd]ocker (?:pull|run|build|login|compose|daemon|image|Build)\b|'docker', '|DOCKER> |docker(?:[._-]sock|_engine|-credential)|\bdockerd?\b.{0,24}not (?:found|available)|Pulling (?:repository|fs layer|from)|\b(?:denied|unauthorized): (?:Your|User|requested)|failed to register layer|GetImageBlob|non TTY device|manifest list entries|Pulling \w+ \(|docker task|host platform|pull access denied for|\bno such manifest: |login attempt to https?://|error during connect: |the docker API at |\bbuildx\b|\bfailed to solve: |\[internal\] load metadata for ";
}

impl Program {
    /// Whether it has others pull.
    #[must_use]
    pub const fn is_engine(self) -> bool {
        matches!(
            self,
            Self::Toil
                | Self::Cwltool
                | Self::Nextflow
                | Self::Cromwell
                | Self::Miniwdl
                | Self::Snakemake
        )
    }

    /// The word in front of `login HOST`, where the program keeps logins that way.
    #[must_use]
    pub const fn login_program(self) -> Option<&'static str> {
        match self {
            Self::Podman => Some("podman"),
            Self::Nerdctl => Some("nerdctl"),
            Self::Skopeo => Some("skopeo"),
            Self::Kubernetes | Self::AmazonEcs | Self::Crictl | Self::Containerd => None,
            // Apptainer reads what `docker login` keeps; workflow engines leave it to what they run.
            _ => Some("docker"),
        }
    }
}

impl std::fmt::Display for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

static MARKS: LazyLock<Vec<(Program, Regex)>> = LazyLock::new(|| {
    let compile = |program: &Program| Some((*program, Regex::new(program.marks()).ok()?));
    Program::ALL.iter().filter_map(compile).collect()
});

/// The program that pulls, and the engine around it, as far as the text shows them.
pub(super) fn recognise(text: &str) -> (Option<Program>, Option<Program>) {
    let find = |is_engine: bool| {
        MARKS
            .iter()
            .find(|(program, marks)| program.is_engine() == is_engine && marks.is_match(text))
            .map(|(program, _)| *program)
    };
    (find(false), find(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_compiles() {
        assert_eq!(MARKS.len(), Program::ALL.len());
    }
}
