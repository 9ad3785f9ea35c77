//! What `fix` makes of a file, and what it leaves.

use wharfinger_core::registry::Catalogue;
use wharfinger_lint::{Format, fix};

/// Texts in which something is wrong that only a person can mend.
#[track_caller]
fn stays(format: Format, texts: &[&str]) {
    for text in texts {
        let fixed = fix(&Catalogue::built_in(), format, text);
        assert_eq!(fixed.text, *text);
        assert!(!fixed.linted.findings.is_empty(), "{text}");
    }
}

#[track_caller]
fn becomes(format: Format, text: &str, expected: &str) {
    let fixed = fix(&Catalogue::built_in(), format, text);
    assert_eq!(fixed.text, expected);
}

#[test]
fn a_mend_gives_no_variable_another_name() {
    becomes(
        Format::Dockerfile,
        "ARG P=quay.io/\nFROM $P/foo/x:1\nFROM quay.io/Foo/y:1\n",
        "ARG P=quay.io/\nFROM $P/foo/x:1\nFROM quay.io/foo/y:1\n",
    );
    stays(
        Format::Nextflow,
        &["params.reg = 'quay.io/'\nprocess p { container \"$params.reg/foo/x:1\" }\n"],
    );
}

#[test]
fn a_mend_makes_no_variable() {
    let pod = |image: &str| {
        format!("{{apiVersion: v1, kind: Pod, containers: [{{image: '{image}'}}]}}\n")
    };
    for tag in [
        "$\u{200b}{TAG}",
        "$\u{200b}(TAG)",
        "$\u{200b}TAG",
        "~\u{200b}{TAG}",
    ] {
        let [mended, written] =
            ["quay.io/foo/x", "quay.io//Foo/x"].map(|name| pod(&format!("{name}:{tag}")));
        becomes(Format::Kubernetes, &written, &mended);
    }
    for image in ["Foo/{\u{200b}{TAG}}", "quay.io//Foo/x:$T\u{200b}AG"] {
        stays(Format::Kubernetes, &[&pod(image)]);
    }
}

#[test]
fn a_mend_of_the_case_changes_nothing_else() {
    stays(
        Format::Compose,
        &["services: {a: {image: \"quay.io/My Tool:1\"}}\n"],
    );
    // What looks like a variable and is none stands for itself.
    stays(Format::Dockerfile, &["# syntax=Nginx${TAG}\n"]);
    // What other mends change as well may go with it.
    becomes(
        Format::Compose,
        "services: {a: {image: 'quay.io/My\u{2013}Tool:1'}}\n",
        "services: {a: {image: 'quay.io/my-tool:1'}}\n",
    );
}

#[test]
fn an_image_that_is_hidden_stays() {
    stays(
        Format::Dockerfile,
        &[
            "FROM docker-daemon:Foo/x:1\n",
            "FROM oci:Foo/x\n",
            "FROM quay.io\\Foo/x\n",
        ],
    );
    stays(
        Format::Compose,
        &[
            "services: {a: {image: '\\tquay.io/foo/x'}}\n",
            "services: {a: {image: 'quay.io/foo/x,y:1'}}\n",
            "services: {a: {image: 'quay.io/Foo/x,y:1;'}}\n",
        ],
    );
}

#[test]
fn a_word_that_an_image_takes_the_place_of_stays() {
    stays(
        Format::Compose,
        &[
            "services: {a: {image: REPLACE_ME}}\n",
            "services: {a: {image: __IMAGE__}}\n",
            "services: {a: {image: 'IMAGE:TAG'}}\n",
            "services: {a: {image: 'IMAGE:${TAG}'}}\n",
        ],
    );
}

#[test]
fn a_mend_does_not_hold_for_one_value_alone() {
    stays(
        Format::Compose,
        &[
            "services: {a: {image: \"${REG:-}/foo/x:1\"}}\n",
            "services: {a: {image: \"${REG:-quay.io/}/foo/x:1\"}}\n",
            "services: {a: {image: \"${REG:-quay.io/}/foo/x:${TAG}\"}}\n",
            "services: {a: {image: \"${REG-quay.io/}Foo/x:1\"}}\n",
        ],
    );
    stays(Format::Dockerfile, &["ARG REG=\nFROM ${REG}/foo\n"]);
    stays(
        Format::Wdl,
        &[
            "task t { input { String r = \"quay.io/\" } runtime { docker: r + \"/foo/x:1\" } }\n",
            "task t { input { String r = \"quay.io/\" } runtime { docker: \"~{r}/foo/x:1\" } }\n",
        ],
    );
    becomes(
        Format::Compose,
        "services: {a: {image: '${REG:-quay.io}/Foo//x:${TAG:-1}'}}\n",
        "services: {a: {image: '${REG:-quay.io}/foo/x:${TAG:-1}'}}\n",
    );
}
