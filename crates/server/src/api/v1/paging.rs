//! Where the next page of a list lies.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponseBuilder};
use serde::Serialize;
use wharfinger_store::Cursor;

use crate::query::Query;

/// The members that end every page of a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Next {
    next_cursor: Option<String>,
    next: Option<String>,
}

impl Next {
    /// The page behind the one that `request` asked for, if there is one.
    pub(crate) fn new(request: &HttpRequest, query: &Query, cursor: Option<Cursor>) -> Self {
        let next_cursor = cursor.map(|cursor| cursor.to_string());
        let next = next_cursor
            .as_deref()
            .map(|cursor| format!("{}?{}", request.path(), query.with("cursor", cursor)));
        Self { next_cursor, next }
    }

    /// Adds the `Link` to the next page (RFC 8288).
    pub(crate) fn link(&self, response: &mut HttpResponseBuilder) {
        if let Some(next) = &self.next {
            response.insert_header((header::LINK, format!("<{next}>; rel=\"next\"")));
        }
    }
}
