//! Files of every format, with what is said about them: `tests/data/lint`.
//!
//! `WHARFINGER_UPDATE_SNAPSHOTS=1` writes the expectations anew; read what changed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(
    clippy::disallowed_methods,
    reason = "the files are read here, and handed in as text"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use wharfinger_core::registry::Catalogue;
use wharfinger_lint::sarif::Log;
use wharfinger_lint::{Finding, Format, Lines, Linted, fix, lint, wire};

/// A file with its path below `tests/data/lint/files`.
struct Case {
    path: String,
    text: String,
    format: Format,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/lint")
}

fn cases() -> Vec<Case> {
    let mut paths = Vec::new();
    collect(&folder().join("files"), &mut paths);
    paths.sort();
    let cases: Vec<Case> = paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(folder().join("files")).unwrap();
            let path = path.to_str().unwrap().to_owned();
            let format = Format::of_path(&path).unwrap_or_else(|| panic!("{path}"));
            Case { path, text, format }
        })
        .collect();
    assert!(!cases.is_empty());
    cases
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// What is said about a file, a line a finding.
fn told(text: &str, linted: &Linted) -> String {
    let lines = Lines::new(text);
    let mut told = format!("{}, {} images\n", linted.format, linted.references);
    for finding in &linted.findings {
        let Finding { code, severity, .. } = finding;
        let start = lines.position(finding.span.start);
        let written = finding.span.of(text);
        let _ = writeln!(
            told,
            "{}:{} {severity} {code} {written:?}: {}",
            start.line, start.column, finding.message
        );
        for fix in &finding.fixes {
            let safe = if fix.is_safe { "safe" } else { "offered" };
            let edits: Vec<String> = fix
                .edits
                .iter()
                .map(|edit| format!("{:?} -> {:?}", edit.span.of(text), edit.text))
                .collect();
            let _ = writeln!(told, "  {safe}: {} ({})", fix.label, edits.join(", "));
        }
    }
    told
}

