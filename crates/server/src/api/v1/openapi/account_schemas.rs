//! The shapes of accounts, API tokens and sessions.

use serde_json::{Map, Value, json};
use wharfinger_core::account::NAME_CHARS_MAX;
use wharfinger_store::{Role, Scope};

use super::schemas::{left_out, list, next_members, object, reference, text, time, time_or_null};
use crate::limits::{TOKEN_DAYS_DEFAULT, TOKEN_DAYS_MAX, TOKEN_NAME_CHARS_MAX};

/// Every schema, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let Value::Object(schemas) = json!({
        "Account": account(),
        "AccountPage": account_page(),
        "AccountPatch": account_patch(),
        "NewAccount": new_account(),
        "CreatedAccount": object(
            json!({"account": reference("Account"), "password_link": reference("PasswordLink")}),
            json!({}),
        ),
        "PasswordLink": object(
            json!({
                "url": text("The address to open, once."),
                "expires_at": time("When it ends."),
            }),
            json!({}),
        ),
        "UnmaintainedTools": unmaintained_tools(),
        "Role": {"type": "string", "enum": [Role::Member.as_str(), Role::Administrator.as_str()]},
        "Scope": scope(),
        "Token": object(Value::Object(token()), json!({})),
        "Tokens": object(json!({"tokens": list("Token"), "left_out": left_out()}), json!({})),
        "NewToken": new_token(),
        "CreatedToken": created_token(),
        "Session": session(),
        "Sessions": object(json!({"sessions": list("Session"), "left_out": left_out()}), json!({})),
    }) else {
        unreachable!("it is written as an object, above")
    };
    schemas
}

fn account() -> Value {
    object(
        json!({
            "id": {"type": "string", "format": "uuid"},
            "name": text("Everybody sees it, and it stays."),
            "role": reference("Role"),
            "has_email": {"type": "boolean", "description": "Whether there is an e-mail address."},
            "email_verified": {"type": "boolean", "description": "Whether a link that was sent there was followed."},
            "has_password": {"type": "boolean"},
            "disabled": {"type": "boolean", "description": "A disabled account cannot sign in."},
            "revision": {"type": "integer", "minimum": 1, "description": "How often it has been written; also its entity tag."},
            "created_at": time("When it was made."),
        }),
        json!({
            "email": text("Where mail reaches its owner; shown to them only."),
            "provider": text("The issuer of the sign-in provider that it is connected with; shown to its owner only."),
        }),
    )
}

fn account_page() -> Value {
    let mut members = Map::new();
    members.insert("accounts".to_owned(), list("Account"));
    members.insert("left_out".to_owned(), left_out());
    members.extend(next_members().map(|(name, schema)| (name.to_owned(), schema)));
    object(Value::Object(members), json!({}))
}

fn unmaintained_tools() -> Value {
    let paths = json!({
        "type": "array", "items": {"type": "string"}, "description": "The paths of the tools.",
    });
    let mut members = Map::new();
    members.insert("tool_paths".to_owned(), paths);
    members.insert("left_out".to_owned(), left_out());
    members.extend(next_members().map(|(name, schema)| (name.to_owned(), schema)));
    object(Value::Object(members), json!({}))
}

fn account_patch() -> Value {
    let mut patch = object(
        json!({}),
        json!({
            "role": {"oneOf": [reference("Role"), {"type": "null"}], "description": "`null` leaves it as it is."},
            "disabled": {"type": ["boolean", "null"], "description": "`null` leaves it as it is."},
        }),
    );
    patch["example"] = json!({"disabled": true});
    patch
}

fn new_account() -> Value {
    let name = format!(
        "Lower-case letters, digits and single hyphens between them, at most {NAME_CHARS_MAX}."
    );
    let mut new = object(
        json!({"name": {
            "type": "string", "maxLength": NAME_CHARS_MAX,
            "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
            "description": name,
        }}),
        json!({
            "email": {"type": ["string", "null"], "description": "A link to verify it is sent there."},
            "role": {"oneOf": [reference("Role"), {"type": "null"}], "description": "`member` when left out."},
        }),
    );
    new["example"] = json!({"name": "ada-lovelace", "email": "ada@example.org"});
    new
}

fn scope() -> Value {
    let meaning = |scope| match scope {
        Scope::Tools => "Register and change tools, and their maintainers.",
        Scope::Access => "Request access, follow requests and decide on them.",
        Scope::Pull => {
            "Fetch pull passwords for images that you have been granted, and be told in a diagnosis where \
             the account's own access stands."
        }
        Scope::Account => "Read the account, its tokens and its sessions, and end sessions.",
        Scope::Administration => "What administrators do, but for what gives a way in.",
    };
    let scopes =
        Scope::ALL.map(|scope| json!({"const": scope.as_str(), "description": meaning(scope)}));
    json!({
        "type": "string",
        "description": "What an API token may be used for. Reading what is public needs none; none \
            gives more than its owner may do.",
        "oneOf": scopes,
    })
}

fn token() -> Map<String, Value> {
    let Value::Object(members) = json!({
        "id": {"type": "string", "format": "uuid"},
        "name": text("What its owner calls it."),
        "hint": text("Its first characters, to know it by."),
        "scopes": list("Scope"),
        "created_at": time("When it was made."),
        "expires_at": time("When it ends."),
        "used_at": time_or_null("When it was last used, give or take a few minutes."),
    }) else {
        unreachable!("it is written as an object, above")
    };
    members
}

fn created_token() -> Value {
    let mut members = token();
    let secret = json!({
        "type": "string",
        "pattern": "^whf_pat_[0-9A-Za-z]{38}$",
        "description": "The token itself. Nobody can show it again.",
    });
    members.insert("secret".to_owned(), secret);
    object(Value::Object(members), json!({}))
}

fn new_token() -> Value {
    let mut scopes = list("Scope");
    scopes["minItems"] = json!(1);
    let name = json!({
        "type": "string", "minLength": 1, "maxLength": TOKEN_NAME_CHARS_MAX,
        "description": "What will use it.",
    });
    let days = json!({
        "type": ["integer", "null"], "minimum": 1, "maximum": TOKEN_DAYS_MAX,
        "default": TOKEN_DAYS_DEFAULT,
    });
    let mut new = object(
        json!({"name": name, "scopes": scopes}),
        json!({"expires_in_days": days}),
    );
    new["example"] = json!({"name": "nightly import", "scopes": ["tools"], "expires_in_days": 90});
    new
}

fn session() -> Value {
    object(
        json!({
            "id": text("Names the session; it opens nothing."),
            "label": text("What the browser calls itself."),
            "current": {"type": "boolean", "description": "Whether it is the one that asks."},
            "created_at": time("When it began."),
            "seen_at": time("When it was last used, give or take a few minutes."),
            "expires_at": time("When it ends unless it is used before."),
        }),
        json!({}),
    )
}
