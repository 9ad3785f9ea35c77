//! Files that are made to take long, or to exhaust the stack or the memory: each must end.
//!
//! Where the work grows with the square of the size, a test here
//! takes very long, so that it needs no clock to fail.

use std::fmt::Write as _;

use wharfinger_core::registry::Catalogue;
use wharfinger_lint::{FILE_BYTES_MAX, Format, Lines, Linted, fix, lint, wire};

fn linted(format: Format, text: &str) -> Linted {
    assert!(text.len() <= FILE_BYTES_MAX, "{} bytes", text.len());
    lint(&Catalogue::built_in(), format, text)
}

/// A sixteenth of what a file may hold, since what was not optimised takes its time.
fn filled(piece: &str) -> String {
    piece.repeat(FILE_BYTES_MAX / 16 / piece.len())
}

fn numbered(piece: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for number in 0.. {
        let piece = piece(number);
        if text.len() + piece.len() > FILE_BYTES_MAX - 1_024 {
            break;
        }
        text.push_str(&piece);
    }
    text
}

#[track_caller]
fn told(linted: &Linted) -> Vec<&str> {
    let messages = linted.findings.iter().map(|it| it.message.as_ref());
    messages.collect()
}

#[test]
fn aliases_of_aliases_are_as_deep_as_what_they_stand_for() {
    for (format, link) in [
        (Format::Compose, ["{<<: *a", "}"]),
        (Format::Kubernetes, ["[*a", "]"]),
    ] {
        let mut text = "image: x\na0: &a0 {image: x}\n".to_owned();
        for number in 1..100_000 {
            let before = number - 1;
            writeln!(text, "a{number}: &a{number} {}{before}{}", link[0], link[1]).unwrap();
        }
        text += "services: {x: *a99999}\napiVersion: v1\nkind: Pod\n";
        let linted = linted(format, &text);
        let told = told(&linted);
        assert!(told[0].contains("more than 100 lists"), "{told:?}");
    }
}

/// A quarter of what a file may hold, of one piece, between two texts.
fn quarter(piece: &str, between: (&str, &str)) -> String {
    let pieces = piece.repeat(FILE_BYTES_MAX / 4 / piece.len());
    [between.0, &pieces, between.1].concat()
}

#[test]
fn what_aliases_lead_to_is_looked_at_once() {
    // 120 times 120 images are more than are looked at, and hide the last one.
    let many = |piece: &str| piece.repeat(120);
    for (format, text) in [
        (
            Format::Compose,
            format!(
                "c: &c [{}]\nservices: {{{} x: {{image: last}}}}\n",
                many("a=docker-image://b, "),
                many("a: {build: {additional_contexts: *c}}, ")
            ),
        ),
        (
            Format::Kubernetes,
            format!(
                "apiVersion: v1\nkind: Pod\nc: &c [{}]\nx: [{}]\nspec: {{containers: [{{image: last}}]}}\n",
                many("{image: b}, "),
                many("{containers: *c}, ")
            ),
        ),
        (
            Format::Workflow,
            format!(
                "s: &s [{}]\njobs: {{{} x: {{container: last}}}}\n",
                many("uses: docker://b, "),
                many("a: {steps: *s}, ")
            ),
        ),
        (
            Format::Workflow,
            format!(
                "j: &j {{services: {{{}}}}}\njobs: {{{} x: {{container: last}}}}\n",
                many("a: {image: b}, "),
                many("a: *j, ")
            ),
        ),
        (
            Format::Workflow,
            format!(
                "s: &s {{matrix: {{k: [{}]}}}}\njobs: {{{} x: {{container: last}}}}\n",
                many("b, "),
                many("a: {strategy: *s, container: '${{matrix.k}}'}, ")
            ),
        ),
    ] {
        let linted = linted(format, &text);
        assert_eq!(linted.references, 120 + 1, "{format}");
    }
}

