//! The shapes of access requests, maintainers, notices and audit entries.

use serde_json::{Map, Value, json};
use wharfinger_core::access::{GRANT_DAYS_DEFAULT, GRANT_DAYS_MAX, REASON_CHARS_MAX, Status};
use wharfinger_store::Action;

use super::schemas::{
    left_out, list, next_members, object, reference, text, text_or_null, time, time_or_null,
};

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let Value::Object(schemas) = json!({
        "AnyAccessDraft": any_draft(),
        "AccessReport": report(),
        "NewAccessRequest": new_request(),
        "AccessAction": action(),
        "AccessStatus": {"type": "string", "enum": words(Status::ALL.iter().map(|one| one.as_str()))},
        "AccessRequest": object(Value::Object(request()), json!({})),
        "AccessRequestWithSteps": with_steps(),
        "AccessRequestPage": paged("requests", "AccessRequest", json!({"left_out": left_out()})),
        "AnswerDifference": answer_difference(),
        "PolicyDifference": policy_difference(),
        "Decision": decision(),
        "Grant": grant(),
        "Revocation": revocation(),
        "Step": step(),
        "Maintainers": object(json!({"maintainers": list("Maintainer")}), json!({})),
        "Maintainer": maintainer(),
        "Notice": notice(),
        "NoticePage": paged("notices", "Notice", json!({
            "unread": {"type": "integer", "minimum": 0, "description": "How many are not read; of very many, only that they are many."},
            "left_out": left_out(),
        })),
        "ReadThrough": read_through(),
        "AuditEntry": entry(),
        "AuditPage": paged("entries", "AuditEntry", json!({"left_out": left_out()})),
    }) else {
        unreachable!("it is written as an object, above")
    };
    schemas
}

fn answer_difference() -> Value {
    let difference = json!({
        "anyOf": [reference("PolicyDifference"), {"type": "null"}],
        "description": "`null` where this server writes nothing: nobody waits for an answer, it is carried \
            out by hand, or the policy that is there cannot be read.",
    });
    object(json!({"difference": difference}), json!({}))
}

fn policy_difference() -> Value {
    let line = object(
        json!({
            "change": {"enum": ["same", "added", "removed"]},
            "text": text("The line, of JSON with one item a line."),
        }),
        json!({}),
    );
    object(
        json!({
            "repository": text("The id of the repository."),
            "days": {
                "type": "integer", "minimum": 1, "maximum": GRANT_DAYS_MAX,
                "description": "For how long access would be given.",
            },
            "read_at": time_or_null("When the policy was read that it is compared with; `null` where nobody has looked yet."),
            "lines": {
                "type": ["array", "null"], "items": line,
                "description": "The policy before and after; `null` where there is no room.",
            },
            "no_room": text_or_null("Why what is asked for does not fit."),
        }),
        json!({}),
    )
}

fn read_through() -> Value {
    let mut through = object(
        json!({"through": {
            "type": "integer", "minimum": 0, "maximum": u64::MAX,
            "description": "The id of the newest notice that was read.",
        }}),
        json!({}),
    );
    through["example"] = json!({"through": 42});
    through
}

fn words<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    words.collect()
}

fn paged(name: &str, of: &str, others: Value) -> Value {
    let Value::Object(mut members) = others else {
        unreachable!("callers write an object")
    };
    members.insert(name.to_owned(), list(of));
    members.extend(next_members().map(|(name, schema)| (name.to_owned(), schema)));
    object(Value::Object(members), json!({}))
}

fn or_null(schema: &str, description: &str) -> Value {
    json!({"description": description, "oneOf": [reference(schema), {"type": "null"}]})
}

fn any_draft() -> Value {
    json!({
        "type": "object",
        "description": "`principal` and `reason`, or anything that was meant to be: other fields, \
            and values that are not text, are issues like any other.",
        "example": {"principal": "ada", "reason": "Variant calling for project 17."},
    })
}

