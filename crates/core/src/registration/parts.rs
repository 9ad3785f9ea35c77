//! The image in parts: registry, host, namespace, name, tag and digest, each in its own field.

use std::borrow::Cow;

use crate::code::Code;
use crate::image::{ImageName, check_policy};
use crate::reference::{
    DOCKER_HUB_HOST, ImageReference, Mode, explain, explain_digest, explain_host, explain_path,
    explain_tag,
};
use crate::registry::{
    AMAZON_ECR_ID, CUSTOM_ID, Catalogue, Identified, Located, RegistryEntry, check_repository,
    check_tag,
};
use crate::report::{Field, Fix, Issue, Span};
use crate::tool_path::EMPTY_NAMESPACE;

use super::Draft;

/// The fields that name an image in parts.
pub(super) const FIELDS: &[Field] = &[
    Field::Registry,
    Field::RegistryPath,
    Field::Namespace,
    Field::Name,
    Field::Tag,
    Field::Digest,
];

/// Reads the image from its parts.
pub(super) fn read(
    catalogue: &Catalogue,
    draft: &Draft,
    issues: &mut Vec<Issue>,
) -> Option<ImageName> {
    let before = count_errors(issues);
    let host = host(catalogue, draft, issues);
    let namespace = namespace(draft, issues);
    let name = name(draft, issues);
    tag_and_digest(draft, issues);
    let host = host?;
    if let Some(entry) = host.entry() {
        check_namespace(entry, draft, issues);
        if count_errors(issues) == before {
            check_registry(entry, draft, namespace, issues);
        }
    }
    let (namespace, name) = (namespace?, name?);
    if count_errors(issues) > before {
        return None;
    }
    let repository = if namespace.is_empty() {
        Cow::Borrowed(name)
    } else {
        Cow::Owned([namespace, "/", name].concat())
    };
    let image = ImageName::new(
        &host,
        &repository,
        draft.given(Field::Tag),
        draft.given(Field::Digest),
    );
    // Every part is good by itself; what is left is their length together.
    let whole = image.reference();
    if ImageReference::parse(&whole, Mode::Strict).is_none() {
        let name = draft.get(Field::Name).unwrap_or_default();
        issues.extend(explain(&whole, Field::Name).into_iter().map(|mut issue| {
            issue.span = Span::whole(name);
            issue.fixes.clear();
            issue
        }));
        return None;
    }
    let (tag, digest) = (trimmed(draft, Field::Tag), trimmed(draft, Field::Digest));
    check_policy(tag, digest, issues);
    Some(image)
}

fn count_errors(issues: &[Issue]) -> usize {
    issues.iter().filter(|issue| issue.is_error()).count()
}

/// The text of a field without the white space around it, and its offset.
pub(super) fn trimmed(draft: &Draft, field: Field) -> Option<Located<'_>> {
    let text = draft.get(field)?;
    let trimmed = draft.given(field)?.trim();
    let offset = text.len() - text.trim_start().len();
    Some(Located::new(field, offset, trimmed))
}

/// The registry host that `registry` and `registry_path` name together.
fn host<'a>(
    catalogue: &'a Catalogue,
    draft: &'a Draft,
    issues: &mut Vec<Issue>,
) -> Option<Identified<'a>> {
    let path = draft.given(Field::RegistryPath);
    let Some(id) = trimmed(draft, Field::Registry) else {
        if path.is_some() {
            return custom_host(catalogue, draft, None, issues);
        }
        if draft.is_faulty(Field::Registry) {
            return None;
        }
        issues.push(
            Issue::new(
                Code::RegistrationRegistryMissing,
                Field::Registry,
                Span::whole(draft.get(Field::Registry).unwrap_or_default()),
                "no registry is chosen",
            )
            .help("choose the registry the image is on, or paste the whole image in one line"),
        );
        return None;
    };
    if id.text == CUSTOM_ID {
        return custom_host(catalogue, draft, None, issues);
    }
    let Some(entry) = catalogue.by_id(id.text) else {
        issues.push(unknown_id(catalogue, draft, id));
        return None;
    };
    match (entry.fixed_host(), path) {
        (None, _) => custom_host(catalogue, draft, Some(entry), issues),
        (Some(host), None) => Some(catalogue.identify(host)),
        (Some(host), Some(_)) => {
            issues.push(path_not_allowed(catalogue, draft, entry, host));
            None
        }
    }
}

