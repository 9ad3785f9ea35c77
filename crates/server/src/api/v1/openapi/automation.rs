//! What can be asked about access that the server gives by itself, and the shapes of its answers.

use serde_json::{Map, Value, json};

use super::operations::{
    if_match, json_body, json_response, path_parameter, responses, schema, somebody, with_etag,
};
use super::schemas::{list, object, reference, text, text_or_null, time, time_or_null};
use crate::body;

/// The paths of automation and of connections.
pub(super) fn paths() -> Map<String, Value> {
    [
        (
            "/api/v1/automation/{path}",
            json!({"get": show(), "put": turn_on(), "delete": stop()}),
        ),
        (
            "/api/v1/account/connections",
            json!({"get": list_connections()}),
        ),
        (
            "/api/v1/account/connections/{id}",
            json!({"patch": change_connection(), "delete": disconnect()}),
        ),
        (
            "/api/v1/account/connections/{id}/role",
            json!({"put": change_role()}),
        ),
    ]
    .map(|(path, operations)| (path.to_owned(), operations))
    .into_iter()
    .collect()
}

fn show() -> Value {
    json!({
        "operationId": "showAutomation",
        "summary": "Whether the server gives access to a tool by itself",
        "description": "For maintainers of the tool and administrators; with the asker's own connection \
            to the AWS account, and the role to make there.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [path_parameter()],
        "responses": responses(
            json!({"200": json_response("How it stands", &schema("Automation"))}),
            &[
                "unauthenticated", "missing-scope", "forbidden", "no-such-tool", "too-many-requests",
            ],
        ),
    })
}

