//! Answers on the wire.

use actix_web::http::StatusCode;
use actix_web::http::header::ContentType;
use actix_web::{HttpResponse, HttpResponseBuilder};
use serde_json::{Value, json};

use crate::operation::Service;
use crate::refusal::Refusal;

/// The namespace of STS's answers (its model, `xmlNamespace`).
pub(super) const STS_NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// What a call comes to, before it is on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Json(Value),
    /// The name of the call, and what is inside of its result.
    Xml(&'static str, String),
}

/// An answer.
pub(super) fn success(answer: &Answer, request_id: &str) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header(("x-amzn-requestid", request_id));
    match answer {
        Answer::Json(value) => {
            response.content_type("application/x-amz-json-1.1").body(value.to_string())
        }
        Answer::Xml(name, inside) => response.content_type("text/xml").body(format!(
            "<{name}Response xmlns=\"{STS_NAMESPACE}\"><{name}Result>{inside}</{name}Result>\
             <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{name}Response>"
        )),
    }
}

/// A refusal, as the service spells it.
pub(super) fn refusal(refusal: &Refusal, service: Service, request_id: &str) -> HttpResponse {
    let status = StatusCode::from_u16(refusal.status(service)).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = HttpResponseBuilder::new(status);
    if *refusal == Refusal::Unavailable {
        // Whatever stands in front of a service knows nothing of its protocol.
        let page = "<html><body><b>Http/1.1 Service Unavailable</b></body></html>";
        return response.insert_header(ContentType::html()).body(page);
    }
    response.insert_header(("x-amzn-requestid", request_id));
    let (code, message) = (refusal.code(service), refusal.to_string());
    if service == Service::Sts {
        let kind = if status.is_server_error() {
            "Receiver"
        } else {
            "Sender"
        };
        let message = escaped(&message);
        return response.content_type("text/xml").body(format!(
            "<ErrorResponse xmlns=\"{STS_NAMESPACE}\"><Error><Type>{kind}</Type><Code>{code}</Code>\
             <Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
        ));
    }
    let body = json!({"__type": code, "message": message});
    response
        .content_type("application/x-amz-json-1.1")
        .body(body.to_string())
}

/// An element with a text in it.
pub(super) fn element(name: &str, text: &str) -> String {
    format!("<{name}>{}</{name}>", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
