//! From the address of a web page about an image to the image's reference.
//!
//! Page addresses were read off the registries' own sites; see `tests/data/strict.jsonl` for one
//! example of each.

use super::super::{ImageReference, Mode};
use super::characters::with_plain_marks;
use crate::registry::PARTITIONS;

/// Pages about images: the host, the path, and the reference that the page is about.
///
/// `$1` stands for one segment, `$1*` for one or more, `..` for whatever follows. The first row
/// that fits counts. Of the API that every registry has (OCI distribution specification, end-3) the
/// host is left out.
const PAGES: &[(&str, &str, &str)] = &[
    ("", "v2/$1*/manifests/$2", "/$1:$2"),
    ("hub.docker.com", "_/$1/..", "$1"),
    ("hub.docker.com", "r/library/$1/..", "$1"),
    ("hub.docker.com", "r/$1/$2/..", "$1/$2"),
    ("hub.docker.com", "repository/docker/$1/$2/..", "$1/$2"),
    ("hub.docker.com", "layers/library/$1/$2/..", "$1:$2"),
    ("hub.docker.com", "layers/$1/$2/$3/..", "$1/$2:$3"),
    // `registry.hub.docker.com/_/postgres` is no page but a tool path of Dockstore.
    ("registry.hub.docker.com", "r/$1/$2/..", "$1/$2"),
    ("quay.io", "repository/$1/$2/tag/$3", "quay.io/$1/$2:$3"),
    (
        "quay.io",
        "repository/$1/$2/manifest/$3",
        "quay.io/$1/$2@$3",
    ),
    ("quay.io", "repository/$1/$2*", "quay.io/$1/$2"),
    ("gallery.ecr.aws", "$1/$2*", "public.ecr.aws/$1/$2"),
    // `$3` is `orgs` or `users`.
    (
        "github.com",
        "$3/$1/packages/container/package/$2/..",
        "ghcr.io/$1/$2",
    ),
    (
        "github.com",
        "$3/$1/packages/container/$2/..",
        "ghcr.io/$1/$2",
    ),
    ("github.com", "$1/$3/pkgs/container/$2/..", "ghcr.io/$1/$2"),
    // The first image of a project has the project's path.
    ("gitlab.com", "$1/$2*/-/..", "registry.gitlab.com/$1/$2"),
    (
        "gitlab.com",
        "$1/$2*/container_registry/..",
        "registry.gitlab.com/$1/$2",
    ),
    // Pages about no project: no image either.
    ("gitlab.com", "explore/..", ""),
    ("gitlab.com", "groups/..", ""),
    ("gitlab.com", "users/..", ""),
    ("gitlab.com", "$1/$2*", "registry.gitlab.com/$1/$2"),
    (
        "mcr.microsoft.com",
        "artifact/mar/$1*",
        "mcr.microsoft.com/$1",
    ),
    ("mcr.microsoft.com", "product/$1*", "mcr.microsoft.com/$1"),
    (
        "biocontainers.pro",
        "tools/$1/..",
        "quay.io/biocontainers/$1",
    ),
    // Singularity files of the Galaxy project, one for each BioContainer.
    (
        "depot.galaxyproject.org",
        "singularity/$1",
        "quay.io/biocontainers/$1",
    ),
    ("dockstore.org", "containers/$1*", "$1"),
    ("dockstore.org", "tools/$1*", "$1"),
    (
        "catalog.ngc.nvidia.com",
        "orgs/$1/containers/$2/..",
        "nvcr.io/$1/$2",
    ),
    (
        "catalog.ngc.nvidia.com",
        "orgs/$1/teams/$2/containers/$3/..",
        "nvcr.io/$1/$2/$3",
    ),
    (
        "images.chainguard.dev",
        "directory/image/$1/..",
        "cgr.dev/chainguard/$1",
    ),
    (
        "codeberg.org",
        "$1/-/packages/container/$2/$3",
        "codeberg.org/$1/$2:$3",
    ),
    (
        "codeberg.org",
        "$1/-/packages/container/$2",
        "codeberg.org/$1/$2",
    ),
    (
        "console.cloud.google.com",
        "artifacts/docker/$1/$2/$3/$4*",
        "$2-docker.pkg.dev/$1/$3/$4",
    ),
    (
        "console.cloud.google.com",
        "gcr/images/$1/global/$2*",
        "gcr.io/$1/$2",
    ),
    (
        "console.cloud.google.com",
        "gcr/images/$1/$3/$2*",
        "$3.gcr.io/$1/$2",
    ),
];

/// The consoles of AWS, and what ends the registry hosts of the partition each one shows.
const AWS_CONSOLES: &[(&str, &str)] = &[
    ("console.aws.amazon.com", "amazonaws.com"),
    ("console.amazonaws-us-gov.com", "amazonaws.com"),
    ("console.amazonaws.cn", "amazonaws.com.cn"),
];

