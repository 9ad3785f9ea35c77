//! The registry of an image in parts: its id, and its host where it has several.

use crate::code::Code;
use crate::reference::explain_host;
use crate::registry::{CUSTOM_ID, Catalogue, Identified, Located, RegistryEntry};
use crate::report::{Field, Fix, Issue, Span, count_errors};

use super::Draft;
use super::parts::trimmed;

/// The registry host that `registry` and `registry_path` name together.
pub(super) fn host<'a>(
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
