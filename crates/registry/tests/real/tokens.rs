//! A registry that asks for tokens, and the service that hands them out.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_registry::distribution::Login;
use wharfinger_registry::guard::Target;

use crate::{evidence, registries};
use wharfinger_tests::registry::{OCI_IMAGE, Program, Pusher};

/// The only repository that everybody may pull from.
const PUBLIC: &str = "team/public";

/// Signs tokens as a registry wants them (distribution, JSON Web Token authentication).
struct Signer {
    key: EcdsaKeyPair,
    certificate: rcgen::Certificate,
}

impl Signer {
    fn new() -> Self {
        let rcgen::CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(vec!["tokens.lab".to_owned()]).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &signing_key.serialize_der(),
            &SystemRandom::new(),
        );
        Self {
            key: key.unwrap(),
            certificate: cert,
        }
    }

    fn token(&self, repository: &str, actions: &str) -> String {
        #[expect(
            clippy::disallowed_methods,
            reason = "the registry looks at a real clock"
        )]
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let header = format!(
            r#"{{"typ":"JWT","alg":"ES256","x5c":["{}"]}}"#,
            STANDARD.encode(self.certificate.der())
        );
        let access =
            format!(r#"{{"type":"repository","name":"{repository}","actions":[{actions}]}}"#);
        let access = if actions.is_empty() {
            String::new()
        } else {
            access
        };
        let claims = format!(
            r#"{{"iss":"tokens","aud":"registry","sub":"","jti":"1","iat":{now},"nbf":{},"exp":{},"access":[{access}]}}"#,
            now - 60,
            now + 60,
        );
        let signed = [header, claims]
            .map(|part| URL_SAFE_NO_PAD.encode(part))
            .join(".");
        let signature = self
            .key
            .sign(&SystemRandom::new(), signed.as_bytes())
            .unwrap();
        [&*signed, &URL_SAFE_NO_PAD.encode(signature)].join(".")
    }
}

/// A token service: everybody may pull from [`PUBLIC`], `robot` from everywhere.
fn serve(listener: TcpListener, signer: Signer) {
    let robot = format!("Basic {}", STANDARD.encode("robot:secret"));
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (path, authorization) = read_head(&stream);
            let repository = path
                .split("repository%3A")
                .nth(1)
                .and_then(|rest| rest.split("%3A").next())
                .unwrap_or_default()
                .replace("%2F", "/");
            let may_pull = repository == PUBLIC || authorization.as_deref() == Some(&robot);
            let body = format!(
                r#"{{"token":"{}"}}"#,
                signer.token(&repository, if may_pull { "\"pull\"" } else { "" })
            );
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let mut stream = stream;
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
}

/// The path of a request and its `Authorization`.
fn read_head(stream: &TcpStream) -> (String, Option<String>) {
    let lines: Vec<String> = BufReader::new(stream)
        .lines()
        .map(Result::unwrap)
        .take_while(|line| !line.is_empty())
        .collect();
    let path = lines[0].split(' ').nth(1).unwrap().to_owned();
    let authorization = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("authorization")
            .then(|| value.to_owned())
    });
    (path, authorization)
}

#[tokio::test]
async fn the_token_dance_tells_public_from_hidden_and_a_login_the_rest() {
    let signer = Signer::new();
    let certificate = signer.certificate.pem();
    let pushing = ["team/public", "team/private"].map(|repository| {
        (
            repository,
            format!("Bearer {}", signer.token(repository, "\"pull\",\"push\"")),
        )
    });
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let service = format!("http://{}", listener.local_addr().unwrap());
    serve(listener, signer);
    let auth = format!(
        "auth: {{ token: {{ realm: \"{service}/token\", service: registry, issuer: tokens, rootcertbundle: FOLDER/root.pem }} }}"
    );
    let program = Program::start(&[("root.pem", &certificate)], &auth);
    let host = &*program.authority;
    for (repository, authorization) in &pushing {
        let pusher = Pusher {
            authority: host,
            repository,
            authorization: Some(authorization),
        };
        pusher.image(OCI_IMAGE, "amd64", "1.0");
    }
    let token_host = service.trim_start_matches("http://");
    let hosts = [host, token_host];

    let nobody = registries(&hosts, Vec::new());
    let hidden = Verdict::Unknown(Unknown::Hidden);
    for (repository, reference, expected) in [
        ("team/public", Some("1.0"), Verdict::ExistsPublic),
        ("team/public", None, Verdict::ExistsPublic),
        ("team/public", Some("2.0"), Verdict::Missing),
        ("team/private", Some("1.0"), hidden),
        ("team/missing", Some("1.0"), hidden),
    ] {
        let found = evidence(&nobody, host, repository, reference).await;
        assert_eq!(found.verdict, expected, "{found:?}");
    }

    let login = Login::new(host, "robot", "secret");
    let login = login.with_token_service(Target::parse(&service).unwrap().origin());
    let robot = registries(&hosts, vec![login]);
    for (repository, expected) in [
        ("team/public", Verdict::ExistsPublic),
        ("team/private", Verdict::ExistsPrivate),
        ("team/missing", Verdict::Missing),
    ] {
        let found = evidence(&robot, host, repository, Some("1.0")).await;
        assert_eq!(found.verdict, expected, "{found:?}");
    }

    // A realm that the operator did not list is not asked.
    let found = evidence(&registries(&[host], Vec::new()), host, "team/public", None).await;
    assert_eq!(found.verdict, Verdict::Unknown(Unknown::Refused));
}
