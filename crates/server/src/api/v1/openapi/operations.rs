//! What can be asked, and how it is answered.

use serde_json::{Map, Value, json};
use wharfinger_store::{PAGE_TOOLS_MAX, SEARCH_BYTES_MAX};

use super::{
    accounts, automation, descriptors, diagnose, evidence, given_up_mail, people, proofs,
    pull_credentials, registry_requests, repositories, requests,
};
use crate::body;
use crate::limits::{BODY_BYTES_MAX, IDEMPOTENCY_KEY_BYTES_MAX, PAGE_DEFAULT};
use crate::problem::{self, KINDS};
use crate::rate_limit_fields::{CHECKS, WRITES};

/// Every path with its operations.
pub(super) fn paths() -> Value {
    let mut paths = json!({
        "/healthz": {"get": healthz()},
        "/readyz": {"get": readyz()},
        "/api/v1/openapi.json": {"get": openapi()},
        "/api/v1/problems": {"get": list_problems()},
        "/api/v1/problems/{name}": {"get": show_problem()},
        "/api/v1/check": {"post": check()},
        "/api/v1/registries": {"get": list_registries()},
        "/api/v1/tools": {"get": list_tools(), "post": register_tool()},
        "/api/v1/tools/{path}": {"get": show_tool(), "patch": update_tool()},
    });
    let all = paths
        .as_object_mut()
        .expect("it is written as an object, above");
    all.extend(diagnose::paths());
    all.extend(requests::paths());
    all.extend(descriptors::paths());
    all.extend(people::paths());
    all.extend(evidence::paths());
    all.extend(accounts::paths());
    all.extend(automation::paths());
    all.extend(repositories::paths());
    all.extend(proofs::paths());
    all.extend(registry_requests::paths());
    all.extend(pull_credentials::paths());
    all.extend(given_up_mail::paths());
    for operations in all.values_mut().filter_map(Value::as_object_mut) {
        for (method, operation) in operations {
            tell_limits(method, operation);
            may_be_unready(operation);
        }
    }
    paths
}

/// Adds that the store may not answer to an operation that asks it: each that looks at who is asking.
fn may_be_unready(operation: &mut Value) {
    if operation.get("security").is_some() {
        let given = operation["responses"].take();
        operation["responses"] = responses(given, &["not-ready"]);
    }
}

/// Adds the fields that say what a limit leaves to the answers of what is limited: writes and checks.
/// Those of refusals stand where the refusals do.
fn tell_limits(method: &str, operation: &mut Value) {
    let is_limited = method != "get" && operation["responses"].get("429").is_some();
    let given = operation["responses"].as_object_mut();
    let given = given.expect("every operation is answered");
    for (_, response) in given
        .iter_mut()
        .filter(|(status, _)| is_limited && status.starts_with('2'))
    {
        for name in RATE_LIMIT_FIELDS {
            response["headers"][name] = rate_limit_field(name);
        }
    }
}

/// As the fields are written by most; names of fields ignore case.
const RATE_LIMIT_FIELDS: [&str; 2] = ["RateLimit-Policy", "RateLimit"];

fn rate_limit_field(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{name}")})
}

/// The headers that several answers have.
pub(super) fn headers() -> Value {
    let draft = "(draft-ietf-httpapi-ratelimit-headers-11; it may change before it is a standard, so \
        rely on `Retry-After`)";
    let member = |numbers: &str| {
        let one = format!("\"({WRITES}|{CHECKS})\"{numbers}");
        json!({"type": "string", "pattern": format!("^{one}(, {one})*$")})
    };
    json!({
        "RateLimit-Policy": {
            "description": format!("By the name of each limit that the request was counted by: `q` \
                requests within any `w` seconds are never too many {draft}."),
            "schema": member(";q=[0-9]+;w=[0-9]+"),
            "example": "\"writes\";q=600;w=60",
        },
        "RateLimit": {
            "description": format!("What the limit leaves to your address: `r` requests now; whoever \
                sends no more than that within `t` seconds finds as many again {draft}."),
            "schema": member(";r=[0-9]+;t=[0-9]+"),
            "example": "\"writes\";r=598;t=60",
        },
    })
}

