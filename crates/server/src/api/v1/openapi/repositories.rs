//! What can be asked about repositories whose policies are kept, and the shapes of its answers.

use serde_json::{Map, Value, json};

use crate::body;

use super::operations::{
    idempotency_key_of_harmless, json_body, json_response, page, page_parameters, responses,
    schema, somebody,
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
        (
            "/api/v1/repositories/{id}/lost-statements",
            json!({"get": lost()}),
        ),
        (
            "/api/v1/repositories/{id}/restore",
            json!({"post": restore()}),
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
        "description": "For maintainers of a tool that is carried out there or has a grant there \
            still, the owner of its connection and administrators.",
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

fn lost() -> Value {
    json!({
        "operationId": "listLostStatements",
        "summary": "Statements of others that a repository's policy had and has no more",
        "description": "As far as its newest hundred snapshots tell. A statement whose `Sid` is in the \
            policy now was changed, and is not listed; nor are those that follow from grants.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [id()],
        "responses": responses(
            json!({"200": json_response("What is gone, and what was put right", &schema("LostStatements"))}),
            &["unauthenticated", "missing-scope", "no-such-repository", "too-many-requests"],
        ),
    })
}

fn restore() -> Value {
    let refused = [
        REFUSED,
        &[
            "bad-body",
            "body-too-large",
            "unsupported-media-type",
            "forbidden",
            "not-restorable",
        ],
    ];
    json!({
        "operationId": "restoreStatement",
        "summary": "Has a statement of somebody else's put back into a policy",
        "description": "For the owner of the connection and administrators. It is written behind the \
            others, byte for byte, and read back. It is refused, and \
            `mends` of the lost statements says why, where another with its `Sid` is in the policy, where \
            it names a role or user that was deleted, and where the policy is full.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [id(), idempotency_key_of_harmless()],
        "requestBody": json_body(&schema("StatementPlace"), &[body::JSON]),
        "responses": responses(
            json!({"204": {"description": "It is written soon"}}),
            &refused.concat(),
        ),
    })
}

/// How those without a body can be refused.
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
        "TrailFailure": trail_failure(),
        "RepositoryGrant": grant(),
        "LostStatements": lost_statements(),
        "LostStatement": lost_statement(),
        "StatementPlace": statement_meant(),
        "Mend": mend(),
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
            "trail_until": time_or_null("Until when the writes of the server were compared with what CloudTrail tells; `null` where that was never done."),
            "trail_failure": {
                "description": "Why CloudTrail was not looked through the last time that it was to be; `null` where it was.",
                "oneOf": [reference("TrailFailure"), {"type": "null"}],
            },
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

fn trail_failure() -> Value {
    object(
        json!({
            "at": time("When that was."),
            "kind": text("Such as `denied`, `throttled` or `unavailable`; new kinds may be added."),
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
                "enum": ["nothing", "present", "absent", "refused", "unresolved", "vanished", "left_out", "shorter"],
                "description": "How it was found in the policy last.",
            },
            "observed_at": time_or_null("When."),
            "hold": {"type": ["string", "null"], "enum": ["refused", "vanished", null], "description": "Why it is left out until a person says otherwise."},
        }),
        json!({}),
    )
}

fn lost_statements() -> Value {
    object(
        json!({"statements": list("LostStatement"), "mends": list("Mend")}),
        json!({}),
    )
}

fn statement_place() -> Value {
    json!({
        "snapshot": {"type": "integer", "minimum": 1, "description": "The number of the snapshot in which it stood last."},
        "place": {"type": "integer", "minimum": 0, "description": "Its place among the statements of others there, counted from 0."},
    })
}

fn statement_meant() -> Value {
    let mut meant = object(statement_place(), json!({}));
    meant["example"] = json!({"snapshot": 12, "place": 0});
    meant
}

fn lost_statement() -> Value {
    let Value::Object(mut members) = statement_place() else {
        unreachable!("it is written as an object, above")
    };
    members.insert("seen_at".to_owned(), time("When it was read there."));
    members.insert("text".to_owned(), text("The statement, as it stood there."));
    object(Value::Object(members), json!({}))
}

fn mend() -> Value {
    object(
        json!({
            "number": {"type": "integer", "minimum": 1, "description": "Its place among the repository's; the newest comes first."},
            "put_back": text_or_null("The statement that comes back."),
            "take_out": text_or_null("The statement that goes."),
            "by_server": {"type": "boolean", "description": "Whether the server found out itself that it was needed."},
            "asked_at": time("When."),
            "settled_at": time_or_null("When it came to an end; `null` while it waits."),
            "refusal": text_or_null("Why it could not be done; `null` where the policy was read back as it says."),
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