/// The registry has one host, so a second place for it says nothing or something else.
pub(super) fn path_not_allowed(
    catalogue: &Catalogue,
    draft: &Draft,
    entry: RegistryEntry<'_>,
    host: &str,
) -> Issue {
    let text = draft.get(Field::RegistryPath).unwrap_or_default();
    let issue = Issue::new(
        Code::RegistryPathNotAllowed,
        Field::RegistryPath,
        Span::whole(text),
        format!(
            "{} has one host, `{host}`, so no registry path is given",
            entry.name()
        ),
    )
    .help("leave the registry path empty")
    .fix(Fix::new(
        "Clear the registry path",
        Field::RegistryPath,
        Span::whole(text),
        "",
    ));
    let found = catalogue.identify(text.trim());
    match found.entry().filter(|other| other.id() != entry.id()) {
        Some(other) => issue.fix(choose(draft, other)),
        None => issue,
    }
}

/// Chooses another registry, whose host may be in the registry path already.
fn choose(draft: &Draft, entry: RegistryEntry<'_>) -> Fix {
    let id = draft.get(Field::Registry).unwrap_or_default();
    let path = draft.get(Field::RegistryPath).unwrap_or_default();
    let label = format!("Choose {}", entry.name());
    let fix = Fix::new(label, Field::Registry, Span::whole(id), entry.id());
    if entry.custom_path() {
        fix
    } else {
        fix.and(Field::RegistryPath, Span::whole(path), "")
    }
}

/// The host in `registry_path`, which must belong to `entry` if one is chosen.
fn custom_host<'a>(
    catalogue: &'a Catalogue,
    draft: &'a Draft,
    entry: Option<RegistryEntry<'a>>,
    issues: &mut Vec<Issue>,
) -> Option<Identified<'a>> {
    let text = draft.get(Field::RegistryPath).unwrap_or_default();
    let Some(host) = trimmed(draft, Field::RegistryPath) else {
        let (what, example) = match entry {
            Some(entry) => (entry.name(), entry.host_example()),
            None => ("a registry that is not in the list", "registry.example.org"),
        };
        issues.push(
            Issue::new(
                Code::RegistryPathRequired,
                Field::RegistryPath,
                Span::whole(text),
                format!("{what} needs its registry path"),
            )
            .help(if example.contains('*') {
                format!("give the host: `{example}` with names in the place of `*`")
            } else {
                format!("give the host, for example `{example}`")
            }),
        );
        return None;
    };
    let grammar = explain_host(text, Field::RegistryPath);
    let is_good = grammar.is_empty();
    issues.extend(grammar);
    if !is_good {
        return None;
    }
    let before = count_errors(issues);
    let found = catalogue.check_host(host, issues);
    let chosen = entry.map_or(CUSTOM_ID, RegistryEntry::id);
    if found.id() == chosen || draft.given(Field::Registry).is_none() {
        return Some(found);
    }
    // An error about the host itself says more than that it is somebody else's.
    if count_errors(issues) == before {
        issues.push(mismatch(draft, entry, &found));
    }
    None
}

/// The registry says one thing, the host another.
fn mismatch(draft: &Draft, chosen: Option<RegistryEntry<'_>>, found: &Identified<'_>) -> Issue {
    let path = draft.get(Field::RegistryPath).unwrap_or_default();
    let id = draft.get(Field::Registry).unwrap_or_default();
    let issue = |message: String| {
        Issue::new(
            Code::RegistryPathMismatch,
            Field::RegistryPath,
            Span::whole(path),
            message,
        )
    };
    match (chosen, found.entry()) {
        (_, Some(entry)) => issue(format!("`{}` is a host of {}", path.trim(), entry.name()))
            .help("choose that registry")
            .fix(choose(draft, entry)),
        (Some(entry), None) => issue(format!(
            "`{}` is not a host of {}",
            path.trim(),
            entry.name()
        ))
        .help(format!(
            "a host of {} looks like `{}`",
            entry.name(),
            entry.host_example()
        ))
        .fix(Fix::new(
            "Choose another registry",
            Field::Registry,
            Span::whole(id),
            CUSTOM_ID,
        )),
        (None, None) => issue(format!("`{}` is not in the catalogue", path.trim())),
    }
}

