//! Command lines and lines of configuration files that name an image.

use super::super::super::{DOCKER_HUB_HOST, ImageReference, Mode};
use super::super::characters::is_space;

/// Programs whose command lines name an image.
const PROGRAMS: &[&str] = &[
    "docker",
    "docker-compose",
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
    "bud",
    "save",
    "manifest",
    "digest",
    "from",
    "install",
    "tag",
    "copy",
    "cp",
];

/// Long options that stand alone. Every other one takes the next word as its value: most do, and of
/// those that are not known yet a value taken for the image is the worse mistake.
const SWITCHES: &[&str] = &[
    // `--` itself.
    "",
    "all-tags",
    "detach",
    "init",
    "interactive",
    "nv",
    "privileged",
    "quiet",
    "read-only",
    "rm",
    "tty",
];

/// Short options that stand alone, wherever they mean anything.
const SHORT_SWITCHES: &[u8] = b"ditqDP";

/// Schemes that nothing but an image has.
const SCHEMES: &[&str] = &["docker://", "oci://", "oras://"];

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
        // A `\` at the end of a line joins it with the next.
        .filter(|word| !matches!(*word, "" | "\\"))
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
    let is_sub_command = |word: &&str| SUB_COMMANDS.contains(word);
    // Options of the program itself, and the likes of `buildx`, stand in front.
    let at = words.iter().position(is_sub_command)?;
    // Compose names services.
    if words[..at].contains(&"compose") || program.ends_with("-compose") {
        return None;
    }
    // Of one word or two: `pull`, `image pull`, `run`.
    let at = at + usize::from(words.get(at + 1).is_some_and(is_sub_command));
    let (verb, rest) = (words[at], &words[at + 1..]);
    if let Some(image) = rest.iter().find(|word| has_scheme(word)) {
        return Some(image);
    }
    // `docker tag SOURCE IMAGE`, `singularity pull FILE IMAGE`.
    let is_singularity = matches!(program, "singularity" | "apptainer");
    let is_last = matches!(verb, "tag" | "copy" | "cp") || is_singularity && verb == "pull";
    // What is built has its name in an option; the plain word is a folder.
    let is_build = matches!(verb, "build" | "bud");
    // `image rm`: a verb that is not in the list.
    let mut is_verb = matches!(verb, "image" | "container");
    let (mut image, mut host) = (None, None);
    let mut rest = rest.iter().copied();
    while let Some(word) = rest.next() {
        if is_build {
            if matches!(word, "-t" | "--tag") {
                return rest.next();
            }
            if let Some(image) = word.strip_prefix("--tag=") {
                return Some(image);
            }
        }
        if word.starts_with('-') {
            let value = takes_value(word, verb).then(|| rest.next()).flatten();
            // `--unknown quay.io/team/tool COMMAND`: an option that took no value after all.
            if image.is_none() && value.is_some_and(names_host) {
                host = value;
            }
        } else if !std::mem::take(&mut is_verb) && (is_last || image.is_none()) {
            image = Some(word);
        }
    }
    let is_named = |image: &&str| image.contains(['/', ':']);
    image
        .filter(is_named)
        .or(host)
        .or(image)
        .filter(|_| !is_build)
}

fn has_scheme(word: &str) -> bool {
    SCHEMES.iter().any(|scheme| word.starts_with(scheme))
}

/// Whether a word can only be an image: the values of options seldom read like one with its host.
fn names_host(word: &str) -> bool {
    ImageReference::parse(word, Mode::Strict).is_some_and(|image| image.domain() != DOCKER_HUB_HOST)
}

/// Whether an option takes the next word as its value.
fn takes_value(option: &str, verb: &str) -> bool {
    match option.strip_prefix("--") {
        Some(name) => !name.contains('=') && !SWITCHES.contains(&name),
        // Of several in one word the last may have a value, which may stand in the word itself.
        None => {
            option.bytes().skip(1).all(|byte| byte.is_ascii_alphabetic())
                && !option.bytes().last().is_some_and(|last| SHORT_SWITCHES.contains(&last))
                // `--all-tags` of `pull`, `--attach` of `run`.
                && (option, verb) != ("-a", "pull")
        }
    }
}
