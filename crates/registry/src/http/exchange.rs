//! One request and its answer on a connection of their own.

use std::future::pending;
use std::pin::Pin;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, CONTENT_ENCODING, HOST, HeaderMap,
    USER_AGENT,
};
use hyper_util::rt::TokioIo;

use super::dial::Stream;
use super::error::HttpError;
use super::limits::{HEAD_BYTES_MAX, HEADERS_MAX};
use super::message::Request;
use crate::guard::Refusal;

/// Who asks.
const OURSELVES: &str = concat!("wharfinger/", env!("CARGO_PKG_VERSION"));

/// Status, fields and body of an answer.
pub(super) struct Received {
    pub(super) status: u16,
    pub(super) fields: HeaderMap,
    pub(super) body: Vec<u8>,
}

/// Sends a request and reads its answer.
pub(super) async fn exchange(
    request: &Request,
    stream: Pin<Box<dyn Stream>>,
) -> Result<Received, HttpError> {
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(HEADERS_MAX)
        .max_header_size(HEAD_BYTES_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(of_hyper)?;
    let exchanged = async move {
        let answer = sender
            .send_request(spell(request)?)
            .await
            .map_err(of_hyper)?;
        let (head, body) = answer.into_parts();
        let encoding = head.headers.get(CONTENT_ENCODING);
        if let Some(encoding) = encoding.filter(|encoding| *encoding != "identity") {
            return Err(HttpError::Encoded(
                String::from_utf8_lossy(encoding.as_bytes()).into_owned(),
            ));
        }
        Ok(Received {
            status: head.status.as_u16(),
            fields: head.headers,
            body: read(body, request.body_bytes_max).await?,
        })
    };
    // Whoever drops us drops the connection; what it ends with, the exchange learns itself.
    let connected = async move {
        let _ = connection.await;
        pending().await
    };
    tokio::select! {
        received = exchanged => received,
        never = connected => never,
    }
}

fn spell(request: &Request) -> Result<hyper::Request<Empty<Bytes>>, HttpError> {
    let mut spelt = hyper::Request::builder()
        .method(request.method.as_str())
        .uri(request.target.path_and_query())
        .header(HOST, request.target.authority())
        .header(USER_AGENT, OURSELVES)
        .header(ACCEPT, request.accept)
        // A few bytes must not become gigabytes here.
        .header(ACCEPT_ENCODING, "identity")
        .header(CONNECTION, "close");
    if let Some(authorization) = &request.authorization {
        spelt = spelt.header(AUTHORIZATION, authorization.as_str());
    }
    // The guard reads addresses by the rules of browsers; what HTTP does not take is none.
    spelt
        .body(Empty::new())
        .map_err(|_| HttpError::Refused(Refusal::Malformed))
}

async fn read(body: Incoming, bytes_max: usize) -> Result<Vec<u8>, HttpError> {
    match Limited::new(body, bytes_max).collect().await {
        Ok(body) => Ok(body.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => Err(HttpError::BodyTooLong(bytes_max)),
        Err(error) => Err(error
            .downcast()
            .map_or(HttpError::CutOff(None), |error| of_hyper(*error))),
    }
}

fn of_hyper(error: hyper::Error) -> HttpError {
    if error.is_parse() {
        HttpError::BadHead(error)
    } else {
        HttpError::CutOff(Some(error))
    }
}