fn unknown_id(catalogue: &Catalogue, draft: &Draft, id: Located<'_>) -> Issue {
    let range = 0..id.text.len();
    let issue = id
        .issue(
            Code::RegistryUnknownId,
            range.clone(),
            format!("`{}` is not the id of a registry", id.text),
        )
        .help("`wharfinger registries` lists the ids; use `custom` for any other host");
    // People give the host or the name instead of the id, Dockstore's `QUAY_IO` among them.
    let by_host = catalogue.identify(id.text);
    let same = |text: &str| {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(char::is_ascii_alphanumeric);
            kept.map(|c| c.to_ascii_lowercase()).collect()
        };
        plain(text) == plain(id.text)
    };
    let meant = by_host.entry().or_else(|| {
        catalogue
            .entries()
            .find(|entry| same(entry.id()) || same(entry.name()))
    });
    match meant {
        Some(entry) => issue.fix(id.fix(format!("Use `{}`", entry.id()), range, entry.id())),
        None if id.text.contains(['.', ':']) && draft.given(Field::RegistryPath).is_none() => {
            let path = draft.get(Field::RegistryPath).unwrap_or_default();
            issue.fix(id.fix("Make it the registry path", range, CUSTOM_ID).and(
                Field::RegistryPath,
                Span::whole(path),
                id.text,
            ))
        }
        None => issue,
    }
}

/// The namespace, empty when there is none; `None` when it is not well formed.
fn namespace<'d>(draft: &'d Draft, issues: &mut Vec<Issue>) -> Option<&'d str> {
    match draft.given(Field::Namespace).map(str::trim) {
        None | Some(EMPTY_NAMESPACE) => Some(""),
        Some(text) => {
            let found = explain_path(draft.get(Field::Namespace)?, Field::Namespace);
            let is_good = found.is_empty();
            issues.extend(found);
            is_good.then_some(text)
        }
    }
}

fn name<'d>(draft: &'d Draft, issues: &mut Vec<Issue>) -> Option<&'d str> {
    let text = draft.get(Field::Name).unwrap_or_default();
    if text.trim().is_empty() {
        if draft.is_faulty(Field::Name) {
            return None;
        }
        issues.push(
            Issue::new(
                Code::RegistrationNameMissing,
                Field::Name,
                Span::whole(text),
                "the name of the repository is missing",
            )
            .help("give the name of the image below its namespace, for example `samtools`"),
        );
        return None;
    }
    let mut found = explain_path(text, Field::Name);
    let is_good = found.is_empty();
    move_mark(draft, text, &mut found);
    issues.extend(found);
    is_good.then_some(text.trim())
}

/// `samtools:1.17` in the name: the tag has a field of its own, and so has the digest.
fn move_mark(draft: &Draft, text: &str, found: &mut [Issue]) {
    let Some(at) = text.find([':', '@']) else {
        return;
    };
    let (field, what) = match text.as_bytes()[at] {
        b'@' => (Field::Digest, "digest"),
        _ => (Field::Tag, "tag"),
    };
    let Some(issue) = found.iter_mut().find(|issue| issue.span.start == at) else {
        return;
    };
    let rest = text[at + 1..].trim_end();
    let is_good = match field {
        Field::Digest => explain_digest(rest, field).is_empty(),
        _ => explain_tag(rest, field).is_empty(),
    };
    if is_good && draft.given(field).is_none() {
        let place = Span::whole(draft.get(field).unwrap_or_default());
        issue.fixes.insert(
            0,
            Fix::new(
                format!("Make `{rest}` the {what}"),
                Field::Name,
                Span::new(at, text.len()),
                "",
            )
            .and(field, place, rest),
        );
    }
}

