//! The pages as a browser without scripts meets them.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_core::registry::Catalogue;
use wharfinger_server::config::Config;
use wharfinger_server::limits::{FORM_BYTES_MAX, SIGN_IN_FAILURES_BURST};

use crate::support::Api;
use crate::support::browser::{holds, page, post};
use crate::support::people::PASSWORD;

/// What `ada` signs in with.
const CREDENTIALS: [(&str, &str); 2] = [("account_name", "ada"), ("password", PASSWORD)];
const ECR_IMAGE: &str = "312767926603.dkr.ecr.us-west-2.amazonaws.com/team/tool:1";
const ECR_PATH: &str = "312767926603.dkr.ecr.us-west-2.amazonaws.com/_/team/tool";

#[actix_web::test]
async fn a_refused_form_comes_back_with_issues_and_a_mend_that_works() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let typed = ("image", "docker pull quay.io/coreos/etcd:v3.5.0");
    let refused = browser.post("/register", &[typed]).await;
    assert_eq!(refused.status, 422);
    holds(&refused, "data-code=\"reference.pasted_command\"");
    holds(
        &refused,
        "<mark class=\"wharfinger-error\">docker pull </mark>",
    );
    let (_, rest) = refused.text().split_once("name=\"fix\" value=\"").unwrap();
    let mend = rest.split('"').next().unwrap().to_owned();

    let mended = browser.post("/register", &[typed, ("fix", &mend)]).await;
    assert_eq!(mended.status, 200);
    holds(&mended, "value=\"quay.io/coreos/etcd:v3.5.0\"");
    holds(&mended, "docker pull quay.io/coreos/etcd:v3.5.0</code>");
    let nothing = api.get("/api/v1/tools").await;
    assert_eq!(
        nothing.json()["tools"],
        json!([]),
        "a mend registers nothing"
    );

    let registered = browser
        .post("/register", &[("image", "quay.io/coreos/etcd:v3.5.0")])
        .await;
    assert_eq!(registered.status, 303);
    assert_eq!(
        registered.header("location"),
        Some("/tools/quay.io/coreos/etcd?done=registered")
    );
}

#[actix_web::test]
async fn a_mend_that_no_longer_fits_changes_nothing() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let edited = ("image", "quay.io/coreos/etcd:v3.5.0");
    let stale = ("fix", "image/reference.pasted_command/0");
    let answer = browser.post("/register", &[edited, stale]).await;
    assert_eq!(answer.status, 200);
    holds(&answer, "value=\"quay.io/coreos/etcd:v3.5.0\"");
}

#[actix_web::test]
async fn a_taken_path_is_an_issue_of_the_form() {
    let api = Api::new().await;
    api.registered("quay.io/coreos/etcd:v3.5.0").await;
    let browser = api.signed_in().await;
    let answer = browser
        .post("/register", &[("image", "quay.io/coreos/etcd:v3.4.0")])
        .await;
    assert_eq!(answer.status, 409);
    holds(&answer, "data-code=\"tool_path.conflict\"");
    holds(
        &answer,
        "<a class=\"path\" href=\"/tools/quay.io/coreos/etcd\">",
    );
}

#[actix_web::test]
async fn whoever_may_not_write_keeps_what_was_typed() {
    let api = Api::new().await;
    api.administrator().await;
    let form = [
        ("image", "nginx:1.27"),
        ("description", "\"Serves\" <b>files</b>"),
    ];
    let kept = "&#34;Serves&#34; &#60;b&#62;files&#60;/b&#62;</textarea>";

    let nobody = page(post(&api, "/register", "", &form).await);
    assert_eq!(nobody.status, 401);
    holds(&nobody, kept);

    let wrong = [("account_name", "ada"), ("password", "wrong")];
    let wrong = [&form[..], &wrong].concat();
    let wrong = page(post(&api, "/register", "", &wrong).await);
    assert_eq!(wrong.status, 401);
    holds(&wrong, kept);

    let browser = api.signed_in().await;
    let stale = [&form[..], &[("csrf", "of another session")]].concat();
    let stale = page(post(&api, "/register", &browser.cookie, &stale).await);
    assert_eq!(stale.status, 403);
    holds(&stale, kept);
    assert_eq!(api.get("/api/v1/tools").await.json()["tools"], json!([]));

    let right = [&form[..], &CREDENTIALS].concat();
    let right = post(&api, "/register", "", &right).await;
    assert_eq!(right.status, 303);
    assert!(right.header("set-cookie").is_some(), "and is signed in");
}

