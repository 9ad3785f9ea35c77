//! What keeps a server from starting, and what does not.

use std::sync::Arc;

use wharfinger_server::config::read_file;
use wharfinger_server::oidc::{Providers, Settings, SetupError};
use wharfinger_server::seams::System;

fn settings(secret: &str) -> Vec<Settings> {
    let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    let entry = format!(
        "[[sign_in]]\nid = \"example\"\nname = \"Example\"\nissuer = \"https://id.invalid\"\n\
         client_id = \"a\"\n{secret}\n"
    );
    std::fs::write(file.path(), entry).unwrap();
    read_file(file.path()).unwrap().sign_in
}

fn open(settings: &[Settings], public_url: Option<&str>) -> Result<Providers, SetupError> {
    Providers::new(settings, public_url, Arc::new(System), Arc::new(System))
}

fn refusal(settings: &[Settings], public_url: Option<&str>) -> String {
    let Err(error) = open(settings, public_url) else {
        panic!("the providers were taken");
    };
    error.to_string()
}

#[test]
fn without_providers_nothing_is_needed() {
    assert_eq!(open(&[], None).unwrap().list().len(), 0);
}

#[test]
fn a_provider_that_does_not_answer_keeps_no_server_from_starting() {
    // Every Unix process has it.
    let settings = settings("client_secret_env = \"PATH\"");
    assert!(open(&settings, Some("https://wharf.example")).is_ok());
}

#[test]
fn what_is_missing_is_said() {
    let variable = settings("client_secret_env = \"WHARFINGER_TEST_NEVER_SET\"");
    assert_eq!(
        refusal(&variable, Some("https://wharf.example")),
        "`sign_in` entry `example`: the environment variable `WHARFINGER_TEST_NEVER_SET` is not \
         set; put the client secret there"
    );
    let refused = refusal(&variable, None);
    assert!(refused.contains("`--public-url`"), "{refused}");
}

#[test]
fn a_file_with_a_wrong_entry_is_refused_with_its_name() {
    let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    let entry = |issuer: &str, secret: &str| {
        format!(
            "[[sign_in]]\nid = \"a\"\nname = \"A\"\nissuer = \"{issuer}\"\nclient_id = \"a\"\n\
             {secret} = \"hush\"\n"
        )
    };
    for (text, expected) in [
        (
            entry("http://id.example.org", "client_secret_env"),
            "`sign_in` entry `a`: `issuer` is `http://id.example.org`",
        ),
        (
            entry("https://id.example.org", "client_secret"),
            "`sign_in` entry `a`: `client_secret` may not stand in the file",
        ),
    ] {
        std::fs::write(file.path(), text).unwrap();
        let error = read_file(file.path()).unwrap_err().to_string();
        assert!(error.starts_with("configuration file `"), "{error}");
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("hush"), "{error}");
    }
}
