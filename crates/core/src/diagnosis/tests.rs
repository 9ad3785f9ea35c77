//! The tables hold together; laws that hold for every text. The cases are in `tests/data`.

use proptest::prelude::*;

use super::*;
use crate::code::Code;

#[test]
fn causes_are_no_codes_and_keep_the_form() {
    for cause in Cause::ALL {
        assert!(Code::from_name(cause.as_str()).is_none());
        assert!(cause.as_str().starts_with("pull."));
        assert_eq!(Cause::from_name(cause.as_str()), Some(*cause));
        let entry = cause.entry();
        assert!(
            entry.summary.ends_with('.') && entry.why.ends_with('.'),
            "{cause}"
        );
        assert!(!cause.advice().ends_with('.'), "{cause}");
        assert!(!entry.example.is_empty() && !entry.source.is_empty());
    }
}

#[test]
fn the_example_of_every_cause_is_diagnosed() {
    let catalogue = Catalogue::built_in();
    for cause in Cause::ALL {
        let example = match cause {
            // A login elsewhere, or a usage line, needs more than one line to be seen.
            Cause::GetLoginRemoved => {
                "$ aws ecr get-login\naws: error: argument operation: Invalid choice, valid choices are:"
            }
            _ => cause.entry().example,
        };
        let found = diagnose(
            &catalogue,
            &Log::new(&format!("registry pull /v2/: {example}")),
        );
        assert_eq!(
            found.first().map(|first| first.cause),
            Some(*cause),
            "{example}"
        );
    }
}

#[test]
fn secrets_are_masked() {
    let token = format!("whf_pat_{}", "a1".repeat(19));
    let jwt = "eyJhbGciOiJSUzI1NiIsInR5cCI6.eyJpc3MiOiJoYXJib3IifQ.VBo3NohteQqJDqSl-A";
    for (text, masked) in [
        (format!("token {token} given"), "token *** given"),
        (
            "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE".into(),
            "AWS_ACCESS_KEY_ID=***",
        ),
        (
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".into(),
            "aws_secret_access_key = ***",
        ),
        (
            "+ export AWS_SESSION_TOKEN=IQoJb3JpZ2luX2VjEJr//////////wEa".into(),
            "+ export AWS_SESSION_TOKEN=***",
        ),
        (
            format!("Authorization: Bearer {jwt}"),
            "Authorization: Bearer ***",
        ),
        (format!("got {jwt} back"), "got *** back"),
        (
            "Authorization: Basic QVdTOmh1bnRlcjI=".into(),
            "Authorization: Basic ***",
        ),
        (
            "Authorization:[Basic QVdTOmh1bnRlcjI=]".into(),
            "Authorization:[Basic ***]",
        ),
        (
            "Get https://ada:hunter2@quay.io/v2/: EOF".into(),
            "Get https://ada:***@quay.io/v2/: EOF",
        ),
        (
            "proxy http://sekret@10.0.0.1:3128".into(),
            "proxy http://***@10.0.0.1:3128",
        ),
        (
            r#"{"auths":{"quay.io":{"auth":"YWRhOmh1bnRlcjI="}}}"#.into(),
            r#"{"auths":{"quay.io":{"auth":"***"}}}"#,
        ),
        (
            r#"{\"identitytoken\": \"abcdef\"}"#.into(),
            r#"{\"identitytoken\": \"***\"}"#,
        ),
        (
            "docker login -u AWS -p hunter22 1.dkr.ecr.x".into(),
            "docker login -u AWS -p *** 1.dkr.ecr.x",
        ),
        (
            "skopeo copy --src-creds=ada:hunter2 docker://x".into(),
            "skopeo copy --src-creds=ada:*** docker://x",
        ),
        (
            "https://s3/x?X-Amz-Credential=ASIAEXAMPLEEXAMPLE1%2F20261128&X-Amz-Signature=fe5f80"
                .into(),
            "https://s3/x?X-Amz-Credential=***&X-Amz-Signature=***",
        ),
        (
            "https://x.blob/y?sv=1&sig=abc%3D&se=2".into(),
            "https://x.blob/y?sv=1&sig=***&se=2",
        ),
        (
            "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----\nb"
                .into(),
            "a\n***\n***\n***\n***\nb",
        ),
    ] {
        assert_eq!(Log::new(&text).text(), masked);
        assert!(Log::new(&text).masked() > 0, "{text}");
    }
}

