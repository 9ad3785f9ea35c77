//! `GET /metrics`.

use actix_web::test::TestRequest;
use wharfinger_store::{Role, Scope};

use crate::support::people::with_token;
use crate::support::{Api, bearer};

#[actix_web::test]
async fn administrators_read_the_numbers_and_nobody_else() {
    let api = Api::new().await;
    let get = || TestRequest::get().uri("/metrics");
    assert_eq!(api.send_unlisted(get()).await.status, 401);
    let member = api.account("sam", Role::Member).await;
    let (_, token) = api.token(&member, &[Scope::Administration]).await;
    assert_eq!(
        api.send_unlisted(with_token(get(), &token)).await.status,
        403
    );
    let ada = api.administrator().await;
    let (_, token) = api.token(&ada, &[Scope::Tools]).await;
    assert_eq!(
        api.send_unlisted(with_token(get(), &token)).await.status,
        403
    );

    let answer = api.send_unlisted(get().insert_header(bearer())).await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    let text = answer.text();
    assert!(
        text.contains("\nwharfinger_grants_oldest_revocation_seconds 0.000000\n"),
        "{text}"
    );
}
