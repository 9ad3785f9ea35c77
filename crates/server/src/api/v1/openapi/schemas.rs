//! The shapes of what is sent and answered.

use serde_json::{Map, Value, json};
use wharfinger_core::code::Code;
use wharfinger_core::report::Field;
use wharfinger_store::PAGE_TOOLS_MAX;

use super::{
    access_schemas, account_schemas, automation, descriptors, diagnose, evidence, given_up_mail,
    proofs, pull_credentials, registry_requests, repositories,
};
use crate::problem::{KINDS, TYPE_BASE};

/// Every schema, by name.
pub(super) fn schemas() -> Value {
    let mut schemas = json!({
        "Draft": draft(),
        "AnyDraft": any_draft(),
        "Report": report(),
        "Issue": issue(),
        "Span": span(),
        "Fix": fix(),
        "Edit": edit(),
        "Code": code(),
        "Field": field(),
        "Visibility": {"type": "string", "enum": ["public", "private"]},
        "Normalized": normalized(),
        "Tool": tool(),
        "ToolPatch": tool_patch(),
        "ToolPage": tool_page(),
        "PullInstructions": pull_instructions(),
        "Registry": registry(),
        "Problem": problem(),
        "ProblemKind": problem_kind(),
    });
    let all = schemas
        .as_object_mut()
        .expect("it is written as an object, above");
    all.extend(access_schemas::schemas());
    all.extend(descriptors::schemas());
    all.extend(account_schemas::schemas());
    all.extend(automation::schemas());
    all.extend(diagnose::schemas());
    all.extend(evidence::schemas());
    all.extend(repositories::schemas());
    all.extend(proofs::schemas());
    all.extend(registry_requests::schemas());
    all.extend(pull_credentials::schemas());
    all.extend(given_up_mail::schemas());
    schemas
}

/// A point in time.
pub(super) fn time(description: &str) -> Value {
    json!({"type": "string", "format": "date-time", "description": description})
}

/// A point in time that may not have come.
pub(super) fn time_or_null(description: &str) -> Value {
    json!({"type": ["string", "null"], "format": "date-time", "description": description})
}