pub(super) fn tag_and_digest(draft: &Draft, issues: &mut Vec<Issue>) {
    if draft.given(Field::Tag).is_some() {
        let text = draft.get(Field::Tag).unwrap_or_default();
        issues.extend(explain_tag(text, Field::Tag));
    }
    if draft.given(Field::Digest).is_some() {
        let text = draft.get(Field::Digest).unwrap_or_default();
        issues.extend(explain_digest(text, Field::Digest));
    }
}

/// Private Amazon ECR has no namespaces: everything is part of the repository's name. Elsewhere
/// `_` must not hide that the first segment of the name is the namespace.
fn check_namespace(entry: RegistryEntry<'_>, draft: &Draft, issues: &mut Vec<Issue>) {
    let Some(namespace) = trimmed(draft, Field::Namespace) else {
        return;
    };
    match (
        entry.id() == AMAZON_ECR_ID,
        namespace.text == EMPTY_NAMESPACE,
    ) {
        (true, true) | (false, false) => {}
        (true, false) => issues.push(ecr_namespace(draft, namespace)),
        (false, true) => issues.extend(hidden_namespace(entry, draft, namespace)),
    }
}

fn hidden_namespace(
    entry: RegistryEntry<'_>,
    draft: &Draft,
    namespace: Located<'_>,
) -> Option<Issue> {
    let has_namespaces = entry.segments().min > 1 || entry.fixed_host() == Some(DOCKER_HUB_HOST);
    let name = trimmed(draft, Field::Name).filter(|_| has_namespaces)?;
    let (first, _) = name.text.split_once('/')?;
    let range = namespace.whole_range();
    let fix = namespace
        .fix(format!("Use `{first}`"), range.clone(), first)
        .and(Field::Name, name.span(&(0..first.len() + 1)), "");
    let word = entry.namespace_word();
    let message = format!("`_` says that there is no {word}, and the name begins with `{first}/`");
    Some(
        namespace
            .issue(Code::RegistryNamespace, range, message)
            .help(format!("give the {word} here, and the rest as the name"))
            .fix(fix),
    )
}

fn ecr_namespace(draft: &Draft, namespace: Located<'_>) -> Issue {
    let range = 0..namespace.text.len();
    let name = draft.get(Field::Name).unwrap_or_default();
    let name_start = name.len() - name.trim_start().len();
    namespace
        .issue(
            Code::RegistryEcrNamespace,
            range.clone(),
            "private Amazon ECR has no namespaces; repository names may contain slashes instead",
        )
        .help("use `_` as the namespace, and put the rest into the name")
        .fix(
            namespace
                .fix("Move it into the name", range, EMPTY_NAMESPACE)
                .and(
                    Field::Name,
                    Span::at(name_start),
                    [namespace.text, "/"].concat(),
                ),
        )
}

/// The registry's own rules for namespace, name and tag.
fn check_registry(
    entry: RegistryEntry<'_>,
    draft: &Draft,
    namespace: Option<&str>,
    issues: &mut Vec<Issue>,
) {
    let Some(name) = trimmed(draft, Field::Name) else {
        return;
    };
    let is_hub = entry.fixed_host() == Some(DOCKER_HUB_HOST);
    let pieces = match (trimmed(draft, Field::Namespace), namespace) {
        (Some(given), Some(namespace)) if !namespace.is_empty() => vec![given, name],
        // Docker Hub's official images have an implied namespace, private ECR has none.
        _ if is_hub || entry.id() == AMAZON_ECR_ID => vec![name],
        (Some(given), _) => vec![Located::new(Field::Namespace, given.offset, ""), name],
        (None, _) => vec![Located::whole(Field::Namespace, ""), name],
    };
    check_repository(entry, &pieces, issues);
    let tag = trimmed(draft, Field::Tag);
    if tag.is_some() || draft.given(Field::Digest).is_none() {
        let repository = match namespace {
            Some(namespace) if !namespace.is_empty() => [namespace, "/", name.text].concat(),
            _ => name.text.to_owned(),
        };
        let tag = tag.unwrap_or(Located::whole(Field::Tag, ""));
        check_tag(entry, &repository, tag, issues);
    }
}
