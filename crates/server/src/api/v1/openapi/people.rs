//! What can be asked about maintainers, the inbox and the audit log, and how it is answered.

use serde_json::{Map, Value, json};

use super::operations::{
    anybody, idempotency_key_of_harmless, json_body, json_response, page, page_parameters,
    parameter, path_parameter, responses, schema, somebody,
};
use crate::body;

/// The paths of what is about people.
pub(super) fn paths() -> Map<String, Value> {
    [
        (
            "/api/v1/maintainers/{path}",
            json!({"get": maintainers(), "put": add(), "delete": remove()}),
        ),
        ("/api/v1/inbox", json!({"get": inbox()})),
        ("/api/v1/inbox/read", json!({"post": read()})),
        ("/api/v1/audit", json!({"get": audit()})),
    ]
    .map(|(path, operations)| (path.to_owned(), operations))
    .into_iter()
    .collect()
}

fn maintainers() -> Value {
    json!({
        "operationId": "listMaintainers",
        "summary": "Who maintains a tool",
        "tags": ["tools"],
        "security": anybody(),
        "parameters": [path_parameter()],
        "responses": responses(
            json!({"200": json_response("The maintainers, the first one first", &schema("Maintainers"))}),
            &["unauthenticated", "no-such-tool", "too-many-requests"],
        ),
    })
}

fn account_parameter() -> Value {
    let mut account = parameter(
        "account",
        json!({"type": "string"}),
        "The name of the account.",
    );
    account["required"] = json!(true);
    account["example"] = json!("ada-lovelace");
    account
}

fn add() -> Value {
    json!({
        "operationId": "addMaintainer",
        "summary": "Adds a maintainer",
        "description": "For maintainers of the tool and administrators. The account is told. \
            Adding one who is there already changes nothing.",
        "tags": ["tools"],
        "security": somebody(),
        "parameters": [path_parameter(), account_parameter()],
        "responses": responses(
            json!({"200": json_response("The maintainers as they are now", &schema("Maintainers"))}),
            &[
                "bad-query", "unauthenticated", "missing-scope", "cross-site", "forbidden",
                "no-such-tool", "no-such-account", "too-many-maintainers", "too-many-requests",
                "overloaded",
            ],
        ),
    })
}

fn remove() -> Value {
    json!({
        "operationId": "removeMaintainer",
        "summary": "Removes a maintainer",
        "description": "For maintainers of the tool and administrators. A tool always keeps a \
            maintainer who can sign in, and a private one a contact that reaches somebody who answers \
            for it: whose verified address it is stays until there is another contact.",
        "tags": ["tools"],
        "security": somebody(),
        "parameters": [path_parameter(), account_parameter()],
        "responses": responses(
            json!({"200": json_response("The maintainers that are left", &schema("Maintainers"))}),
            &[
                "bad-query", "unauthenticated", "missing-scope", "cross-site", "forbidden",
                "no-such-tool", "no-such-maintainer", "last-maintainer",
                "maintainer-is-contact", "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn inbox() -> Value {
    json!({
        "operationId": "inbox",
        "summary": "What the account was told",
        "tags": ["access"],
        "security": somebody(),
        "parameters": page_parameters(),
        "responses": responses(
            json!({"200": page("A page, the newest notices first", &schema("NoticePage"))}),
            &["bad-query", "unauthenticated", "missing-scope", "too-many-requests"],
        ),
    })
}

fn read() -> Value {
    json!({
        "operationId": "markRead",
        "summary": "Marks what the account was told as read",
        "description": "Asking again changes nothing.",
        "tags": ["access"],
        "security": somebody(),
        "parameters": [idempotency_key_of_harmless()],
        "requestBody": json_body(&schema("ReadThrough"), &[body::JSON]),
        "responses": responses(
            json!({"204": {"description": "It is marked as read"}}),
            &[
                "bad-header", "bad-body", "unauthenticated", "missing-scope", "cross-site",
                "body-timeout", "body-too-large", "unsupported-media-type", "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn audit() -> Value {
    let [limit, cursor] = page_parameters();
    json!({
        "operationId": "audit",
        "summary": "Who did what",
        "description": "For administrators; with `tool`, also for its maintainers. Each entry's \
            hash covers the one before, so that none can be changed afterwards.",
        "tags": ["audit"],
        "security": somebody(),
        "parameters": [
            parameter("tool", json!({"type": "string"}), "Only what is about the tool with this path, its access requests included."),
            parameter("actor", json!({"type": "string"}), "Only what the account with this name did."),
            limit,
            cursor,
        ],
        "responses": responses(
            json!({"200": page("A page, the newest entries first", &schema("AuditPage"))}),
            &[
                "bad-query", "unauthenticated", "missing-scope", "forbidden", "no-such-tool",
                "no-such-account", "too-many-requests",
            ],
        ),
    })
}