/// A parameter of the query.
pub(super) fn parameter(name: &str, schema: Value, description: &str) -> Value {
    let mut parameter = json!({"name": name, "in": "query", "description": description});
    parameter["schema"] = schema;
    parameter
}

/// The parameters that every list has: how much, and from where.
pub(super) fn page_parameters() -> [Value; 2] {
    // Empty, as an untouched form sends it, for the default.
    let limit = json!({
        "anyOf": [
            {"type": "integer", "minimum": 1, "maximum": PAGE_TOOLS_MAX},
            {"const": ""},
        ],
        "default": PAGE_DEFAULT,
    });
    [
        parameter("limit", limit, "Entries on a page."),
        parameter("cursor", cursor(), "`next_cursor` of the page before."),
    ]
}

/// A place in a list: 63 bits as the store spells them, or nothing for the first page.
fn cursor() -> Value {
    json!({"type": "string", "pattern": "^(p([1-9a-f][0-9a-f]{0,14}|[1-7][0-9a-f]{15}))?$"})
}

/// A page of a list, with the header that leads to the next.
pub(super) fn page(description: &str, schema: &Value) -> Value {
    let mut page = json_response(description, schema);
    page["headers"] = json!({
        "Link": {"schema": {"type": "string"}, "description": "The next page, if there is one (RFC 8288)."},
    });
    page
}

/// The header that makes a request safe to repeat: a repetition is answered with what was made.
pub(super) fn idempotency_key() -> Value {
    key_parameter("Makes the request safe to repeat for a day.")
}

/// The same where a secret is made.
pub(super) fn idempotency_key_of_secret() -> Value {
    key_parameter(
        "Makes the request safe to repeat for a day: a repetition makes no second secret and cannot be \
         answered with the first, which is not kept. It is refused with `already-made`, whose `made` is \
         the address of what the first request led to.",
    )
}

/// The same where a repetition changes nothing anyway.
pub(super) fn idempotency_key_of_harmless() -> Value {
    key_parameter("Taken as everywhere; the request is safe to repeat without.")
}

fn key_parameter(description: &str) -> Value {
    json!({
        "name": "Idempotency-Key",
        "in": "header",
        "schema": {
            "type": "string",
            "minLength": 1,
            "maxLength": IDEMPOTENCY_KEY_BYTES_MAX,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        },
        "description": description,
    })
}

pub(super) fn with_etag(mut response: Value) -> Value {
    response["headers"] = etag_header();
    response
}

/// The header that says which version a change is for.
pub(super) fn if_match() -> Value {
    json!({
        "name": "If-Match",
        "in": "header",
        "required": true,
        "schema": {
            "type": "string",
            "pattern": "^(\\*|(W/)?\"[!#-~]*\"( *, *(W/)?\"[!#-~]*\")*)$",
        },
        "description": "The entity tag of the version that the change is for, with its quotes, as \
            `ETag` gave it; or `*` for whichever it is.",
    })
}

/// The security of an operation that somebody with an account is needed for.
pub(super) fn somebody() -> Value {
    json!([{"token": []}, {"session": []}])
}

/// The security of an operation that anybody may ask for.
pub(super) fn anybody() -> Value {
    json!([{}, {"token": []}, {"session": []}])
}

/// A response for every type of problem, by the type's name.
pub(super) fn refusals() -> Value {
    let refusals: Map<String, Value> = KINDS
        .iter()
        .map(|kind| {
            let mut response = json!({
                "description": format!("{}. {}", kind.title, kind.remedy),
                "content": {problem::CONTENT_TYPE: {"schema": schema("Problem")}},
            });
            if matches!(kind.status, 429 | 503) {
                response["headers"] = json!({
                    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."},
                });
            }
            if kind.status == 429 {
                for name in RATE_LIMIT_FIELDS {
                    response["headers"][name] = rate_limit_field(name);
                }
            }
            (kind.name.to_owned(), response)
        })
        .collect();
    Value::Object(refusals)
}

