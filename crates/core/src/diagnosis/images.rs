//! Which image the output is about.

use crate::reference::{ImageReference, Mode};
use crate::registry::{Catalogue, EcrHost};
use crate::report::Span;

/// What stands for a whole reference in a mark.
const REFERENCE: &str = r"(?P<image>[A-Za-z0-9\[](?:[A-Za-z0-9._\-/@:\]]*[A-Za-z0-9_])?)";

/// How programs name the image: a needle in small letters, as in [`super::patterns`], and what
/// matches, with `<image>` for the reference, or the groups `host`, `path`, `tag` for its parts.
#[rustfmt::skip]
pub(super) const MARKS: &[(&str, &str)] = &[
    ("pull access denied for", r"pull access denied for <image>"),
    ("no such manifest", r"no such manifest: <image>"),
    ("manifest for", r"manifest for <image>(?:,| not found)"),
    ("unable to find image", r"unable to find image \\*'<image>\\*'"),
    ("docker://", r"docker://<image>"),
    ("repository", r"repository <image> not found"),
    ("pulling repository", r"pulling repository <image>"),
    ("error: image", r"error: image <image> not found"),
    ("failed to resolve ref", r#"failed to resolve ref(?:erence)? \\*"?<image>(?:\\*"|:\s)"#),
    ("source metadata for", r"failed to resolve source metadata for <image>(?::\s|$)"),
    ("load metadata for", r"\[internal\] load metadata for <image>(?::?\s|:?$)"),
    ("failed to pull", r#"failed to pull (?:and unpack )?image \\*"<image>\\*""#),
    ("pulling image", r#"pulling image \\*"<image>\\*""#),
    ("'pull'", r"'pull'(?:, '[^']*')*?, '(?:docker://)?<image>'\]"),
    (" pull ", r"\b(?:docker|podman|nerdctl|crictl|buildah)(?: image)? pull(?: --?[a-z-]+(?:=\S+)?)* <image>(?:\s|$)"),
    ("trying to pull", r"trying to pull <image>\.\.\."),
    ("pulling ", r"\bpulling [a-z0-9_-]+ \(<image>\)\.\.\."),
    ("reading manifest", r"reading manifest (?P<tag>[A-Za-z0-9_][A-Za-z0-9._-]*|sha256:[0-9a-f]{64}) in <image>"),
    ("no such image", r"no such image: <image>"),
    ("image ", r"\bimage <image> not found"),
    ("docker hash", r"docker hash <image>"),
    ("docker image path", r"docker image path: <image>"),
    ("resolv", r"^\s*<image>:\s+resolv"),
    ("resolved", r"^\s*<image>:\s+resolved\s"),
    ("step ", r"^(?:#\d+ )?\s*step \d+(?:/\d+)? ?: from <image>"),
    ("/manifests/", r"https?://(?P<host>[A-Za-z0-9.\-]+(?::\d+)?)/v2/(?P<path>[a-z0-9._/-]+)/manifests/(?P<tag>sha256:[0-9a-f]{64}|[A-Za-z0-9_][A-Za-z0-9._-]*)"),
    (":repository/", r"arn:(?P<partition>aws[a-z-]*):ecr:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):repository/(?P<path>[a-z0-9._/-]+)"),
];

/// The pattern of a mark, whole.
pub(super) fn pattern(mark: &str) -> String {
    mark.replace("<image>", REFERENCE)
}

/// An image that the output names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedImage {
    /// Where it stands.
    pub span: Span,
    /// Registry host, in the catalogue's spelling.
    pub host: String,
    /// Repository as `docker` knows it, without `_`.
    pub repository: String,
    /// Tag.
    pub tag: Option<String>,
    /// Digest with its algorithm.
    pub digest: Option<String>,
}

impl NamedImage {
    /// The reference, whole: `docker.io/library/nginx:1.25`.
    #[must_use]
    pub fn reference(&self) -> String {
        let mut text = format!("{}/{}", self.host, self.repository);
        for (mark, part) in [(':', &self.tag), ('@', &self.digest)] {
            if let Some(part) = part {
                text.push(mark);
                text.push_str(part);
            }
        }
        text
    }

    /// The host, as one of Amazon ECR.
    #[must_use]
    pub fn ecr_host(&self) -> Option<EcrHost<'_>> {
        EcrHost::parse(&self.host)
    }

    fn is_same_repository(&self, other: &Self) -> bool {
        self.host == other.host && self.repository == other.repository
    }

    /// Whether both can be one image: what one of them does not say may be as the other says.
    pub(super) fn may_be(&self, other: &Self) -> bool {
        let is_same = |one: &Option<String>, other: &Option<String>| {
            one.is_none() || other.is_none() || one == other
        };
        self.is_same_repository(other)
            && is_same(&self.tag, &other.tag)
            && is_same(&self.digest, &other.digest)
    }

    /// The image that a match of a mark names, if it can be one.
    pub(super) fn from_match(
        catalogue: &Catalogue,
        captures: &regex::Captures<'_>,
        line_start: usize,
    ) -> Option<Self> {
        let part = |name: &str| captures.name(name).map(|part| part.as_str());
        let (text, range) = match (captures.name("image"), part("path")) {
            (Some(image), _) => (image.as_str().to_owned(), image.range()),
            (None, Some(path)) => {
                let host = match (part("host"), part("account"), part("region")) {
                    (Some(host), ..) => host.to_owned(),
                    (None, Some(account), Some(region)) => {
                        ecr_host(account, region, part("partition"))
                    }
                    _ => return None,
                };
                (format!("{host}/{path}"), captures.get(0)?.range())
            }
            _ => return None,
        };
        let reference = ImageReference::parse(&text, Mode::Compat)?;
        let domain = reference.domain();
        let identified = catalogue.identify(domain);
        let host = if identified.is_known() {
            identified.host()
        } else {
            domain
        };
        let named = part("tag").unwrap_or_default();
        let (tag, digest) = if named.contains(':') {
            (None, Some(named))
        } else {
            (Some(named), None)
        };
        let owned = |part: Option<&str>| part.filter(|part| !part.is_empty()).map(str::to_owned);
        Some(Self {
            span: Span::new(range.start, range.end).shifted(line_start),
            host: host.to_owned(),
            repository: reference.path().into_owned(),
            tag: owned(reference.tag().or(tag)),
            digest: owned(reference.digest().or(digest)),
        })
        .filter(|image| !image.host.is_empty())
    }
}

fn ecr_host(account: &str, region: &str, partition: Option<&str>) -> String {
    let suffix = match partition {
        Some("aws-cn") => "amazonaws.com.cn",
        _ => "amazonaws.com",
    };
    format!("{account}.dkr.ecr.{region}.{suffix}")
}

/// The image that evidence is about: one that it names, else the last one before it, else the
/// first behind it; in its fullest spelling.
pub(super) fn about(images: &[NamedImage], evidence: Span) -> Option<NamedImage> {
    let on_line = images
        .iter()
        .find(|image| evidence.start <= image.span.start && image.span.end <= evidence.end);
    let before = images
        .iter()
        .rfind(|image| image.span.end <= evidence.start);
    let behind = images.iter().find(|image| image.span.start >= evidence.end);
    let image = on_line.or(before).or(behind)?;
    let fuller = images
        .iter()
        .filter(|other| other.is_same_repository(image));
    // A tag is what a person asked for; a digest, what the client made of it.
    let best = fuller.max_by_key(|other| (other.tag.is_some(), other.span == image.span));
    best.or(Some(image)).cloned()
}
