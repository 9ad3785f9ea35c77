//! What can be asked about AWS identities that somebody has proven to be theirs.

use serde_json::{Map, Value, json};

use super::operations::{
    idempotency_key_of_harmless, json_body, json_response, parameter, responses, schema, somebody,
};
use super::schemas::{list, object, text, time, time_or_null};
use crate::body;

/// What writing may be refused with.
const WRITE: [&str; 9] = [
    "bad-header",
    "bad-body",
    "unauthenticated",
    "cross-site",
    "forbidden",
    "aws-not-set-up",
    "body-timeout",
    "body-too-large",
    "unsupported-media-type",
];

/// The paths of proofs.
pub(super) fn paths() -> Map<String, Value> {
    [
        (
            "/api/v1/account/proofs",
            json!({"get": list_proofs(), "post": prove(), "delete": remove_proof()}),
        ),
        (
            "/api/v1/account/proofs/challenges",
            json!({"post": challenge()}),
        ),
        (
            "/api/v1/access-requests/{id}/proof",
            json!({"get": show_proven()}),
        ),
    ]
    .map(|(path, operations)| (path.to_owned(), operations))
    .into_iter()
    .collect()
}

fn list_proofs() -> Value {
    json!({
        "operationId": "listProofs",
        "summary": "One's own AWS identities that were proven",
        "description": "For an API token with the scope `account`.",
        "tags": ["proofs"],
        "security": somebody(),
        "responses": responses(
            json!({"200": json_response("The proofs, in the order of their ARNs", &schema("Proofs"))}),
            &["unauthenticated", "missing-scope", "too-many-requests"],
        ),
    })
}

fn challenge() -> Value {
    json!({
        "operationId": "makeChallenge",
        "summary": "Asks for the command that proves an AWS identity",
        "description": "For browsers and the operator's token. The command of the AWS CLI calls nobody \
            and needs no permission; what it prints is sent to `POST /api/v1/account/proofs` within 15 \
            minutes. Of many challenges of an account the oldest go.",
        "tags": ["proofs"],
        "security": somebody(),
        "parameters": [idempotency_key_of_harmless()],
        "requestBody": json_body(&schema("NewChallenge"), &[body::JSON]),
        "responses": responses(
            json!({"201": json_response("The command", &schema("Challenge"))}),
            &[&WRITE[..], &["invalid-fields", "too-many-requests", "overloaded"]].concat(),
        ),
    })
}

fn prove() -> Value {
    json!({
        "operationId": "prove",
        "summary": "Proves an AWS identity",
        "description": "For browsers and the operator's token: no API token proves who somebody is, or \
            one that has leaked would outlive itself. AWS STS is asked who signed, which takes up to ten \
            seconds. A challenge is met once: repeating the request is refused with \
            `no-such-challenge`, and the list tells whether the first was carried out. Where AWS does \
            not answer or the token is wrong, the challenge stays.",
        "tags": ["proofs"],
        "security": somebody(),
        "parameters": [idempotency_key_of_harmless()],
        "requestBody": json_body(&schema("NewProof"), &[body::JSON]),
        "responses": responses(
            json!({"201": json_response("What is proven", &schema("Proof"))}),
            &[
                &WRITE[..],
                &[
                    "no-such-challenge", "unproven", "too-many-requests", "aws-unavailable",
                    "overloaded",
                ],
            ]
            .concat(),
        ),
    })
}

fn remove_proof() -> Value {
    let mut arn = parameter(
        "arn",
        json!({"type": "string"}),
        "The `arn` of the proof, percent-encoded.",
    );
    arn["required"] = json!(true);
    json!({
        "operationId": "removeProof",
        "summary": "Takes back that an AWS identity is one's own",
        "description": "Requests that wait for an answer are shown as not proven from then on; access \
            that was given stays. Where there is no such proof, nothing changes. For an API token with \
            the scope `account`.",
        "tags": ["proofs"],
        "security": somebody(),
        "parameters": [arn],
        "responses": responses(
            json!({"204": {"description": "There is no such proof any more"}}),
            &[
                "bad-query", "unauthenticated", "missing-scope", "cross-site", "forbidden",
                "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn show_proven() -> Value {
    json!({
        "operationId": "showProven",
        "summary": "What who asks for access has proven of the principal",
        "description": "For whoever may see the request. Approving does not depend on it.",
        "tags": ["proofs"],
        "security": somebody(),
        "parameters": [{
            "name": "id", "in": "path", "required": true,
            "schema": {"type": "string"},
            "description": "The access request's id.",
        }],
        "responses": responses(
            json!({"200": json_response("What is proven", &schema("Proven"))}),
            &[
                "unauthenticated", "missing-scope", "no-such-access-request", "too-many-requests",
            ],
        ),
    })
}

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let Value::Object(schemas) = json!({
        "Proof": proof(),
        "Proofs": object(json!({"proofs": list("Proof")}), json!({})),
        "NewChallenge": new_challenge(),
        "Challenge": object(
            json!({
                "challenge": text("What binds the answer to it; no secret."),
                "command": text("What to run where the AWS CLI is signed in."),
                "expires_at": time("Until when the answer is taken."),
            }),
            json!({}),
        ),
        "NewProof": new_proof(),
        "Proven": proven(),
    }) else {
        unreachable!("it is written as an object, above")
    };
    schemas
}

fn proof() -> Value {
    object(
        json!({
            "arn": text("As `sts:GetCallerIdentity` told it; of a role, one of its sessions."),
            "principal": text("The ARN that a policy names. Of a role with a path the path is missing, which STS does not tell."),
            "aws_account": text("The 12-digit account."),
            "user_id": text("The unique id, such as `AIDA...`, which AWS never gives to another."),
            "proven_at": time("When it was proven last."),
        }),
        json!({}),
    )
}

fn new_challenge() -> Value {
    let region = json!({
        "type": ["string", "null"],
        "description": "The AWS region that its owner works in; the server's own where it is left out.",
    });
    let mut new = object(json!({}), json!({"region": region}));
    new["example"] = json!({"region": "us-west-2"});
    new
}

fn new_proof() -> Value {
    let mut new = object(
        json!({
            "challenge": text("As the challenge gave it."),
            "token": text("What its command printed."),
        }),
        json!({}),
    );
    new["example"] = json!({
        "challenge": "0123456789abcdef0123456789abcdef",
        "token": "k8s-aws-v1.aHR0cHM6Ly9zdHMudXMtd2VzdC0yLmFtYXpvbmF3cy5jb20vP0FjdGlvbj0",
    });
    new
}

fn proven() -> Value {
    object(
        json!({
            "proven": {
                "enum": ["itself", "account", "nothing", null],
                "description": "`itself`: it is who asks, or of an account, they are somebody in it. \
                    `account`: they are somebody else in its account. `null` where it is not on AWS.",
            },
            "proven_at": time_or_null("When."),
        }),
        json!({}),
    )
}