#[test]
fn aliases_of_long_texts_and_lists_end() {
    let long_text = quarter("a", ("image: x\nlong: &l '", "'\n"));
    linted(
        Format::Yaml,
        &quarter("*l : 1, ", (&format!("{long_text}x: {{"), "}\n")),
    );
    let merged = quarter("*m, ", ("m: &m {image: x}\nl: &l [", "]\nservices: {"));
    linted(Format::Compose, &quarter("a: {<<: *l}, ", (&merged, "}\n")));
    let choices = quarter("matrix.k||", ("i: &i '${{", "matrix.k}}'\njobs: {"));
    linted(
        Format::Workflow,
        &quarter("a: {container: *i}, ", (&choices, "}\n")),
    );
    let values = quarter(
        "b, ",
        (
            "m: &m {matrix: {k: [",
            "]}}\njobs:\n  a:\n    strategy: *m\n",
        ),
    );
    let choices = quarter("matrix.k||", ("    container: '${{", "x}}'\n"));
    linted(Format::Workflow, &(values + &choices));
    let services = quarter("a: {}, ", ("s: &s {", "}\njobs: {"));
    linted(
        Format::Workflow,
        &quarter("a: {services: *s}, ", (&services, "}\n")),
    );
}

#[test]
fn expressions_that_never_end_are_no_expressions() {
    linted(Format::Yaml, &quarter("{{a}: 1}, ", ("image: [", "]\n")));
}

#[test]
fn arguments_of_arguments_stay_short() {
    let mut text = "ARG A0=aaaaaaaaaaaaaaaa\n".to_owned();
    for number in 1..1_000 {
        let before = number - 1;
        writeln!(text, "ARG A{number}=${{A{before}}}${{A{before}}}").unwrap();
    }
    text += "FROM x:$A7\nFROM x:$A9\n";
    let linted = linted(Format::Dockerfile, &text);
    let told = told(&linted);
    assert!(told[0].contains("128"), "{told:?}");
    assert_eq!(
        told[1],
        "`A9` has no value in this file, so the image is not checked"
    );
    let text = format!("ARG A={}\nFROM x:$A$A$A\n", "a".repeat(2_000));
    let linted = self::linted(Format::Dockerfile, &text);
    assert_eq!(
        self::told(&linted),
        ["what it stands for has more than 4096 bytes or 64 parts, so the image is not checked"]
    );
}

#[test]
fn names_in_texts_stay_short() {
    let long = "a".repeat(3_000);
    let text =
        format!("params.x = '{long}'\nprocess a {{ container \"${{params.x}}${{params.x}}\" }}");
    let linted = linted(Format::Nextflow, &text);
    assert!(told(&linted)[0].starts_with("what it stands for"));
}

#[test]
fn texts_that_name_each_other_end() {
    let choice = |before: usize| format!("x ? {}", vec![format!("a{before}"); 200].join(" : "));
    let mut text = "def a0 = 'x:1'\n".to_owned();
    for number in 1..8 {
        writeln!(text, "def a{number} = \"${{{}}}\"", choice(number - 1)).unwrap();
    }
    text += "process p { container \"${a7}\" }\nprocess q { container \"${a1}\" }\n";
    assert!(linted(Format::Nextflow, &text).references >= 1);
}

#[test]
fn here_documents_that_never_end_are_looked_for_in_vain() {
    let text = numbered(|number| format!("RUN <<E{number}\n")) + "FROM Nginx\n";
    assert_eq!(linted(Format::Dockerfile, &text).references, 1);
}

#[test]
fn stages_and_arguments_may_be_many() {
    let text = numbered(|number| format!("FROM s AS s{number}\n"));
    let many = linted(Format::Dockerfile, &text);
    assert_eq!(many.references, 10_000);
    let beyond = "the file names more than 10000 images, and those are checked";
    assert!(told(&many).contains(&beyond));
    let half = FILE_BYTES_MAX / 32;
    let arguments: Vec<_> = (0..half)
        .map(|number| format!("ARG A{number}=a\n"))
        .collect();
    let mut text = arguments.concat();
    text.truncate(FILE_BYTES_MAX / 2);
    text += &"FROM x:$NONE\n".repeat(half);
    assert_eq!(linted(Format::Dockerfile, &text).references, 10_000);
}