/// The members that end every page of a list.
pub(super) fn next_members() -> [(&'static str, Value); 2] {
    [
        (
            "next_cursor",
            text_or_null("What to send as `cursor` for the next page; `null` on the last."),
        ),
        (
            "next",
            text_or_null("The address of the next page, also in the `Link` header."),
        ),
    ]
}

/// A schema of an object that has all of `required`, may have `optional`, and nothing else.
pub(super) fn object(required: Value, optional: Value) -> Value {
    let (Value::Object(mut properties), Value::Object(optional)) = (required, optional) else {
        unreachable!("both are written as objects, below")
    };
    let names: Vec<Value> = properties.keys().map(|name| json!(name)).collect();
    properties.extend(optional);
    json!({
        "type": "object",
        "required": names,
        "properties": properties,
        "additionalProperties": false,
    })
}

pub(super) fn reference(schema: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{schema}")})
}

pub(super) fn list(schema: &str) -> Value {
    json!({"type": "array", "items": reference(schema)})
}

pub(super) fn text(description: &str) -> Value {
    json!({"type": "string", "description": description})
}

pub(super) fn text_or_null(description: &str) -> Value {
    json!({"type": ["string", "null"], "description": description})
}

/// The fields of a draft with what they mean.
fn draft_fields() -> Map<String, Value> {
    let fields = Field::ALL.iter().filter(|field| field.is_of_registration());
    fields
        .map(|field| {
            let description = match field {
                Field::Image => "The image in one line, as `docker pull` takes it. Either this or the parts.",
                Field::Registry => "Id of a registry, as `GET /api/v1/registries` lists them; `custom` for any other.",
                Field::RegistryPath => "The registry's host, for registries with several.",
                Field::Namespace => "Namespace; `_` when empty.",
                Field::Name => "Repository name below the namespace; may hold slashes.",
                Field::Tag => "Tag.",
                Field::Digest => "Digest with its algorithm.",
                Field::ToolName => "Tells tools of one image apart.",
                Field::Visibility => "`public` or `private`; `public` when left out.",
                Field::ContactEmail => "Whom users ask for access; needed for private tools.",
                Field::Description => "What the tool does.",
                Field::SourceUrl => "Where its source lives.",
                _ => "See the catalogue of codes.",
            };
            (field.as_str().to_owned(), text_or_null(description))
        })
        .collect()
}

fn draft() -> Value {
    json!({
        "type": "object",
        "description": "A registration form as it was filled in. Absent, `null` and nothing but \
            white space mean the same.",
        "properties": draft_fields(),
        "additionalProperties": false,
        "example": {
            "image": "quay.io/biocontainers/samtools:1.17--h00cdaf9_0",
            "description": "Reads, writes and indexes SAM, BAM and CRAM files",
        },
    })
}

fn any_draft() -> Value {
    json!({
        "type": "object",
        "description": "A `Draft`, or anything that was meant to be one: fields that a draft does \
            not have, and values that are not text, are issues like any other.",
        "example": {"image": "quay.io/biocontainers/samtools:1.17--h00cdaf9_0"},
    })
}

fn tool_patch() -> Value {
    let archived = json!({
        "type": "boolean",
        "description": "Archives the tool, or brings it back.",
    });
    json!({
        "description": "An RFC 7396 merge patch of the tool's draft, in which `null` takes a \
            field out and the path stays; or `archived` alone.",
        "oneOf": [
            {
                "type": "object",
                "properties": draft_fields(),
                "additionalProperties": false,
            },
            object(json!({"archived": archived}), json!({})),
        ],
        "example": {"tag": "1.21--h50ea8bc_0"},
    })
}

fn report() -> Value {
    object(
        json!({
            "valid": {"type": "boolean", "description": "Whether no issue is an error."},
            "issues": list("Issue"),
            "normalized": {
                "description": "What would be registered; `null` when not valid.",
                "oneOf": [reference("Normalized"), {"type": "null"}],
            },
        }),
        json!({}),
    )
}

fn issue() -> Value {
    object(
        json!({
            "code": reference("Code"),
            "severity": {"type": "string", "enum": ["error", "warning", "info"]},
            "field": reference("Field"),
            "span": reference("Span"),
            "message": text("What was found and what is allowed."),
            "help": text_or_null("The next step."),
            "fixes": list("Fix"),
        }),
        json!({}),
    )
}

fn span() -> Value {
    let offset = |description| json!({"type": "integer", "minimum": 0, "description": description});
    let mut span = object(
        json!({
            "start": offset("Offset of the first UTF-16 code unit."),
            "end": offset("Offset behind the last one; the same as `start` where something is missing."),
        }),
        json!({}),
    );
    span["description"] = json!("Where in the field's text.");
    span
}

fn fix() -> Value {
    object(
        json!({
            "label": text("What a button says."),
            "edits": list("Edit"),
        }),
        json!({}),
    )
}

fn edit() -> Value {
    object(
        json!({
            "field": reference("Field"),
            "span": reference("Span"),
            "text": text("What to put in the place of the span."),
        }),
        json!({}),
    )
}

fn code() -> Value {
    let codes: Vec<Value> = Code::ALL
        .iter()
        .map(|code| json!({"const": code.as_str(), "description": code.entry().summary}))
        .collect();
    json!({
        "type": "string",
        "description": "The stable name of a rule. Never renamed; new ones may be added.",
        "oneOf": codes,
    })
}

fn field() -> Value {
    let fields: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
    json!({"type": "string", "enum": fields})
}

/// What reports and tools have in common: the registration.
fn registration() -> Map<String, Value> {
    let Value::Object(fields) = json!({
        "registry": text("Id of the registry; `custom` when it is not in the catalogue."),
        "registry_host": text("Registry host, with its port if any."),
        "namespace": text("Namespace; `_` when empty."),
        "name": text("Repository name below the namespace."),
        "tag": text_or_null("Tag."),
        "digest": text_or_null("Digest with its algorithm."),
        "tool_name": text_or_null("Tells tools of one image apart."),
        "visibility": reference("Visibility"),
        "description": text_or_null("What the tool does."),
        "source_url": text_or_null("Where its source lives."),
        "tool_path": text("The text under which the tool is found: `host/namespace/name[/tool_name]`."),
        "image": text("The canonical image reference."),
    }) else {
        unreachable!("it is written as an object, above")
    };
    fields
}

fn normalized() -> Value {
    let mut fields = registration();
    fields.insert(
        "contact_email".to_owned(),
        text_or_null("Whom users ask for access."),
    );
    object(Value::Object(fields), json!({}))
}

fn tool() -> Value {
    let mut fields = registration();
    fields.extend([
        ("id".to_owned(), json!({"type": "string", "format": "uuid"})),
        ("has_contact".to_owned(), json!({"type": "boolean", "description": "Whether there is somebody to ask for access."})),
        ("access".to_owned(), json!({"type": "string", "enum": ["open", "request"], "description": "Whether everybody may pull, or access is requested first."})),
        ("pull".to_owned(), reference("PullInstructions")),
        ("revision".to_owned(), json!({"type": "integer", "minimum": 1, "description": "How often it has been written; its entity tag begins with it."})),
        ("archived".to_owned(), json!({"type": "boolean"})),
        ("created_at".to_owned(), time("When it was registered.")),
        ("updated_at".to_owned(), time("When it was last written.")),
    ]);
    object(
        Value::Object(fields),
        json!({
            "contact_email": text("The address that answers for the tool; shown to its maintainers and to administrators only."),
            "evidence": {"allOf": [reference("Evidence")], "description": "What the registry said about the image when it was asked last. Present where registries are asked and this one was; of a private tool, and where it was asked with a login or a role, for the tool's maintainers and administrators only. It changes without a new `revision`, and the entity tag with it."},
            "owner_verified": {"type": "boolean", "description": "Whether a maintainer who registered the tool, or has this server carry out its requests, is known to hold the AWS account that the image lies in: they have connected it, and this server has checked the connection. Present for images on private Amazon ECR only."},
        }),
    )
}

fn tool_page() -> Value {
    object(
        json!({
            "tools": list("Tool"),
            "left_out": left_out(),
            "next_cursor": text_or_null("What to send as `cursor` for the next page; `null` on the last."),
            "next": text_or_null("The address of the next page, also in the `Link` header."),
        }),
        json!({}),
    )
}

/// How much of a list is not shown.
pub(super) fn left_out() -> Value {
    json!({
        "type": "integer",
        "minimum": 0,
        "maximum": PAGE_TOOLS_MAX,
        "description": "How many of this page are left out because they, or what they refer to, are stored damaged; the operator finds them in the log.",
    })
}

fn pull_instructions() -> Value {
    object(
        json!({
            "login": text_or_null("Logs in; `null` where that is not needed."),
            "login_note": text_or_null("What to put for the words in capitals."),
            "pull": text("Pulls the image."),
        }),
        json!({}),
    )
}

fn registry() -> Value {
    object(
        json!({
            "id": text("Stable id, for `registry` in drafts."),
            "name": text("As its users call it."),
            "host": text_or_null("Its host, where there is only one."),
            "host_example": text("Its host, or an example of one."),
            "custom_path": {"type": "boolean", "description": "Whether a draft must give `registry_path`."},
            "segments": object(
                json!({
                    "min": {"type": "integer", "minimum": 1},
                    "max": {"type": ["integer", "null"], "minimum": 1},
                }),
                json!({}),
            ),
            "layout": text("What the segments of a repository mean."),
            "namespace_word": text("What its users call the namespace."),
            "visibility": {"type": "string", "enum": ["public", "private", "mixed"]},
            "anonymous_pull": {"type": "boolean", "description": "Whether public images can be pulled without logging in."},
            "operator": {"type": "boolean", "description": "Whether the operator added it."},
        }),
        json!({}),
    )
}

fn problem() -> Value {
    let types: Vec<String> = KINDS
        .iter()
        .map(|kind| format!("{TYPE_BASE}{}", kind.name))
        .chain(["about:blank".to_owned()])
        .collect();
    let mut problem = object(
        json!({
            "type": {"type": "string", "format": "uri-reference", "enum": types},
            "title": text("What happened, the same each time."),
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "instance": text("The request id."),
        }),
        json!({
            "detail": text("What happened this time."),
            "issues": list("Issue"),
            "fields": {
                "type": "array",
                "description": "The fields that do not fit.",
                "items": object(
                    json!({"field": text("The field."), "reason": text("Why it does not fit.")}),
                    json!({}),
                ),
            },
            "tool_path": text("The path of the tool that is in the way."),
            "made": text("The address of what an earlier request with the same idempotency key led to."),
            "request": text("The id of the access request that is in the way, if it is yours."),
            "etag": text("The entity tag of the current version."),
            "limit_bytes": {"type": "integer", "minimum": 1},
            "retry_after_seconds": {"type": "integer", "minimum": 1},
        }),
    );
    problem["description"] = json!("RFC 9457.");
    problem
}

fn problem_kind() -> Value {
    object(
        json!({
            "name": text("Last part of the type's address."),
            "status": {"type": "integer"},
            "title": text("What happened."),
            "remedy": text("What to do about it."),
        }),
        json!({}),
    )
}
