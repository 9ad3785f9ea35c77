//! API tokens: made on the page, used over the API, revoked.

use actix_web::test::TestRequest;
use serde_json::json;
use wharfinger_server::secret::{Kind, Secret};
use wharfinger_store::{Role, Scope, TOKENS_MAX};

use crate::support::browser::{SAME_ORIGIN, holds};
use crate::support::people::with_token;
use crate::support::{Api, bearer, register};

/// The secret that a page shows.
#[track_caller]
fn shown_secret(page: &str) -> Secret {
    let at = page.find("whf_pat_").unwrap();
    let end = page[at..].find('<').unwrap();
    Secret::parse(Kind::ApiToken, &page[at..at + end]).unwrap()
}

#[actix_web::test]
async fn a_token_is_made_shown_once_used_and_revoked() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let form = [
        ("name", "nightly import"),
        ("scopes", "tools"),
        ("scopes", "account"),
        ("expires_in_days", "7"),
    ];
    let made = browser.post("/account/tokens", &form).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let secret = shown_secret(made.text());
    let shown = browser.get("/account").await;
    holds(&shown, "nightly import");
    holds(&shown, secret.hint());
    holds(&shown, "Never used");
    assert!(!shown.text().contains(secret.reveal()));

    let registered = with_token(register(&json!({"image": "nginx"})), &secret);
    assert_eq!(api.send(registered).await.status, 201);
    holds(&browser.get("/account").await, "Last used");

    api.wait_seconds(7 * 24 * 60 * 60);
    let late = with_token(register(&json!({"image": "redis"})), &secret);
    let refused = api.send(late).await.refused(401, "unauthenticated");
    assert_eq!(
        refused["detail"],
        "the token is unknown, revoked or expired"
    );

    let browser = api.signed_in_as("sam").await;
    let shown = browser.get("/account").await;
    holds(&shown, "Expired</span>");
    let (_, rest) = shown.text().split_once("name=\"revoke\" value=\"").unwrap();
    let id = rest.split('"').next().unwrap();
    let revoked = browser.post("/account/tokens", &[("revoke", id)]).await;
    assert_eq!(revoked.header("location"), Some("/account?done=revoked"));
    assert!(
        !browser
            .get("/account")
            .await
            .text()
            .contains("nightly import")
    );
}

#[actix_web::test]
async fn a_token_that_does_not_fit_is_not_made() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    for (form, said) in [
        (&[("scopes", "tools")][..], "a name is needed"),
        (&[("name", "x")], "choose at least one scope"),
        (
            &[("name", "x"), ("scopes", "everything")],
            "is no scope that you can give",
        ),
        (
            &[("name", "x"), ("scopes", "administration")],
            "is no scope that you can give",
        ),
        (
            &[
                ("name", "x"),
                ("scopes", "tools"),
                ("expires_in_days", "367"),
            ],
            "1 to 366 days",
        ),
        (
            &[
                ("name", "x"),
                ("scopes", "tools"),
                ("expires_in_days", "soon"),
            ],
            "1 to 366 days",
        ),
    ] {
        let refused = browser.post("/account/tokens", form).await;
        assert_eq!(refused.status, 422, "{said}");
        holds(&refused, said);
        assert!(!refused.text().contains("whf_pat_"));
    }
    let form = [
        ("name", "kept"),
        ("scopes", "access"),
        ("expires_in_days", "0"),
    ];
    let refused = browser.post("/account/tokens", &form).await;
    holds(&refused, "value=\"kept\"");
    holds(
        &refused,
        "value=\"access\" aria-describedby=\"hint-scope-access\" checked",
    );
}

#[actix_web::test]
async fn an_account_has_so_many_tokens() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    let browser = api.browser_of(&sam).await;
    for _ in 0..TOKENS_MAX {
        api.token(&sam, &[Scope::Tools]).await;
    }
    let form = [("name", "one more"), ("scopes", "tools")];
    let refused = browser.post("/account/tokens", &form).await;
    assert_eq!(refused.status, 409);
    holds(&refused, "at most 50 API tokens");
    holds(&refused, "value=\"one more\"");

    let wish = json!({"name": "one more", "scopes": ["tools"]});
    let request = TestRequest::post()
        .uri("/api/v1/account/tokens")
        .insert_header(SAME_ORIGIN)
        .set_json(wish);
    let refused = api.send(browser.request(request)).await;
    refused.refused(409, "too-many-tokens");
}

