//! Command lines and lines of configuration files that name an image.

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
    "cleanenv",
    "containall",
    "detach",
    "fakeroot",
    "init",
    "insecure",
    "interactive",
    "nv",
    "privileged",
    "publish-all",
    "quiet",
    "read-only",
    "replace",
    "rm",
    "tty",
    "verbose",
];

/// Short options that stand alone, wherever they mean anything.
const SHORT_SWITCHES: &[char] = &['d', 'i', 't', 'q', 'D', 'P'];

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
    let (front, words) = words.split_at(words.iter().position(is_sub_command)?);
    // Compose names services.
    if front.contains(&"compose") || program.ends_with("-compose") {
        return None;
    }
    // The sub-command, of one word or two: `pull`, `image pull`, `run`.
    let count = words.iter().take_while(|word| is_sub_command(word)).count();
    let (sub_commands, rest) = words.split_at(count);
    let verb = *sub_commands.last()?;
    // `docker tag SOURCE IMAGE`, `singularity pull FILE IMAGE`.
    let is_singularity = matches!(program, "singularity" | "apptainer");
    let is_last =
        matches!(verb, "tag" | "copy" | "cp") || is_singularity && matches!(verb, "pull" | "build");
    let has_scheme = |word: &&str| SCHEMES.iter().any(|scheme| word.starts_with(scheme));
    let mut schemes = rest.iter().copied().filter(has_scheme);
    let with_scheme = if is_last {
        schemes.last()
    } else {
        schemes.next()
    };
    if with_scheme.is_some() {
        return with_scheme;
    }
    if matches!(verb, "build" | "bud") && !is_singularity {
        return tag_of_build(rest);
    }
    let mut plain = Vec::new();
    let mut values = Vec::new();
    let mut rest = rest.iter().copied();
    while let Some(word) = rest.next() {
        if !word.starts_with('-') {
            plain.push(word);
        } else if takes_value(word, verb) {
            values.extend(rest.next());
        }
    }
    // `image rm`: a verb that is not in the list.
    if matches!(verb, "image" | "container") && !plain.is_empty() {
        plain.remove(0);
    }
    let image = if is_last { plain.last() } else { plain.first() };
    // `--unknown quay.io/team/tool COMMAND`: an option that took no value after all.
    let is_bare = image.is_none_or(|image| !image.contains(['/', ':']));
    let is_image = |value: &&&str| {
        let host = value.split('/').next().unwrap_or_default();
        host.len() < value.len()
            && host.contains('.')
            && !host.contains(['=', '$', '"'])
            && !host.starts_with('.')
    };
    values
        .iter()
        .find(is_image)
        .filter(|_| is_bare)
        .or(image)
        .copied()
}

/// Whether an option takes the next word as its value.
fn takes_value(option: &str, verb: &str) -> bool {
    match option.strip_prefix("--") {
        Some(name) => !name.contains('=') && !SWITCHES.contains(&name),
        // Of several in one word the last may have a value, which may stand in the word itself.
        None => {
            option.bytes().skip(1).all(|byte| byte.is_ascii_alphabetic())
                && !option.ends_with(SHORT_SWITCHES)
                // `--all-tags` of `pull`, `--attach` of `run`.
                && (option, verb) != ("-a", "pull")
        }
    }
}

/// What `build` calls the image it makes; its plain word is a folder.
fn tag_of_build<'w>(words: &[&'w str]) -> Option<&'w str> {
    words.windows(2).find_map(|pair| match *pair {
        ["-t" | "--tag", image] => Some(image),
        [option, _] => option.strip_prefix("--tag="),
        _ => None,
    })
}