#[actix_web::test]
async fn whoever_writes_too_often_keeps_what_was_typed() {
    let config = Config {
        writes_per_minute: 60,
        ..Config::default()
    };
    let api = Api::with(config).await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    let taken = ("image", "nginx:1.27");
    for _ in 1..60 {
        let answer = browser.post("/register", &[taken]).await;
        assert_eq!(answer.status, 409);
        holds(&answer, "<title>Please mend: ");
    }
    let typed = ("description", "Typed for long");
    for (path, field) in [
        ("/register", ("image", "redis:7")),
        ("/edit/docker.io/library/nginx", ("revision", "1")),
    ] {
        let answer = browser.post(path, &[field, typed]).await;
        assert_eq!(answer.status, 429, "{path}");
        assert_eq!(answer.header("retry-after"), Some("1"), "{path}");
        holds(&answer, "wait a second and send it again.");
        holds(&answer, "Typed for long</textarea>");
        let is_to_mend = answer.text().contains("Please mend");
        assert!(!is_to_mend, "{path}: there is nothing to mend");
    }
    api.wait_seconds(1);
    let answer = browser
        .post("/register", &[("image", "redis:7"), typed])
        .await;
    assert_eq!(answer.status, 303);
}

#[actix_web::test]
async fn whoever_guesses_too_often_keeps_what_was_typed() {
    let api = Api::new().await;
    // Each time another account, so that it is the address that must wait.
    for number in 0..SIGN_IN_FAILURES_BURST {
        let name = format!("nobody-{number}");
        let guess = [("account_name", &*name), ("password", "a guess")];
        let answer = page(post(&api, "/sign-in", "", &guess).await);
        assert_eq!(answer.status, 401);
    }
    let form = [
        ("account_name", "somebody"),
        ("password", "another guess"),
        ("image", "redis:7"),
        ("description", "Typed for long"),
        ("next", "/register"),
    ];
    for (path, kept) in [
        ("/register", "Typed for long</textarea>"),
        ("/sign-in", "name=\"next\" value=\"/register\""),
        ("/sign-in", "name=\"account_name\" value=\"somebody\""),
    ] {
        let answer = page(post(&api, path, "", &form).await);
        assert_eq!(answer.status, 429, "{path}");
        assert_eq!(answer.header("retry-after"), Some("3"), "{path}");
        holds(&answer, "wait 3 seconds and send it again");
        holds(&answer, kept);
        assert!(!answer.text().contains("another guess"));
    }
}

#[actix_web::test]
async fn a_form_that_is_too_long_comes_back_with_what_the_rules_say() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    let long = "x".repeat(200_000);
    let form = [("image", "redis:7"), ("description", &*long)];
    let refused = browser.post("/register", &form).await;
    assert_eq!(refused.status, 422);
    holds(&refused, "data-code=\"registration.text_too_long\"");
    holds(&refused, &format!("{long}</textarea>"));

    let pasted = browser.post("/register", &[("image", &long)]).await;
    let sent_back = pasted.text().matches(&long[..1_000]).count();
    assert_eq!(sent_back, 200, "in its control, and nowhere else");

    // What nobody reads is still in the browser.
    let longer = "x".repeat(FORM_BYTES_MAX);
    let unread = browser.post("/register", &[("description", &longer)]).await;
    assert_eq!(unread.status, 413);
    holds(&unread, "your browser still has what you have written");
}

#[actix_web::test]
async fn forms_of_other_sites_are_refused() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    for path in [
        "/register",
        "/sign-in",
        "/sign-out",
        "/edit/docker.io/library/nginx",
        "/archive/docker.io/library/nginx",
    ] {
        let request = TestRequest::post()
            .uri(path)
            .insert_header(("accept", "text/html"))
            .insert_header(("cookie", browser.cookie.clone()))
            .insert_header(("sec-fetch-site", "cross-site"))
            .set_form([
                ("csrf", browser.csrf.as_str()),
                ("image", "redis:7"),
                ("account_name", "ada"),
                ("password", PASSWORD),
            ]);
        let answer = page(api.send_unlisted(request).await);
        assert_eq!(answer.status, 403, "{path}");
    }
}

