//! What can be asked about registries that people want, and how it is answered.

use serde_json::{Map, Value, json};

use super::operations::{
    idempotency_key_of_harmless, json_body, json_response, page, page_parameters, parameter,
    responses, schema, somebody,
};
use super::schemas::{list, next_members, object, reference, text, text_or_null, time};
use crate::body;

/// What sending a body may be refused with.
const BODY: [&str; 8] = [
    "bad-body",
    "unauthenticated",
    "missing-scope",
    "cross-site",
    "body-timeout",
    "body-too-large",
    "unsupported-media-type",
    "invalid-fields",
];

/// What any write may be refused with.
const WRITE: [&str; 2] = ["too-many-requests", "overloaded"];

/// The paths of requests for registries.
pub(super) fn paths() -> Map<String, Value> {
    [
        (
            "/api/v1/registry-requests",
            json!({"get": list_requests(), "post": ask()}),
        ),
        (
            "/api/v1/registry-requests/{id}",
            json!({"get": show_request()}),
        ),
        (
            "/api/v1/registry-requests/{id}/support",
            json!({"put": support(), "delete": end_support()}),
        ),
        (
            "/api/v1/registry-requests/{id}/answer",
            json!({"put": answer()}),
        ),
        ("/api/v1/registries/{id}", json!({"delete": remove()})),
    ]
    .map(|(path, operations)| (path.to_owned(), operations))
    .into_iter()
    .collect()
}

fn id(description: &str) -> Value {
    json!({
        "name": "id", "in": "path", "required": true,
        "schema": {"type": "string"},
        "description": description,
    })
}

fn list_requests() -> Value {
    let mut parameters = vec![parameter(
        "state",
        json!({"enum": ["open", "answered"]}),
        "Only those that wait for an answer, or only those that have one.",
    )];
    parameters.extend(page_parameters());
    json!({
        "operationId": "listRegistryRequests",
        "summary": "The registries that people ask for",
        "description": "For an API token with the scope `tools`.",
        "tags": ["registries"],
        "security": somebody(),
        "parameters": parameters,
        "responses": responses(
            json!({"200": page("A page, the newest requests first", &schema("RegistryRequestPage"))}),
            &["bad-query", "unauthenticated", "missing-scope", "too-many-requests"],
        ),
    })
}

fn ask() -> Value {
    let shown = |description| json_response(description, &schema("RegistryRequest"));
    let refused = ["bad-header", "registry-request-refused"];
    json!({
        "operationId": "askForRegistry",
        "summary": "Asks for a registry that is not supported",
        "description": "Tools on any registry can be registered; of one that is not supported only the \
            general rules are checked. Where the operator has registries asked about images, the host is \
            asked for `/v2/`, once, which takes up to 25 seconds. Where somebody has asked for the host before, \
            that request is supported, so that a repetition changes nothing. For an API token with the \
            scope `tools`.",
        "tags": ["registries"],
        "security": somebody(),
        "parameters": [idempotency_key_of_harmless()],
        "requestBody": json_body(&schema("NewRegistryRequest"), &[body::JSON]),
        "responses": responses(
            json!({
                "200": shown("Somebody has asked for it before"),
                "201": shown("The request"),
            }),
            &[&BODY[..], &WRITE, &refused].concat(),
        ),
    })
}

fn show_request() -> Value {
    json!({
        "operationId": "showRegistryRequest",
        "summary": "A registry that somebody asks for",
        "description": "For an API token with the scope `tools`.",
        "tags": ["registries"],
        "security": somebody(),
        "parameters": [id("The request's id.")],
        "responses": responses(
            json!({"200": json_response("The request", &schema("RegistryRequest"))}),
            &["unauthenticated", "missing-scope", "no-such-registry-request", "too-many-requests"],
        ),
    })
}

fn support() -> Value {
    supported(
        "supportRegistry",
        "Says that one wants the registry too",
        "Whoever supports a request is told when it is answered. Where the account supports it, nothing \
            changes. For an API token with the scope `tools`.",
    )
}

fn end_support() -> Value {
    supported(
        "endRegistrySupport",
        "Says that one does not want the registry any more",
        "Also for whoever asked first; the request stays for the others. Where the account does not \
            support it, nothing changes. For an API token with the scope `tools`.",
    )
}

fn supported(operation: &str, summary: &str, description: &str) -> Value {
    let refused = [
        "unauthenticated",
        "missing-scope",
        "cross-site",
        "no-such-registry-request",
        "registry-request-refused",
    ];
    json!({
        "operationId": operation,
        "summary": summary,
        "description": description,
        "tags": ["registries"],
        "security": somebody(),
        "parameters": [id("The request's id.")],
        "responses": responses(
            json!({"200": json_response("The request", &schema("RegistryRequest"))}),
            &[&refused[..], &WRITE].concat(),
        ),
    })
}

