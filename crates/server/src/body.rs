//! Reading bodies: of the right type, not too long, not too slowly.

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use serde::de::DeserializeOwned;

use crate::limits::{BODY_BYTES_MAX, BODY_TIMEOUT, FORM_BYTES_MAX};
use crate::problem::Problem;

/// The media type of JSON bodies.
pub(crate) const JSON: &str = "application/json";

/// The media type of changes (RFC 7396); plain JSON is taken as well.
pub(crate) const MERGE_PATCH: &str = "application/merge-patch+json";

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// Reads a JSON body. The type is demanded because a form on another site can send anything but
/// JSON without the browser asking first.
pub(crate) async fn json<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
    media_types: &[&'static str],
) -> Result<(T, Bytes), Problem> {
    let bytes = bytes(request, payload, media_types, BODY_BYTES_MAX).await?;
    let value =
        serde_json::from_slice(&bytes).map_err(|error| Problem::BadBody(error.to_string()))?;
    Ok((value, bytes))
}

/// Reads a form: names and values in the order they came, decoded.
pub(crate) async fn form(
    request: &HttpRequest,
    payload: Payload,
) -> Result<Vec<(String, String)>, Problem> {
    let bytes = bytes(request, payload, &[FORM], FORM_BYTES_MAX).await?;
    Ok(form_urlencoded::parse(&bytes).into_owned().collect())
}

/// Reads a body of one of `media_types` and at most `bytes_max` bytes.
pub(crate) async fn bytes(
    request: &HttpRequest,
    payload: Payload,
    media_types: &[&'static str],
    bytes_max: usize,
) -> Result<Bytes, Problem> {
    let given = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map_or("", essence);
    if !media_types
        .iter()
        .any(|media_type| media_type.eq_ignore_ascii_case(given))
    {
        return Err(Problem::UnsupportedMediaType {
            expected: media_types[0],
        });
    }
    match tokio::time::timeout(BODY_TIMEOUT, payload.to_bytes_limited(bytes_max)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(error))) => Err(Problem::BadBody(error.to_string())),
        Ok(Err(_)) => Err(Problem::BodyTooLarge {
            limit_bytes: bytes_max,
        }),
        Err(_) => Err(Problem::BodyTimeout),
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use actix_web::FromRequest as _;
    use actix_web::test::TestRequest;

    use super::*;

    #[actix_web::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let request = TestRequest::default()
            .insert_header((header::CONTENT_TYPE, JSON))
            .to_http_request();
        let (_sender, payload) = actix_http::h1::Payload::create(false);
        let mut payload = actix_web::dev::Payload::from(payload);
        let payload = Payload::from_request(&request, &mut payload).await.unwrap();
        // Time jumps ahead whenever there is nothing else to do.
        tokio::time::pause();
        let problem = bytes(&request, payload, &[JSON], 1).await.unwrap_err();
        assert!(matches!(problem, Problem::BodyTimeout), "{problem}");
    }
}
