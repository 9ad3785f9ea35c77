//! The image in parts: registry, host, namespace, name, tag and digest, each in its own field.

use std::borrow::Cow;

use crate::code::Code;
use crate::image::{ImageName, check_policy};
use crate::reference::{
    DOCKER_HUB_HOST, ImageReference, Mode, explain, explain_digest, explain_path, explain_tag,
};
use crate::registry::{
    AMAZON_ECR_ID, Catalogue, Located, RegistryEntry, check_repository, check_tag,
};
use crate::report::{Field, Fix, Issue, Span, count_errors};
use crate::tool_path::EMPTY_NAMESPACE;

use super::Draft;
use super::host::host;

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
        let whole = |field| whole_reference(catalogue, entry, trimmed(draft, field)?, draft);
        issues.extend([Field::Namespace, Field::Name].into_iter().find_map(whole));
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
        for mut issue in explain(&whole, Field::Name) {
            issue.span = Span::whole(name);
            issue.fixes.clear();
            issues.push(issue);
        }
        return None;
    }
    let (tag, digest) = (trimmed(draft, Field::Tag), trimmed(draft, Field::Digest));
    check_policy(tag, digest, issues);
    Some(image)
}

/// The text of a field without the white space around it, and its offset.
pub(super) fn trimmed(draft: &Draft, field: Field) -> Option<Located<'_>> {
    let text = draft.get(field)?;
    let trimmed = draft.given(field)?.trim();
    let offset = text.len() - text.trim_start().len();
    Some(Located::new(field, offset, trimmed))
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

/// `quay.io/bio/tool` as the name, or `quay.io/bio` as the namespace: the registry is chosen already.
fn whole_reference(
    catalogue: &Catalogue,
    entry: RegistryEntry<'_>,
    part: Located<'_>,
    draft: &Draft,
) -> Option<Issue> {
    let (host, repository) = part.text.split_once('/')?;
    let found = catalogue.identify(host);
    if found.id() != entry.id() {
        return None;
    }
    let is_name = part.field == Field::Name;
    let code = if is_name {
        Code::RegistryName
    } else {
        Code::RegistryNamespace
    };
    let namespace = repository
        .split_once('/')
        .filter(|_| is_name && entry.id() != AMAZON_ECR_ID)
        .map(|(namespace, _)| namespace);
    let surplus = host.len() + 1 + namespace.map_or(0, |namespace| namespace.len() + 1);
    let mut fix = part.fix(format!("Use `{repository}`"), 0..surplus, "");
    if let Some(namespace) = namespace {
        let place = Span::whole(draft.get(Field::Namespace).unwrap_or_default());
        fix = fix.and(Field::Namespace, place, namespace);
    }
    Some(
        part.issue(code, 0..host.len(), "the registry is chosen already")
            .fix(fix),
    )
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