fn report() -> Value {
    let normalized = object(
        json!({
            "principal": text("The spelling to store: for AWS always an ARN."),
            "reason": text("Why."),
        }),
        json!({}),
    );
    object(
        json!({
            "valid": {"type": "boolean", "description": "Whether no issue is an error."},
            "issues": list("Issue"),
            "normalized": {
                "description": "What would be asked for; `null` when not valid.",
                "oneOf": [normalized, {"type": "null"}],
            },
        }),
        json!({}),
    )
}

fn new_request() -> Value {
    let mut request = object(
        json!({
            "tool_path": text("The path of the tool."),
            "principal": text("Whom to open the image to: an AWS account id or the ARN of a role or user on private Amazon ECR, a user name elsewhere."),
            "reason": text(&format!("Why; at most {REASON_CHARS_MAX} characters.")),
        }),
        json!({}),
    );
    request["example"] = json!({
        "tool_path": "quay.io/team/tool",
        "principal": "ada",
        "reason": "Variant calling for project 17.",
    });
    request
}

fn action() -> Value {
    let days = json!({
        "type": ["integer", "null"], "minimum": 1, "maximum": GRANT_DAYS_MAX,
        "default": GRANT_DAYS_DEFAULT,
        "description": "How long access lasts, in days from now.",
    });
    let note = text_or_null("A word to the requester.");
    let reason = text("Why.");
    let one = |name: &str, required: Value, optional: Value| {
        let Value::Object(mut required) = required else {
            unreachable!("it is written as an object, below")
        };
        required.insert("action".to_owned(), json!({"const": name}));
        object(Value::Object(required), optional)
    };
    json!({
        "description": "What to do.",
        "oneOf": [
            one("approve", json!({}), json!({"days": days, "note": note})),
            one("deny", json!({}), json!({"note": note})),
            one("withdraw", json!({}), json!({})),
            one("done_by_hand", json!({}), json!({})),
            one("ask_renewal", json!({"reason": reason}), json!({})),
            one("renew", json!({}), json!({"days": days})),
            one("decline_renewal", json!({}), json!({})),
            one("revoke", json!({"reason": reason}), json!({})),
            one("give_back", json!({"reason": reason}), json!({})),
        ],
        "example": {"action": "approve", "days": 365},
    })
}

fn request() -> Map<String, Value> {
    let Value::Object(fields) = json!({
        "id": {"type": "string", "format": "uuid"},
        "tool_path": text("The path of the tool."),
        "requester": text("The name of whoever asks."),
        "principal": text("Whom the image is to be opened to."),
        "reason": text("Why."),
        "status": reference("AccessStatus"),
        "requested_at": time("When it was made."),
        "answer_by": time_or_null("When a pending request lapses."),
        "decision": or_null("Decision", "The answer, if there is one."),
        "grant": or_null("Grant", "What an approval led to."),
        "closed_at": time_or_null("When it was withdrawn, when it lapsed, or since when access is gone."),
        "revision": {"type": "integer", "minimum": 1, "description": "How often it has been written."},
        "updated_at": time("When it was last written."),
    }) else {
        unreachable!("it is written as an object, above")
    };
    fields
}

fn with_steps() -> Value {
    let mut fields = request();
    let steps = |description: &str| json!({"type": "array", "items": reference("Step"), "description": description});
    fields.extend([
        (
            "own_side".to_owned(),
            steps("What the requester does on their own side."),
        ),
        (
            "by_hand".to_owned(),
            steps("What a maintainer does at the registry; empty where nothing waits for a hand."),
        ),
        (
            "pull".to_owned(),
            or_null("PullInstructions", "The commands, while access is active."),
        ),
    ]);
    object(Value::Object(fields), json!({}))
}

fn decision() -> Value {
    object(
        json!({
            "by": text("The name of the maintainer."),
            "at": time("When."),
            "note": text_or_null("What they wrote to the requester."),
        }),
        json!({}),
    )
}

