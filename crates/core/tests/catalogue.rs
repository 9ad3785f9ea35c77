//! The cases of `tests/data` about registries, contacts, principals and pull instructions.
//!
//! A row lists its inputs, the exact `codes` in report order and, where they matter, `spans`,
//! the text after the first fix (`fixed`) and what was made of the input.

#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

use serde_json::{Map, Value, json};
use wharfinger_core::access::{self, AccessDraft};
use wharfinger_core::code::Code;
use wharfinger_core::contact;
use wharfinger_core::image::check as check_image;
use wharfinger_core::principal::{self, Principal};
use wharfinger_core::privacy::Visibility;
use wharfinger_core::pull::{Image, instructions};
use wharfinger_core::reference::Mode;
use wharfinger_core::registration::{self, Draft};
use wharfinger_core::registry::{
    Catalogue, EcrHost, Located, OperatorRegistry, check_repository, check_tag,
};
use wharfinger_core::report::{Field, Issue, sort_issues};

type Row = Map<String, Value>;

/// Runs every row and compares the keys that it lists.
fn check_rows(file: &str, data: &str, run: impl Fn(&Row) -> Row) {
    let mut wrong = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for line in data.lines() {
        let row: Row = serde_json::from_str(line).unwrap_or_else(|_| panic!("{file}: {line}"));
        let name = row["name"].as_str().unwrap().to_owned();
        let mut found = row.clone();
        for (key, value) in run(&row) {
            // Codes are listed in every row, the rest where it matters.
            if row.contains_key(&key) || key == "codes" {
                found.insert(key, value);
            }
        }
        if found != row {
            wrong.push(format!("{line}\n{}", Value::Object(found)));
        }
        assert!(names.insert(name.clone()), "{file}: two rows named {name}");
    }
    assert!(
        wrong.is_empty(),
        "{file}: {} rows differ (expected, then found):\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(!names.is_empty());
}

fn text<'a>(row: &'a Row, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Applying a fix of an error leaves fewer errors, of another issue fewer issues.
fn check_fixes(draft: &Draft, check: impl Fn(&Draft) -> Vec<Issue>) {
    let issues = check(draft);
    let errors = |issues: &[Issue]| issues.iter().filter(|issue| issue.is_error()).count();
    for issue in &issues {
        for fix in &issue.fixes {
            let mut fixed = draft.clone();
            fixed.apply(fix);
            let left = check(&fixed);
            let (before, after) = if issue.is_error() {
                (errors(&issues), errors(&left))
            } else {
                (issues.len(), left.len())
            };
            assert!(after < before, "{issue:?}\n{fixed:?}\n{left:?}");
        }
    }
}

/// What every check reports. `draft` is what it checked.
fn outcome(mut issues: Vec<Issue>, draft: &Draft) -> Row {
    sort_issues(&mut issues);
    let mut row = Row::new();
    let codes: Vec<_> = issues.iter().map(|issue| issue.code.as_str()).collect();
    let spans: Vec<_> = issues
        .iter()
        .map(|issue| json!([issue.field.as_str(), issue.span.start, issue.span.end]))
        .collect();
    for issue in &issues {
        let fits = |field, span: wharfinger_core::report::Span| {
            let text = draft.get(field).unwrap_or_default();
            assert!(text.get(span.start..span.end).is_some(), "{issue:?}");
        };
        fits(issue.field, issue.span);
        assert!(!issue.message.ends_with('.'), "{issue:?}");
        for fix in &issue.fixes {
            for edit in &fix.edits {
                fits(edit.field, edit.span);
            }
        }
    }
    let fix = issues.iter().flat_map(|issue| &issue.fixes).next();
    let fixed = fix.map(|fix| {
        let mut fixed = draft.clone();
        fixed.apply(fix);
        let changed = Field::ALL
            .iter()
            .filter(|field| fixed.get(**field) != draft.get(**field))
            .filter_map(|field| fixed.get(*field));
        changed.collect::<Vec<_>>().join(" ")
    });
    row.insert("codes".to_owned(), json!(codes));
    row.insert("spans".to_owned(), json!(spans));
    row.insert("fixed".to_owned(), json!(fixed));
    row
}

fn catalogue() -> Catalogue {
    let operators: Vec<OperatorRegistry> =
        serde_json::from_str(include_str!("../../../tests/data/operators.json")).unwrap();
    Catalogue::with_operators(operators).unwrap()
}

/// A row gives either `image` parts in one line (`host`, `repository`, `tag`) or the fields of a
/// form (`registry_path`, `namespace`, `repository_name`, `tag`).
fn run_registry(row: &Row) -> Row {
    let catalogue = catalogue();
    let mut issues = Vec::new();
    let mut draft = Draft::default();
    let (host, pieces, tag): (Located<'_>, Vec<Located<'_>>, Option<Located<'_>>);
    let line = [
        text(row, "host"),
        "/",
        text(row, "repository"),
        ":",
        text(row, "tag"),
    ]
    .concat();
    if row.contains_key("registry_path") {
        let whole = |field, key| Located::whole(field, text(row, key));
        host = whole(Field::RegistryPath, "registry_path");
        pieces = vec![
            whole(Field::Namespace, "namespace"),
            whole(Field::Name, "repository_name"),
        ];
        tag = row.get("tag").map(|_| whole(Field::Tag, "tag"));
        for located in [host, pieces[0], pieces[1]].iter().chain(tag.iter()) {
            draft.set(located.field, located.text);
        }
    } else {
        let mut end = text(row, "host").len();
        host = Located::new(Field::Image, 0, &line[..end]);
        let start = end + 1;
        end = start + text(row, "repository").len();
        pieces = vec![Located::new(Field::Image, start, &line[start..end])];
        tag = row
            .get("tag")
            .map(|_| Located::new(Field::Image, end + 1, text(row, "tag")));
        let shown = match (row.get("repository"), tag) {
            (_, Some(tag)) => tag.offset + tag.text.len(),
            (Some(_), None) => end,
            (None, None) => start - 1,
        };
        draft.set(Field::Image, &line[..shown]);
    }
    let host_draft = Draft::default().with(Field::RegistryPath, host.text);
    check_fixes(&host_draft, |draft| {
        let mut issues = Vec::new();
        let host = draft.get(Field::RegistryPath).unwrap();
        catalogue.check_host(Located::whole(Field::RegistryPath, host), &mut issues);
        issues
    });
    let found = catalogue.check_host(host, &mut issues);
    if let Some(entry) = found.entry() {
        check_repository(entry, &pieces, &mut issues);
        if let Some(tag) = tag {
            let repository: Vec<_> = pieces.iter().map(|piece| piece.text).collect();
            check_tag(
                entry,
                repository.join("/").trim_matches('/'),
                tag,
                &mut issues,
            );
        }
    }
    let mut result = outcome(issues, &draft);
    result.insert("registry".to_owned(), json!(found.id()));
    result.insert("canonical".to_owned(), json!(found.host()));
    result
}

#[test]
fn registries() {
    let data = include_str!("../../../tests/data/registries.jsonl");
    check_rows("registries", data, run_registry);
}

#[test]
fn ecr_hosts() {
    let data = include_str!("../../../tests/data/ecr_hosts.jsonl");
    check_rows("ecr_hosts", data, |row| {
        let host = text(row, "host");
        let catalogue = Catalogue::built_in();
        let mut issues = Vec::new();
        let located = Located::whole(Field::RegistryPath, host);
        let found = catalogue.check_host(located, &mut issues);
        let valid = found.is_known() && !issues.iter().any(Issue::is_error);
        let draft = Draft::default().with(Field::RegistryPath, host);
        check_fixes(&draft, |draft| {
            let mut issues = Vec::new();
            let host = draft.get(Field::RegistryPath).unwrap();
            catalogue.check_host(Located::whole(Field::RegistryPath, host), &mut issues);
            issues
        });
        let mut result = outcome(issues, &draft);
        result.insert("valid".to_owned(), json!(valid));
        result.insert("registry".to_owned(), json!(found.id()));
        if let Some(ecr) = EcrHost::parse(found.host()) {
            for (key, value) in [
                ("account", json!(ecr.account())),
                ("region", json!(ecr.region())),
                ("partition", json!(ecr.partition().id)),
                ("fips", json!(ecr.is_fips())),
                ("dual_stack", json!(ecr.is_dual_stack())),
            ] {
                result.insert(key.to_owned(), value);
            }
        }
        result
    });
}

#[test]
fn contacts() {
    let data = include_str!("../../../tests/data/contacts.jsonl");
    check_rows("contacts", data, |row| {
        let email = text(row, "email");
        let draft = Draft::default().with(Field::ContactEmail, email);
        check_fixes(&draft, |draft| {
            let email = draft.get(Field::ContactEmail).unwrap();
            contact::check(email, Field::ContactEmail)
                .err()
                .unwrap_or_default()
        });
        match contact::check(email, Field::ContactEmail) {
            Ok(contact) => {
                assert_eq!(contact.as_str(), email);
                outcome(Vec::new(), &draft)
            }
            Err(issues) => {
                assert!(!issues.is_empty());
                outcome(issues, &draft)
            }
        }
    });
}

#[test]
fn principals() {
    let data = include_str!("../../../tests/data/principals.jsonl");
    let catalogue = Catalogue::built_in();
    check_rows("principals", data, |row| {
        let (host, name) = (text(row, "host"), text(row, "text"));
        let entry = catalogue.identify(host).entry();
        let draft = Draft::default().with(Field::Principal, name);
        check_fixes(&draft, |draft| {
            let name = draft.get(Field::Principal).unwrap();
            principal::check(entry, host, name)
                .err()
                .unwrap_or_default()
        });
        match principal::check(entry, host, name) {
            Ok(principal) => {
                // What is stored is read back, and nothing that only resembles it.
                let stored = principal.as_str();
                assert_eq!(Principal::restore(host, stored).as_ref(), Ok(&principal));
                assert!(Principal::restore(host, &format!("{stored} ")).is_err());
                let mut result = outcome(Vec::new(), &draft);
                result.insert("principal".to_owned(), json!(principal.as_str()));
                result
            }
            Err(issues) => {
                assert!(!issues.is_empty());
                outcome(issues, &draft)
            }
        }
    });
}

#[test]
fn pulls() {
    let data = include_str!("../../../tests/data/pulls.jsonl");
    let catalogue = catalogue();
    check_rows("pulls", data, |row| {
        let found = catalogue.identify(text(row, "host"));
        let part = |key: &str| row.get(key).and_then(Value::as_str);
        let image = Image {
            entry: found.entry(),
            host: found.host(),
            repository: text(row, "repository"),
            tag: part("tag"),
            digest: part("digest"),
        };
        let visibility = Visibility::from_name(text(row, "visibility")).unwrap();
        let steps = instructions(&image, visibility);
        let page = found
            .entry()
            .and_then(|entry| entry.page(found.host(), image.repository));
        let mut result = outcome(Vec::new(), &Draft::default());
        for (key, value) in [
            ("registry", json!(found.id())),
            ("login", json!(steps.login)),
            ("pull", json!(steps.pull)),
            ("page", json!(page)),
        ] {
            result.insert(key.to_owned(), value);
        }
        result
    });
}

/// The documentation shows an example for each code; it must be one.
#[test]
fn examples_of_codes_produce_them() {
    let catalogue = Catalogue::built_in();
    let mut wrong = Vec::new();
    for code in Code::ALL {
        let example = code.entry().example;
        let (area, _) = code.as_str().split_once('.').unwrap();
        let issues = match area {
            "access" if example.starts_with('{') => {
                let draft: AccessDraft = serde_json::from_str(example).unwrap();
                access::check(catalogue.by_id("quay"), "quay.io", &draft).issues
            }
            _ if example.starts_with('{') => {
                let draft: Draft = serde_json::from_str(example).unwrap();
                registration::check(&catalogue, &draft).issues
            }
            _ if example.starts_with('(') => continue,
            "reference" | "registry" => check_image(&catalogue, example, Mode::Strict).issues,
            "contact" => contact::check(example, Field::ContactEmail)
                .err()
                .unwrap_or_default(),
            "principal" => {
                let host = match code {
                    Code::PrincipalUserName => "docker.io",
                    _ => "123456789012.dkr.ecr.us-east-1.amazonaws.com",
                };
                principal::check(catalogue.identify(host).entry(), host, example)
                    .err()
                    .unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let found: Vec<_> = issues.iter().map(|issue| issue.code.as_str()).collect();
        if !found.contains(&code.as_str()) {
            wrong.push(format!("{code}: {example}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_space_in_a_user_name_is_seen() {
    let issues = principal::check(None, "registry.example.org", "ada lovelace").unwrap_err();
    let messages: Vec<_> = issues.iter().map(|issue| &*issue.message).collect();
    assert_eq!(messages, ["a space cannot stand in a user name"]);
}
