//! What can be asked about access requests, and how it is answered.

use serde_json::{Map, Value, json};
use wharfinger_core::access::{GRANT_DAYS_MAX, Status};

use super::operations::{
    anybody, etag_header, idempotency_key, idempotency_key_of_harmless, if_match, json_body,
    json_response, not_modified, page, page_parameters, parameter, responses, schema, somebody,
};
use crate::access::change::DAYS;
use crate::body;

/// The paths of access requests.
pub(super) fn paths() -> Map<String, Value> {
    [
        ("/api/v1/access-check", json!({"post": check()})),
        (
            "/api/v1/access-requests",
            json!({"get": list(), "post": request()}),
        ),
        (
            "/api/v1/access-requests/{id}",
            json!({"get": show(), "patch": change()}),
        ),
        (
            "/api/v1/access-requests/{id}/policy-difference",
            json!({"get": difference()}),
        ),
    ]
    .map(|(path, operations)| (path.to_owned(), operations))
    .into_iter()
    .collect()
}

fn id_parameter() -> Value {
    json!({
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The request's id.",
        "schema": {"type": "string"},
    })
}

fn check() -> Value {
    let host = parameter(
        "host",
        json!({"type": "string"}),
        "The host of the registry, such as `quay.io`.",
    );
    let mut host = host;
    host["required"] = json!(true);
    host["example"] = json!("quay.io");
    json!({
        "operationId": "checkAccess",
        "summary": "What the rules say about a request for access",
        "description": "Nothing is stored. The same rules, compiled to WebAssembly, run in the \
            browser; the report is the same byte for byte.",
        "tags": ["access"],
        "security": anybody(),
        "parameters": [host, idempotency_key_of_harmless()],
        "requestBody": json_body(&schema("AnyAccessDraft"), &[body::JSON]),
        "responses": responses(
            json!({"200": json_response("The report, valid or not", &schema("AccessReport"))}),
            &[
                "bad-query", "bad-header", "bad-body", "body-timeout", "body-too-large",
                "unsupported-media-type", "too-many-requests",
            ],
        ),
    })
}

fn difference() -> Value {
    let days = parameter(
        DAYS,
        json!({"type": "integer", "minimum": 1, "maximum": GRANT_DAYS_MAX}),
        "For how long access would be given; a year where it is left out.",
    );
    json!({
        "operationId": "showPolicyDifference",
        "summary": "What an answer to a request writes to the repository's policy",
        "description": "For maintainers of the tool and administrators, before a request is approved or \
            more time is given. It is what the next pass makes of the policy as it was last read, with all \
            that waits to be written there anyway; the policy is read again before anything is written. \
            Nothing changes.",
        "tags": ["access"],
        "security": somebody(),
        "parameters": [id_parameter(), days],
        "responses": responses(
            json!({"200": json_response("What is written", &schema("AnswerDifference"))}),
            &[
                "bad-query", "unauthenticated", "missing-scope", "forbidden", "no-such-access-request",
                "too-many-requests",
            ],
        ),
    })
}

fn statuses() -> Value {
    let words: Vec<&str> = Status::ALL.iter().map(|one| one.as_str()).collect();
    let one = format!("({})", words.join("|"));
    json!({"type": "string", "pattern": format!("^({one}(,{one})*)?$")})
}

fn list() -> Value {
    let text = || json!({"type": "string"});
    let [limit, cursor] = page_parameters();
    json!({
        "operationId": "listAccessRequests",
        "summary": "Lists access requests",
        "tags": ["access"],
        "security": somebody(),
        "parameters": [
            parameter(
                "as",
                json!({"type": "string", "enum": ["requester", "maintainer", "administrator", ""], "default": "requester"}),
                "Your own requests, those for tools that you maintain, or all of them.",
            ),
            parameter("tool", text(), "Only requests for the tool with this path."),
            parameter("status", statuses(), "Only requests that stand here: one `AccessStatus`, or several with commas between them."),
            parameter(
                "waiting",
                json!({"type": "string", "enum": ["answer", "hand", ""]}),
                "Only requests that wait for a maintainer's answer, or for something to be done by hand.",
            ),
            limit,
            cursor,
        ],
        "responses": responses(
            json!({"200": page("A page, the newest requests first", &schema("AccessRequestPage"))}),
            &[
                "bad-query", "unauthenticated", "missing-scope", "forbidden", "no-such-tool",
                "too-many-requests",
            ],
        ),
    })
}

fn request() -> Value {
    let mut created = json_response("The request is durable", &schema("AccessRequestWithSteps"));
    created["headers"] = json!({
        "Location": {"schema": {"type": "string"}, "description": "Where the request lies."},
        "ETag": etag_header()["ETag"],
        "Idempotency-Replayed": {
            "schema": {"const": "true"},
            "description": "Present when an earlier request with the same key had made it.",
        },
    });
    json!({
        "operationId": "requestAccess",
        "summary": "Requests access to a private tool",
        "description": "The tool's maintainers are told. There is one live request for a tool and \
            principal.",
        "tags": ["access"],
        "security": somebody(),
        "parameters": [idempotency_key()],
        "requestBody": json_body(&schema("NewAccessRequest"), &[body::JSON]),
        "responses": responses(
            json!({"201": created}),
            &[
                "bad-header", "bad-body", "unauthenticated", "missing-scope", "cross-site",
                "no-such-tool", "body-timeout", "access-request-live", "tool-public",
                "tool-archived", "body-too-large", "unsupported-media-type",
                "invalid-access-request", "idempotency-key-reused", "too-many-requests",
                "overloaded",
            ],
        ),
    })
}

fn show() -> Value {
    let mut shown = json_response("The request", &schema("AccessRequestWithSteps"));
    shown["headers"] = etag_header();
    json!({
        "operationId": "showAccessRequest",
        "summary": "One access request",
        "description": "For its requester, the maintainers of its tool, and administrators; to \
            everybody else there is no such request.",
        "tags": ["access"],
        "security": somebody(),
        "parameters": [id_parameter()],
        "responses": responses(
            json!({"200": shown, "304": not_modified()}),
            &[
                "unauthenticated", "missing-scope", "no-such-access-request",
                "too-many-requests",
            ],
        ),
    })
}

fn change() -> Value {
    let mut changed = json_response(
        "The request as it is now",
        &schema("AccessRequestWithSteps"),
    );
    changed["headers"] = etag_header();
    json!({
        "operationId": "changeAccessRequest",
        "summary": "Does something with an access request",
        "description": "Maintainers of the tool approve, deny, say that something was done by \
            hand, renew, decline a renewal, and revoke; nobody decides on their own request. The \
            requester withdraws, asks for a renewal, and gives access back.",
        "tags": ["access"],
        "security": somebody(),
        "parameters": [id_parameter(), if_match(), idempotency_key()],
        "requestBody": json_body(&schema("AccessAction"), &[body::MERGE_PATCH, body::JSON]),
        "responses": responses(
            json!({"200": changed}),
            &[
                "bad-header", "bad-body", "unauthenticated", "missing-scope", "cross-site",
                "access-request-not-yours", "no-such-access-request", "body-timeout",
                "access-request-rejected", "stale", "body-too-large", "unsupported-media-type",
                "invalid-fields", "idempotency-key-reused", "precondition-required", "too-many-requests",
                "overloaded",
            ],
        ),
    })
}