#[actix_web::test]
async fn an_edit_changes_what_may_change_and_nothing_else() {
    let api = Api::new().await;
    let draft = json!({
        "image": ECR_IMAGE, "visibility": "private", "contact_email": "tools@example.org",
    });
    assert_eq!(api.register(&draft).await.status, 201);
    let browser = api.signed_in().await;
    let edit = format!("/edit/{ECR_PATH}");
    holds(&browser.get(&edit).await, "value=\"tools@example.org\"");

    for (image, visibility, code) in [
        (ECR_IMAGE, "public", "privacy.registry_is_private"),
        ("nginx:1.27", "public", "tool_path.changed"),
        ("", "private", "registration.image_missing"),
    ] {
        let form = [
            ("image", image),
            ("visibility", visibility),
            ("contact_email", "tools@example.org"),
            ("revision", "1"),
        ];
        let refused = browser.post(&edit, &form).await;
        assert_eq!(refused.status, 422);
        holds(&refused, &format!("data-code=\"{code}\""));
    }

    let newer = ECR_IMAGE.replace(":1", ":2");
    assert_ne!(newer, ECR_IMAGE);
    let form = [
        ("image", &*newer),
        ("tool_name", "another"),
        ("visibility", "private"),
        ("contact_email", "others@example.org"),
        ("description", "New"),
        ("revision", "1"),
    ];
    assert_eq!(browser.post(&edit, &form).await.status, 303);
    let tool = api.get(&format!("/api/v1/tools/{ECR_PATH}")).await.json();
    assert_eq!(tool["image"], newer);
    assert_eq!(tool["tool_name"], json!(null));
    assert_eq!(tool["description"], "New");

    let stale = browser.post(&edit, &form).await;
    assert_eq!(stale.status, 409, "revision 1 is gone");
    holds(&stale, "name=\"revision\" value=\"2\"");
}

#[actix_web::test]
async fn a_form_that_changes_nothing_leaves_the_revision() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    let form = [
        ("image", "nginx:1.27"),
        ("visibility", "public"),
        ("revision", "1"),
    ];
    let answer = browser.post("/edit/docker.io/library/nginx", &form).await;
    assert_eq!(
        answer.header("location"),
        Some("/tools/docker.io/library/nginx?done=unchanged")
    );
    let tool = api.get("/api/v1/tools/docker.io/library/nginx").await;
    assert_eq!(tool.json()["revision"], 1);
}

#[actix_web::test]
async fn a_form_says_which_revision_it_is_for() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    for path in ["/edit", "/archive"].map(|area| format!("{area}/docker.io/library/nginx")) {
        for revision in ["", "x", "0", "-1", "1.0"] {
            let form = [("revision", revision), ("archive", "yes"), ("tag", "2")];
            assert_eq!(browser.post(&path, &form).await.status, 400, "{revision}");
        }
        assert_eq!(browser.post(&path, &[("archive", "yes")]).await.status, 400);
    }
    let tool = api.get("/api/v1/tools/docker.io/library/nginx").await;
    assert_eq!(tool.json()["revision"], 1);
}

#[actix_web::test]
async fn a_refused_form_stays_for_the_revision_it_was_opened_with() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    let path = "docker.io/library/nginx";
    let other = json!({"description": "Another change"});
    assert_eq!(api.update(path, "\"1\"", &other).await.status, 200);
    let form = [
        ("source_url", "https://example.org"),
        ("revision", "1"),
        ("fix", "x"),
    ];
    let fixed = browser.post(&format!("/edit/{path}"), &form).await;
    holds(&fixed, "name=\"revision\" value=\"1\"");
    let stale = browser.post(&format!("/edit/{path}"), &form[..2]).await;
    assert_eq!(stale.status, 409);
}