fn turn_on() -> Value {
    json!({
        "operationId": "turnAutomationOn",
        "summary": "Has the server give access to a tool by itself",
        "description": "For maintainers of the tool. Where the asker has not connected the AWS account \
            of the repository, a connection is begun, and the answer has the role to make. Otherwise \
            the role is examined, which takes some seconds, and automation is turned on where all is \
            right: `on` is `null` where it is not, and `connection.checked` says why. Doing it again \
            is safe.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [path_parameter()],
        "responses": responses(
            json!({"200": json_response("How it stands now", &schema("Automation"))}),
            &[
                "unauthenticated", "missing-scope", "cross-site", "forbidden", "no-such-tool",
                "not-automatable", "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn stop() -> Value {
    json!({
        "operationId": "turnAutomationOff",
        "summary": "Has new approvals of a tool carried out by hand again",
        "description": "For maintainers of the tool and administrators. Access that was given stays, \
            and still ends by itself. Doing it again changes nothing.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [path_parameter()],
        "responses": responses(
            json!({"204": {"description": "It is off"}}),
            &[
                "unauthenticated", "missing-scope", "cross-site", "forbidden", "no-such-tool",
                "not-automatable", "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn list_connections() -> Value {
    json!({
        "operationId": "listConnections",
        "summary": "One's own connections to AWS accounts",
        "tags": ["automation"],
        "security": somebody(),
        "responses": responses(
            json!({"200": json_response("The connections, the first one first", &schema("Connections"))}),
            &["unauthenticated", "missing-scope", "too-many-requests"],
        ),
    })
}

fn change_connection() -> Value {
    json!({
        "operationId": "changeConnection",
        "summary": "Has what the server overwrites put back, or not any more",
        "description": "For its owner. With `healing` the server looks up in CloudTrail who has written a \
            policy between its last look and its write, and writes what they had written once more. The \
            role needs `cloudtrail:LookupEvents` for it: make it again as its template then says. All of \
            the change is made, or nothing.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [connection_id(), if_match()],
        "requestBody": json_body(&schema("ConnectionPatch"), &[body::MERGE_PATCH, body::JSON]),
        "responses": responses(
            json!({"200": with_etag(json_response("The connection as it is now", &schema("Connection")))}),
            &[
                "bad-header", "bad-body", "unauthenticated", "missing-scope", "cross-site",
                "no-such-connection", "body-timeout", "stale", "body-too-large",
                "unsupported-media-type", "precondition-required", "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn connection_id() -> Value {
    json!({
        "name": "id", "in": "path", "required": true,
        "schema": {"type": "string"},
        "description": "The connection's id.",
    })
}

fn disconnect() -> Value {
    json!({
        "operationId": "disconnect",
        "summary": "Takes back a connection to an AWS account",
        "description": "For its owner and administrators. Nothing changes in AWS; what is still to be \
            given or taken away there is a maintainer's to do by hand from then on.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [connection_id()],
        "responses": responses(
            json!({"204": {"description": "It is taken back"}}),
            &[
                "unauthenticated", "missing-scope", "cross-site", "no-such-connection",
                "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn change_role() -> Value {
    json!({
        "operationId": "changeConnectionRole",
        "summary": "Gives a connection another role",
        "description": "For its owner. The role is examined first, with every repository of the owner's \
            tools in the account, which takes some seconds. It is taken where all is right: `taken` is \
            `false` where it is not, `checked` says why, and the connection keeps the role that it has. \
            Doing it again is safe.",
        "tags": ["automation"],
        "security": somebody(),
        "parameters": [connection_id(), if_match()],
        "requestBody": json_body(&schema("NewConnectionRole"), &[body::JSON]),
        "responses": responses(
            json!({"200": with_etag(json_response("What was found", &schema("ConnectionRoleChecked")))}),
            &[
                "bad-header", "bad-body", "unauthenticated", "missing-scope", "cross-site",
                "no-such-connection", "not-automatable", "invalid-fields", "body-timeout", "stale",
                "body-too-large", "unsupported-media-type", "precondition-required",
                "too-many-requests", "overloaded",
            ],
        ),
    })
}

fn patch() -> Value {
    let healing = json!({
        "type": "boolean", "description": "Whether what the server overwrites is put back.",
    });
    let pull_passwords = json!({
        "type": "boolean",
        "description": "Whether whoever has access may be handed pull passwords.",
    });
    let both = json!({"healing": healing, "pull_passwords": pull_passwords});
    let mut patch = object(json!({}), both);
    patch["example"] = json!({"healing": true});
    patch
}

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let Value::Object(schemas) = json!({
        "Automation": automation(),
        "AutomationOn": on(),
        "RepositoryPlace": place(),
        "Connection": connection(),
        "Connections": object(json!({"connections": list("Connection")}), json!({})),
        "ConnectionPatch": patch(),
        "ConnectionCheck": check(),
        "ConnectionAnswer": answer(),
        "ConnectionRole": role(),
        "NewConnectionRole": new_role(),
        "ConnectionRoleChecked": role_checked(),
    }) else {
        unreachable!("it is written as an object, above")
    };
    schemas
}

fn or_null(schema: &str, description: &str) -> Value {
    json!({"description": description, "oneOf": [reference(schema), {"type": "null"}]})
}

fn automation() -> Value {
    object(
        json!({
            "tool_path": text("The path of the tool."),
            "repository": or_null("RepositoryPlace", "Where its image is; `null` where that is not private Amazon ECR."),
            "obstacle": text_or_null("Why the server cannot give access to it; `null` where it could."),
            "simulated": {"type": "boolean", "description": "Whether this server talks to a simulator in place of AWS."},
            "on": or_null("AutomationOn", "What carries out its requests; `null` where people do."),
            "connection": or_null("Connection", "The asker's own connection to the AWS account."),
            "role": or_null("ConnectionRole", "The role that belongs to that connection."),
        }),
        json!({}),
    )
}

fn on() -> Value {
    object(
        json!({
            "holds": {"type": "boolean", "description": "Whether an approval of this moment is carried out by the server."},
            "by": text("Who turned it on: the owner of the connection."),
            "since": time("Since when."),
            "repository": {"type": "string", "format": "uuid"},
            "connection": {"type": "string", "format": "uuid"},
        }),
        json!({}),
    )
}

fn place() -> Value {
    object(
        json!({
            "arn": text("Its ARN."),
            "aws_account": text("The 12-digit account that owns it."),
            "region": text("Such as `us-west-2`."),
            "name": text("Without the host."),
        }),
        json!({}),
    )
}

fn connection() -> Value {
    object(
        json!({
            "id": {"type": "string", "format": "uuid"},
            "partition": text("Such as `aws`."),
            "aws_account": text("The 12-digit account."),
            "role_arn": text("The role that its owner makes."),
            "external_id": text("What the server says when it assumes the role. It is no secret."),
            "proven_at": time_or_null("Since when the role was found right; `null` where it was not. What is wrong about a repository concerns that repository alone."),
            "checked": or_null("ConnectionCheck", "What the last check said."),
            "healing_since": time_or_null("Since when what the server overwrites is looked up in CloudTrail and put back; `null` where the owner does not want that."),
            "pull_passwords_since": time_or_null("Since when whoever has access may be handed pull passwords; `null` where the owner does not want that."),
            "revision": {"type": "integer", "minimum": 1, "description": "How often it has been written; in quotes, its entity tag."},
            "created_at": time("When it was begun."),
        }),
        json!({}),
    )
}

fn check() -> Value {
    object(
        json!({
            "at": time("When."),
            "right": {"type": "boolean", "description": "Whether everything was."},
            "asked": list("ConnectionAnswer"),
        }),
        json!({}),
    )
}

fn answer() -> Value {
    object(
        json!({
            "repository": text("The ARN of the repository that it was asked about."),
            "question": text("A name, which never changes."),
            "should": text("What should be so."),
            "outcome": {
                "type": "string",
                "enum": ["passed", "warned", "failed", "undecided", "skipped"],
                "description": "Whether it is; `undecided` where AWS did not say.",
            },
        }),
        json!({
            "found": text("What was found instead."),
            "mend": text("How it is mended."),
        }),
    )
}

fn role() -> Value {
    object(
        json!({
            "repositories": {"type": "array", "items": {"type": "string"}, "description": "The ARNs of the repositories that it reaches."},
            "quick_create": text_or_null("Opens the console of AWS with everything filled in."),
            "cloudformation": text_or_null("A CloudFormation template, in YAML; `null` where the connection uses a role that its owner has named, which no template makes."),
            "terraform": text_or_null("The same for Terraform."),
            "commands": text_or_null("The same as commands of the AWS CLI."),
            "trust_policy": text("Who may become the role, in JSON."),
            "permissions_policy": text("What the role may do, in JSON."),
            "exclusive_statement": text("A statement for the policy of the registry, in JSON, by which nobody but the role writes the policies of these repositories. It is the owner's choice."),
        }),
        json!({}),
    )
}

fn new_role() -> Value {
    let mut new = object(
        json!({"role_arn": text("The ARN of a role in the account of the connection.")}),
        json!({}),
    );
    new["example"] = json!({"role_arn": "arn:aws:iam::312767926603:role/wharfinger-ecr-tools"});
    new
}

fn role_checked() -> Value {
    object(
        json!({
            "taken": {"type": "boolean", "description": "Whether the connection has the role now."},
            "checked": reference("ConnectionCheck"),
            "connection": reference("Connection"),
        }),
        json!({}),
    )
}