pub(super) fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The responses of an operation: what it gives, and by name what it may refuse with.
///
/// Two types of problem may share a status, which OpenAPI can only describe together.
pub(super) fn responses(mut given: Value, refused: &[&str]) -> Value {
    for name in refused {
        let kind = KINDS
            .iter()
            .find(|kind| kind.name == *name)
            .expect("operations name documented problems");
        let status = kind.status.to_string();
        let earlier = given[&status]["description"].as_str().map(str::to_owned);
        given[&status] = match earlier {
            None => json!({
                "$ref": format!("#/components/responses/{name}"),
                "description": kind.title,
            }),
            Some(earlier) => json!({
                "description": format!("{earlier}; or: {}", kind.title),
                "content": {problem::CONTENT_TYPE: {"schema": schema("Problem")}},
            }),
        };
    }
    given
}

pub(super) fn json_response(description: &str, schema: &Value) -> Value {
    json!({"description": description, "content": {body::JSON: {"schema": schema}}})
}

pub(super) fn not_modified() -> Value {
    json!({"description": "The client has this version"})
}

pub(super) fn etag_header() -> Value {
    json!({"ETag": {"schema": {"type": "string"}, "description": "The version, for `If-None-Match` and `If-Match`."}})
}

pub(super) fn json_body(schema: &Value, media_types: &[&str]) -> Value {
    let content: Map<String, Value> = media_types
        .iter()
        .map(|media_type| ((*media_type).to_owned(), json!({"schema": schema})))
        .collect();
    json!({
        "required": true,
        "description": format!("At most {BODY_BYTES_MAX} bytes."),
        "content": content,
    })
}

fn text_body() -> Value {
    json!({"description": "It does", "content": {"text/plain": {"schema": {"type": "string"}}}})
}

pub(super) fn path_parameter() -> Value {
    json!({
        "name": "path",
        "in": "path",
        "required": true,
        "description": "The tool path. Its slashes may be sent as they are or as `%2F`; the form \
            that `docker` knows, without `_` or `library`, is found too.",
        "schema": {"type": "string"},
        "example": "quay.io/biocontainers/samtools",
    })
}

fn healthz() -> Value {
    json!({
        "operationId": "healthz",
        "summary": "Whether the process answers",
        "tags": ["health"],
        "responses": {"200": text_body()},
    })
}

fn readyz() -> Value {
    json!({
        "operationId": "readyz",
        "summary": "Whether a write would be taken",
        "tags": ["health"],
        "responses": responses(json!({"200": text_body()}), &["not-ready"]),
    })
}

fn openapi() -> Value {
    json!({
        "operationId": "openapi",
        "summary": "This document",
        "tags": ["documentation"],
        "responses": {
            "200": json_response("The document", &json!({"type": "object"})),
            "304": not_modified(),
        },
    })
}

fn list_problems() -> Value {
    let list = json!({
        "type": "object",
        "required": ["problems"],
        "properties": {"problems": {"type": "array", "items": schema("ProblemKind")}},
    });
    json!({
        "operationId": "listProblems",
        "summary": "Every type of problem",
        "tags": ["documentation"],
        "responses": {"200": json_response("The types", &list)},
    })
}

fn show_problem() -> Value {
    json!({
        "operationId": "showProblem",
        "summary": "What a type of problem means",
        "tags": ["documentation"],
        "parameters": [{"name": "name", "in": "path", "required": true, "schema": {"type": "string"}}],
        "responses": responses(
            json!({"200": json_response("The type", &schema("ProblemKind"))}),
            &["no-such-page"],
        ),
    })
}

fn check() -> Value {
    json!({
        "operationId": "check",
        "summary": "What the rules say about a draft",
        "description": "Nothing is stored. The same rules, compiled to WebAssembly, run in the \
            browser; the report is the same byte for byte. Whoever sends the operator's token may \
            ask at any rate; other credentials change nothing.",
        "tags": ["registration"],
        "security": anybody(),
        "parameters": [idempotency_key_of_harmless()],
        "requestBody": json_body(&schema("AnyDraft"), &[body::JSON]),
        "responses": responses(
            json!({"200": json_response("The report, valid or not", &schema("Report"))}),
            &[
                "bad-header", "bad-body", "body-timeout", "body-too-large",
                "unsupported-media-type", "too-many-requests",
            ],
        ),
    })
}