#[actix_web::test]
async fn whoever_was_signed_out_while_editing_saves_with_the_password() {
    let api = Api::new().await;
    api.administrator().await;
    api.registered("nginx:1.27").await;
    let edit = "/edit/docker.io/library/nginx";
    let form = [
        ("image", "nginx:1.27"),
        ("description", "Typed for long"),
        ("revision", "1"),
    ];
    let refused = page(post(&api, edit, "", &form).await);
    assert_eq!(refused.status, 401);
    holds(&refused, "Typed for long</textarea>");
    holds(&refused, "name=\"account_name\"");

    let form = [&form[..], &CREDENTIALS].concat();
    let saved = page(post(&api, edit, "", &form).await);
    assert_eq!(
        saved.header("location"),
        Some("/tools/docker.io/library/nginx?done=saved")
    );
    assert!(saved.header("set-cookie").is_some(), "and is signed in");
    let tool = api.get("/api/v1/tools/docker.io/library/nginx").await;
    assert_eq!(tool.json()["description"], "Typed for long");
}

#[actix_web::test]
async fn a_session_that_a_form_started_reaches_the_browser_whatever_came_of_the_form() {
    let api = Api::new().await;
    api.administrator().await;
    api.registered("nginx:1.27").await;
    for (path, form, status) in [
        ("/register", &[("image", "nginx:1.28")][..], 409),
        (
            "/edit/docker.io/library/nginx",
            &[("revision", "1"), ("source_url", "no address")],
            422,
        ),
        ("/edit/docker.io/library/nginx", &[("revision", "7")], 409),
        (
            "/archive/docker.io/library/nginx",
            &[("revision", "7"), ("archive", "yes")],
            303,
        ),
    ] {
        let form = [form, &CREDENTIALS].concat();
        let answer = page(post(&api, path, "", &form).await);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        let cookie = answer.header("set-cookie").unwrap();
        let cookie = cookie.split(';').next().unwrap();
        if status != 303 {
            // The page is drawn for the session, so sending it again works.
            let (_, rest) = answer.text().split_once("name=\"csrf\" value=\"").unwrap();
            let csrf = rest.split('"').next().unwrap();
            let form = [("csrf", csrf), ("image", "nginx:1.28"), ("revision", "7")];
            assert_eq!(post(&api, path, cookie, &form).await.status, 409, "{path}");
        }
    }
}

#[actix_web::test]
async fn an_archive_button_that_does_nothing_says_so() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    let archive = "/archive/docker.io/library/nginx";
    let stale = [
        ("csrf", "of another session"),
        ("revision", "1"),
        ("archive", "yes"),
    ];
    let changed = [
        ("csrf", browser.csrf.as_str()),
        ("revision", "7"),
        ("archive", "yes"),
    ];
    for (form, said) in [
        (stale, "before you signed in"),
        (changed, "tool was changed"),
    ] {
        let answer = page(post(&api, archive, &browser.cookie, &form).await);
        assert_eq!(answer.status, 303);
        let told = browser.get(answer.header("location").unwrap()).await;
        assert_eq!(told.status, 200);
        holds(&told, said);
    }
    let nobody = page(post(&api, archive, "", &stale).await);
    assert_eq!(
        nobody.header("location"),
        Some("/sign-in?next=%2Fedit%2Fdocker.io%2Flibrary%2Fnginx")
    );
    let tool = api.get("/api/v1/tools/docker.io/library/nginx").await;
    assert_eq!(tool.json()["archived"], false);
}

#[actix_web::test]
async fn editing_leads_over_the_sign_in_and_back_whatever_the_path_holds() {
    let api = Api::new().await;
    for (path, next) in [
        ("/edit/quay.io/a/b", "%2Fedit%2Fquay.io%2Fa%2Fb"),
        ("/edit/%C3%BC", "%2Fedit%2F%25C3%25BC"),
        ("/edit/a%0Ab", "%2Fedit%2Fa%250Ab"),
        (
            "/edit/a%26next=/%3Fx%23",
            "%2Fedit%2Fa%2526next%253D%2F%253Fx%2523",
        ),
        ("/edit/%FF", "%2Fedit%2F%25EF%25BF%25BD"),
    ] {
        let answer = page(api.send_unlisted(TestRequest::get().uri(path)).await);
        assert_eq!(answer.status, 303, "{path}");
        let expected = format!("/sign-in?next={next}");
        assert_eq!(answer.header("location"), Some(expected.as_str()), "{path}");
    }
    api.administrator().await;
    let form = [&CREDENTIALS[..], &[("next", "/edit/%C3%BC")]].concat();
    let signed_in = post(&api, "/sign-in", "", &form).await;
    assert_eq!(signed_in.header("location"), Some("/edit/%C3%BC"));
}

