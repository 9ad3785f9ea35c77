//! The tool path at the end of an address.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use percent_encoding::percent_decode_str;

use crate::problem::Problem;

/// What stands behind the scope of an address, decoded: slashes may come raw or as `%2F`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ToolPathText(String);

impl Deref for ToolPathText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl FromRequest for ToolPathText {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // The framework has decoded everything but `%2F`, `%2B` and `%25`.
        let text = request.match_info().unprocessed().trim_start_matches('/');
        ready(if text.is_empty() {
            Err(Problem::NoSuchPage)
        } else {
            Ok(Self(
                percent_decode_str(text).decode_utf8_lossy().into_owned(),
            ))
        })
    }
}
