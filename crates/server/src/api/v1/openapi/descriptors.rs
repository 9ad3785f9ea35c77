//! What can be asked about the files that describe tools, and how it is answered.

use serde_json::{Map, Value, json};
use wharfinger_core::descriptor::{
    DESCRIPTOR_BYTES_MAX, DESCRIPTOR_PATH_BYTES_MAX, DescriptorType,
};
use wharfinger_store::DESCRIPTORS_MAX;

use super::operations::{
    anybody, etag_header, if_match, json_response, not_modified, parameter, path_parameter,
    responses, schema, somebody,
};
use super::schemas::{list, object, text, time};

/// A part of a path is not dots alone.
const PATH_PATTERN: &str =
    r"^\.*[A-Za-z0-9_+-][A-Za-z0-9._+-]*(/\.*[A-Za-z0-9_+-][A-Za-z0-9._+-]*)*$";

/// A text that is not white space alone, and has no NUL.
const TEXT_PATTERN: &str = r"^[^\u0000]*[^\s\u0000][^\u0000]*$";

const EXAMPLE: &str = "cwlVersion: v1.2\nclass: CommandLineTool\n";

/// The paths of what is about files.
pub(super) fn paths() -> Map<String, Value> {
    let operations = json!({"get": files(), "put": write(), "delete": remove()});
    [("/api/v1/descriptors/{path}".to_owned(), operations)]
        .into_iter()
        .collect()
}

/// The shapes of files.
pub(super) fn schemas() -> Map<String, Value> {
    let descriptors = object(json!({"descriptors": list("Descriptor")}), json!({}));
    [
        ("Descriptors".to_owned(), descriptors),
        ("Descriptor".to_owned(), descriptor()),
        (
            "DescriptorText".to_owned(),
            json!({"type": "string", "pattern": TEXT_PATTERN, "example": EXAMPLE}),
        ),
    ]
    .into_iter()
    .collect()
}

fn descriptor() -> Value {
    object(
        json!({
            "type": kind(),
            "path": {"type": "string", "example": "main.cwl"},
            "text": {"type": "string", "example": EXAMPLE},
            "sha256": text("Of the text, in hexadecimal digits."),
            "version": {
                "type": "string",
                "description": "The version of the tool that it was written for: digest, tag or `latest`.",
                "example": "1.17",
            },
            "is_current": {
                "type": "boolean",
                "description": "Whether the tool is at that version. Workflow engines are given no other file.",
            },
            "written_at": time("When it was last written."),
        }),
        json!({}),
    )
}

fn kind() -> Value {
    let names: Vec<_> = DescriptorType::ALL
        .iter()
        .map(|kind| kind.as_str())
        .collect();
    json!({"type": "string", "enum": names})
}

fn named() -> [Value; 2] {
    let mut kind = parameter(
        "type",
        kind(),
        "What it is written in; `NFL` is Nextflow, `SMK` Snakemake.",
    );
    let mut file = parameter(
        "file",
        json!({"type": "string", "pattern": PATH_PATTERN, "maxLength": DESCRIPTOR_PATH_BYTES_MAX}),
        "Where it lies beside the others of its type.",
    );
    for parameter in [&mut kind, &mut file] {
        parameter["required"] = json!(true);
    }
    kind["example"] = json!("CWL");
    file["example"] = json!("main.cwl");
    [kind, file]
}

fn files() -> Value {
    json!({
        "operationId": "listDescriptors",
        "summary": "What describes a tool to workflow engines",
        "description": "In the order in which they were first written: of a type, the first one is where \
            an engine starts. Engines read them at `/ga4gh/trs/v2`.",
        "tags": ["tools"],
        "security": anybody(),
        "parameters": [path_parameter()],
        "responses": responses(
            json!({
                "200": tagged("The files"),
                "304": not_modified(),
            }),
            &["unauthenticated", "no-such-tool", "too-many-requests"],
        ),
    })
}

fn write() -> Value {
    let [kind, file] = named();
    json!({
        "operationId": "writeDescriptor",
        "summary": "Writes what describes a tool to workflow engines",
        "description": format!("For maintainers of the tool and administrators. It is of the version that \
            the tool is at; after a change of tag or digest, write it again. A file has at most \
            {DESCRIPTOR_BYTES_MAX} bytes, a tool at most {DESCRIPTORS_MAX} files. Everybody can read them, \
            those of private tools too."),
        "tags": ["tools"],
        "security": somebody(),
        "parameters": [path_parameter(), kind, file, if_match()],
        "requestBody": {
            "required": true,
            "content": {"text/plain": {"schema": schema("DescriptorText")}},
        },
        "responses": responses(
            json!({"200": tagged("The files as they are now")}),
            &[
                "bad-query", "bad-header", "bad-body", "unauthenticated", "missing-scope", "cross-site",
                "forbidden", "no-such-tool", "body-timeout", "tool-archived", "too-many-descriptors",
                "stale", "body-too-large", "unsupported-media-type", "precondition-required",
                "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn remove() -> Value {
    let [kind, file] = named();
    json!({
        "operationId": "removeDescriptor",
        "summary": "Removes what describes a tool to workflow engines",
        "description": "For maintainers of the tool and administrators.",
        "tags": ["tools"],
        "security": somebody(),
        "parameters": [path_parameter(), kind, file, if_match()],
        "responses": responses(
            json!({"200": tagged("The files that are left")}),
            &[
                "bad-query", "bad-header", "unauthenticated", "missing-scope", "cross-site", "forbidden",
                "no-such-tool", "no-such-descriptor", "tool-archived", "stale", "precondition-required",
                "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn tagged(description: &str) -> Value {
    let mut response = json_response(description, &schema("Descriptors"));
    response["headers"] = etag_header();
    response
}