#[actix_web::test]
async fn a_page_answers_head_as_it_answers_get() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    for path in [
        "/",
        "/register",
        "/tools/docker.io/library/nginx",
        "/edit/docker.io/library/nginx",
        "/registries",
        "/codes",
        "/codes/tool_path.conflict",
        "/sign-in",
        "/sign-up",
        "/forgot-password",
        "/verified",
        "/account",
        "/accounts",
    ] {
        let got = api.send_unlisted(TestRequest::get().uri(path)).await;
        let head = TestRequest::default().method(Method::HEAD).uri(path);
        let head = api.send_unlisted(head).await;
        assert!(matches!(got.status, 200 | 303), "{path}");
        assert_eq!(head.status, got.status, "{path}");
    }
}

#[actix_web::test]
async fn a_decorated_link_and_a_long_search_find_what_they_can() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let long = format!("/?q=nginx+{}%C3%A9", "x".repeat(5_000));
    for (path, shown) in [
        (
            "/?utm_source=mail&q=nginx&q=x",
            "/tools/docker.io/library/nginx",
        ),
        (&long, "No tool matches"),
        ("/", "maxlength=\"256\""),
    ] {
        let answer = page(api.send_unlisted(TestRequest::get().uri(path)).await);
        assert_eq!(answer.status, 200, "{path}");
        holds(&answer, shown);
    }
}

#[actix_web::test]
async fn whoever_is_signed_in_goes_on_from_the_sign_in_page() {
    let api = Api::new().await;
    let browser = api.signed_in().await;
    for (path, expected) in [
        ("/sign-in", "/"),
        ("/sign-in?next=%2Fregister", "/register"),
        ("/sign-in?next=https%3A%2F%2Felsewhere.example%2F", "/"),
    ] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 303, "{path}");
        assert_eq!(answer.header("location"), Some(expected), "{path}");
    }
    let again = browser.get("/sign-in?next=/account&again=yes").await;
    assert_eq!(again.status, 200);
    holds(&again, "name=\"next\" value=\"/account\"");
}

#[actix_web::test]
async fn signing_out_needs_the_token_of_the_session() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    for form in [&[][..], &[("csrf", "of another session")]] {
        let answer = page(post(&api, "/sign-out", &browser.cookie, form).await);
        assert_eq!(answer.status, 403);
    }
    let edit = "/edit/docker.io/library/nginx";
    assert_eq!(browser.get(edit).await.status, 200, "still signed in");
    assert_eq!(browser.post("/sign-out", &[]).await.status, 303);
    assert_eq!(browser.get(edit).await.status, 303, "signed out");
}

#[actix_web::test]
async fn an_archived_tool_keeps_its_page_and_leaves_the_list() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    let archive = "/archive/docker.io/library/nginx";
    let answer = browser
        .post(archive, &[("revision", "1"), ("archive", "yes")])
        .await;
    assert_eq!(answer.status, 303);
    holds(
        &browser.get("/tools/docker.io/library/nginx").await,
        "This tool is archived",
    );
    holds(&browser.get("/").await, "The wharf is empty");
    let answer = browser
        .post(archive, &[("revision", "2"), ("archive", "no")])
        .await;
    assert_eq!(answer.status, 303);
    holds(&browser.get("/").await, "/tools/docker.io/library/nginx");
}

