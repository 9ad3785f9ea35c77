//! Explaining failed pulls.

use serde_json::{Value, json};
use wharfinger_core::access::Status;
use wharfinger_core::diagnosis::{Cause, Confidence, DIAGNOSES_MAX, Program};

use super::operations::{anybody, idempotency_key_of_harmless, json_response, responses, schema};
use super::schemas::time;
use crate::body;
use crate::diagnosis::Step;
use crate::limits::FORM_BYTES_MAX;

/// The operation.
pub(super) fn paths() -> serde_json::Map<String, Value> {
    let paths = json!({"/api/v1/diagnose": {"post": diagnose()}});
    let Value::Object(paths) = paths else {
        unreachable!("it is written as an object, above");
    };
    paths
}

/// What it is sent and answers.
pub(super) fn schemas() -> serde_json::Map<String, Value> {
    let schemas = json!({
        "Output": output(),
        "Diagnosed": diagnosed(),
        "Diagnosis": diagnosis(),
        "DiagnosisAnswer": answer(),
    });
    let Value::Object(schemas) = schemas else {
        unreachable!("it is written as an object, above");
    };
    schemas
}

fn diagnose() -> Value {
    json!({
        "operationId": "diagnose",
        "summary": "Why a pull failed, from the output of a program",
        "description": "Nothing is stored or logged; secrets in the text are masked before it is \
            read, and in what is answered. The first diagnosis is the likeliest; the list is empty \
            where nothing in the text stops a pull. `answer` joins it with what the server knows \
            about the tool and about the asker's own access to it, and is `null` where no tool is \
            registered for the image or access is not what is missing.",
        "tags": ["diagnosis"],
        "security": anybody(),
        "parameters": [idempotency_key_of_harmless()],
        "requestBody": {
            "required": true,
            "description": format!("At most {FORM_BYTES_MAX} bytes; of a longer output, the end."),
            "content": {body::JSON: {"schema": schema("Output")}},
        },
        "responses": responses(
            json!({"200": json_response("What was found", &schema("Diagnosed"))}),
            &[
                "bad-header", "bad-body", "unauthenticated", "body-timeout", "body-too-large",
                "unsupported-media-type", "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn output() -> Value {
    json!({
        "type": "object",
        "required": ["text"],
        "additionalProperties": false,
        "properties": {"text": {"type": "string", "description": "What the program wrote."}},
        "example": {"text": "Error response from daemon: pull access denied for team/tool, repository does not exist or may require 'docker login'"},
    })
}

fn diagnosed() -> Value {
    json!({
        "type": "object",
        "required": ["diagnoses", "masked", "cut", "answer"],
        "additionalProperties": false,
        "properties": {
            "diagnoses": {"type": "array", "maxItems": DIAGNOSES_MAX, "items": schema("Diagnosis")},
            "masked": {"type": "integer", "minimum": 0, "description": "Secrets that were masked."},
            "cut": {"type": "boolean", "description": "Whether only the end was read."},
            "answer": {"oneOf": [schema("DiagnosisAnswer"), {"type": "null"}]},
        },
    })
}

fn diagnosis() -> Value {
    let programs = |is_engine: bool| {
        let names = Program::ALL
            .iter()
            .filter(|program| program.is_engine() == is_engine);
        let mut names: Vec<Value> = names.map(|program| json!(program.as_str())).collect();
        names.push(Value::Null);
        names
    };
    let confidences = [
        Confidence::Certain,
        Confidence::Likely,
        Confidence::Possible,
    ];
    json!({
        "type": "object",
        "required": ["cause", "confidence", "message", "why", "program", "engine", "image", "evidence", "next_step", "pattern"],
        "additionalProperties": false,
        "properties": {
            "cause": {
                "enum": Cause::ALL.iter().map(|cause| cause.as_str()).collect::<Vec<_>>(),
                "description": "Never renamed; others may come.",
            },
            "confidence": {"enum": confidences.map(Confidence::as_str)},
            "message": {"type": "string"},
            "why": {"type": "string"},
            "program": {"enum": programs(false), "description": "The program that pulls."},
            "engine": {"enum": programs(true), "description": "The workflow engine around it."},
            "image": {"oneOf": [image(), {"type": "null"}]},
            "evidence": {"type": "array", "items": {
                "type": "object",
                "required": ["span", "text"],
                "additionalProperties": false,
                "properties": {"span": schema("Span"), "text": {"type": "string"}},
                "description": "A line that says so. Spans count in the masked text.",
            }},
            "next_step": {
                "type": "object",
                "required": ["text", "commands"],
                "additionalProperties": false,
                "properties": {"text": {"type": "string"}, "commands": commands()},
            },
            "pattern": {"type": "string", "description": "The pattern that found it, for reports about a wrong diagnosis."},
        },
    })
}

fn image() -> Value {
    let optional = json!({"type": ["string", "null"]});
    json!({
        "type": "object",
        "required": ["reference", "host", "repository", "tag", "digest", "span"],
        "additionalProperties": false,
        "properties": {
            "reference": {"type": "string"},
            "host": {"type": "string"},
            "repository": {"type": "string"},
            "tag": optional,
            "digest": optional,
            "span": schema("Span"),
        },
    })
}

fn commands() -> Value {
    json!({
        "type": "array",
        "items": {"type": "string"},
        "description": "For a POSIX shell; words in capitals are to be filled in.",
    })
}

fn answer_commands() -> Value {
    let mut commands = commands();
    commands["description"] = json!(
        "What logs in, and what pulls, for a POSIX shell. Where this server hands out passwords for the \
         registry, what logs in is `wharfinger login` and `wharfinger credential-helper --configure`, in \
         place of the registry's own command."
    );
    commands
}

fn answer() -> Value {
    json!({
        "type": "object",
        "required": ["tool_path", "visibility", "step", "text", "commands", "href", "access"],
        "additionalProperties": false,
        "properties": {
            "tool_path": {"type": "string"},
            "visibility": schema("Visibility"),
            "step": {"enum": Step::ALL.iter().map(|step| step.as_str()).collect::<Vec<_>>()},
            "text": {"type": "string", "description": "What the step is, for people."},
            "commands": answer_commands(),
            "href": {"type": "string", "description": "The page of this server where it goes on."},
            "access": {"oneOf": [access(), {"type": "null"}]},
        },
    })
}

fn access() -> Value {
    json!({
        "type": "object",
        "description": "The asker's latest request for access to the tool.",
        "required": ["id", "principal", "status", "requested_at", "active_since"],
        "additionalProperties": false,
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "principal": {"type": "string"},
            "status": {"enum": Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>()},
            "requested_at": time("When access was asked for."),
            "active_since": {"oneOf": [time("When it was seen to be there."), {"type": "null"}]},
        },
    })
}
