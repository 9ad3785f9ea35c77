//! What can be asked about mail that was given up, and the shapes of its answers.

use serde_json::{Map, Value, json};

use super::operations::{
    idempotency_key_of_harmless, page, page_parameters, responses, schema, somebody,
};
use super::schemas::{left_out, list, next_members, object, text, text_or_null, time};

/// The paths of mail that was given up.
pub(super) fn paths() -> Map<String, Value> {
    [
        ("/api/v1/given-up-mail", json!({"get": list_letters()})),
        ("/api/v1/given-up-mail/{id}/retry", json!({"post": retry()})),
    ]
    .map(|(path, operations)| (path.to_owned(), operations))
    .into_iter()
    .collect()
}

fn list_letters() -> Value {
    json!({
        "operationId": "listGivenUpMail",
        "summary": "The letters that could not be sent",
        "description": "Because the mail server refused them, or took none for three days. For \
            administrators; for an API token of theirs with the scope `administration`.",
        "tags": ["accounts"],
        "security": somebody(),
        "parameters": page_parameters(),
        "responses": responses(
            json!({"200": page("A page, the newest first", &schema("GivenUpMail"))}),
            &["bad-query", "unauthenticated", "missing-scope", "forbidden", "too-many-requests"],
        ),
    })
}

fn retry() -> Value {
    json!({
        "operationId": "retryMail",
        "summary": "Has a letter that was given up sent after all",
        "description": "It is tried for three more days. A repetition finds no letter that was given \
            up, because it waits again. For administrators; for an API token of theirs with the scope \
            `administration`.",
        "tags": ["accounts"],
        "security": somebody(),
        "parameters": [
            {
                "name": "id", "in": "path", "required": true,
                "schema": {"type": "string"},
                "description": "The letter's id.",
            },
            idempotency_key_of_harmless(),
        ],
        "responses": responses(
            json!({"204": {"description": "It is sent as soon as the mail server takes it"}}),
            &[
                "bad-header", "unauthenticated", "missing-scope", "forbidden", "cross-site",
                "no-such-mail", "too-many-requests", "overloaded",
            ],
        ),
    })
}

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let mut given_up = Map::new();
    given_up.insert("letters".to_owned(), list("GivenUpLetter"));
    given_up.insert("left_out".to_owned(), left_out());
    given_up.extend(next_members().map(|(name, schema)| (name.to_owned(), schema)));
    let mut schemas = Map::new();
    let page = object(Value::Object(given_up), json!({}));
    schemas.insert("GivenUpMail".to_owned(), page);
    schemas.insert("GivenUpLetter".to_owned(), letter());
    schemas
}

fn letter() -> Value {
    object(
        json!({
            "id": {"type": "integer", "minimum": 1},
            "kind": text("What it is about, as notices of the inbox say it; further kinds may be added."),
            "account": text_or_null("The name of the account that it is for; `null` where it is for an address."),
            "address": text_or_null("The address that it is for, where that is no account's inbox."),
            "created_at": time("When what it tells came about."),
            "given_up_at": time("When it was given up."),
        }),
        json!({}),
    )
}