fn list_registries() -> Value {
    let list = json!({
        "type": "object",
        "required": ["registries"],
        "properties": {"registries": {"type": "array", "items": schema("Registry")}},
    });
    json!({
        "operationId": "listRegistries",
        "summary": "The registries that a draft may name",
        "tags": ["registration"],
        "responses": {"200": json_response("The built-in ones, then the operator's", &list)},
    })
}

fn list_tools() -> Value {
    let page = page("A page, the newest tools first", &schema("ToolPage"));
    let [limit, cursor] = page_parameters();
    json!({
        "operationId": "listTools",
        "summary": "Searches the tools",
        "tags": ["tools"],
        "security": anybody(),
        "parameters": [
            parameter("q", json!({"type": "string"}), &format!(
                "Words to find in paths and descriptions, all of them; at most {SEARCH_BYTES_MAX} bytes. Where nothing has them, a reference that was pasted, with the command or the web address around it, finds the tools of its path; for anybody but the operator that is a check, and is left out where too many were asked for."
            )),
            parameter("registry", json!({"type": "string"}), "Only tools of this registry."),
            parameter("visibility", json!({"type": "string", "enum": ["public", "private", ""]}), "Only public or only private tools; empty, as an untouched form sends it, for both."),
            parameter("include_archived", json!({"type": "string", "enum": ["true", "false", ""], "default": "false"}), "Archived tools too."),
            limit,
            cursor,
        ],
        "responses": responses(
            json!({"200": page}),
            &["bad-query", "unauthenticated", "too-many-requests"],
        ),
    })
}

fn register_tool() -> Value {
    let mut created = json_response("The tool is registered and durable", &schema("Tool"));
    created["headers"] = json!({
        "Location": {"schema": {"type": "string"}, "description": "Where the tool lies."},
        "ETag": etag_header()["ETag"],
        "Idempotency-Replayed": {
            "schema": {"const": "true"},
            "description": "Present when an earlier request with the same key had registered it.",
        },
    });
    json!({
        "operationId": "registerTool",
        "summary": "Registers a tool",
        "tags": ["tools"],
        "security": somebody(),
        "parameters": [idempotency_key()],
        "requestBody": json_body(&schema("Draft"), &[body::JSON]),
        "responses": responses(
            json!({"201": created}),
            &[
                "bad-header", "bad-body", "unauthenticated", "cross-site", "body-timeout",
                "tool-conflict", "body-too-large", "unsupported-media-type",
                "invalid-registration", "idempotency-key-reused", "too-many-requests",
                "overloaded",
            ],
        ),
    })
}

fn show_tool() -> Value {
    let mut shown = json_response("The tool", &schema("Tool"));
    shown["headers"] = etag_header();
    json!({
        "operationId": "showTool",
        "summary": "One tool, archived or not",
        "tags": ["tools"],
        "security": anybody(),
        "parameters": [path_parameter()],
        "responses": responses(
            json!({"200": shown, "304": not_modified()}),
            &["unauthenticated", "no-such-tool", "too-many-requests"],
        ),
    })
}

fn update_tool() -> Value {
    let mut updated = json_response("The tool as it is now", &schema("Tool"));
    updated["headers"] = etag_header();
    json!({
        "operationId": "updateTool",
        "summary": "Changes a tool, archives it, or brings it back",
        "tags": ["tools"],
        "security": somebody(),
        "parameters": [path_parameter(), if_match()],
        "requestBody": json_body(&schema("ToolPatch"), &[body::MERGE_PATCH, body::JSON]),
        "responses": responses(
            json!({"200": updated}),
            &[
                "bad-header", "bad-body", "unauthenticated", "cross-site", "no-such-tool",
                "body-timeout", "tool-archived", "stale", "body-too-large", "unsupported-media-type",
                "invalid-registration", "precondition-required", "too-many-requests",
                "overloaded",
            ],
        ),
    })
}
