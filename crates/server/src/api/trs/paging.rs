//! The headers of a page of the list.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use wharfinger_store::{Cursor, PAGE_TOOLS_MAX};

use super::address::Addresses;
use super::offset::Offset;
use crate::problem::Problem;
use crate::query::Query;

/// How many tools a page may hold. The standard's default is 1000, and what is more than a page here holds
/// is cut, as `current_limit` tells.
pub(super) fn limit(query: &Query) -> Result<u32, Problem> {
    let Some(text) = query.given("limit") else {
        return Ok(PAGE_TOOLS_MAX);
    };
    let limit: i32 = text
        .parse()
        .map_err(|_| Problem::BadQuery("`limit` must be a whole number of 32 bits".to_owned()))?;
    // None at all, or less, would be no page.
    Ok(u32::try_from(limit).unwrap_or(1).clamp(1, PAGE_TOOLS_MAX))
}

/// Where a page lies among the others.
#[derive(Debug)]
pub(super) struct Here<'a> {
    pub(super) addresses: &'a Addresses,
    pub(super) query: Query,
    pub(super) offset: &'a str,
    pub(super) limit: u32,
    /// Whether it is a page of all tools.
    pub(super) is_of_all: bool,
    /// Whether it may lie behind the end: it is empty, and not the first.
    pub(super) is_behind: bool,
}

impl Here<'_> {
    /// Tells it in the headers of a response, where the next page starts at `next`.
    ///
    /// The last page is named without counting anything: it is the one with the oldest tools there are,
    /// at most as many as a page holds. So it may overlap the page before. Where a filter is set, that would
    /// take reading the list to its end, and behind the end the last page is unknown: then it is left out,
    /// as the standard lets every one of these headers be.
    pub(super) fn tell(&self, response: &mut HttpResponse, next: Option<Offset>) {
        let escaped = form_urlencoded::byte_serialize(self.offset.as_bytes()).collect();
        let last = match next {
            Some(_) => self
                .is_of_all
                .then(|| self.at(&Cursor::of_last(self.limit).to_string())),
            None => (!self.is_behind).then(|| self.at(self.offset)),
        };
        let fields = [
            ("self_link", Some(self.at(self.offset))),
            ("next_page", next.map(|next| self.at(&next.to_string()))),
            ("last_page", last),
            ("current_offset", Some(escaped)),
            ("current_limit", Some(self.limit.to_string())),
        ];
        for (name, value) in fields {
            if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
                response
                    .headers_mut()
                    .insert(HeaderName::from_static(name), value);
            }
        }
    }

    fn at(&self, offset: &str) -> String {
        self.addresses.list(&self.query.with("offset", offset))
    }
}
