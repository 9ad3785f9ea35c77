//! Files made from the catalogues of `wharfinger-core`: one truth, spelled for readers and for
//! TypeScript.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use wharfinger_core::code::Code;
use wharfinger_core::diagnosis::Cause;
use wharfinger_core::registry::{Catalogue, RegistryEntry};
use wharfinger_core::report::{Field, Severity};

use crate::Failure;
use crate::process::run;
use crate::registries::registries;
use crate::workspace::{Workspace, cargo};

/// Tests that keep a file: the package, the target, and the name.
const WRITTEN_BY_TESTS: &[(&str, &[&str], &str)] = &[
    // The document of the API.
    (
        "wharfinger-server",
        &["--lib"],
        "the_kept_document_is_the_served_one",
    ),
    // `docs/DIAGNOSES.md`.
    (
        "wharfinger-core",
        &["--test", "diagnoses"],
        "the_published_measure_is_the_measured_one",
    ),
];

/// Writes the generated files; with `check`, says which of them are out of date instead.
pub(crate) fn generate(workspace: &Workspace, check: bool) -> Result<(), Failure> {
    let files = [
        ("docs/CODES.md", issue_codes()),
        ("docs/REGISTRIES.md", registries()),
        ("web/validator/src/names.ts", names()),
    ];
    let mut stale = Vec::new();
    for (file, wanted) in files {
        let path = workspace.path(file);
        if fs::read_to_string(&path).is_ok_and(|found| found == wanted) {
            continue;
        }
        if check {
            stale.push(file);
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)
                .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
        }
        fs::write(&path, wanted).map_err(|error| format!("{file} cannot be written: {error}"))?;
        println!("    wrote {file}");
    }
    // These are held by tests against what is so, which write them when told to.
    for (package, target, test) in WRITTEN_BY_TESTS.iter().filter(|_| !check) {
        run(
            &workspace.root,
            Command::new(cargo())
                .args(["test", "--quiet", "--package", package])
                .args(*target)
                .arg(test)
                .env("WHARFINGER_UPDATE_SNAPSHOTS", "1"),
        )?;
    }
    if stale.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "out of date: {}; run `cargo xtask generate`",
            stale.join(", ")
        ))
    }
}

/// Every issue code with its catalogue entry, as Markdown.
fn issue_codes() -> String {
    let mut text = String::from(
        "# Issue codes\n\n\
         <!-- Written by `cargo xtask generate` from `crates/core/src/code.rs`. -->\n\n\
         What a check can say. Codes are never renamed and never reused, so programs may rely on \
         them; messages may change.\n\
         `wharfinger explain CODE` prints the same. Only errors make a report invalid.\n",
    );
    let mut area = "";
    for code in Code::ALL {
        let name = code.as_str();
        let this_area = name.split('.').next().unwrap_or(name);
        if this_area != area {
            area = this_area;
            write!(text, "\n## {area}\n").expect("writing to a string does not fail");
        }
        let entry = code.entry();
        let example = match entry.example {
            "" => "nothing at all".to_owned(),
            // In parentheses stands what an example would be too long or invisible for.
            prose if prose.starts_with('(') => prose.trim_matches(['(', ')']).to_owned(),
            input => code_span(input),
        };
        write!(
            text,
            "\n### `{name}`\n\n{} ({})\n\n{}\n\n- Example: {example}\n- Source: {}\n",
            entry.summary,
            code.severity(),
            entry.why,
            entry.source,
        )
        .expect("writing to a string does not fail");
    }
    causes_of_failed_pulls(&mut text);
    text
}

/// Every cause that a diagnosis can name, behind the codes.
fn causes_of_failed_pulls(text: &mut String) {
    text.push_str(
        "\n## pull\n\n\
         Why a pull failed: what `wharfinger diagnose` and `POST /api/v1/diagnose` find in the \
         output of a program. No check says these, and they have no weight.\n",
    );
    for cause in Cause::ALL {
        let entry = cause.entry();
        write!(
            text,
            "\n### `{cause}`\n\n{}\n\n{}\n\n- Help: {}\n- Example: {}\n- Source: {}\n",
            entry.summary,
            entry.why,
            cause.advice(),
            code_span(entry.example),
            entry.source,
        )
        .expect("writing to a string does not fail");
    }
}

/// The string-literal unions of the npm package.
fn names() -> String {
    let mut text = String::from(
        "// Written by `cargo xtask generate` from the catalogues of `wharfinger-core`.\n",
    );
    let codes = Code::ALL.iter().map(|code| code.as_str());
    let fields = Field::ALL.iter().map(|field| field.as_str());
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    union(
        &mut text,
        "The stable name of a rule, `area.reason`. Never renamed.",
        "Code",
        codes,
    );
    union(
        &mut text,
        "What an issue can be about, in the order of a report.",
        "Field",
        fields,
    );
    union(
        &mut text,
        "How much an issue weighs. Only errors make a report invalid.",
        "Severity",
        severities.iter().map(|severity| severity.as_str()),
    );
    union(
        &mut text,
        "The id of a built-in registry. Never renamed.",
        "BuiltInRegistryId",
        Catalogue::built_in().entries().map(RegistryEntry::id),
    );
    text
}

fn union<'a>(text: &mut String, doc: &str, name: &str, members: impl Iterator<Item = &'a str>) {
    write!(text, "\n/** {doc} */\nexport type {name} =")
        .expect("writing to a string does not fail");
    for member in members {
        write!(text, "\n  | \"{member}\"").expect("writing to a string does not fail");
    }
    text.push_str(";\n");
}

/// Text as Markdown code, fenced by one more backtick than it holds.
pub(crate) fn code_span(text: &str) -> String {
    let fence = "`".repeat(
        text.split(|c| c != '`')
            .map(str::len)
            .max()
            .unwrap_or_default()
            + 1,
    );
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    // A newline ends a list item; a soft hyphen shows nothing.
    let line = text.replace('\n', "\u{23ce}").replace('\u{ad}', "\\u{ad}");
    format!("{fence}{pad}{line}{pad}{fence}")
}