#[test]
fn commands_and_texts_that_never_end_are_code() {
    let docker = "\ntask t { runtime { docker: \"Ubuntu:1\" } }\n";
    for piece in [
        "command <<<\n",
        "command {\n",
        "\\\"",
        "\"${ ' \n",
        "runtime {\n",
    ] {
        linted(Format::Wdl, &(filled(piece) + docker));
    }
    for piece in [
        "\\\"\"\"",
        "container (\n",
        "params {\n",
        "container {",
        "\"${'",
        "{\n",
        "((}\n",
        "process {",
        "process x {\ncontainer y\n",
    ] {
        linted(
            Format::Nextflow,
            &(filled(piece) + "\nprocess p { container 'x' }"),
        );
        let inside = "process p {\n".to_owned() + &filled(piece) + "container 'x'";
        linted(Format::Nextflow, &inside);
    }
    for piece in [
        "container: (\n",
        "f\"{\"",
        "\n",
        "container: \"docker://a\"\n\n",
    ] {
        linted(
            Format::Snakemake,
            &(filled(piece) + "container: 'docker://x'\n"),
        );
    }
}

#[test]
fn definitions_may_be_many() {
    let half = FILE_BYTES_MAX / 2 - 1_024;
    let mut text = numbered(|number| format!("def a{number} = 'x:1'\n"));
    text.truncate(half);
    text += "\nprocess {";
    text += &"\ncontainer nobody\n".repeat(half / 18);
    assert_eq!(linted(Format::Nextflow, &text).references, 10_000);
}

#[test]
fn places_in_one_long_line_are_counted_once() {
    let text = format!(
        "{{\"services\": {{ {} }}}}",
        numbered(|number| { format!("\"é{number}\": {{\"image\": \"X\"}}, ") })
    );
    let linted = linted(Format::Compose, &text);
    assert_eq!(linted.references, 10_000);
    let json = wire::file("x", &Lines::new(&text), &linted);
    assert!(serde_json::to_string(&json).is_ok_and(|json| json.len() > 10_000));
}

#[test]
fn programs_in_files_are_not_mended() {
    for text in [
        "FROM a:1\nRUN <<E-O.F cat\nFROM Nginx\nE-O.F\n",
        "FROM a:1\nCOPY <<'E O F' x\nFROM Nginx\nE O F\n",
        "FROM a:1\nRUN <<--EOF cat\nEOF\nFROM Nginx\n\t-EOF\n",
        // Only `<<-` leaves tabs aside.
        "FROM a:1\nRUN <<EOF cat\n\tEOF\nFROM Nginx\nEOF\n",
    ] {
        let fixed = fix(&Catalogue::built_in(), Format::Dockerfile, text);
        assert_eq!((fixed.text.as_str(), fixed.count), (text, 0));
    }
}

#[test]
fn a_byte_order_mark_hides_nothing() {
    for (format, text) in [
        (Format::Dockerfile, "FROM Nginx\n"),
        (Format::Compose, "services: {a: {image: Nginx}}\n"),
        (Format::Kubernetes, "{{ x }}\nimage: Nginx\n"),
        (Format::Snakemake, "container: \"docker://Nginx\"\n"),
        (Format::Nextflow, "process p { container 'Nginx' }\n"),
        (Format::Wdl, "task t { runtime { docker: 'Nginx' } }\n"),
    ] {
        let marked = format!("\u{feff}{text}");
        let mut expected = linted(format, text);
        for finding in &mut expected.findings {
            finding.span = finding.span.shifted(3);
            for edit in finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
                edit.span = edit.span.shifted(3);
            }
        }
        assert!(!expected.findings.is_empty(), "{format}");
        assert_eq!(linted(format, &marked), expected, "{format}");
    }
}