#[test]
fn files_get_the_findings_that_are_expected() {
    let catalogue = Catalogue::built_in();
    let is_update = std::env::var_os("WHARFINGER_UPDATE_SNAPSHOTS").is_some();
    let mut told_all = String::new();
    for case in cases() {
        let linted = lint(&catalogue, case.format, &case.text);
        let _ = write!(told_all, "# {}\n{}\n", case.path, told(&case.text, &linted));
    }
    let path = folder().join("expected.txt");
    if is_update {
        fs::write(&path, &told_all).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    for (told, expected) in told_all.split("# ").zip(expected.split("# ")) {
        assert_eq!(told, expected);
    }
    assert_eq!(told_all, expected);
}

#[test]
fn every_format_has_files() {
    let catalogue = Catalogue::built_in();
    let seen: BTreeSet<Format> = cases()
        .iter()
        .map(|case| lint(&catalogue, case.format, &case.text).format)
        .collect();
    assert_eq!(seen, Format::ALL.iter().copied().collect());
}

#[test]
fn mends_lead_to_fewer_findings_and_end() {
    let catalogue = Catalogue::built_in();
    let mut mends = 0;
    for case in cases() {
        let before = lint(&catalogue, case.format, &case.text);
        let fixed = fix(&catalogue, case.format, &case.text);
        assert_eq!(
            fixed.linted,
            lint(&catalogue, case.format, &fixed.text),
            "{}",
            case.path
        );
        assert_eq!(fixed.count == 0, fixed.text == case.text, "{}", case.path);
        if fixed.count > 0 {
            assert!(
                fixed.linted.findings.len() < before.findings.len(),
                "{}",
                case.path
            );
        }
        let left = fixed
            .linted
            .findings
            .iter()
            .flat_map(|finding| &finding.fixes)
            .filter(|fix| fix.is_safe);
        assert_eq!(left.count(), 0, "{}", case.path);
        let again = fix(&catalogue, case.format, &fixed.text);
        assert_eq!((again.text, again.count), (fixed.text, 0), "{}", case.path);
        mends += fixed.count;
    }
    assert!(mends > 10, "only {mends} mends");
}

#[test]
fn a_mend_keeps_every_other_byte() {
    let text = "# é\r\nservices:\r\n  web:   {image:   'Nginx:1'}  # kept\r\n  \tdb:\r\n";
    let text = text.replace("  \tdb:\r\n", "  db: {image: Redis:7 }\r\n");
    let fixed = fix(&Catalogue::built_in(), Format::Compose, &text);
    let expected = text.replace("Nginx", "nginx").replace("Redis", "redis");
    assert_eq!((fixed.text, fixed.count), (expected, 2));
}

#[test]
fn a_mend_never_guesses() {
    let catalogue = Catalogue::built_in();
    for text in [
        // The host that was probably meant, the port that was probably a tag.
        "FROM gchr.io/example/tool:1\n",
        "FROM ghcr.io/example/tool:\n",
        // A host without a dot, which docker knows by its capital, or a namespace of Docker Hub.
        "FROM Registry/team/tool:1\n",
        "FROM Team/tool\n",
        "FROM Registry/team/tool:n!ot\n",
        // What is written is not what is wrong.
        "ARG NAME=Tool\nFROM ghcr.io/example/${NAME}:1\n",
    ] {
        let fixed = fix(&catalogue, Format::Dockerfile, text);
        assert!(!fixed.linted.findings.is_empty(), "{text}");
        assert_eq!((fixed.text.as_str(), fixed.count), (text, 0));
    }
}

#[test]
fn a_mend_leaves_the_rest_to_people() {
    for (text, expected) in [
        (
            "FROM \"docker://Registry/team/tool:1\"\n",
            "FROM \"Registry/team/tool:1\"\n",
        ),
        ("FROM Registry/Team//tool\n", "FROM Registry/team/tool\n"),
        ("FROM Localhost/Team\n", "FROM localhost/team\n"),
        ("FROM Quay.io/Team/tool\n", "FROM quay.io/team/tool\n"),
    ] {
        let fixed = fix(&Catalogue::built_in(), Format::Dockerfile, text);
        assert_eq!(fixed.text, expected);
    }
}

#[test]
fn a_repository_behind_a_default_is_checked() {
    for (format, text) in [
        (
            Format::Compose,
            "services: {a: {image: '${REG:-quay.io}/Foo/nginx:${TAG}'}}\n",
        ),
        (
            Format::Dockerfile,
            "ARG REG=quay.io\nFROM ${REG}/Foo/nginx:${TAG}\n",
        ),
        (
            Format::Nextflow,
            "params.reg = 'quay.io'\nprocess p { container \"${params.reg}/Foo/nginx:${tag}\" }\n",
        ),
    ] {
        let fixed = fix(&Catalogue::built_in(), format, text);
        assert_eq!(fixed.text, text.replace("Foo", "foo"));
    }
}

#[test]
fn a_dollar_sign_that_means_itself_is_no_variable() {
    let catalogue = Catalogue::built_in();
    for (format, text, code, written) in [
        (
            Format::Compose,
            "services: {a: {image: 'my$$app:1'}}\n",
            "reference.character",
            "$$",
        ),
        (
            Format::Compose,
            "services: {a: {image: '${X:-a:$${TAG}}'}}\n",
            "reference.character",
            "${X:-a:$${TAG}}",
        ),
        (
            Format::Dockerfile,
            "FROM my\\$app:1\n",
            "reference.character",
            "$",
        ),
        // Who fills these in is another program.
        (
            Format::Compose,
            "services: {a: {image: 'a:<tag>'}}\n",
            "lint.not_checked",
            "<tag>",
        ),
        (
            Format::Kubernetes,
            "{apiVersion: v1, kind: Pod, containers: [{image: 'a:$TAG'}]}\n",
            "lint.not_checked",
            "$TAG",
        ),
    ] {
        let linted = lint(&catalogue, format, text);
        let [finding] = &*linted.findings else {
            panic!("{:?}", linted.findings);
        };
        assert_eq!(finding.code.as_str(), code, "{text}");
        assert_eq!(finding.span.of(text), written, "{text}");
    }
}

/// What SARIF 2.1.0 asks for: the members that an object must have, by its section.
#[track_caller]
fn has_members(object: &serde_json::Value, members: &[&str]) {
    for member in members {
        assert!(object.get(member).is_some(), "no `{member}` in {object}");
    }
}

#[test]
fn logs_have_what_sarif_requires() {
    let catalogue = Catalogue::built_in();
    let mut log = Log::new("0.1.0", "https://example.org/wharfinger");
    let mut findings = 0;
    for case in cases() {
        let linted = lint(&catalogue, case.format, &case.text);
        findings += linted.findings.len();
        log.add(&case.path, &Lines::new(&case.text), &linted);
    }
    let log = log.finish();
    // 3.13.2 and 3.13.4.
    assert_eq!(log["version"], "2.1.0");
    has_members(&log, &["runs"]);
    let run = &log["runs"][0];
    // 3.14.6 `tool`, 3.18.2 `driver`, 3.19.8 `name`, 3.49.3 `id` of a rule.
    has_members(&run["tool"]["driver"], &["name"]);
    for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
        has_members(rule, &["id"]);
    }
    // 3.14.27: columns are counted in what the log says.
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(run["results"].as_array().unwrap().len(), findings);
    for result in run["results"].as_array().unwrap() {
        // 3.27.11, and 3.11.7: a message has a text or an id.
        has_members(&result["message"], &["text"]);
        // 3.27.10.
        let level = result["level"].as_str().unwrap();
        assert!(["none", "note", "warning", "error"].contains(&level));
        // 3.27.6: the rule at the index is the rule.
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][rule]["id"], result["ruleId"]);
        // 3.29.3 and 3.30: lines and columns count from 1.
        let place = &result["locations"][0]["physicalLocation"];
        has_members(&place["artifactLocation"], &["uri"]);
        for member in ["startLine", "startColumn", "endLine", "endColumn"] {
            assert!(place["region"][member].as_u64() >= Some(1), "{place}");
        }
        for fix in result["fixes"].as_array().into_iter().flatten() {
            // 3.55.3, 3.56.2, 3.56.3, 3.57.3.
            for change in fix["artifactChanges"].as_array().unwrap() {
                has_members(change, &["artifactLocation", "replacements"]);
                for replacement in change["replacements"].as_array().unwrap() {
                    has_members(replacement, &["deletedRegion"]);
                }
            }
        }
    }
}

#[test]
fn spans_in_json_count_utf16_code_units() {
    let catalogue = Catalogue::built_in();
    for case in cases() {
        let linted = lint(&catalogue, case.format, &case.text);
        let json = wire::file(&case.path, &Lines::new(&case.text), &linted);
        let json = serde_json::to_value(json).unwrap();
        let units: Vec<u16> = case.text.encode_utf16().collect();
        let findings = json["findings"].as_array().unwrap();
        assert_eq!(findings.len(), linted.findings.len());
        for (json, finding) in findings.iter().zip(&linted.findings) {
            let at = |name: &str| usize::try_from(json["span"][name].as_u64().unwrap()).unwrap();
            let written = String::from_utf16(&units[at("start")..at("end")]).unwrap();
            assert_eq!(written, finding.span.of(&case.text));
        }
    }
}
