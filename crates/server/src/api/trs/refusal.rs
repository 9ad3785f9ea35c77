//! Refusals in the shape that the standard gives them.

use actix_web::body::BoxBody;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError as _};
use serde::Serialize;

use crate::body;
use crate::problem::Problem;

/// What is said where an address is none: most often a slash in an id was decoded on its way.
const NOTHING_HERE: &str = "nothing lies at this address; write each `/` within an id as `%2F`, or use \
     the id without slashes that a tool has among its `aliases`";

#[derive(Serialize)]
struct Document<'a> {
    code: u16,
    message: &'a str,
}

/// The refusal that says what `problem` does, for the request with this id.
pub(crate) fn response(problem: &Problem, request_id: &str) -> HttpResponse {
    let said = problem.to_string();
    let document = Document {
        code: problem.status_code().as_u16(),
        message: match problem {
            Problem::NoSuchPage => NOTHING_HERE,
            // It has no title of its own.
            Problem::NoSuchPart(what) => what,
            _ => &said,
        },
    };
    let text = serde_json::to_string(&document).expect("numbers and texts can be spelled as JSON");
    // What the headers say of waiting and of methods holds here too.
    let mut response = problem.response(request_id).set_body(BoxBody::new(text));
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(body::JSON));
    response
}