#[actix_web::test]
async fn a_token_of_a_disabled_account_opens_nothing_until_it_is_enabled() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    let (_, secret) = api.token(&sam, &[Scope::Account]).await;
    let own = || with_token(TestRequest::get().uri("/api/v1/account"), &secret);
    assert_eq!(api.send(own()).await.status, 200);
    api.disable("sam").await;
    api.send(own()).await.refused(401, "unauthenticated");
    let enable = TestRequest::patch()
        .uri("/api/v1/accounts/sam")
        .insert_header(bearer())
        .insert_header(("if-match", "*"))
        .set_json(json!({"disabled": false}));
    assert_eq!(api.send(enable).await.status, 200);
    assert_eq!(api.send(own()).await.status, 200);
}

#[actix_web::test]
async fn a_token_gives_no_more_than_its_owner_may() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    let (_, secret) = api.token(&sam, &Scope::ALL).await;
    let list = || with_token(TestRequest::get().uri("/api/v1/accounts"), &secret);
    api.send(list()).await.refused(403, "forbidden");
    let ada = api.administrator().await;
    let (_, narrow) = api.token(&ada, &[Scope::Tools]).await;
    let list = with_token(TestRequest::get().uri("/api/v1/accounts"), &narrow);
    let refused = api.send(list).await.refused(403, "missing-scope");
    assert_eq!(
        refused["detail"],
        "the token needs the scope `administration`"
    );
}

#[actix_web::test]
async fn a_token_is_made_over_the_api_by_a_browser_only() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let wish = json!({"name": "a program", "scopes": ["tools", "access"]});
    let create = || {
        TestRequest::post()
            .uri("/api/v1/account/tokens")
            .set_json(&wish)
    };
    let made = api
        .send(browser.request(create()).insert_header(SAME_ORIGIN))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let token = made.json();
    assert_eq!(token["scopes"], json!(["tools", "access"]));
    assert_eq!(
        token["expires_at"], "2027-02-21T12:00:00.000000Z",
        "90 days"
    );
    let location = made.header("location").unwrap().to_owned();
    assert_eq!(
        location,
        format!("/api/v1/account/tokens/{}", token["id"].as_str().unwrap())
    );
    let secret = Secret::parse(Kind::ApiToken, token["secret"].as_str().unwrap()).unwrap();

    api.send(with_token(create(), &secret))
        .await
        .refused(403, "forbidden");
    api.send(browser.request(create()))
        .await
        .refused(403, "cross-site");
    let listed = browser.request(TestRequest::get().uri("/api/v1/account/tokens"));
    let listed = api.send(listed).await;
    assert_eq!(listed.json()["tokens"][0]["id"], token["id"]);
    assert!(!listed.text().contains(secret.reveal()));

    let revoke = || {
        let request = TestRequest::delete().uri(&location);
        browser.request(request).insert_header(SAME_ORIGIN)
    };
    assert_eq!(api.send(revoke()).await.status, 204);
    api.send(revoke()).await.refused(404, "no-such-token");
}

#[actix_web::test]
async fn what_does_not_fit_is_said_field_by_field() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let wish = json!({"name": "", "scopes": ["administration"], "expires_in_days": 0});
    let request = TestRequest::post()
        .uri("/api/v1/account/tokens")
        .set_json(&wish);
    let request = browser.request(request).insert_header(SAME_ORIGIN);
    let problem = api.send(request).await.refused(422, "invalid-fields");
    let fields: Vec<_> = problem["fields"].as_array().unwrap().iter().collect();
    let named = fields.iter().map(|unfit| unfit["field"].as_str().unwrap());
    assert_eq!(
        named.collect::<Vec<_>>(),
        ["name", "scopes", "expires_in_days"]
    );
}
