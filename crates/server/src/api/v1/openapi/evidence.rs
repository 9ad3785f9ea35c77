//! What can be asked about evidence, and the shapes of its answers.

use serde_json::{Map, Value, json};
use wharfinger_core::code::Code;
use wharfinger_core::evidence::Verdict;

use super::operations::{
    etag_header, idempotency_key_of_harmless, json_response, path_parameter, responses, schema,
    somebody,
};
use super::schemas::{object, reference, text, text_or_null, time};

/// Issues that follow from what a registry says.
const CODES: [Code; 3] = [Code::ImageMissing, Code::ImageNotPublic, Code::ImagePublic];

/// The path of looks.
pub(super) fn paths() -> Map<String, Value> {
    let path = "/api/v1/evidence/{path}".to_owned();
    [(path, json!({"post": look()}))].into_iter().collect()
}

fn look() -> Value {
    let mut looked = json_response(
        "The tool, with the evidence about its image",
        &schema("Tool"),
    );
    looked["headers"] = etag_header();
    json!({
        "operationId": "lookAtImage",
        "summary": "Has the registry of a tool's image asked now",
        "description": "For maintainers of the tool and administrators. Evidence that is younger than a \
            minute is answered as it is, and the registry not asked. It may take as long as the registry \
            takes: 25 seconds at most. Where the operator does not have registries asked, it is refused.",
        "tags": ["tools"],
        "security": somebody(),
        "parameters": [path_parameter(), idempotency_key_of_harmless()],
        "responses": responses(
            json!({"200": looked}),
            &[
                "bad-header", "unauthenticated", "missing-scope", "cross-site", "forbidden",
                "no-such-tool", "tool-archived", "images-not-asked", "too-many-requests", "overloaded",
            ],
        ),
    })
}

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let Value::Object(schemas) = json!({
        "Evidence": evidence(),
        "Verdict": verdict(),
        "KnownVerdict": known(),
        "ImageIssue": issue(),
    }) else {
        unreachable!("it is written as an object, above")
    };
    schemas
}

fn evidence() -> Value {
    object(
        json!({
            "verdict": reference("Verdict"),
            "text": text("The verdict in words, without a full stop."),
            "looked_at": time("When the registry was asked."),
            "digest": text_or_null("The digest of the manifest, where the registry told one."),
            "last_known": {
                "description": "The newest verdict that says who can pull the image; `null` where there was none.",
                "anyOf": [reference("KnownVerdict"), {"type": "null"}],
            },
            "issue": {
                "description": "What is held against the tool by the newest verdict; `null` where nothing is.",
                "anyOf": [reference("ImageIssue"), {"type": "null"}],
            },
        }),
        json!({}),
    )
}

fn verdict() -> Value {
    let names: Vec<_> = Verdict::all().map(Verdict::as_str).collect();
    json!({
        "type": "string",
        "enum": names,
        "description": "Whether the image exists and who can pull it. `unknown:hidden` is the answer of a \
            registry that does not tell a private image from one that does not exist.",
    })
}

fn known() -> Value {
    object(
        json!({
            "verdict": reference("Verdict"),
            "looked_at": time("When the registry gave it."),
        }),
        json!({}),
    )
}

fn issue() -> Value {
    object(
        json!({
            "code": {"type": "string", "enum": CODES.map(Code::as_str)},
            "severity": {"type": "string", "enum": ["error", "warning"]},
            "message": text("What does not fit, without a full stop."),
            "help": text_or_null("What to do, without a full stop."),
        }),
        json!({}),
    )
}
