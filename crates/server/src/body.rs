//! Bodies: those that come, of the right type, not too long, not too slowly; and JSON that goes.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::json_words::with_place;
use crate::limits::{BODY_BYTES_MAX, BODY_TIMEOUT, FORM_BYTES_MAX, LARGE_FORM_TIMEOUT};
use crate::problem::Problem;
use crate::state::State;

/// The media type of JSON bodies.
pub(crate) const JSON: &str = "application/json";

/// The media type of changes (RFC 7396); plain JSON is taken as well.
pub(crate) const MERGE_PATCH: &str = "application/merge-patch+json";

/// The media type of texts that are kept as they are, in UTF-8.
const TEXT: &str = "text/plain";

/// Bytes that nearly every document fits in, so that writing one does not move it about.
const DOCUMENT_BYTES_TYPICAL: usize = 1024;

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// Reads a JSON body. The type is demanded because a form on another site can send anything but
/// JSON without the browser asking first.
pub(crate) async fn json<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
    media_types: &[&'static str],
) -> Result<(T, Bytes), Problem> {
    let bytes = bytes(request, payload, media_types, USUAL).await?;
    let value =
        serde_json::from_slice(&bytes).map_err(|error| Problem::BadBody(with_place(&error)))?;
    Ok((value, bytes))
}

/// Reads a body of plain text.
pub(crate) async fn text(request: &HttpRequest, payload: Payload) -> Result<String, Problem> {
    let bytes = bytes(request, payload, &[TEXT], USUAL).await?;
    String::from_utf8(bytes.into()).map_err(|error| Problem::BadBody(error.to_string()))
}

/// How much of a body is read, and how long.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    bytes_max: usize,
    timeout: Duration,
}

const USUAL: Bounds = Bounds {
    bytes_max: BODY_BYTES_MAX,
    timeout: BODY_TIMEOUT,
};

const LARGE_FORM: Bounds = Bounds {
    bytes_max: FORM_BYTES_MAX,
    timeout: LARGE_FORM_TIMEOUT,
};

/// What a form has to hold while it is held, if it may be a large one.
pub(crate) type LargeForm = Option<OwnedSemaphorePermit>;

/// Reads a form: names and values in the order they came, decoded.
pub(crate) async fn form(
    request: &HttpRequest,
    payload: Payload,
) -> Result<(Vec<(String, String)>, LargeForm), Problem> {
    let (bounds, large) = bounds(request)?;
    let bytes = bytes(request, payload, &[FORM], bounds).await?;
    Ok((form_urlencoded::parse(&bytes).into_owned().collect(), large))
}

/// Reads a JSON body that may be as long as a form.
pub(crate) async fn large_json<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
) -> Result<(T, LargeForm), Problem> {
    let (bounds, place) = bounds(request)?;
    let bytes = bytes(request, payload, &[JSON], bounds).await?;
    let value =
        serde_json::from_slice(&bytes).map_err(|error| Problem::BadBody(with_place(&error)))?;
    Ok((value, place))
}

/// How much of a body that may be large is read, with its place among the large ones.
fn bounds(request: &HttpRequest) -> Result<(Bounds, LargeForm), Problem> {
    // Browsers say how long a form is; HTTP holds them to it.
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    match announced {
        Some(length) if length <= BODY_BYTES_MAX => Ok((USUAL, None)),
        _ => {
            let places: Arc<Semaphore> = State::of(request).large_forms.clone();
            let place = places.try_acquire_owned();
            Ok((LARGE_FORM, Some(place.map_err(|_| Problem::Overloaded)?)))
        }
    }
}

/// Reads a body of one of `media_types` within `bounds`.
async fn bytes(
    request: &HttpRequest,
    payload: Payload,
    media_types: &[&'static str],
    bounds: Bounds,
) -> Result<Bytes, Problem> {
    let Bounds { bytes_max, timeout } = bounds;
    check_encoding(request)?;
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
    match tokio::time::timeout(timeout, payload.to_bytes_limited(bytes_max)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(error))) => Err(Problem::BadBody(error.to_string())),
        Ok(Err(_)) => Err(Problem::BodyTooLarge {
            limit_bytes: bytes_max,
        }),
        Err(_) => Err(Problem::BodyTimeout { timeout }),
    }
}

/// A response with a JSON document.
pub(crate) fn document(mut response: HttpResponseBuilder, value: &impl Serialize) -> HttpResponse {
    response.insert_header((header::CONTENT_TYPE, JSON));
    response.body(to_json(value))
}

/// A JSON document.
pub(crate) fn to_json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(DOCUMENT_BYTES_TYPICAL);
    serde_json::to_writer(&mut bytes, value).expect("our documents can always be spelled as JSON");
    bytes
}

/// Refuses a body that is compressed: what is short on the line may be long in memory, and what is sent
/// here is small. A body that is read as if it were not would be refused for what it says.
fn check_encoding(request: &HttpRequest) -> Result<(), Problem> {
    let is_plain = |value: &header::HeaderValue| value.as_bytes().eq_ignore_ascii_case(b"identity");
    if request
        .headers()
        .get_all(header::CONTENT_ENCODING)
        .all(is_plain)
    {
        Ok(())
    } else {
        Err(Problem::UnsupportedContentEncoding)
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
    use actix_web::web::Data;
    use wharfinger_store::Model;

    use super::*;
    use crate::config::Config;
    use crate::limits::LARGE_FORMS_MAX;
    use crate::seams::System;

    #[actix_web::test]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        // Time jumps ahead whenever there is nothing else to do.
        tokio::time::pause();
        for bounds in [USUAL, LARGE_FORM] {
            let request = TestRequest::default()
                .insert_header((header::CONTENT_TYPE, JSON))
                .to_http_request();
            let (_sender, payload) = actix_http::h1::Payload::create(false);
            let mut payload = actix_web::dev::Payload::from(payload);
            let payload = Payload::from_request(&request, &mut payload).await.unwrap();
            let problem = bytes(&request, payload, &[JSON], bounds).await.unwrap_err();
            let Problem::BodyTimeout { timeout } = problem else {
                panic!("{problem}");
            };
            assert_eq!(timeout, bounds.timeout);
        }
    }

    #[actix_web::test]
    async fn large_forms_are_few_at_once_and_others_as_many_as_come() {
        let (clock, entropy) = (Arc::new(System), Arc::new(System));
        let store = Arc::new(Model::new());
        let state = Data::new(State::new(Config::default(), store, clock, entropy));
        let read = async |announced: Option<usize>| {
            let request = TestRequest::post()
                .app_data(state.clone())
                .insert_header((header::CONTENT_TYPE, FORM));
            let request = match announced {
                Some(length) => request.insert_header((header::CONTENT_LENGTH, length)),
                None => request,
            };
            let (request, mut payload) = request.to_http_parts();
            let payload = Payload::from_request(&request, &mut payload).await.unwrap();
            form(&request, payload).await
        };
        let large = [Some(BODY_BYTES_MAX + 1), Some(FORM_BYTES_MAX), None];
        let mut held = Vec::new();
        for announced in large.into_iter().cycle().take(LARGE_FORMS_MAX) {
            held.push(read(announced).await.unwrap());
        }
        for announced in large {
            let problem = read(announced).await.unwrap_err();
            assert!(matches!(problem, Problem::Overloaded), "{problem}");
        }
        for announced in [3, BODY_BYTES_MAX] {
            read(Some(announced)).await.unwrap();
        }
        held.pop();
        read(None).await.unwrap();
    }
}
