//! What is asked of a server.

use reqwest::Method;
use serde::Serialize;

/// One request. Its secrets are not shown: it has no `Debug`.
pub(crate) struct Request {
    pub(super) method: Method,
    /// With the slash that it starts with.
    pub(super) path: &'static str,
    pub(super) token: Option<String>,
    /// The media type, and the bytes.
    pub(super) body: Option<(&'static str, Vec<u8>)>,
}

impl Request {
    /// Reads what lies at a path.
    pub(crate) const fn get(path: &'static str) -> Self {
        Self {
            method: Method::GET,
            path,
            token: None,
            body: None,
        }
    }

    /// Sends a form.
    pub(crate) fn form(path: &'static str, fields: &[(&str, &str)]) -> Self {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        Self::post(path, "application/x-www-form-urlencoded", form.into_bytes())
    }

    /// Sends a JSON document.
    pub(crate) fn json(path: &'static str, value: &impl Serialize) -> anyhow::Result<Self> {
        Ok(Self::post(
            path,
            "application/json",
            serde_json::to_vec(value)?,
        ))
    }

    const fn post(path: &'static str, media_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            method: Method::POST,
            path,
            token: None,
            body: Some((media_type, body)),
        }
    }

    /// The same as somebody who has a token.
    pub(crate) fn with_token(self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self
        }
    }
}
