//! Whose "not found" and "forbidden" it is: those of real registries, and of what stands in front of them.

use wharfinger_core::evidence::{Unknown, Verdict};

use crate::server::{Server, answer};
use crate::stage::evidence_at;

const HIDDEN: Verdict = Verdict::Unknown(Unknown::Hidden);

const NONSENSE: Verdict = Verdict::Unknown(Unknown::Nonsense);

const JSON: (&str, &str) = ("content-type", "application/json");

const PAGE: (&str, &str) = ("content-type", "text/html; charset=utf-8");

const PLAIN: (&str, &str) = ("content-type", "text/plain; charset=utf-8");

const VERSION: (&str, &str) = ("Docker-Distribution-Api-Version", "registry/2.0");

/// Whom a registry asks who they are.
#[derive(Clone, Copy, Debug)]
enum Asks {
    /// Nobody.
    Nobody,
    /// Everybody; a token is given to whoever comes.
    Everybody,
    /// Everybody; its token service answers as the row says.
    AtTheService,
}

/// An answer: who says it, whom they ask, status, fields, body.
type Said = (
    &'static str,
    Asks,
    u16,
    &'static [(&'static str, &'static str)],
    &'static str,
);

async fn verdict(&(_, asks, status, fields, body): &Said) -> Verdict {
    let server = Server::start(|own| {
        move |head: &str| {
            let is_service = head.starts_with("GET /token");
            let is_let_in = head.contains("authorization: Bearer t0ken\r\n");
            match asks {
                Asks::Everybody if is_service => answer(200, &[], r#"{"token":"t0ken"}"#),
                Asks::Everybody if !is_let_in => challenge(&own),
                Asks::AtTheService if !is_service => challenge(&own),
                _ if head.starts_with("HEAD") => answer(status, fields, ""),
                _ => answer(status, fields, body),
            }
        }
    });
    let evidence = evidence_at(&server.await).await;
    if evidence.verdict == NONSENSE {
        let said = format!("answers with status {status}, but not as a registry does");
        assert!(evidence.detail.contains(&said), "{evidence:?}");
    }
    evidence.verdict
}

fn challenge(own: &str) -> crate::server::Reply {
    let bearer = format!("Bearer realm=\"http://{own}/token\",service=\"here\"");
    answer(401, &[("www-authenticate", &bearer)], "")
}

/// What they answer for what is not there, or not shown, as their software or their hosts do.
const REAL: &[(Said, Verdict)] = &[
    (
        (
            "distribution, a tag",
            Asks::Nobody,
            404,
            &[JSON, VERSION],
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"1"}}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "distribution, a path that it has no handler for",
            Asks::Nobody,
            404,
            &[PLAIN, VERSION],
            "404 page not found\n",
        ),
        Verdict::Missing,
    ),
    (
        (
            "Docker Hub, a tag",
            Asks::Everybody,
            404,
            &[JSON, VERSION],
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":"unknown tag=1"}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Docker Hub, a repository",
            Asks::Everybody,
            401,
            &[JSON, VERSION],
            r#"{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[{"Type":"repository","Class":"","Name":"team/tool","Action":"pull"}]}]}"#,
        ),
        HIDDEN,
    ),
    (
        (
            "GHCR, a tag",
            Asks::Everybody,
            404,
            &[JSON, VERSION],
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "GHCR, a package",
            Asks::AtTheService,
            403,
            &[JSON],
            r#"{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}"#,
        ),
        HIDDEN,
    ),
    (
        (
            "GitLab, a project",
            Asks::AtTheService,
            403,
            &[JSON],
            r#"{"errors":[{"code":"DENIED","message":"access forbidden"}]}"#,
        ),
        HIDDEN,
    ),
    (
        (
            "GitLab, a repository of a public project",
            Asks::Everybody,
            404,
            &[JSON, VERSION],
            r#"{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"team/tool"}}]}"#,
        ),
        HIDDEN,
    ),
    (
        (
            "Quay, a tag",
            Asks::Nobody,
            404,
            &[JSON],
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","detail":{},"message":"manifest unknown"}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Quay, a repository",
            Asks::Everybody,
            401,
            &[JSON],
            r#"{"errors":[{"code":"UNAUTHORIZED","detail":{},"message":"access to the requested resource is not authorized"}]}"#,
        ),
        HIDDEN,
    ),
    (
        (
            "Amazon ECR Public, a tag",
            Asks::Everybody,
            404,
            &[JSON, VERSION],
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"Requested image not found"}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Artifact Registry and registry.k8s.io, a repository",
            Asks::Nobody,
            404,
            &[JSON, VERSION],
            r#"{"errors":[{"code":"NAME_UNKNOWN","message":"Repository \"tool\" not found"}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Artifact Registry, what is private",
            Asks::Nobody,
            403,
            &[JSON],
            r#"{"errors":[{"code":"DENIED","message":"Unauthenticated request. Unauthenticated requests do not have permission (or it may not exist)"}]}"#,
        ),
        HIDDEN,
    ),
    (
        (
            "Microsoft, a tag",
            Asks::Nobody,
            404,
            &[JSON],
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest tagged by \"1\" is not found","detail":{"Tag":"1"}}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Azure, behind its firewall",
            Asks::Nobody,
            403,
            &[JSON],
            r#"{"errors":[{"code":"DENIED","message":"client with IP '192.0.2.1' is not allowed access."}]}"#,
        ),
        HIDDEN,
    ),
    (
        (
            "Red Hat, Crane",
            Asks::Nobody,
            404,
            &[JSON],
            r#"{"errors": [{"message": "Not Found", "code": "404"}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Pulp",
            Asks::Nobody,
            404,
            &[JSON, VERSION],
            r#"{"detail":"Not found."}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Harbor, an artifact",
            Asks::Everybody,
            404,
            &[JSON],
            r#"{"errors":[{"code":"NOT_FOUND","message":"artifact team/tool:1 not found"}]}"#,
        ),
        HIDDEN,
    ),
    (
        (
            "Artifactory, an image",
            Asks::Nobody,
            404,
            &[JSON],
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"The named manifest is not known to the registry.","detail":{"manifest":"team/tool"}}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Artifactory, a repository",
            Asks::Nobody,
            404,
            &[JSON],
            "{\n  \"errors\" : [ {\n    \"status\" : 404,\n    \"message\" : \"Not Found\"\n  } ]\n}",
        ),
        Verdict::Missing,
    ),
    (
        (
            "Nexus",
            Asks::Nobody,
            404,
            &[JSON, VERSION],
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"message":"manifest unknown"}}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Zot",
            Asks::Nobody,
            404,
            &[JSON],
            r#"{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"team/tool"}}]}"#,
        ),
        Verdict::Missing,
    ),
    (
        (
            "Gitea and Forgejo, an owner",
            Asks::Everybody,
            404,
            &[PLAIN],
            "Not found.\n",
        ),
        HIDDEN,
    ),
    (
        (
            "a registry behind a password of nginx",
            Asks::Nobody,
            401,
            &[PAGE, ("www-authenticate", "Basic realm=\"lab\"")],
            "<html><head><title>401 Authorization Required</title></head></html>",
        ),
        HIDDEN,
    ),
    (
        (
            "Amazon ECR",
            Asks::Nobody,
            401,
            &[
                PLAIN,
                VERSION,
                (
                    "www-authenticate",
                    "Basic realm=\"https://123456789012.dkr.ecr.us-east-1.amazonaws.com/\",service=\"ecr.amazonaws.com\"",
                ),
            ],
            "Not Authorized\n",
        ),
        HIDDEN,
    ),
];