/// Bytes of the shortest of [`AWS_CONSOLES`]; most registry hosts are shorter.
const AWS_CONSOLE_BYTES_MIN: usize = 20;

/// A page of Amazon ECR's console about an image, and about a repository.
const AWS_PAGES: &[(&str, &str)] = &[
    ("ecr/repositories/private/$1/$2*/_/image/$3/..", "/$2@$3"),
    ("ecr/repositories/private/$1/$2*/_/..", "/$2"),
    ("ecr/repositories/private/$1/$2*", "/$2"),
];

/// Whether nothing can be pulled from `host`, or from that path on it, because a web page is there.
#[inline]
pub(in super::super) fn is_page(host: &str, path: &str) -> bool {
    is_page_host(host) || is_page_path(host, path)
}

/// Whether nothing can be pulled from `host` because it only serves web pages.
#[inline]
fn is_page_host(host: &str) -> bool {
    matches!(
        host,
        "hub.docker.com"
            | "www.docker.com"
            | "gallery.ecr.aws"
            | "github.com"
            | "gitlab.com"
            | "biocontainers.pro"
            | "catalog.ngc.nvidia.com"
            | "catalog.redhat.com"
            | "images.chainguard.dev"
            | "console.cloud.google.com"
            | "depot.galaxyproject.org"
            | "dockstore.org"
            | "www.dockstore.org"
    ) || host.len() >= AWS_CONSOLE_BYTES_MIN
        && AWS_CONSOLES
            .iter()
            .any(|(console, _)| host.ends_with(console))
}

/// Whether a path on a registry's own host is the path of a page.
fn is_page_path(host: &str, path: &str) -> bool {
    match host {
        // A namespace may be called `repository`; a page names a namespace behind it.
        "quay.io" => {
            path.starts_with("repository/") && path.matches('/').count() > 1
                || path.starts_with("organization/")
        }
        "mcr.microsoft.com" => {
            let path = without_language(path);
            path.starts_with("artifact/mar/") || path.starts_with("product/")
        }
        "registry.hub.docker.com" => path.starts_with("r/") && path.matches('/').count() > 1,
        "codeberg.org" => path.contains("/-/packages/"),
        _ => false,
    }
}

/// What to say about the address of a page that is about no image we can name.
pub(super) fn describe(address: &str) -> Option<String> {
    if address.starts_with("git@") {
        return Some("this is the address of a source repository, not of an image".to_owned());
    }
    if address.starts_with("arn:aws") {
        return Some("this ARN names no repository of Amazon ECR".to_owned());
    }
    let (host, path) = split_host(address);
    if is_page_host(host) {
        Some(format!("`{host}` shows web pages and serves no images"))
    } else if is_page_path(host, path) || is_api(address, path) {
        Some(format!("this is the address of a web page of `{host}`"))
    } else {
        None
    }
}

/// Whether an address with a scheme asks a program's questions; without one it names an image.
fn is_api(address: &str, path: &str) -> bool {
    address.contains("://") && (path.starts_with("api/v") || path.starts_with("v2/"))
}

/// The reference of the image that the page at `address` is about, if it is such a page.
pub(super) fn reference_of(address: &str) -> Option<String> {
    if let Some(arn) = address.strip_prefix("arn:") {
        return of_arn(arn);
    }
    let address = with_plain_marks(address);
    let (host, location) = split_host(&address);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let (location, fragment) = location.split_once('#').unwrap_or((location, ""));
    let (path, query) = location.split_once('?').unwrap_or((location, ""));
    // The address to clone a project from.
    let path = path.strip_suffix(".git").unwrap_or(path);
    // Old single-page sites keep their paths behind the `#`.
    let path = fragment.strip_prefix('/').unwrap_or(path);
    let path = match host {
        // A page has several sheets.
        "mcr.microsoft.com" => {
            let path = without_language(path);
            let about = path.strip_suffix("/about");
            about.or(path.strip_suffix("/tags")).unwrap_or(path)
        }
        _ => path,
    };
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mut reference = PAGES
        .iter()
        .filter(|(of, ..)| *of == host || of.is_empty() && is_api(&address, path))
        .find_map(|(_, pattern, template)| Some(fill(template, &captures(pattern, &segments)?)))
        .or_else(|| amazon(host, &segments, query))?;
    if reference.starts_with('/') {
        reference.insert_str(0, host);
    }
    // A tool path of Dockstore may end in a tool name, in front of the tag: where repositories have
    // two segments the third is one.
    if host == "dockstore.org"
        && let [
            registry @ ("quay.io" | "registry.hub.docker.com"),
            namespace,
            name,
            tool,
        ] = *reference.splitn(4, '/').collect::<Vec<_>>().as_slice()
    {
        let tag = tool.find(':').map_or("", |at| &tool[at..]);
        reference = [registry, "/", namespace, "/", name, tag].concat();
    }
    let tag = parameter(query, "tag").or_else(|| parameter(fragment, "tag"));
    if let Some(tag) = tag.filter(|_| !reference.contains([':', '@'])) {
        reference.push(':');
        reference.push_str(tag);
    }
    // Where a page has the digest in the place of a tag, or behind a slash.
    for mark in ["/sha256:", ":sha256:"] {
        reference = reference.replace(mark, "@sha256:");
    }
    // A page of something else may have the same shape.
    ImageReference::parse(&reference, Mode::Strict)?;
    Some(reference)
}

