//! What can be asked about repositories whose policies are kept, and the shapes of its answers.

use serde_json::{Map, Value, json};

use super::operations::{
    idempotency_key_of_harmless, json_response, page, page_parameters, responses, schema, somebody,
};
use super::schemas::{
    list, next_members, object, reference, text, text_or_null, time, time_or_null,
};

/// The paths of repositories.
pub(super) fn paths() -> Map<String, Value> {
    [
        ("/api/v1/repositories/{id}", json!({"get": show()})),
        (
            "/api/v1/repositories/{id}/snapshots",
            json!({"get": snapshots()}),
        ),
        ("/api/v1/repositories/{id}/look", json!({"post": look()})),
        (
            "/api/v1/repositories/{id}/reapply",
            json!({"post": reapply()}),
        ),
    ]
    .map(|(path, operations)| (path.to_owned(), operations))
    .into_iter()
    .collect()
}

fn id() -> Value {
    json!({
        "name": "id", "in": "path", "required": true,
        "schema": {"type": "string"},
        "description": "The repository's id.",
    })
}

fn show() -> Value {
    json!({
        "operationId": "showRepository",
        "summary": "A repository, and how its policy was found last",
        "description": "For maintainers of a tool that is carried out there, the owner of its \
            connection and administrators.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [id()],
        "responses": responses(
            json!({"200": json_response("The repository", &schema("Repository"))}),
            &["unauthenticated", "missing-scope", "no-such-repository", "too-many-requests"],
        ),
    })
}

fn snapshots() -> Value {
    let [limit, cursor] = page_parameters();
    json!({
        "operationId": "listSnapshots",
        "summary": "The texts that a repository's policy had",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [id(), limit, cursor],
        "responses": responses(
            json!({"200": page("A page, the newest first", &schema("SnapshotPage"))}),
            &[
                "bad-query", "unauthenticated", "missing-scope", "no-such-repository",
                "too-many-requests",
            ],
        ),
    })
}

fn look() -> Value {
    json!({
        "operationId": "lookAtRepository",
        "summary": "Has a policy looked at now",
        "description": "Nothing else changes. Where something failed, not before its waiting time is \
            over.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [id(), idempotency_key_of_harmless()],
        "responses": responses(json!({"204": {"description": "It is looked at soon"}}), REFUSED),
    })
}

fn reapply() -> Value {
    json!({
        "operationId": "reapplyRepository",
        "summary": "Has a policy made as the grants say, whoever changed it",
        "description": "Access that is held because somebody took it out, or because AWS did not know \
            the principal, is written again. Statements of others stay as they are.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [id(), idempotency_key_of_harmless()],
        "responses": responses(json!({"204": {"description": "It is written soon"}}), REFUSED),
    })
}

/// How both can be refused.
const REFUSED: &[&str] = &[
    "bad-header",
    "unauthenticated",
    "missing-scope",
    "cross-site",
    "no-such-repository",
    "too-many-requests",
    "overloaded",
];

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let Value::Object(schemas) = json!({
        "Repository": repository(),
        "RepositoryTrouble": trouble(),
        "RepositoryGrant": grant(),
        "Snapshot": snapshot(),
        "SnapshotPage": snapshot_page(),
    }) else {
        unreachable!("it is written as an object, above")
    };
    schemas
}

fn texts(description: &str) -> Value {
    json!({"type": "array", "items": {"type": "string"}, "description": description})
}

fn repository() -> Value {
    object(
        json!({
            "id": {"type": "string", "format": "uuid"},
            "place": reference("RepositoryPlace"),
            "connection": {"type": "string", "format": "uuid"},
            "settled": {"type": "boolean", "description": "Whether everything that was wanted so far was seen to be there, or to be impossible."},
            "verified_at": time_or_null("When the policy was last read back and compared."),
            "foreign_changed_at": time_or_null("When the statements of others were last seen to have changed."),
            "due_at": time_or_null("When it is looked at next."),
            "trouble": {
                "description": "Why nothing can be said about the policy now.",
                "oneOf": [reference("RepositoryTrouble"), {"type": "null"}],
            },
            "unexpected": texts("Who has access by statements of this server without a grant: somebody added them."),
            "stale": texts("Ids in statements of this server, which AWS shows for deleted roles and users."),
            "grants": list("RepositoryGrant"),
        }),
        json!({}),
    )
}

fn trouble() -> Value {
    object(
        json!({
            "since": time("Since when."),
            "failures": {"type": "integer", "minimum": 0, "description": "How often in a row it was tried."},
            "kind": text("Such as `denied`, `unreadable` or `unavailable`; new kinds may be added."),
            "message": text_or_null("What AWS said."),
        }),
        json!({}),
    )
}

fn grant() -> Value {
    object(
        json!({
            "request": {"type": "string", "format": "uuid", "description": "The access request that it came of."},
            "principal": text("To whom."),
            "status": reference("AccessStatus"),
            "observed": {
                "type": "string",
                "enum": ["nothing", "present", "absent", "refused", "unresolved", "vanished", "left_out"],
                "description": "How it was found in the policy last.",
            },
            "observed_at": time_or_null("When."),
            "hold": {"type": ["string", "null"], "enum": ["refused", "vanished", null], "description": "Why it is left out until a person says otherwise."},
        }),
        json!({}),
    )
}

fn snapshot() -> Value {
    object(
        json!({
            "number": {"type": "integer", "minimum": 1, "description": "Its place among the repository's."},
            "at": time("When."),
            "kind": {
                "type": "string", "enum": ["before", "intent", "seen"],
                "description": "It was there before a write, was about to be written, or was read back.",
            },
            "text": text_or_null("The text of the policy; `null` where there was none."),
        }),
        json!({}),
    )
}

fn snapshot_page() -> Value {
    let Value::Object(mut members) = json!({"snapshots": list("Snapshot")}) else {
        unreachable!("it is written as an object, above")
    };
    members.extend(next_members().map(|(name, schema)| (name.to_owned(), schema)));
    object(Value::Object(members), json!({}))
}
