//! What can be asked about accounts, and how it is answered.

use serde_json::{Map, Value, json};

use super::operations::{
    idempotency_key_of_secret, if_match, json_body, json_response, not_modified, page,
    page_parameters, responses, schema, somebody, with_etag,
};
use crate::body;

/// What an operation with a body may be refused for, whatever the body says.
const BODY: [&str; 5] = [
    "bad-body",
    "body-timeout",
    "body-too-large",
    "unsupported-media-type",
    "invalid-fields",
];

/// What whoever writes may be refused for.
const WRITE: [&str; 5] = [
    "unauthenticated",
    "forbidden",
    "cross-site",
    "too-many-requests",
    "overloaded",
];

/// What a request that makes a secret may be refused for, because of its key.
const SECRET: [&str; 3] = ["bad-header", "idempotency-key-reused", "already-made"];

/// The paths of accounts.
pub(super) fn paths() -> Map<String, Value> {
    [
        ("/api/v1/account", json!({"get": show_own()})),
        (
            "/api/v1/account/tokens",
            json!({"get": list_tokens(), "post": create_token(), "delete": revoke_tokens()}),
        ),
        (
            "/api/v1/account/tokens/{id}",
            json!({"delete": revoke_token()}),
        ),
        (
            "/api/v1/account/sessions",
            json!({"get": list_sessions(), "delete": end_other_sessions()}),
        ),
        (
            "/api/v1/account/sessions/{id}",
            json!({"delete": end_session()}),
        ),
        (
            "/api/v1/account/provider",
            json!({"delete": disconnect_provider()}),
        ),
        (
            "/api/v1/unmaintained-tools",
            json!({"get": list_unmaintained_tools()}),
        ),
        (
            "/api/v1/accounts",
            json!({"get": list_accounts(), "post": create_account()}),
        ),
        (
            "/api/v1/accounts/{name}",
            json!({"get": show_account(), "patch": update_account()}),
        ),
        (
            "/api/v1/accounts/{name}/password-link",
            json!({"post": make_password_link()}),
        ),
    ]
    .map(|(path, operations)| (path.to_owned(), operations))
    .into_iter()
    .collect()
}

fn in_path(name: &str, description: &str) -> Value {
    json!({
        "name": name,
        "in": "path",
        "required": true,
        "description": description,
        "schema": {"type": "string"},
    })
}

fn name_parameter() -> Value {
    in_path("name", "The name of the account.")
}

fn show_own() -> Value {
    json!({
        "operationId": "showOwnAccount",
        "summary": "The account of whoever asks",
        "description": "For an API token with the scope `account`.",
        "tags": ["account"],
        "security": somebody(),
        "responses": responses(
            json!({"200": with_etag(json_response("The account", &schema("Account")))}),
            &["unauthenticated", "missing-scope", "too-many-requests"],
        ),
    })
}

fn list_tokens() -> Value {
    json!({
        "operationId": "listTokens",
        "summary": "One's own API tokens",
        "description": "Those that have expired included, those that were revoked not. For an API \
            token with the scope `account`.",
        "tags": ["account"],
        "security": somebody(),
        "responses": responses(
            json!({"200": json_response("The tokens, the newest first", &schema("Tokens"))}),
            &["unauthenticated", "missing-scope", "too-many-requests"],
        ),
    })
}

fn create_token() -> Value {
    json!({
        "operationId": "createToken",
        "summary": "Makes an API token",
        "description": "For browsers and the operator's token: no API token makes another, so that \
            one that has leaked ends when it ends. Only this answer holds the secret, which is not \
            kept. A token whose answer was lost is of use to nobody: revoke it. The token is \
            `whf_pat_` and 38 letters and digits, the last 6 of which are a checksum; secret \
            scanners find it by `whf_pat_[0-9A-Za-z]{38}`.",
        "tags": ["account"],
        "security": somebody(),
        "parameters": [idempotency_key_of_secret()],
        "requestBody": json_body(&schema("NewToken"), &[body::JSON]),
        "responses": responses(
            json!({"201": json_response("The token with its secret", &schema("CreatedToken"))}),
            &[&WRITE[..], &BODY, &SECRET, &["too-many-tokens"]].concat(),
        ),
    })
}

fn revoke_token() -> Value {
    json!({
        "operationId": "revokeToken",
        "summary": "Revokes an API token",
        "description": "For browsers and the operator's token.",
        "tags": ["account"],
        "security": somebody(),
        "parameters": [in_path("id", "The id of the token, as the list gives it.")],
        "responses": responses(
            json!({"204": {"description": "The token opens nothing any more"}}),
            &[&WRITE[..], &["no-such-token"]].concat(),
        ),
    })
}

fn revoke_tokens() -> Value {
    json!({
        "operationId": "revokeTokens",
        "summary": "Revokes all of one's API tokens",
        "description": "For browsers and the operator's token: what to do where one may have leaked. \
            A new password leaves them as they are.",
        "tags": ["account"],
        "security": somebody(),
        "responses": responses(
            json!({"204": {"description": "None opens anything any more"}}),
            &WRITE,
        ),
    })
}

fn disconnect_provider() -> Value {
    json!({
        "operationId": "disconnectProvider",
        "summary": "Disconnects the account from its sign-in provider",
        "description": "For browsers and the operator's token. The account keeps a way in: one \
            without a password is refused with `account-fixed`. One that is not connected stays as it \
            is. The owner is told.",
        "tags": ["account"],
        "security": somebody(),
        "responses": responses(
            json!({"204": {"description": "The account is connected with nobody"}}),
            &[&WRITE[..], &["account-fixed"]].concat(),
        ),
    })
}