/// The repository that an ARN of Amazon ECR names.
fn of_arn(arn: &str) -> Option<String> {
    let [partition, "ecr", region, account, resource] =
        *arn.splitn(5, ':').collect::<Vec<_>>().as_slice()
    else {
        return None;
    };
    let name = resource.strip_prefix("repository/")?;
    let partition = PARTITIONS.iter().find(|known| known.id == partition)?;
    let reference = [
        account,
        ".dkr.ecr.",
        region,
        ".",
        partition.suffix,
        "/",
        name,
    ]
    .concat();
    ImageReference::parse(&reference, Mode::Strict)?;
    Some(reference)
}

/// A repository, or one of its images, in the console of Amazon ECR.
fn amazon(host: &str, segments: &[&str], query: &str) -> Option<String> {
    let (front, suffix) = AWS_CONSOLES
        .iter()
        .find_map(|(console, suffix)| Some((host.strip_suffix(console)?, suffix)))?;
    let region = parameter(query, "region").or_else(|| front.strip_suffix('.'))?;
    AWS_PAGES.iter().find_map(|(pattern, template)| {
        let region = [region];
        let mut captures = captures(pattern, segments)?;
        captures[REGION] = &region;
        let template = ["$1.dkr.ecr.$4.", suffix, template].concat();
        Some(fill(&template, &captures))
    })
}

/// The capture that holds the region of AWS, as `$4`.
const REGION: usize = 3;

/// Most segments, or runs of them, that a pattern keeps.
const CAPTURES_MAX: usize = 4;

/// What the numbers of `pattern` stand for in a path, if it fits.
fn captures<'p>(
    pattern: &'p str,
    mut path: &'p [&'p str],
) -> Option<[&'p [&'p str]; CAPTURES_MAX]> {
    let mut captures: [&[&str]; CAPTURES_MAX] = [&[]; CAPTURES_MAX];
    let mut parts = pattern.split('/').peekable();
    while let Some(part) = parts.next() {
        if part == ".." {
            return Some(captures);
        }
        let Some(number) = part.strip_prefix('$') else {
            path = path.strip_prefix(&[part])?;
            continue;
        };
        let length = match (number.strip_suffix('*'), parts.peek()) {
            (None, _) => 1,
            // Up to the next word of the pattern.
            (Some(_), Some(next)) => path.iter().position(|segment| segment == next)?,
            (Some(_), None) => path.len(),
        };
        let (taken, rest) = path.split_at_checked(length)?;
        if taken.is_empty() {
            return None;
        }
        *captures.get_mut(index(number))? = taken;
        path = rest;
    }
    path.is_empty().then_some(captures)
}

fn index(number: &str) -> usize {
    usize::from(number.as_bytes().first().map_or(0, |digit| digit - b'1'))
}

/// Puts captures in the place of their numbers. Names are in lower case wherever they are pulled
/// from; what follows a `:` or an `@` is not a name.
fn fill(template: &str, captures: &[&[&str]; CAPTURES_MAX]) -> String {
    let mut parts = template.split('$');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, literal) = part.split_at(1);
        let text = captures[index(number)].join("/").replace("%2F", "/");
        let (name, tag) = text.split_at(text.find(':').unwrap_or(text.len()));
        if filled.ends_with([':', '@']) {
            filled.push_str(name);
        } else {
            // Dockstore writes `_` for an empty namespace.
            filled.push_str(&name.to_ascii_lowercase().replace("/_/", "/"));
        }
        filled.push_str(tag);
        filled.push_str(literal);
    }
    filled
}

fn split_host(address: &str) -> (&str, &str) {
    let bare = ["https://", "http://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme))
        .unwrap_or(address);
    bare.split_once('/').unwrap_or((bare, ""))
}

/// Microsoft's pages have the reader's language in front, such as `en-us/`.
fn without_language(path: &str) -> &str {
    match path.as_bytes() {
        [_, _, b'-', _, _, b'/', ..] => &path["en-us/".len()..],
        _ => path,
    }
}

/// The value of a query parameter.
fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name && !value.is_empty()).then_some(value)
    })
}
