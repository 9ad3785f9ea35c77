//! Drafts without a mistake.

use wharfinger_core::registry::{AMAZON_ECR_ID, RegistryEntry, RegistryVisibility};
use wharfinger_core::report::Field;

use super::{Form, words};
use crate::random::Random;

/// Most segments that a nested repository gets: deeper ones exist and are rare.
const SEGMENTS_MAX: usize = 4;

/// A draft that the registry and every rule accept, in one line, in parts, or both.
pub(super) fn draft(random: &mut Random, entry: RegistryEntry<'_>) -> Form {
    let image = image(random, entry);
    let mut form = Form::default();
    match random.below(8) {
        0..4 => form.set(Field::Image, image.line(random)),
        4..7 => image.parts(random, entry, &mut form),
        _ => {
            form.set(Field::Image, image.line(random));
            image.parts(random, entry, &mut form);
        }
    }
    match entry.visibility() {
        RegistryVisibility::PublicOnly => {
            if random.one_in(2) {
                form.set(Field::Visibility, "public");
            }
        }
        RegistryVisibility::PrivateOnly => private(random, &mut form),
        RegistryVisibility::Mixed => match random.below(3) {
            0 => form.set(Field::Visibility, "public"),
            1 => private(random, &mut form),
            _ => {}
        },
    }
    good_about(random, &mut form);
    form
}

/// Adds what a draft says beside its image, now and then with a mistake.
pub(super) fn about(random: &mut Random, form: &mut Form) {
    match random.below(6) {
        0 => form.set(Field::Visibility, *random.pick(words::VISIBILITIES)),
        1 => private(random, form),
        2 => form.set(Field::Visibility, "private"),
        _ => {}
    }
    if random.one_in(8) {
        form.set(Field::ContactEmail, *random.pick(words::BAD_CONTACTS));
    }
    if random.one_in(8) {
        form.set(Field::SourceUrl, *random.pick(words::BAD_SOURCES));
    }
    if random.one_in(2) {
        good_about(random, form);
    }
}

fn private(random: &mut Random, form: &mut Form) {
    form.set(Field::Visibility, "private");
    form.set(Field::ContactEmail, *random.pick(words::CONTACTS));
}

fn good_about(random: &mut Random, form: &mut Form) {
    for (field, texts) in [
        (Field::ToolName, words::TOOL_NAMES),
        (Field::Description, words::DESCRIPTIONS),
        (Field::SourceUrl, words::SOURCES),
        (Field::ContactEmail, words::CONTACTS),
    ] {
        if form.get(field).is_none() && random.one_in(4) {
            form.set(field, *random.pick(texts));
        }
    }
}

/// The parts of an image.
struct Image {
    host: String,
    segments: Vec<&'static str>,
    tag: Option<&'static str>,
    digest: Option<String>,
    is_hub: bool,
    is_ecr: bool,
}

fn image(random: &mut Random, entry: RegistryEntry<'_>) -> Image {
    let is_ecr = entry.id() == AMAZON_ECR_ID;
    let host = if is_ecr {
        (*random.pick(words::ECR_HOSTS)).to_owned()
    } else {
        // A `*` is a label that the owner of the host chooses.
        entry.host_example().replace('*', "genomics")
    };
    let allowed = entry.segments();
    let min = usize::from(allowed.min);
    let max = allowed
        .max
        .map_or(SEGMENTS_MAX, |max| usize::from(max).min(SEGMENTS_MAX));
    let count = min + random.below(max - min + 1);
    let mut segments: Vec<&str> = (0..count).map(|_| *random.pick(words::NAMES)).collect();
    if count > 1 {
        segments[0] = *random.pick(words::NAMESPACES);
    }
    let digest = random.one_in(4).then(|| digest(random));
    // Some namespaces have no `latest`, so that one of the two is always given.
    let tag = (digest.is_none() || random.one_in(2)).then(|| *random.pick(words::TAGS));
    let tag =
        tag.filter(|tag| segments[0] != "biocontainers" || *tag != "latest" || digest.is_some());
    Image {
        is_hub: host == "docker.io",
        tag: tag.or_else(|| digest.is_none().then_some("1.0")),
        host,
        segments,
        digest,
        is_ecr,
    }
}

impl Image {
    fn line(&self, random: &mut Random) -> String {
        let path = self.segments.join("/");
        // A name with a dot and nothing behind it is read as a host.
        let is_host = self.segments.len() == 1 && path.contains('.');
        let mut line = if self.is_hub && random.one_in(2) && !is_host {
            path
        } else {
            [&self.host, "/", &path].concat()
        };
        if let Some(tag) = self.tag {
            line.push(':');
            line.push_str(tag);
        }
        if let Some(digest) = &self.digest {
            line.push('@');
            line.push_str(digest);
        }
        line
    }

    fn parts(&self, random: &mut Random, entry: RegistryEntry<'_>, form: &mut Form) {
        form.set(Field::Registry, entry.id());
        if entry.custom_path() {
            form.set(Field::RegistryPath, self.host.as_str());
        }
        let has_namespace = self.segments.len() > 1 && !self.is_ecr;
        let (namespace, name) = if has_namespace {
            (self.segments[0], &self.segments[1..])
        } else {
            ("_", &self.segments[..])
        };
        if has_namespace || random.one_in(2) {
            form.set(Field::Namespace, namespace);
        }
        form.set(Field::Name, name.join("/"));
        if let Some(tag) = self.tag {
            form.set(Field::Tag, tag);
        }
        if let Some(digest) = &self.digest {
            form.set(Field::Digest, digest.as_str());
        }
    }
}

/// A digest of one of the algorithms that registries take.
pub(super) fn digest(random: &mut Random) -> String {
    let (algorithm, length) = *random.pick(&[("sha256", 64), ("sha256", 64), ("sha512", 128)]);
    let mut text = format!("{algorithm}:");
    for _ in 0..length {
        let digit = u32::try_from(random.below(16)).expect("it is below 16");
        text.push(char::from_digit(digit, 16).expect("it is below 16"));
    }
    text
}
