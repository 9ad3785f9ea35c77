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
            &Log::new(&format!("Get https://registry.example.org/v2/: {example}")),
        );
        assert_eq!(
            found.first().map(|first| first.cause),
            Some(*cause),
            "{example}"
        );
    }
}

#[test]
fn a_daemon_is_started_as_it_is_called() {
    let catalogue = Catalogue::built_in();
    for (output, command) in [
        (
            "Error: unable to connect to Podman socket: failed to connect: dial tcp 127.0.0.1:63733: connect: connection refused",
            "podman machine start",
        ),
        (
            "dial unix /run/user/1000/podman/podman.sock: connect: no such file or directory",
            "systemctl --user start podman.socket",
        ),
        (
            "cannot access containerd socket \"/run/containerd/containerd.sock\": no such file or directory",
            "sudo systemctl start containerd",
        ),
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            "sudo systemctl start docker",
        ),
    ] {
        let found = diagnose(&catalogue, &Log::new(output));
        assert_eq!(found[0].next_step.commands, [command], "{output}");
    }
}

#[test]
fn an_image_that_came_does_not_hide_one_of_another_architecture() {
    let log = Log::new(
        "exec /usr/bin/samtools: exec format error\n\
         Successfully pulled image \"quay.io/team/samtools:1\" in 2s\n",
    );
    let found = diagnose(&Catalogue::built_in(), &log);
    assert_eq!(found[0].cause, Cause::Architecture);
}

