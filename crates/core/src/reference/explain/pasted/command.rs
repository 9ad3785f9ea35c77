//! Command lines and lines of configuration files that name an image.

use super::super::characters::is_space;

/// Programs whose command lines name an image.
const PROGRAMS: &[&str] = &[
    "docker",
    "podman",
    "nerdctl",
    "buildah",
    "skopeo",
    "crane",
    "ctr",
    "crictl",
    "singularity",
    "apptainer",
    "finch",
    "helm",
];

/// Sub-commands that an image follows.
const SUB_COMMANDS: &[&str] = &[
    "pull",
    "push",
    "run",
    "create",
    "exec",
    "shell",
    "image",
    "images",
    "container",
    "inspect",
    "build",
    "save",
    "manifest",
    "digest",
    "from",
    "install",
    "tag",
    "copy",
    "cp",
];

/// Options of `docker run` and its kin that take the next word as their value.
const OPTIONS_WITH_VALUE: &[&str] = &[
    "-a",
    "-c",
    "-e",
    "-h",
    "-l",
    "-m",
    "-p",
    "-u",
    "-v",
    "-w",
    "--add-host",
    "--cpus",
    "--device",
    "--entrypoint",
    "--env",
    "--env-file",
    "--gpus",
    "--hostname",
    "--label",
    "--memory",
    "--mount",
    "--name",
    "--namespace",
    "--net",
    "--network",
    "--platform",
    "--publish",
    "--pull",
    "--restart",
    "--user",
    "--volume",
    "--volumes-from",
    "--workdir",
];

/// Whether `key` is one of a configuration file whose value is an image, whatever it looks like.
pub(super) fn is_key(key: &str) -> bool {
    [
        "image",
        "container",
        "docker",
        "dockerPull",
        "dockerImage",
        "dockerImageId",
        "from",
        "uses",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(key))
}

/// What a line is to somebody who looks for an image in it.
pub(super) enum Line<'l> {
    /// No command.
    Other,
    /// A command that names no image.
    WithoutImage,
    /// A command that names this one.
    Names(&'l str),
}

/// Reads a command or a line of a Dockerfile: `docker pull X`, `FROM X AS y`, `X # a comment`.
pub(super) fn read(line: &str) -> Line<'_> {
    let mut words = line
        .split(is_space)
        .filter(|word| !word.is_empty())
        .skip_while(|word| matches!(*word, "$" | "#" | ">" | "%" | "sudo"));
    let first = words.next().unwrap_or_default();
    let rest: Vec<&str> = words.collect();
    let Some(follows) = rest.first() else {
        return Line::Other;
    };
    let image = if first.eq_ignore_ascii_case("FROM") {
        rest.iter().find(|word| !word.starts_with('-')).copied()
    } else if PROGRAMS.contains(&first) {
        image_of_command(first, &rest)
    } else if follows.starts_with('#') || follows.eq_ignore_ascii_case("AS") {
        Some(first)
    } else {
        return Line::Other;
    };
    image.map_or(Line::WithoutImage, Line::Names)
}

/// The word of a command line, behind the program, that names the image.
fn image_of_command<'w>(program: &str, words: &[&'w str]) -> Option<&'w str> {
    // The sub-command, of one word or two: `pull`, `image pull`, `run`.
    let is_sub_command = |word: &&&str| SUB_COMMANDS.contains(*word);
    let sub_commands = words.iter().take_while(is_sub_command).count();
    let (sub_commands, rest) = words.split_at(sub_commands);
    let last = sub_commands.last()?;
    // `docker tag SOURCE IMAGE`, `singularity pull FILE IMAGE`.
    let is_last_word = matches!(*last, "tag" | "copy" | "cp")
        || matches!(program, "singularity" | "apptainer") && matches!(*last, "pull" | "build");
    let mut rest = rest.iter().copied();
    let mut image = None;
    while let Some(word) = rest.next() {
        if OPTIONS_WITH_VALUE.contains(&word) {
            rest.next();
        } else if !word.starts_with('-') {
            image = Some(word);
            if !is_last_word {
                break;
            }
        }
    }
    image
}
