//! What the AWS CLI was asked for, which what it says about credentials does not tell.

use std::sync::LazyLock;

use regex::Regex;

use super::Confidence;

/// What a text has where a registry is concerned: a call that a login makes, or the client that logs in.
static OF_REGISTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\becr\b|\baws sts\b|docker|podman|skopeo|apptainer|singularity|non[- ]tty device",
    )
    .expect("a constant")
});

/// What it has where something else is: another service of AWS, or the calls of a program in Python.
static OF_OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"s3://|\baws (?:\S+ ){0,4}(?:s3|s3api|batch|ec2|lambda|logs)\b|\bboto(?:core|3)\b")
        .expect("a constant")
});

/// How sure it is that what the AWS CLI says is about a registry; `None` where it is not.
pub(super) fn confidence(text: &str) -> Option<Confidence> {
    if OF_REGISTRY.is_match(text) {
        return Some(Confidence::Certain);
    }
    (!OF_OTHERS.is_match(text)).then_some(Confidence::Possible)
}
