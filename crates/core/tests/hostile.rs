//! No text makes a check panic, and every span and edit fits the text it is about.

#![expect(
    clippy::unwrap_used,
    reason = "test code; clippy exempts only functions marked as tests"
)]

use wharfinger_core::registration::{self, Draft};
use wharfinger_core::registry::{Catalogue, Located, check_repository, check_tag};
use wharfinger_core::report::{Field, Issue};
use wharfinger_core::{contact, principal};

/// Pieces that the checks look for, and characters that break offsets.
const PIECES: &[&str] = &[
    "123456789012",
    "1234",
    ".dkr.ecr",
    ".dkr-ecr",
    "-fips",
    ".us-east-1",
    ".us_east_1",
    ".cn-north-1",
    ".amazonaws.com",
    ".on.aws",
    "ghcr.io",
    "quay.io",
    "biocontainers/",
    "azurecr.io",
    "arn:",
    "aws",
    ":iam:",
    ":sts:",
    "role/",
    "assumed-role/",
    "*",
    "AROA",
    "@",
    "<",
    ">",
    "mailto:",
    "?",
    " at ",
    ",",
    ";",
    "a",
    "Z",
    "_",
    "-",
    "--",
    ".",
    "..",
    "/",
    ":",
    "443",
    "[::1]",
    " ",
    "\n",
    "\0",
    "\u{e9}",
    "\u{ff11}",
    "\u{1f600}",
    "\u{feff}",
];

/// A small generator of the same sequence on every run (Marsaglia's xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    fn text(&mut self) -> String {
        let count = self.below(9);
        (0..count)
            .map(|_| PIECES[self.below(PIECES.len())])
            .collect()
    }
}

#[track_caller]
fn fits(issues: &[Issue], text: &str) {
    for issue in issues {
        assert!(
            text.get(issue.span.start..issue.span.end).is_some(),
            "{text:?} {issue:?}"
        );
        for edit in issue.fixes.iter().flat_map(|fix| &fix.edits) {
            assert!(
                text.get(edit.span.start..edit.span.end).is_some(),
                "{text:?} {issue:?}"
            );
        }
    }
}

/// Applying a fix of an error leaves fewer errors.
#[track_caller]
fn mends(text: &str, check: impl Fn(&str) -> Vec<Issue>) {
    let errors = |issues: &[Issue]| issues.iter().filter(|issue| issue.is_error()).count();
    let issues = check(text);
    fits(&issues, text);
    for issue in issues.iter().filter(|issue| issue.is_error()) {
        for fix in &issue.fixes {
            let mut draft = Draft::default().with(issue.field, text);
            draft.apply(fix);
            let left = check(draft.get(issue.field).unwrap());
            assert!(
                errors(&left) < errors(&issues),
                "{text:?} {fix:?} {issues:#?} {left:#?}"
            );
        }
    }
}

#[test]
fn generated_texts() {
    let catalogue = Catalogue::built_in();
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let hosts = [
        "123456789012.dkr.ecr.us-east-1.amazonaws.com",
        "quay.io",
        "docker.io",
        "x.org",
    ];
    let entries: Vec<_> = catalogue.entries().collect();
    for _ in 0..10_000 {
        let text = numbers.text();
        let whole = Located::whole(Field::Image, &text);
        let mut issues = Vec::new();
        let found = catalogue.check_host(whole, &mut issues);
        assert!(found.is_known() || !issues.is_empty(), "{text:?}");
        let entry = entries[numbers.below(entries.len())];
        check_repository(entry, &[whole], &mut issues);
        check_tag(entry, "biocontainers/x", whole, &mut issues);
        fits(&issues, &text);
        mends(&text, |text| {
            match contact::check(text, Field::ContactEmail) {
                Ok(contact) => {
                    assert_eq!(contact.as_str(), text);
                    Vec::new()
                }
                Err(issues) => {
                    assert!(issues.iter().any(Issue::is_error), "{text:?}");
                    issues
                }
            }
        });
        let host = hosts[numbers.below(hosts.len())];
        let entry = catalogue.identify(host).entry();
        mends(&text, |text| match principal::check(entry, host, text) {
            Ok(principal) => {
                let again = principal::check(entry, host, principal.as_str());
                assert_eq!(again.as_ref(), Ok(&principal), "{text:?}");
                Vec::new()
            }
            Err(issues) => {
                assert!(issues.iter().any(Issue::is_error), "{text:?}");
                issues
            }
        });
    }
}

#[test]
fn long_texts_are_refused() {
    let catalogue = Catalogue::built_in();
    for piece in [
        "a", ".", "-", "a.", "_", "/", "dkr.ecr", "ghcr.io.", "@", ",@",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let whole = Located::whole(Field::Image, &text);
        let mut issues = Vec::new();
        let _ = catalogue.check_host(whole, &mut issues);
        check_repository(catalogue.by_id("quay").unwrap(), &[whole], &mut issues);
        fits(&issues, &text);
        fits(&contact_issues(&text), &text);
        fits(
            &principal::check(None, "quay.io", &text).unwrap_err(),
            &text,
        );
    }
}

fn contact_issues(text: &str) -> Vec<Issue> {
    contact::check(text, Field::ContactEmail).unwrap_err()
}

/// Letters of two bytes behind an odd number of bytes: every even limit falls inside one.
#[test]
fn limits_do_not_cut_characters_in_two() {
    let ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
    for odd in ["a", "abc", "\u{1f600}a"] {
        for letter in ["\u{e9}", "\u{65e5}", "\u{1f600}"] {
            for count in [20, 40, 100, 200, 2_000, 5_000] {
                let text = [odd, &letter.repeat(count)].concat();
                fits(&contact_issues(&text), &text);
                let address = [&*text, "@example.org"].concat();
                fits(&contact_issues(&address), &address);
                let arn = ["arn:aws:iam::123456789012:role/", &text].concat();
                for host in [ecr, "quay.io", "x.org"] {
                    for text in [&text, &arn] {
                        let issues = principal::check(None, host, text).unwrap_err();
                        fits(&issues, text);
                    }
                }
                for field in Field::ALL {
                    let draft = Draft::default().with(*field, &*text);
                    let report = registration::check(&Catalogue::built_in(), &draft);
                    for issue in &report.issues {
                        let text = draft.get(issue.field).unwrap_or_default();
                        fits(std::slice::from_ref(issue), text);
                    }
                }
            }
        }
    }
}