fn list_unmaintained_tools() -> Value {
    json!({
        "operationId": "listUnmaintainedTools",
        "summary": "The tools of which no maintainer can sign in",
        "description": "Because the accounts of all of them are disabled. For administrators, who add \
            somebody; for an API token of theirs with the scope `administration`.",
        "tags": ["accounts"],
        "security": somebody(),
        "parameters": page_parameters(),
        "responses": responses(
            json!({"200": page("A page, the newest registrations first", &schema("UnmaintainedTools"))}),
            &["bad-query", "unauthenticated", "missing-scope", "forbidden", "too-many-requests"],
        ),
    })
}

fn list_sessions() -> Value {
    json!({
        "operationId": "listSessions",
        "summary": "The browsers that one is signed in with",
        "description": "For an API token with the scope `account`.",
        "tags": ["account"],
        "security": somebody(),
        "responses": responses(
            json!({"200": json_response("The sessions, the last used first", &schema("Sessions"))}),
            &["unauthenticated", "missing-scope", "too-many-requests"],
        ),
    })
}

fn end_other_sessions() -> Value {
    json!({
        "operationId": "endOtherSessions",
        "summary": "Signs all browsers out but the one that asks",
        "description": "A program signs out all of them. For an API token with the scope `account`.",
        "tags": ["account"],
        "security": somebody(),
        "responses": responses(
            json!({"204": {"description": "The browsers are signed out"}}),
            &[&WRITE[..], &["missing-scope", "account-fixed"]].concat(),
        ),
    })
}

fn end_session() -> Value {
    json!({
        "operationId": "endSession",
        "summary": "Signs a browser out",
        "description": "For an API token with the scope `account`.",
        "tags": ["account"],
        "security": somebody(),
        "parameters": [in_path("id", "The id of the session, as the list gives it.")],
        "responses": responses(
            json!({"204": {"description": "The browser is signed out"}}),
            &[&WRITE[..], &["missing-scope", "no-such-session"]].concat(),
        ),
    })
}

fn list_accounts() -> Value {
    json!({
        "operationId": "listAccounts",
        "summary": "Every account",
        "description": "For administrators; for an API token of theirs with the scope \
            `administration`.",
        "tags": ["accounts"],
        "security": somebody(),
        "parameters": page_parameters(),
        "responses": responses(
            json!({"200": page("A page, the newest accounts first", &schema("AccountPage"))}),
            &["bad-query", "unauthenticated", "missing-scope", "forbidden", "too-many-requests"],
        ),
    })
}

fn create_account() -> Value {
    json!({
        "operationId": "createAccount",
        "summary": "Makes an account for somebody",
        "description": "For administrators, in a browser or with the operator's token. Only this \
            answer holds the link by which the password is set; another one can be made.",
        "tags": ["accounts"],
        "security": somebody(),
        "parameters": [idempotency_key_of_secret()],
        "requestBody": json_body(&schema("NewAccount"), &[body::JSON]),
        "responses": responses(
            json!({"201": with_etag(json_response("The account, and the link", &schema("CreatedAccount")))}),
            &[&WRITE[..], &BODY, &SECRET, &["missing-scope", "name-taken"]].concat(),
        ),
    })
}

fn show_account() -> Value {
    json!({
        "operationId": "showAccount",
        "summary": "One account",
        "description": "For administrators; for an API token of theirs with the scope \
            `administration`.",
        "tags": ["accounts"],
        "security": somebody(),
        "parameters": [name_parameter()],
        "responses": responses(
            json!({
                "200": with_etag(json_response("The account", &schema("Account"))),
                "304": not_modified(),
            }),
            &["unauthenticated", "missing-scope", "forbidden", "no-such-account", "too-many-requests"],
        ),
    })
}

fn update_account() -> Value {
    json!({
        "operationId": "updateAccount",
        "summary": "Gives an account a role, disables it or enables it",
        "description": "For administrators; the role in a browser or with the operator's token only. \
            Disabling signs all its browsers out, and its API tokens open nothing until it is \
            enabled. There is always an administrator. All of the change is made, or nothing.",
        "tags": ["accounts"],
        "security": somebody(),
        "parameters": [name_parameter(), if_match()],
        "requestBody": json_body(&schema("AccountPatch"), &[body::MERGE_PATCH, body::JSON]),
        "responses": responses(
            json!({"200": with_etag(json_response("The account as it is now", &schema("Account")))}),
            &[
                &WRITE[..],
                &BODY,
                &[
                    "bad-header", "missing-scope", "no-such-account", "account-fixed", "stale",
                    "precondition-required",
                ],
            ]
            .concat(),
        ),
    })
}

fn make_password_link() -> Value {
    json!({
        "operationId": "makePasswordLink",
        "summary": "Makes a link by which the password of an account is set",
        "description": "For administrators, in a browser or with the operator's token. The link works \
            once; using it ends the account's other such links and signs its browsers out. Only this \
            answer holds it; the audit log says who made it, for whom and until when.",
        "tags": ["accounts"],
        "security": somebody(),
        "parameters": [name_parameter(), idempotency_key_of_secret()],
        "responses": responses(
            json!({"201": json_response("The link", &schema("PasswordLink"))}),
            &[&WRITE[..], &SECRET, &["missing-scope", "no-such-account", "account-fixed"]].concat(),
        ),
    })
}