fn grant() -> Value {
    let renewal = object(
        json!({"at": time("When it was asked for."), "reason": text("What for.")}),
        json!({}),
    );
    object(
        json!({
            "carried_out": {"type": "string", "enum": ["by_hand", "automatically"], "description": "Who tells the registry."},
            "needs_hand": {"type": "boolean", "description": "Whether a maintainer has something to do at the registry."},
            "observed": {
                "type": ["string", "null"],
                "enum": ["nothing", "present", "absent", "refused", "unresolved", "vanished", "left_out", "shorter", null],
                "description": "How it was found in the repository's policy last, where the server carries it out.",
            },
            "observed_at": time_or_null("When it was last looked for there."),
            "hold": {
                "type": ["string", "null"], "enum": ["refused", "vanished", null],
                "description": "Why it is left out of the policy until a person says otherwise, whatever its status is: AWS does not know the principal, or somebody took it out.",
            },
            "repository": {"type": ["string", "null"], "format": "uuid", "description": "In which repository's policy."},
            "active_since": time_or_null("Since when access is active, while it is."),
            "expires_at": time("When access ends, unless it is renewed."),
            "renewable_from": time("Since when more time can be asked for."),
            "renewal": {"description": "More time that was asked for.", "oneOf": [renewal, {"type": "null"}]},
            "revocation": or_null("Revocation", "Who ended access early."),
        }),
        json!({}),
    )
}

fn revocation() -> Value {
    object(
        json!({"by": text("The name of whoever ended it."), "at": time("When."), "reason": text("Why.")}),
        json!({}),
    )
}

fn step() -> Value {
    object(
        json!({
            "text": text("What to do; literals stand in backticks."),
            "link": text_or_null("Where to do it."),
            "copy": text_or_null("What to paste there, or into a shell."),
        }),
        json!({}),
    )
}

fn maintainer() -> Value {
    object(
        json!({
            "account": text("The name."),
            "disabled": {"type": "boolean", "description": "Whether the account is disabled."},
            "since": time("Since when."),
        }),
        json!({}),
    )
}

fn notice() -> Value {
    object(
        json!({
            "id": {"type": "integer", "description": "Its place among all notices; greater is newer."},
            "kind": text("What it says, such as `requested` or `active`; new kinds may be added."),
            "tool_path": text_or_null("The tool that it is about."),
            "request": text_or_null("The id of the access request that it is about."),
            "registry_request": text_or_null("The id of the request for a registry that it is about."),
            "created_at": time("When it came about."),
            "read": {"type": "boolean"},
        }),
        json!({}),
    )
}

fn entry() -> Value {
    let hash = |description: &str| json!({"type": "string", "pattern": "^[0-9a-f]{64}$", "description": description});
    let subject = object(
        json!({
            "kind": {"type": "string", "enum": ["tool", "account", "token", "session", "request", "connection", "automation"]},
            "id": {
                "type": "string",
                "pattern": "^[0-9a-f-]{32,36}$",
                "description": "A UUID; of a session the identifier in `GET /api/v1/account/sessions`.",
            },
        }),
        json!({}),
    );
    object(
        json!({
            "number": {"type": "integer", "minimum": 1, "description": "Its place: 1, 2, 3, ... without a gap."},
            "at": time("When."),
            "actor": text("The id of the account that did it, or `system` for the server itself."),
            "actor_name": text_or_null("The account's name."),
            "request_id": text("In which request."),
            "action": {"type": "string", "enum": words(Action::ALL.iter().map(|one| one.as_str()))},
            "subject": subject,
            "tool": text_or_null("The id of the tool that it is about."),
            "tool_path": text_or_null("The tool's path."),
            "until": time_or_null("When that ends which was given, such as a link to set a password."),
            "before": {
                "description": "A hash of the subject before; `null` where it is new.",
                "oneOf": [hash("SHA-256."), {"type": "null"}],
            },
            "after": hash("A hash of the subject after."),
            "hash": hash("A hash of the entry before and of everything above."),
        }),
        json!({}),
    )
}