#[tokio::test]
async fn what_real_registries_say_is_understood() {
    for (said, expected) in REAL {
        assert_eq!(verdict(said).await, *expected, "{said:?}");
    }
}

/// What stands in front of registries, or in place of them.
const STRANGERS: &[Said] = &[
    (
        "an ingress",
        Asks::Nobody,
        404,
        &[PAGE],
        "default backend - 404",
    ),
    (
        "an ingress that says little",
        Asks::Nobody,
        404,
        &[PLAIN],
        "404 page not found\n",
    ),
    ("one that says nothing", Asks::Nobody, 404, &[], ""),
    (
        "nginx as distribution's own recipe has it, which adds the field to what it says itself",
        Asks::Nobody,
        404,
        &[PAGE, VERSION],
        "<html><head><title>404 Not Found</title></head></html>",
    ),
    (
        "a gateway of APIs",
        Asks::Nobody,
        404,
        &[JSON],
        r#"{"message":"no Route matched with those values"}"#,
    ),
    (
        "an API of something else",
        Asks::Nobody,
        404,
        &[JSON],
        r#"{"errors":[{"message":"no such thing"}]}"#,
    ),
    (
        "an API that says of nothing that it is wrong",
        Asks::Nobody,
        404,
        &[JSON],
        r#"{"errors":[]}"#,
    ),
    (
        "a firewall of the web",
        Asks::Nobody,
        403,
        &[PAGE],
        "<html>Cloudflare: blocked</html>",
    ),
    (
        "a bucket",
        Asks::Nobody,
        403,
        &[("content-type", "application/xml")],
        "<Error><Code>AccessDenied</Code></Error>",
    ),
    (
        "a firewall behind the token",
        Asks::Everybody,
        403,
        &[PAGE],
        "<html>blocked</html>",
    ),
    (
        "an ingress whose registry has gone in the meantime",
        Asks::Everybody,
        404,
        &[("content-type", "Text/HTML")],
        "default backend - 404",
    ),
    (
        "a firewall in front of the token service",
        Asks::AtTheService,
        403,
        &[PAGE],
        "<html>blocked</html>",
    ),
];

#[tokio::test]
async fn what_stands_in_front_of_a_registry_has_no_say() {
    for said in STRANGERS {
        assert_eq!(verdict(said).await, NONSENSE, "{said:?}");
    }
}
