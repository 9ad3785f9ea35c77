//! `wharfinger check --jsonl`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};
use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;

use crate::support::{run_with, wharfinger};

fn answers(stdout: &str) -> Vec<Value> {
    stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn each_line_is_answered_in_order() {
    let input = "{\"image\": \"nginx\"}\n{\"image\": \"quay.io/a/b@sha256:x\", \"row\": 7}\r\n{\"image\":\"\"}";
    let ran = run_with(&["check", "--jsonl", "--mode", "compat"], input.as_bytes());
    assert_eq!(ran.code, Some(1));
    let answers = answers(&ran.stdout);
    assert_eq!(answers.len(), 3);
    assert_eq!(
        answers[0]["reference"],
        json!({
            "domain": "docker.io", "path": "library/nginx", "tag": null, "digest": null,
            "familiar": "nginx",
        })
    );
    assert_eq!(answers[1]["image"], "quay.io/a/b@sha256:x");
    assert_eq!(answers[2]["issues"][0]["code"], "reference.empty");
    for answer in &answers {
        let names: Vec<_> = answer.as_object().unwrap().keys().collect();
        assert_eq!(names, ["image", "issues", "reference", "valid"]);
    }
}

#[test]
fn a_line_that_cannot_be_read_keeps_its_place() {
    let mut input = Vec::new();
    for line in [
        &b"{\"image\": \"nginx:1\"}"[..],
        b"nginx",
        b"",
        b"[]",
        b"{}",
        b"{\"image\": 5}",
        b"{\"image\": \"\xff\"}",
        b"[\"nginx\"]",
        b"{\"image\": \"nginx:1\", \"image\": \"redis:7\"}",
    ] {
        input.extend_from_slice(line);
        input.push(b'\n');
    }
    input.extend(std::iter::repeat_n(b'x', 3 << 20));
    input.extend_from_slice(b"\n{\"image\": \"redis:7\"}\n");
    let ran = run_with(&["check", "--jsonl"], &input);
    assert_eq!(ran.code, Some(1));
    let answers = answers(&ran.stdout);
    assert_eq!(answers.len(), 11);
    assert_eq!(answers[0]["valid"], true);
    assert_eq!(answers[10]["valid"], true);
    for (number, answer) in answers.iter().enumerate().take(10).skip(1) {
        assert_eq!(answer["valid"], false);
        assert_eq!(answer["reference"], Value::Null);
        let error = answer["error"].as_str().unwrap();
        assert!(
            error.starts_with(&format!("line {}: ", number + 1)),
            "{error}"
        );
    }
    assert_eq!(
        answers[1]["error"],
        "line 2: this is no JSON; expected an object, a list, text in double quotes, a number, `true`, `false` or \
         `null` (column 2)"
    );
    assert_eq!(
        answers[5]["error"],
        "line 6: found the number `5`, expected text (column 11)"
    );
    assert_eq!(
        answers[7]["error"],
        "line 8: found a list, expected an object such as {\"image\": \"...\"}"
    );
    assert_eq!(
        answers[8]["error"],
        "line 9: `image` is given twice (column 40)"
    );
    assert_eq!(
        answers[9]["error"],
        "line 10: the line is longer than 1048576 bytes"
    );
}

#[test]
fn only_valid_lines_and_no_lines_are_success() {
    let ran = run_with(&["check", "--jsonl"], b"{\"image\": \"nginx:1\"}\n");
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let ran = run_with(&["check", "--jsonl"], b"");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
}

#[test]
fn drafts_get_the_rules_own_report_byte_for_byte() {
    let drafts = [
        json!({"image": "quay.io/biocontainers/samtools:1.17"}),
        json!({"image": "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum", "visibility": "public"}),
        json!({"registry": "quay", "namespace": "Bio", "name": "sam tools", "colour": 1}),
        json!({}),
    ];
    let input = drafts.each_ref().map(ToString::to_string).join("\n");
    let ran = run_with(&["check", "--registration", "--jsonl"], input.as_bytes());
    assert_eq!(ran.code, Some(1));
    let expected: String = drafts
        .into_iter()
        .map(|draft| {
            let draft: Draft = serde_json::from_value(draft).unwrap();
            let report = check(&Catalogue::built_in(), &draft);
            serde_json::to_string(&wire::report(&draft, &report)).unwrap() + "\n"
        })
        .collect();
    assert_eq!(ran.stdout, expected);
}

#[test]
fn a_draft_that_cannot_be_read_has_a_report_that_says_so() {
    let ran = run_with(
        &["check", "--registration", "--jsonl"],
        b"[1]\n{}\n{\"tag\":\"1\",\"tag\":\"2\"}\n",
    );
    assert_eq!(ran.code, Some(1));
    let answers = answers(&ran.stdout);
    assert_eq!(answers[0]["normalized"], Value::Null);
    assert_eq!(answers[0]["issues"], json!([]));
    assert_eq!(
        answers[0]["error"],
        "line 1: found a list, expected an object with the fields of a draft"
    );
    assert_eq!(answers[1]["error"], Value::Null);
    assert_eq!(
        answers[2]["error"],
        "line 3: `tag` is given twice (column 16)"
    );
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let mut child = wharfinger(&["check", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut questions = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    for image in ["nginx:1", "redis:7"] {
        writeln!(questions, "{}", json!({"image": image})).unwrap();
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        assert!(answer.contains(image), "{answer}");
    }
    drop(questions);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = wharfinger(&["check", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut questions = child.stdin.take().unwrap();
    // Whether this still goes through depends on how soon the other side has noticed.
    let _ = writeln!(questions, "{}", json!({"image": "nginx:1"}));
    drop(questions);
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}
