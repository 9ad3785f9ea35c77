//! A registry that asks for a password.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use wharfinger_core::evidence::{Unknown, Verdict};
use wharfinger_registry::GreetingKind;
use wharfinger_registry::distribution::Login;

use crate::{evidence, image, registries};
use wharfinger_tests::registry::{OCI_IMAGE, Program, Pusher};

#[tokio::test]
async fn a_login_tells_what_is_private_from_what_is_missing() {
    let program = Program::start_shut();
    let host = &*program.authority;
    let basic = format!("Basic {}", STANDARD.encode("robot:secret"));
    let pusher = Pusher {
        authority: host,
        repository: "team/tool",
        authorization: Some(&basic),
    };
    pusher.image(OCI_IMAGE, "amd64", "1.0");

    let nobody = registries(&[host], Vec::new());
    let greeting = nobody.greet(host).await;
    assert_eq!(greeting.kind, GreetingKind::AsksForLogin, "{greeting:?}");
    for reference in [Some("1.0"), Some("2.0"), None] {
        let found = evidence(&nobody, host, "team/tool", reference).await;
        assert_eq!(
            found.verdict,
            Verdict::Unknown(Unknown::Hidden),
            "{found:?}"
        );
        assert_eq!(found.status, Some(401));
        assert!(!found.by_login);
    }
    assert!(
        nobody
            .tags(&image(host, "team/tool", None))
            .await
            .unwrap()
            .is_none()
    );

    let robot = registries(&[host], vec![Login::new(host, "robot", "secret")]);
    for (reference, expected) in [
        (Some("1.0"), Verdict::ExistsPrivate),
        (None, Verdict::ExistsPrivate),
        (Some("2.0"), Verdict::Missing),
    ] {
        let found = evidence(&robot, host, "team/tool", reference).await;
        assert_eq!(found.verdict, expected, "{found:?}");
        assert!(found.by_login);
    }
    let tags = robot.tags(&image(host, "team/tool", None)).await.unwrap();
    assert!(tags.is_none(), "the login tells nobody's tags: {tags:?}");

    let stranger = registries(&[host], vec![Login::new(host, "robot", "guess")]);
    let found = evidence(&stranger, host, "team/tool", Some("1.0")).await;
    assert_eq!(found.verdict, Verdict::Unknown(Unknown::LoginRefused));
}