#[actix_web::test]
async fn an_archived_tool_offers_no_change_that_would_be_refused() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let browser = api.signed_in().await;
    let edit = "/edit/docker.io/library/nginx";
    let archive = "/archive/docker.io/library/nginx";
    let form = [("revision", "1"), ("archive", "yes")];
    assert_eq!(browser.post(archive, &form).await.status, 303);

    let shown = browser.get(edit).await;
    holds(&shown, "an archived tool is not changed");
    holds(&shown, "Unarchive the tool");
    assert!(!shown.text().contains("Save the changes"));
    assert!(!shown.text().contains("name=\"description\""));

    // What was typed before somebody archived the tool is kept all the same.
    let typed = ("description", "Typed for long");
    for revision in ["1", "2"] {
        let form = [("image", "nginx:1.27"), ("revision", revision), typed];
        let refused = browser.post(edit, &form).await;
        assert_eq!(refused.status, 409);
        holds(&refused, "was archived since you opened this form");
        holds(&refused, "Typed for long</textarea>");
        holds(&refused, "name=\"revision\" value=\"2\"");
        assert_eq!(refused.text().matches("Unarchive the tool").count(), 1);
    }

    // Taken out of the archive with the same form, which still holds what was typed.
    let stale = [("revision", "1"), ("archive", "no"), typed];
    assert_eq!(browser.post(edit, &stale).await.status, 409);
    let form = [("revision", "2"), ("archive", "no"), typed];
    let back = browser.post(edit, &form).await;
    assert_eq!(back.status, 200);
    holds(&back, "is out of the archive again");
    holds(&back, "Typed for long</textarea>");
    holds(&back, "name=\"revision\" value=\"3\"");
    let stored = api.get("/api/v1/tools/docker.io/library/nginx").await;
    assert_eq!(stored.json()["description"], json!(null));
    let form = [("image", "nginx:1.27"), ("revision", "3"), typed];
    assert_eq!(browser.post(edit, &form).await.status, 303);
    holds(&browser.get(edit).await, "Save the changes");
}

#[actix_web::test]
async fn the_contact_is_on_no_page_that_strangers_see() {
    let api = Api::new().await;
    let draft = json!({
        "image": ECR_IMAGE, "visibility": "private", "contact_email": "tools@example.org",
    });
    assert_eq!(api.register(&draft).await.status, 201);
    let (ada, sam) = (api.signed_in().await, api.signed_in_as("sam").await);
    for path in [format!("/tools/{ECR_PATH}"), "/".to_owned()] {
        let page = sam.get(&path).await;
        assert!(!page.text().contains("tools@example.org"), "{path}");
    }
    holds(
        &ada.get(&format!("/tools/{ECR_PATH}")).await,
        "tools@example.org",
    );
}

#[actix_web::test]
async fn the_docker_form_of_a_path_leads_to_its_page() {
    let api = Api::new().await;
    api.registered("nginx:1.27").await;
    let answer = api
        .send_unlisted(TestRequest::get().uri("/tools/docker.io/nginx"))
        .await;
    assert_eq!(answer.status, 308);
    assert_eq!(
        answer.header("location"),
        Some("/tools/docker.io/library/nginx")
    );
}

#[actix_web::test]
async fn an_operators_registry_reaches_the_page_and_cannot_leave_its_script_element() {
    let added = json!([{
        "id": "our-harbor", "name": "</script><b>Ours", "host": "harbor.example.org",
        "visibility": "mixed",
    }]);
    let config = Config {
        catalogue: Catalogue::with_operators(serde_json::from_value(added).unwrap()).unwrap(),
        ..Config::default()
    };
    let api = Api::with(config).await;
    let answer = page(api.send_unlisted(TestRequest::get().uri("/register")).await);
    let (_, rest) = answer.text().split_once("id=\"registries\">").unwrap();
    let (block, _) = rest.split_once("</script>").unwrap();
    let read: serde_json::Value = serde_json::from_str(block).unwrap();
    assert_eq!(read[0]["name"], "</script><b>Ours");
    assert!(!answer.text().contains("<b>Ours"));
}

#[actix_web::test]
async fn a_refusal_is_a_page_for_people_and_a_document_for_programs() {
    let api = Api::new().await;
    let request = || TestRequest::get().uri("/nowhere");
    let answer = api
        .send_unlisted(request().insert_header(("accept", "text/html")))
        .await;
    assert_eq!(answer.status, 404);
    holds(&page(answer), "Find a tool");
    let answer = api.send_unlisted(request()).await;
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json")
    );
}