#[test]
fn what_aws_says_without_a_registry_is_a_guess() {
    let said =
        "Unable to locate credentials. You can configure credentials by running \"aws configure\".";
    for (before, confidence) in [
        ("", Some(Confidence::Possible)),
        ("$ aws ecr get-login-password\n", Some(Confidence::Certain)),
        ("$ aws --region us-west-2 s3 ls\n", None),
        ("boto3.exceptions.S3UploadFailedError: ", None),
    ] {
        let found = diagnose(
            &Catalogue::built_in(),
            &Log::new(&format!("{before}{said}")),
        );
        let found = found.first().map(|first| (first.cause, first.confidence));
        assert_eq!(
            found,
            confidence.map(|confidence| (Cause::AwsCredentialsMissing, confidence)),
            "{before}"
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
        (
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQVY\n-----END PGP PRIVATE KEY BLOCK-----\nb"
                .into(),
            "***\n***\n***\nb",
        ),
        // Cut inside of a key.
        (
            "MIIE\nabcd\n-----END RSA PRIVATE KEY-----\ndenied".into(),
            "***\n***\n***\ndenied",
        ),
        (
            "+ echo hunter22secret | docker login -u ada --password-stdin quay.io".into(),
            "+ echo *** | docker login -u ada --password-stdin quay.io",
        ),
        (
            "docker login \\\n  -u ada \\\n  -p hunter22secret quay.io\ndenied".into(),
            "docker login \\\n  -u ada \\\n  -p *** quay.io\ndenied",
        ),
        (
            "docker login -p -hunter22 quay.io".into(),
            "docker login -p *** quay.io",
        ),
        (
            r#"docker login -p "correct \"horse" quay.io"#.into(),
            r#"docker login -p "***" quay.io"#,
        ),
        (
            r#"{"password":"abc\"hunter22","a":"b"}"#.into(),
            r#"{"password":"***","a":"b"}"#,
        ),
        (
            r#"{"password":"abc\/hunter22"}"#.into(),
            r#"{"password":"***"}"#,
        ),
        (
            r#"{\"password\":\"abc\\\"hunter22\",\"a\":1}"#.into(),
            r#"{\"password\":\"***\",\"a\":1}"#,
        ),
        (
            r#"PASSWORD="correct horse battery" docker pull x"#.into(),
            r#"PASSWORD="***" docker pull x"#,
        ),
        (
            r#"  password: "my horse battery""#.into(),
            r#"  password: "***""#,
        ),
        ("password: my horse battery\nb".into(), "password: ***\nb"),
        (
            "curl -sS -u ada:secret https://quay.io/v2/".into(),
            "curl -sS -u ada:*** https://quay.io/v2/",
        ),
        (
            "machine quay.io login ada password x".into(),
            "machine quay.io login ada password ***",
        ),
        (
            "machine h\n  login ada\n  password x".into(),
            "machine h\n  login ada\n  password ***",
        ),
        ("token: hunter22".into(), "token: ***"),
        (
            "12:00 REGISTRY_TOKEN: hunter22".into(),
            "12:00 REGISTRY_TOKEN: ***",
        ),
        ("> authorization: hunter22 x".into(), "> authorization: ***"),
        (
            "curl -H 'Authorization: Custom hunter22hunter' x".into(),
            "curl -H 'Authorization: ***' x",
        ),
        ("X-Registry-Auth: e30=".into(), "X-Registry-Auth: ***"),
        (
            "-H 'X-Registry-Auth: e30=' -H \"Cookie: a=b; c=d\" x".into(),
            "-H 'X-Registry-Auth: ***' -H \"Cookie: ***\" x",
        ),
        (
            "Get https://ada:p@ss/word@quay.io/v2/: EOF".into(),
            "Get https://ada:***@quay.io/v2/: EOF",
        ),
        // Options of other programs.
        (
            "singularity pull --docker-username ada --docker-password X123 docker://x".into(),
            "singularity pull --docker-username ada --docker-password *** docker://x",
        ),
        (
            "skopeo copy --src-password hunter22 --src-registry-token=abc12 docker://x".into(),
            "skopeo copy --src-password *** --src-registry-token=*** docker://x",
        ),
        (
            "curl --oauth2-bearer 'hunter 22' https://quay.io".into(),
            "curl --oauth2-bearer '***' https://quay.io",
        ),
        (
            "Connect-Registry -Password hunter22 -Name x".into(),
            "Connect-Registry -Password *** -Name x",
        ),
        (
            "aws configure --profile p set aws_secret_access_key hunter22 --x".into(),
            "aws configure --profile p set aws_secret_access_key *** --x",
        ),
        (
            "docker run -e DB_PASS=X -e PWD=/home/ada -e OLDPWD=/ x".into(),
            "docker run -e DB_PASS=*** -e PWD=/home/ada -e OLDPWD=/ x",
        ),
        (
            "tower.accessToken = 'X'".into(),
            "tower.accessToken = '***'",
        ),
        (
            "$env:DB_PASSWORD = \"hunter22\"; docker pull x".into(),
            "$env:DB_PASSWORD = \"***\"; docker pull x",
        ),
        ("password = hunter 22".into(), "password = ***"),
        (
            "ConvertTo-SecureString -String \"hunter 22\" -AsPlainText".into(),
            "ConvertTo-SecureString -String \"***\" -AsPlainText",
        ),
        (
            "setx DB_PASSWORD hunter22 /m".into(),
            "setx DB_PASSWORD *** /m",
        ),
        ("set -x GH_TOKEN hunter22".into(), "set -x GH_TOKEN ***"),
        (
            "registryPassword: hunter 22".into(),
            "registryPassword: ***",
        ),
        ("accessToken: hunter22".into(), "accessToken: ***"),
        ("  auth: YWRhOmh1bnRlcjI=".into(), "  auth: ***"),
        ("ssh_pass: hunter".into(), "ssh_pass: ***"),
        (
            "crictl pull --auth YWRhOmh1bnRlcjI= h/x".into(),
            "crictl pull --auth *** h/x",
        ),
        (
            "ctr images pull --user ada:hunter h/x".into(),
            "ctr images pull --user ada:*** h/x",
        ),
        (
            "curl -H 'X-JFrog-Art-Api: hunter' h".into(),
            "curl -H 'X-JFrog-Art-Api: ***' h",
        ),
        // Lists of words.
        (
            "['skopeo', 'copy', '--src-creds', 'ada:hunter', 'x']".into(),
            "['skopeo', 'copy', '--src-creds', 'ada:***', 'x']",
        ),
        (
            "['curl', '-u', 'ada:hunter', 'h']".into(),
            "['curl', '-u', 'ada:***', 'h']",
        ),
        (
            "Command '['docker', 'login', '-u', 'ada', '-p', 'hunter22', 'quay.io']' failed".into(),
            "Command '['docker', 'login', '-u', 'ada', '-p', '***', 'quay.io']' failed",
        ),
        (
            "[\"skopeo\", \"copy\", \"--src-password\", \"hunter22\", \"x\"]".into(),
            "[\"skopeo\", \"copy\", \"--src-password\", \"***\", \"x\"]",
        ),
        (
            r#"{"name": "DB_PASSWORD", "value": "hunter22"}, {"name": "A", "value": "b"}"#.into(),
            r#"{"name": "DB_PASSWORD", "value": "***"}, {"name": "A", "value": "b"}"#,
        ),
        (
            "<server><password>hunter22</password></server>".into(),
            "<server><password>***</password></server>",
        ),
        // The same, a member a line.
        (
            "- name: DB_PASSWORD\n  value: hunter 22\n- name: A\n  value: b".into(),
            "- name: DB_PASSWORD\n  value: ***\n- name: A\n  value: b",
        ),
        (
            "{\n  \"name\": \"DB_PASS\",\n  \"value\": \"hunter22\"\n}".into(),
            "{\n  \"name\": \"DB_PASS\",\n  \"value\": \"***\"\n}",
        ),
        // Commands that go on in the next line, on Windows.
        (
            "docker login `\r\n  -u ada `\r\n  -p hunter22 quay.io".into(),
            "docker login `\r\n  -u ada `\r\n  -p *** quay.io",
        ),
        (
            "docker login ^\n  -p hunter22 quay.io".into(),
            "docker login ^\n  -p *** quay.io",
        ),
        ("see \\\npassword: my horse".into(), "see \\\npassword: ***"),
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
        "docker://quay.io:443/team/tool@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized",
        "WARNING! Using --password via the CLI is insecure. Use --password-stdin.",
        "Error response from daemon: login attempt to https://quay.io/v2/ failed with status: 401 Unauthorized",
        "docker login -u ada --password-stdin quay.io",
        "PWD=/home/ada OLDPWD=/home SSH_AUTH_SOCK=/tmp/agent",
        "docker run -p 8080:80 quay.io/team/tool",
        "Command '['docker', 'run', '-p', '8080:80', 'quay.io/team/tool']' returned non-zero exit status 1",
        "auth: no authorization",
        "set -ex",
        "docker run -u 1000:1000 quay.io/team/tool --user=1000:1000",
        "skopeo copy --authfile /home/ada/auth.json docker://quay.io/team/tool dir:x",
        "INFO: [token.service] started: 12 workers",
        "apptainer pull --docker-login docker://quay.io/team/tool",
        "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
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
fn a_command_that_is_cut_is_left_out_to_its_end() {
    let command = "docker login \\\n  -u ada \\\n  -p hunter22secret quay.io\n";
    let rest = "no basic auth credentials\n";
    for cut in 0..command.len() {
        let filling = "x".repeat(LOG_BYTES_MAX - rest.len() - (command.len() - cut));
        let log = Log::new(&format!("{command}{rest}{filling}"));
        assert!(log.is_cut() || cut == 0);
        assert!(!log.text().contains("hunter22secret"), "{cut}");
        assert!(log.text().contains(rest), "{cut}");
    }
}

#[test]
fn logins_are_those_of_every_line() {
    let (here, there) = (
        "111122223333.dkr.ecr.us-east-1.amazonaws.com",
        "111122223333.dkr.ecr.eu-west-1.amazonaws.com",
    );
    let pull = format!("docker pull {here}/x:1\n{here}: no basic auth credentials\n");
    for (logins, expected) in [
        (vec![], Cause::NotLoggedIn),
        (vec![here], Cause::NotLoggedIn),
        (vec![there], Cause::WrongRegistry),
        (vec![there, here], Cause::NotLoggedIn),
    ] {
        let login = |host: &&str| format!("docker login -u AWS --password-stdin {host}\n");
        let logins: String = logins.iter().map(login).collect();
        let found = diagnose(
            &Catalogue::built_in(),
            &Log::new(&format!("{logins}{pull}")),
        );
        assert_eq!(found[0].cause, expected, "{logins}");
    }
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
    fn a_secret_never_comes_through(
        words in prop::collection::vec("[A-Za-z0-9]{8,20}", 2..5),
        between in r#"[ "'\\/@:$.\-]{1,3}"#,
        before in "[a-z ]{0,8}",
    ) {
        let secret = words.join(&between);
        let is_plain = between.chars().all(|letter| "/@:$.-".contains(letter));
        for (form, text) in forms(&words, &secret, is_plain) {
            let log = Log::new(&format!("{before} \n{text}"));
            for word in &words {
                prop_assert!(!log.text().contains(word), "{}: {} gives {}", form, text, log.text());
            }
            let again = Log::new(log.text());
            prop_assert_eq!(again.text(), log.text());
        }
    }
}

/// A secret as programs, files and people write it: the form, and the text.
fn forms(words: &[String], secret: &str, is_plain: bool) -> Vec<(&'static str, String)> {
    let joined = words.concat();
    let json = serde_json::to_string(secret).expect("a text");
    let twice = serde_json::to_string(&json).expect("a text");
    let twice = &twice[1..twice.len() - 1];
    let bare = secret.replace(['\'', '"', '\\'], "-");
    let word = bare.replace(' ', "-");
    // What has a form of its own, or is written after a name.
    let after = |form: &'static str, value: &str| (form, [form, value].concat());
    let mut forms = vec![
        ("AKIA", format!("AKIA{}", joined.to_uppercase())),
        after("whf_pat_", &joined),
        after("ghp_", &joined),
        after("Authorization: Bearer ", &joined),
        after("Authorization: Basic ", &joined),
        after("Authorization: ", &word),
        after("> authorization: ", secret),
        after("X-Registry-Auth: ", secret),
        after("Cookie: session=", secret),
        after("< Set-Cookie: a=", secret),
        after("X-Amz-Signature=", &joined),
        after("https://h/?token=", &joined),
        after("AWS_SECRET_ACCESS_KEY=", &word),
        after("aws_session_token = ", &word),
        after("token: ", &word),
        after("REGISTRY_TOKEN: ", &word),
        after("password: ", &bare),
        after("machine quay.io login ada password ", &word),
        after("docker login -u x -p ", &word),
        after("docker login -u x -p -", &word),
        after("docker login \\\n  -u x \\\n  -p ", &word),
        after("curl -u ada:", &word),
        after("curl --oauth2-bearer ", &word),
        after("singularity pull --docker-password ", &word),
        after("skopeo copy --src-password ", &word),
        after("skopeo copy --src-registry-token ", &word),
        after("skopeo inspect --password ", &word),
        after("aws configure set aws_secret_access_key ", &word),
        after("aws configure set default.aws_session_token ", &word),
        after("docker run -e DB_PASS=", &word),
        after("New-Login -Password ", &word),
        after("password = ", &bare),
        after("docker login `\n  -u x `\n  -p ", &word),
        (
            "Python",
            format!("['docker', 'login', '-u', 'x', '-p', '{bare}']"),
        ),
        ("Python, options", format!("['x', '--token', '{bare}']")),
        ("YAML", format!("- name: REGISTRY_TOKEN\n  value: {bare}")),
        ("YAML, block", format!("password: |-\n  {bare}")),
        (
            "YAML, flow",
            format!("{{name: REGISTRY_TOKEN, value: {bare}}}"),
        ),
        (
            "Go",
            format!("&{{Username:x Password:{word} ServerAddress:h}}"),
        ),
        after("Step 2/3 : ENV NPM_TOKEN ", &bare),
        ("XML", format!("<password>{bare}</password>")),
        (
            "echo",
            format!("echo {secret} | docker login --password-stdin h"),
        ),
        (
            "echo in lines",
            format!("echo {json} \\\n  | docker login --password-stdin h"),
        ),
        (
            "https://ada:",
            format!("Get https://ada:{word}@quay.io/v2/: EOF"),
        ),
        ("-----END", format!("{secret}\n-----END PRIVATE KEY-----")),
        (
            "PGP",
            format!(
                "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\n{secret}\n-----END PGP PRIVATE KEY BLOCK-----"
            ),
        ),
    ];
    // In quotes, as a shell, YAML and JSON have it.
    for form in [
        "docker login -p ",
        "docker login --password=",
        "PASSWORD=",
        "export REGISTRY_TOKEN=",
        "password: ",
        "  token: ",
        "REGISTRY_TOKEN: ",
        "\"auth\": ",
        "{\"password\":",
        "{'identitytoken': ",
        "\"Cookie\": ",
        "skopeo inspect --password ",
        "curl --oauth2-bearer ",
        "aws configure set aws_secret_access_key ",
        "tower.accessToken = ",
        "$env:DB_PASSWORD = ",
        "params.token=",
        "-e DB_PASS=",
        "ConvertTo-SecureString ",
        "[\"skopeo\", \"--src-password\", ",
        "[\"docker\", \"login\", \"-p\", ",
        "{\"name\": \"DB_PASSWORD\", \"value\": ",
        "{\"db_pass\": ",
    ] {
        forms.push(after(form, &json));
    }
    for form in [
        "{\\\"password\\\":",
        "\"env\": \"PASSWORD=",
        "{\\\"identitytoken\\\": ",
    ] {
        forms.push(after(form, twice));
    }
    for form in ["docker login -p ", "PASSWORD=", "password: ", "token: "] {
        forms.push((
            form,
            format!("{form}'{}' x", secret.replace(['\'', '\\'], " ")),
        ));
    }
    // As Python's `shlex` writes an apostrophe.
    let quoted = secret.replace('\'', "'\"'\"'").replace('\\', " ");
    forms.push(("shlex", format!("docker login -p '{quoted}' h")));
    for form in ["Cookie: ", "X-Registry-Auth: ", "private-token: "] {
        forms.push((
            form,
            format!("curl -H '{form}{}' h", secret.replace('\'', " ")),
        ));
    }
    if is_plain {
        forms.push(after("docker login -p ", secret));
        forms.push(after("--src-creds=ada:", secret));
    }
    forms
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
