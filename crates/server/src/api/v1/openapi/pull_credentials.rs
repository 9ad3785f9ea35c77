//! What can be asked about passwords to pull with.

use serde_json::{Map, Value, json};

use super::operations::{
    idempotency_key_of_harmless, json_body, json_response, responses, schema, somebody,
};
use super::schemas::{object, text, time};
use crate::body;

/// The paths of pull credentials.
pub(super) fn paths() -> Map<String, Value> {
    [("/api/v1/pull-credentials", json!({"post": fetch()}))]
        .map(|(path, operations)| (path.to_owned(), operations))
        .into_iter()
        .collect()
}

fn fetch() -> Value {
    json!({
        "operationId": "fetchPullCredentials",
        "summary": "Hands out a password to pull with",
        "description": "For an API token with the scope `pull`. The password pulls from exactly the \
            repositories of a private registry on Amazon ECR that whoever asks has active grants on, where \
            the owner of the AWS account lets passwords be handed out. It is fetched from AWS for each \
            request, kept nowhere, and its handing out is in the audit log of each access request. Amazon \
            ECR lets it in until `expires_at`, even where access ends before.",
        "tags": ["pulling"],
        "security": somebody(),
        "parameters": [idempotency_key_of_harmless()],
        "requestBody": json_body(&schema("NewPullCredentials"), &[body::JSON]),
        "responses": responses(
            json!({"200": json_response("The password", &schema("PullCredentials"))}),
            &[
                "bad-header", "bad-body", "unauthenticated", "missing-scope", "cross-site",
                "no-pull-password", "aws-not-set-up", "invalid-fields", "body-timeout",
                "body-too-large", "unsupported-media-type", "too-many-requests", "aws-unavailable",
                "overloaded",
            ],
        ),
    })
}

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let Value::Object(schemas) = json!({
        "NewPullCredentials": wanted(),
        "PullCredentials": credentials(),
    }) else {
        unreachable!("an object was written")
    };
    schemas
}

fn wanted() -> Value {
    let mut wanted = object(
        json!({
            "registry": text("The host in front of the image, without a scheme."),
        }),
        json!({
            "repository": text(
                "A repository that the password must pull from: the registry, `/`, and its name, as \
                 `left_out` has it. Without one, the newest grant decides whose connection is used.",
            ),
        }),
    );
    wanted["example"] = json!({"registry": "312767926603.dkr.ecr.us-west-2.amazonaws.com"});
    wanted
}

fn credentials() -> Value {
    let names = |description: &str| json!({"type": "array", "items": {"type": "string"}, "description": description});
    object(
        json!({
            "registry": text("The registry that was asked for."),
            "username": text("`AWS`."),
            "password": text("The password, for the registry alone."),
            "expires_at": time("Until when Amazon ECR lets it in: 12 hours at most."),
            "repositories": names("What it pulls from."),
            "left_out": names(
                "What it does not pull from, although there is an active grant: too many for one \
                 password, or kept with another connection to the same AWS account. Name one as \
                 `repository` to have a password for it.",
            ),
            "revocation": text("What ending access does not do to a password."),
        }),
        json!({}),
    )
}
