//! Secrets in the forms that an audit found unmasked; older ones are in `tests.rs`.

use super::Log;

#[test]
fn what_programs_write_is_masked() {
    let texts: &[(String, &str)] = &[
        // As Python's `shlex` and people quote an apostrophe.
        (
            r#"docker login -p 'a'"'"'bcdefg'"'"'h' quay.io"#.into(),
            "docker login -p '***' quay.io",
        ),
        (
            r"docker login -p 'a'\''bcdefg' quay.io".into(),
            "docker login -p '***' quay.io",
        ),
        (
            r#"skopeo copy --src-creds 'ada:a'"'"'bcdefg' docker://x"#.into(),
            "skopeo copy --src-creds 'ada:***' docker://x",
        ),
        // As Go prints structures.
        (
            "&{Username:ada Password:hunter2sec Auth: IdentityToken:abcdefgh}".into(),
            "&{Username:ada Password:*** Auth: IdentityToken:***}",
        ),
        (
            "{Username:ada Password:hun}ter2 ServerAddress:quay.io}".into(),
            "{Username:ada Password:*** ServerAddress:quay.io}",
        ),
        (
            "types.AuthConfig{Username:\"ada\", Password:\"hunter 2\"}".into(),
            "types.AuthConfig{Username:\"ada\", Password:\"***\"}",
        ),
        (
            "map[quay.io:map[auth:YWRhOmh1bnRlcjI=]]".into(),
            "map[quay.io:map[auth:***]]",
        ),
        ("password:hunter2sec".into(), "password:***"),
        // Secrets of Kubernetes.
        (
            "  .dockerconfigjson: ewogICJhdXRocyI6IHt9Cn0=".into(),
            "  .dockerconfigjson: ***",
        ),
        (
            "\".dockerconfigjson\": \"ewogICJhdXRocyI6IHt9Cn0=\"".into(),
            "\".dockerconfigjson\": \"***\"",
        ),
        (
            "env: [{name: DB_PASSWORD, value: hunter 2sec}, {name: A, value: b}]".into(),
            "env: [{name: DB_PASSWORD, value: ***}, {name: A, value: b}]",
        ),
        (
            "password: |\n  hunter2sec\nuser: ada".into(),
            "password: |\n  ***\nuser: ada",
        ),
        (
            "  .dockerconfigjson: >-\r\n    ewogICJhdXRocyI6\r\nkind: Secret".into(),
            "  .dockerconfigjson: >-\r\n    ***\r\nkind: Secret",
        ),
        (
            "data:\n  api-token: |-\n    first\n\n      second \n  other: 1\n".into(),
            "data:\n  api-token: |-\n    ***\n\n      *** \n  other: 1\n",
        ),
        (
            "password: >\nhunter2sec\nuser: ada".into(),
            "password: >\n***\nuser: ada",
        ),
        // Builds, and options of other programs.
        (
            "Step 3/9 : ENV NPM_TOKEN hunter2sec".into(),
            "Step 3/9 : ENV NPM_TOKEN ***",
        ),
        (
            "kaniko --docker-pass hunter2sec --dest x".into(),
            "kaniko --docker-pass *** --dest x",
        ),
        (
            "nextflow run x -tower.accessToken hunter2sec -resume".into(),
            "nextflow run x -tower.accessToken *** -resume",
        ),
        // Tokens that say what they are.
        (format!("got npm_{} back", "a1B".repeat(12)), "got *** back"),
        (
            format!("got pypi-AgEIcHlwaS5vcmc{} back", "a1B_".repeat(9)),
            "got *** back",
        ),
        (
            format!("got AIza{} back", "a1B_-".repeat(7)),
            "got *** back",
        ),
        (
            format!("got sk-proj-{} back", "a1B_".repeat(9)),
            "got *** back",
        ),
        (format!("got hvs.{} back", "a1B_".repeat(9)), "got *** back"),
        (
            "https://hooks.slack.com/services/T0000/B0000/XXXXXXXX".into(),
            "https://hooks.slack.com/services/***",
        ),
    ];
    for (text, masked) in texts {
        let log = Log::new(text);
        assert_eq!(log.text(), *masked);
        assert!(log.masked() > 0, "{text}");
        assert_eq!(Log::new(log.text()).text(), *masked);
    }
}

/// Found by the fuzzer: what is masked once is masked whole.
#[test]
fn ends_of_keys_that_began_nowhere_are_masked_at_once() {
    let end = "-----END PRIVATE KEY-----";
    for (text, masked) in [
        (
            format!("abc\n{end}\ndef\n{end}\nend"),
            "***\n***\n***\n***\nend",
        ),
        (
            format!("-----BEGIN PRIVATE KEY-----\nabc\n{end}\ndef\n{end}\nend"),
            "***\n***\n***\ndef\n***\nend",
        ),
    ] {
        let log = Log::new(&text);
        assert_eq!(log.text(), masked);
        assert_eq!(Log::new(log.text()).text(), masked);
    }
}

/// Found by the fuzzer: the first `<<<` is in the password before it, and hid the second one.
#[test]
fn what_a_mask_hid_is_masked_as_well() {
    let log = Log::new("docker login -u AWS -p a<<<b quay.io <<<hunter22");
    assert_eq!(log.text(), "docker login -u AWS -p *** quay.io <<<***");
    assert_eq!(log.masked(), 2);
}

#[test]
fn what_only_looks_like_it_stays() {
    for text in [
        "docker pull quay.io/team/password-cracker:1.20.3",
        "docker pull team/secret:latest token:latest",
        "log in with username:password, or say -p for the port",
        "Step 3/9 : ENV PATH /opt/conda/bin:$PATH",
        "npm_config_registry is https://registry.npmjs.org, task-1234567890123456789012345 waits",
        "on: |\n  pull",
    ] {
        assert_eq!(Log::new(text).text(), text);
    }
}
