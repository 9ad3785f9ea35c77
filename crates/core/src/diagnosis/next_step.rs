//! What to do about a diagnosis.

use std::borrow::Cow;

use super::{Cause, Diagnosis, NamedImage, Program, instructions};
use crate::registry::Catalogue;

/// The login that is shown where no image says whose registry it is.
const LOGIN_TO_ECR: &str = "aws ecr get-login-password --region REGION | docker login --username AWS --password-stdin ACCOUNT.dkr.ecr.REGION.amazonaws.com";

/// What to do next: a sentence, and commands for a POSIX shell where some can be given.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct NextStep {
    /// In the imperative, without a full stop.
    pub text: Cow<'static, str>,
    /// To run one after the other. Words in capitals are to be filled in.
    pub commands: Vec<String>,
}

/// The next step about a diagnosis.
pub(super) fn of(catalogue: &Catalogue, diagnosis: &Diagnosis) -> NextStep {
    let text = match (diagnosis.cause, diagnosis.program) {
        (cause, Some(Program::Kubernetes)) if cause.is_mended_by_login() => Cow::Borrowed(
            "give the pod an `imagePullSecret` for the registry, or the nodes a role that may pull: a login in your shell is not the kubelet's",
        ),
        (cause, Some(Program::AmazonEcs)) if cause.is_mended_by_login() => Cow::Borrowed(
            "let the task's execution role pull the image: it asks the registry, not you",
        ),
        (cause, _) => Cow::Borrowed(cause.advice()),
    };
    NextStep {
        text,
        commands: commands(catalogue, diagnosis),
    }
}

fn commands(catalogue: &Catalogue, diagnosis: &Diagnosis) -> Vec<String> {
    let image = diagnosis.image.as_ref();
    match (diagnosis.cause, image) {
        (Cause::GetLoginRemoved, None) => vec![LOGIN_TO_ECR.to_owned()],
        (Cause::DaemonDown, _) => vec![start_of_daemon(diagnosis.pattern).to_owned()],
        (Cause::AwsSessionExpired, _) => vec!["aws sso login".to_owned()],
        (cause, Some(image)) if cause.is_mended_by_login() => {
            login_and_pull(catalogue, image, diagnosis.program)
        }
        _ => Vec::new(),
    }
}

/// What starts the daemon that a pattern found missing.
fn start_of_daemon(pattern: &str) -> &'static str {
    match pattern {
        "podman_machine" => "podman machine start",
        "podman_socket" => "systemctl --user start podman.socket",
        "containerd_socket" => "sudo systemctl start containerd",
        _ => "sudo systemctl start docker",
    }
}

/// Both commands, in the words of the program that pulls; none where a shell is not what pulls.
fn login_and_pull(
    catalogue: &Catalogue,
    image: &NamedImage,
    program: Option<Program>,
) -> Vec<String> {
    let Some(program) = program.map_or(Some("docker"), Program::login_program) else {
        return Vec::new();
    };
    let steps = instructions(catalogue, image);
    let as_program = |command: &str| match program {
        "docker" => command.to_owned(),
        program => command.replace("docker login", &format!("{program} login")),
    };
    let pull = match program {
        "skopeo" => steps
            .pull
            .replacen("docker pull ", "skopeo inspect docker://", 1),
        program => steps.pull.replacen("docker", program, 1),
    };
    let login = steps.login.as_deref().map(as_program);
    login.into_iter().chain([pull]).collect()
}
