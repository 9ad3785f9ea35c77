//! From the address of a web page about an image to the image's reference.
//!
//! Page addresses were read off the registries' own sites; see `tests/data/strict.jsonl` for one
//! example of each.

use super::super::{ImageReference, Mode};

/// The consoles of AWS, and what ends the registry hosts of the partition each one shows.
const AWS_CONSOLES: &[(&str, &str)] = &[
    ("console.aws.amazon.com", "amazonaws.com"),
    ("console.amazonaws-us-gov.com", "amazonaws.com"),
    ("console.amazonaws.cn", "amazonaws.com.cn"),
];

/// Whether nothing can be pulled from `host` because it only serves web pages.
pub(in super::super) fn is_page_host(host: &str) -> bool {
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
    ) || AWS_CONSOLES
        .iter()
        .any(|(console, _)| host.ends_with(console))
}

/// Whether a path on a registry's own host is the path of a page.
pub(in super::super) fn is_page_path(host: &str, path: &str) -> bool {
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
    let (host, path) = split_host(address);
    if is_page_host(host) {
        Some(format!("`{host}` shows web pages and serves no images"))
    } else if is_page_path(host, path) {
        Some(format!("this is the address of a web page of `{host}`"))
    } else {
        None
    }
}

fn split_host(address: &str) -> (&str, &str) {
    let bare = ["https://", "http://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme))
        .unwrap_or(address);
    bare.split_once('/').unwrap_or((bare, ""))
}

/// The reference of the image that the page at `address` is about, if it is such a page.
pub(super) fn reference_of(address: &str) -> Option<String> {
    let (host, location) = split_host(address);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let (location, fragment) = location.split_once('#').unwrap_or((location, ""));
    let (path, query) = location.split_once('?').unwrap_or((location, ""));
    // Old single-page sites keep their paths behind the `#`.
    let path = fragment.strip_prefix('/').unwrap_or(path);
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let tag = || parameter(query, "tag").or_else(|| parameter(fragment, "tag"));
    let reference = match host {
        "hub.docker.com" => docker_hub(&segments),
        // `registry.hub.docker.com/_/postgres` is a tool path of Dockstore.
        "registry.hub.docker.com" if segments.first() == Some(&"r") => docker_hub(&segments),
        "quay.io" => quay(&segments, tag()),
        "gallery.ecr.aws" => below("public.ecr.aws", &segments, 2),
        "github.com" => github(&segments, parameter(query, "tag")),
        "gitlab.com" => gitlab(&segments),
        "mcr.microsoft.com" => match without_language(path).split_once('/')? {
            ("artifact", rest) => Some(rest.strip_prefix("mar/")?),
            ("product", rest) => Some(rest),
            _ => None,
        }
        .map(|path| {
            let path = path.trim_end_matches('/');
            let name = ["/about", "/tags"]
                .iter()
                .find_map(|page| path.strip_suffix(page));
            ["mcr.microsoft.com/", name.unwrap_or(path)].concat()
        }),
        "biocontainers.pro" => match *segments.as_slice() {
            ["tools", name, ..] => Some(["quay.io/biocontainers/", name].concat()),
            _ => None,
        },
        // Singularity files of the Galaxy project, one for each BioContainer.
        "depot.galaxyproject.org" => match *segments.as_slice() {
            ["singularity", name] => Some(["quay.io/biocontainers/", name].concat()),
            _ => None,
        },
        "dockstore.org" => dockstore(&segments),
        "catalog.ngc.nvidia.com" => match *segments.as_slice() {
            ["orgs", org, "containers", name, ..] => Some(format!("nvcr.io/{org}/{name}")),
            ["orgs", org, "teams", team, "containers", name, ..] => {
                Some(format!("nvcr.io/{org}/{team}/{name}"))
            }
            _ => None,
        },
        "images.chainguard.dev" => match *segments.as_slice() {
            ["directory", "image", name, ..] => Some(["cgr.dev/chainguard/", name].concat()),
            _ => None,
        },
        "codeberg.org" => match *segments.as_slice() {
            [owner, "-", "packages", "container", name, ref tag @ ..] => {
                let image = format!("codeberg.org/{}/{}", lower(owner), name.replace("%2F", "/"));
                Some(with_tag(image, tag.first().copied()))
            }
            _ => None,
        },
        "console.cloud.google.com" => google(&segments),
        _ => amazon(host, &segments, query),
    }?;
    // A page of something else may have the same shape.
    ImageReference::parse(&reference, Mode::Strict)?;
    Some(reference)
}

/// A tool's page, whose path is encoded or not, with `_` for an empty namespace.
fn dockstore(segments: &[&str]) -> Option<String> {
    let ["containers" | "tools", path @ ..] = segments else {
        return None;
    };
    let path = path.join("/").replace("%2F", "/").replace("/_/", "/");
    path.contains('/').then_some(path)
}

fn docker_hub(segments: &[&str]) -> Option<String> {
    let image = |namespace: &str, name: &str| match namespace {
        "library" => name.to_owned(),
        _ => format!("{namespace}/{name}"),
    };
    match *segments {
        ["_", name, ..] => Some(name.to_owned()),
        ["r", namespace, name, ..] | ["repository", "docker", namespace, name, ..] => {
            Some(image(namespace, name))
        }
        ["layers", namespace, name, tag, ..] => Some(with_tag(image(namespace, name), Some(tag))),
        _ => None,
    }
}

fn quay(segments: &[&str], tag: Option<&str>) -> Option<String> {
    let ["repository", rest @ ..] = segments else {
        return None;
    };
    match *rest {
        [namespace, name, "tag", tag] => Some(format!("quay.io/{namespace}/{name}:{tag}")),
        [namespace, name, "manifest", digest] => {
            Some(format!("quay.io/{namespace}/{name}@{digest}"))
        }
        _ => Some(with_tag(below("quay.io", rest, 2)?, tag)),
    }
}

fn github(segments: &[&str], tag: Option<&str>) -> Option<String> {
    let ([
        "orgs" | "users",
        owner,
        "packages",
        "container",
        "package",
        name,
        ..,
    ]
    | ["orgs" | "users", owner, "packages", "container", name, ..]
    | [owner, _, "pkgs", "container", name, ..]) = *segments
    else {
        return None;
    };
    let image = format!("ghcr.io/{}/{}", lower(owner), name.replace("%2F", "/"));
    Some(with_tag(image, tag))
}

/// A project's page, or that of its registry: the first image of a project has the project's path.
fn gitlab(segments: &[&str]) -> Option<String> {
    let project = match segments {
        [project @ .., "container_registry"] | [project @ .., "container_registry", _] => project,
        _ => segments,
    };
    let project = project.strip_suffix(&["-"]).unwrap_or(project);
    if project.contains(&"-") {
        return None;
    }
    Some(lower(&below("registry.gitlab.com", project, 2)?))
}

fn google(segments: &[&str]) -> Option<String> {
    match *segments {
        ["artifacts", "docker", project, location, ref rest @ ..] if rest.len() >= 2 => Some(
            format!("{location}-docker.pkg.dev/{project}/{}", rest.join("/")),
        ),
        ["gcr", "images", project, area, ref rest @ ..] if !rest.is_empty() => {
            let host = match area {
                "global" => "gcr.io".to_owned(),
                area => [area, ".gcr.io"].concat(),
            };
            Some(format!("{host}/{project}/{}", rest.join("/")))
        }
        _ => None,
    }
}

/// A repository, or one of its images, in the console of Amazon ECR.
fn amazon(host: &str, segments: &[&str], query: &str) -> Option<String> {
    let (region, suffix) = console_of(host)?;
    let ["ecr", "repositories", "private", account, rest @ ..] = segments else {
        return None;
    };
    let region = parameter(query, "region").or(region)?;
    let host = format!("{account}.dkr.ecr.{region}.{suffix}");
    let end = rest.iter().position(|part| *part == "_");
    let (name, page) = rest.split_at(end.unwrap_or(rest.len()));
    let image = below(&host, name, 1)?;
    Some(match *page {
        ["_", "image", digest, ..] => format!("{image}@{digest}"),
        _ => image,
    })
}

/// The region in a console's host, if it names one, and the suffix of the registries it shows.
fn console_of(host: &str) -> Option<(Option<&str>, &'static str)> {
    AWS_CONSOLES.iter().find_map(|(console, suffix)| {
        let front = host.strip_suffix(console)?;
        match front.strip_suffix('.') {
            None if front.is_empty() => Some((None, *suffix)),
            None => None,
            Some(region) => Some((Some(region), *suffix)),
        }
    })
}

/// `host/segments`, if there are as many segments as an image needs.
fn below(host: &str, segments: &[&str], min: usize) -> Option<String> {
    (segments.len() >= min).then(|| [host, "/", &segments.join("/")].concat())
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

fn with_tag(image: String, tag: Option<&str>) -> String {
    match tag {
        Some(tag) => format!("{image}:{tag}"),
        None => image,
    }
}

/// Microsoft's pages have the reader's language in front, such as `en-us/`.
fn without_language(path: &str) -> &str {
    match path.split_once('/') {
        Some((language, rest)) if language.len() == 5 && language.as_bytes()[2] == b'-' => rest,
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
