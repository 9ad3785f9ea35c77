//! From the address of a web page about an image to the image's reference.
//!
//! Page addresses were read off the registries' own sites; see `tests/data/strict.jsonl` for one
//! example of each.

use super::super::{ImageReference, Mode};

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
            | "console.cloud.google.com"
    ) || host.ends_with(".console.aws.amazon.com")
}

/// Whether a path on a registry's own host is the path of a page.
pub(in super::super) fn is_page_path(host: &str, path: &str) -> bool {
    match host {
        // A namespace may be called `repository`; a page names a namespace behind it.
        "quay.io" => path.starts_with("repository/") && path.matches('/').count() > 1,
        "mcr.microsoft.com" => path.starts_with("artifact/mar/") || path.starts_with("product/"),
        _ => false,
    }
}

/// The reference of the image that the page at `address` is about, if it is such a page.
pub(super) fn reference_of(address: &str) -> Option<String> {
    let bare = ["https://", "http://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme))
        .unwrap_or(address);
    let (location, fragment) = bare.split_once('#').unwrap_or((bare, ""));
    let (location, query) = location.split_once('?').unwrap_or((location, ""));
    let (host, path) = location.split_once('/')?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let reference = match (host, segments.as_slice()) {
        ("hub.docker.com", ["_", name, ..]) => (*name).to_owned(),
        (
            "hub.docker.com",
            ["r", namespace, name, ..] | ["repository", "docker", namespace, name, ..],
        ) => {
            format!("{namespace}/{name}")
        }
        ("hub.docker.com", ["layers", "library", name, tag, ..]) => format!("{name}:{tag}"),
        ("hub.docker.com", ["layers", namespace, name, tag, ..]) => {
            format!("{namespace}/{name}:{tag}")
        }
        ("quay.io", ["repository", namespace, name @ ..]) if !name.is_empty() => {
            let tag = parameter(query, "tag").or_else(|| parameter(fragment, "tag"));
            with_tag(format!("quay.io/{namespace}/{}", name.join("/")), tag)
        }
        ("gallery.ecr.aws", [alias, name @ ..]) if !name.is_empty() => {
            format!("public.ecr.aws/{alias}/{}", name.join("/"))
        }
        ("github.com", ["orgs" | "users", owner, "packages", "container", rest @ ..]) => {
            let rest = rest.strip_prefix(&["package"]).unwrap_or(rest);
            let name = rest.first()?.replace("%2F", "/");
            with_tag(
                format!("ghcr.io/{}/{name}", owner.to_ascii_lowercase()),
                parameter(query, "tag"),
            )
        }
        ("github.com", [owner, _, "pkgs", "container", name, ..]) => with_tag(
            format!(
                "ghcr.io/{}/{}",
                owner.to_ascii_lowercase(),
                name.replace("%2F", "/")
            ),
            parameter(query, "tag"),
        ),
        (
            "gitlab.com",
            [project @ .., "container_registry"] | [project @ .., "container_registry", _],
        ) if project.len() >= 2 => {
            let project = project.strip_suffix(&["-"]).unwrap_or(project);
            format!(
                "registry.gitlab.com/{}",
                project.join("/").to_ascii_lowercase()
            )
        }
        ("mcr.microsoft.com", ["artifact", "mar", name @ ..] | ["product", name @ ..]) => {
            let name = name.strip_suffix(&["about"]).unwrap_or(name);
            format!("mcr.microsoft.com/{}", name.join("/"))
        }
        ("biocontainers.pro", ["tools", name, ..]) => format!("quay.io/biocontainers/{name}"),
        ("catalog.ngc.nvidia.com", ["orgs", org, "containers", name, ..]) => {
            format!("nvcr.io/{org}/{name}")
        }
        ("catalog.ngc.nvidia.com", ["orgs", org, "teams", team, "containers", name, ..]) => {
            format!("nvcr.io/{org}/{team}/{name}")
        }
        ("console.cloud.google.com", ["artifacts", "docker", project, location, rest @ ..])
            if rest.len() >= 2 =>
        {
            format!("{location}-docker.pkg.dev/{project}/{}", rest.join("/"))
        }
        (_, ["ecr", "repositories", "private", account, name @ ..])
            if host.ends_with("console.aws.amazon.com") && !name.is_empty() =>
        {
            let region = parameter(query, "region")
                .or_else(|| host.strip_suffix(".console.aws.amazon.com"))?;
            format!(
                "{account}.dkr.ecr.{region}.amazonaws.com/{}",
                name.join("/")
            )
        }
        _ => return None,
    };
    // A page of something else may have the same shape.
    ImageReference::parse(&reference, Mode::Strict)?;
    Some(reference)
}

fn with_tag(image: String, tag: Option<&str>) -> String {
    match tag {
        Some(tag) => format!("{image}:{tag}"),
        None => image,
    }
}

/// The value of a query parameter.
fn parameter<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name && !value.is_empty()).then_some(value)
    })
}