fn answer() -> Value {
    let refused = [
        "forbidden",
        "no-such-registry-request",
        "registry-request-refused",
    ];
    json!({
        "operationId": "answerRegistryRequest",
        "summary": "Says whether a registry is supported, and adds it",
        "description": "With a definition the registry is part of the catalogue from then on, on this server \
            at once and on others over the same database within seconds. A request may be answered \
            otherwise later; what was added is taken out with `DELETE /api/v1/registries/{id}`, and by nothing else. Everybody \
            who supports the request is told. For administrators; for an API token of theirs with the \
            scope `administration`.",
        "tags": ["registries"],
        "security": somebody(),
        "parameters": [id("The request's id.")],
        "requestBody": json_body(&schema("NewRegistryAnswer"), &[body::JSON]),
        "responses": responses(
            json!({"200": json_response("The request", &schema("RegistryRequest"))}),
            &[&BODY[..], &WRITE, &refused].concat(),
        ),
    })
}

fn remove() -> Value {
    json!({
        "operationId": "removeRegistry",
        "summary": "Takes a registry that was added out of the catalogue",
        "description": "Tools on it stay registered, with their people and their access; their `registry` stays \
            as well until they are changed, and everything else is as on an unknown registry. What the \
            configuration has stays. For administrators; for an API token of theirs with the scope `administration`.",
        "tags": ["registries"],
        "security": somebody(),
        "parameters": [id("The registry's id in the catalogue.")],
        "responses": responses(
            json!({"204": {"description": "There is no such registry that was added any more"}}),
            &[
                "unauthenticated", "missing-scope", "forbidden", "cross-site", "too-many-requests",
                "overloaded",
            ],
        ),
    })
}

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let mut page = Map::new();
    page.insert("requests".to_owned(), list("RegistryRequest"));
    page.extend(next_members().map(|(name, schema)| (name.to_owned(), schema)));
    let Value::Object(schemas) = json!({
        "RegistryRequestPage": object(Value::Object(page), json!({})),
        "RegistryRequest": request(),
        "RegistryGreeting": object(
            json!({
                "kind": text("`open`, `asks_for_login`, `other`, `refused` where it must not be talked to, `silent`, or `not_asked`; further ones may be added."),
                "detail": text_or_null("Such as its status, or why there is none."),
                "software": text_or_null("Which program it seems to run: a guess."),
            }),
            json!({}),
        ),
        "RegistryAnswer": object(
            json!({
                "accepted": {"type": "boolean", "description": "Whether the registry is supported."},
                "reason": text("Why."),
                "by": text("The name of the administrator."),
                "at": time("When."),
            }),
            json!({}),
        ),
        "NewRegistryRequest": new_request(),
        "NewRegistryAnswer": new_answer(),
        "NewRegistry": new_registry(),
    }) else {
        unreachable!("it is written as an object, above")
    };
    schemas
}

fn request() -> Value {
    object(
        json!({
            "id": {"type": "string", "format": "uuid"},
            "host": text("The registry's host, with a port where there is one."),
            "greeting": {
                "description": "What the host answered when it was asked for `/v2/`.",
                "oneOf": [reference("RegistryGreeting")],
            },
            "looks_like": text_or_null("Which known registry the host looks like, in a sentence."),
            "opened_by": text("The name of who asked first."),
            "opened_at": time("When."),
            "votes": {"type": "integer", "minimum": 0, "description": "How many accounts support it."},
            "supported": {"type": "boolean", "description": "Whether the account that asks does."},
            "registry": text_or_null("The id of the registry under which the catalogue knows the host now."),
            "answer": {
                "description": "What an administrator said last; `null` while it waits.",
                "oneOf": [reference("RegistryAnswer"), {"type": "null"}],
            },
        }),
        json!({}),
    )
}

fn new_request() -> Value {
    let host = text("The registry's host; of a web address or an image, its host is taken.");
    let mut new = object(json!({"host": host}), json!({}));
    new["example"] = json!({"host": "registry.example.org"});
    new
}

fn new_answer() -> Value {
    let mut new = object(
        json!({
            "accepted": {"type": "boolean"},
            "reason": text("Why, for those who asked; up to 2,000 characters."),
        }),
        json!({
            "registry": {
                "description": "What the catalogue is to know of it; left out where it is supported by other means, or not.",
                "oneOf": [reference("NewRegistry"), {"type": "null"}],
            },
        }),
    );
    new["example"] = json!({"accepted": false, "reason": "It is for tests only."});
    new
}

fn new_registry() -> Value {
    object(
        json!({
            "id": text("Lower-case words joined by hyphens."),
            "name": text("As its users call it."),
            "host": text("Its host, or `*.` and a domain for hosts below that."),
            "visibility": {"enum": ["public", "private", "mixed"], "description": "Which images it holds."},
        }),
        json!({
            "segments": {
                "type": "object",
                "properties": {
                    "min": {"type": "integer", "minimum": 1, "maximum": 255},
                    "max": {"type": ["integer", "null"], "minimum": 1, "maximum": 255},
                },
                "required": ["min"],
                "additionalProperties": false,
                "description": "How many segments its repositories have; any number where it is left out.",
            },
            "anonymous_pull": {"type": "boolean", "description": "Whether public images are pulled without logging in."},
            "login": text_or_null("The login command; `{host}` stands for the host."),
        }),
    )
}
