//! Letters to the contacts of tools: whoever types an address has only so many sent there.

use actix_web::test::TestRequest;
use serde_json::{Value, json};
use wharfinger_server::limits::{CONTACT_LETTERS_BURST, LETTERS_BURST};
use wharfinger_store::Role;

use crate::support::browser::SAME_ORIGIN;
use crate::support::{Api, bearer, register};

/// A draft of a private tool, which has a contact.
fn private(number: u32, contact: &str) -> Value {
    let image = format!("quay.io/team/tool-{number}");
    json!({"image": image, "visibility": "private", "contact_email": contact})
}

#[actix_web::test]
async fn so_many_letters_are_sent_to_contacts() {
    let api = Api::new().await;
    let sam = api.account("sam", Role::Member).await;
    api.verified(&sam, "sam@example.org").await;
    let browser = api.browser_of(&sam).await;
    let send = async |request: TestRequest| {
        let request = browser.request(request.insert_header(SAME_ORIGIN));
        api.send(request).await
    };
    for number in 0..CONTACT_LETTERS_BURST {
        let draft = private(number, "team@example.org");
        assert_eq!(send(register(&draft)).await.status, 201, "{number}");
    }
    let refused = send(register(&private(200, "team@example.org"))).await;
    refused.refused(429, "too-many-requests");
    assert_eq!(refused.header("retry-after"), Some("60"));
    let change = |changes: Value| {
        TestRequest::patch()
            .uri("/api/v1/tools/quay.io/team/tool-1")
            .insert_header(("if-match", "*"))
            .set_json(changes)
    };
    let refused = send(change(json!({"contact_email": "other@example.org"}))).await;
    refused.refused(429, "too-many-requests");
    // What writes to nobody else is not counted.
    assert_eq!(send(change(json!({"description": "x"}))).await.status, 200);
    let own = private(201, "Sam@example.org");
    assert_eq!(send(register(&own)).await.status, 201);
    let operator = register(&private(202, "team@example.org")).insert_header(bearer());
    assert_eq!(api.send(operator).await.status, 201);
    api.wait_seconds(60);
    let draft = private(200, "team@example.org");
    assert_eq!(send(register(&draft)).await.status, 201);
}

#[actix_web::test]
async fn so_many_letters_to_contacts_are_asked_for_by_hand() {
    let api = Api::new().await;
    let browser = api.signed_in_as("sam").await;
    let request = register(&private(1, "team@example.org")).insert_header(SAME_ORIGIN);
    assert_eq!(api.send(browser.request(request)).await.status, 201);
    for _ in 0..LETTERS_BURST {
        let asked = browser.post("/contact/quay.io/team/tool-1", &[]).await;
        assert_eq!(asked.status, 303);
    }
    let refused = browser.post("/contact/quay.io/team/tool-1", &[]).await;
    assert_eq!(
        (refused.status, refused.header("retry-after")),
        (429, Some("300"))
    );
}