#[test]
fn what_is_no_secret_stays() {
    for text in [
        "aws ecr get-login-password --region us-west-2 | docker login --username AWS --password-stdin 1.dkr.ecr.us-west-2.amazonaws.com",
        "unable to retrieve auth token: invalid username/password: unauthorized",
        "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed",
        "Error when retrieving token from sso: Token has expired and refresh failed",
        "Back-off pulling image \"gcr.io/team/bootcamp:v10\"",
        "nginx@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "docker://quay.io/team/tool@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ] {
        assert_eq!(Log::new(text).text(), text);
    }
}

#[test]
fn only_the_end_of_a_long_text_is_read() {
    let text = format!("{}\nno basic auth credentials\n", "x".repeat(LOG_BYTES_MAX));
    let log = Log::new(&text);
    assert!(log.is_cut());
    assert_eq!(log.text(), "no basic auth credentials\n");
}

#[test]
fn the_debug_form_shows_no_text() {
    assert_eq!(
        format!("{:?}", Log::new("secret")),
        "Log { bytes: 6, masked: 0, is_cut: false }"
    );
}

proptest! {
    #[test]
    fn any_text_is_diagnosed_within_its_bounds(text in "(?s).{0,200}") {
        check_laws(&text);
    }

    #[test]
    fn pieces_of_real_outputs_are_diagnosed_within_their_bounds(
        rows in prop::collection::vec(0..patterns::PATTERNS.len(), 0..12),
        between in "[ \\n\\t\"'é\\\\]{0,3}",
    ) {
        let pieces: Vec<&str> = rows.iter().map(|row| patterns::PATTERNS[*row].example).collect();
        check_laws(&pieces.join(&between));
    }

    #[test]
    fn masking_again_changes_nothing(
        key in "(password|TOKEN|auth|authorization|secret|docker login -p|sig|x-amz-signature)",
        mark in "[=: ]{1,2}",
        value in "[A-Za-z0-9/+=]{0,40}",
        tail in "[ \"'&\\n@:/a-z]{0,12}",
    ) {
        let once = Log::new(&format!("https://h/?{key}{mark}{value}{tail}"));
        let twice = Log::new(once.text());
        prop_assert_eq!(once.text(), twice.text());
    }

    #[test]
    fn a_secret_never_comes_through(secret in "[A-Za-z0-9]{16,38}", before in "[a-z ]{0,8}", form in 0..12_usize) {
        let form = [
            "AKIA", "whf_pat_", "Authorization: Bearer ", "Authorization: Basic ", "docker login -u x -p ", "AWS_SECRET_ACCESS_KEY=",
            "aws_session_token = ", "https://user:", "X-Amz-Signature=", "\"auth\": \"", "?token=", "ghp_",
        ][form];
        let secret = if form == "AKIA" { secret.to_uppercase() } else { secret };
        let text = format!("{before} {form}{secret}{}", if form == "https://user:" { "@h/" } else { "\"" });
        prop_assert!(!Log::new(&text).text().contains(&secret), "{}", text);
    }
}

fn check_laws(text: &str) {
    let log = Log::new(text);
    let found = diagnose(&Catalogue::built_in(), &log);
    assert!(found.len() <= DIAGNOSES_MAX);
    for diagnosis in &found {
        for span in diagnosis
            .evidence
            .iter()
            .chain(diagnosis.image.iter().map(|image| &image.span))
        {
            assert!(log.text().get(span.start..span.end).is_some(), "{span:?}");
        }
        assert!(!diagnosis.next_step.text.is_empty());
    }
    assert_eq!(diagnose(&Catalogue::built_in(), &log), found);
}
