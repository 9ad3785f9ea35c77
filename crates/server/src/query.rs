//! Query strings: for programs read strictly, so that a misspelled filter is not an unfiltered
//! list; for people leniently, since links get decorated and shortened on their way.

use std::borrow::Cow;

use actix_web::HttpRequest;
use wharfinger_store::{Cursor, PAGE_TOOLS_MAX, Page};

use crate::limits::{PAGE_DEFAULT, QUERY_BYTES_MAX};
use crate::problem::Problem;

/// The parameters of a request, in the order they came.
#[derive(Clone, Debug)]
pub(crate) struct Query(Vec<(String, String)>);

impl Query {
    /// Reads the parameters of a request, of which each may be given once and only those `known`.
    pub(crate) fn read(request: &HttpRequest, known: &[&str]) -> Result<Self, Problem> {
        let text = request.query_string();
        if text.len() > QUERY_BYTES_MAX {
            return Err(Problem::BadQuery(format!(
                "a query may have at most {QUERY_BYTES_MAX} bytes"
            )));
        }
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.as_bytes()) {
            if !known.contains(&name.as_ref()) {
                return Err(Problem::BadQuery(format!(
                    "there is no parameter `{}`; there are `{}`",
                    shortened(&name),
                    known.join("`, `")
                )));
            }
            if pairs.iter().any(|(earlier, _)| *earlier == name) {
                return Err(Problem::BadQuery(format!("`{name}` is given twice")));
            }
            pairs.push((name.into_owned(), value.into_owned()));
        }
        Ok(Self(pairs))
    }

    /// Reads the `known` parameters of a page's address, the first of each, and passes over the
    /// rest.
    pub(crate) fn of_page(request: &HttpRequest, known: &[&str]) -> Self {
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
            let is_first = !pairs.iter().any(|(earlier, _)| *earlier == name);
            if known.contains(&name.as_ref()) && is_first {
                pairs.push((name.into_owned(), value.into_owned()));
            }
        }
        Self(pairs)
    }

    /// Cuts the value of a parameter down to `bytes_max`, between two characters.
    #[must_use]
    pub(crate) fn cut(mut self, name: &str, bytes_max: usize) -> Self {
        for (_, value) in self.0.iter_mut().filter(|(given, _)| given == name) {
            let trimmed = value.trim();
            let end = trimmed.floor_char_boundary(bytes_max);
            *value = trimmed[..end].to_owned();
        }
        self
    }

    /// The page of a list that it asks for.
    pub(crate) fn page(&self) -> Result<Page, Problem> {
        let limit = match self.get("limit") {
            None | Some("") => PAGE_DEFAULT,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=PAGE_TOOLS_MAX).contains(limit))
                .ok_or_else(|| {
                    Problem::BadQuery(format!(
                        "`limit` must be a number from 1 to {PAGE_TOOLS_MAX}"
                    ))
                })?,
        };
        let cursor = match self.get("cursor") {
            None | Some("") => None,
            Some(text) => Some(
                text.parse::<Cursor>()
                    .map_err(|error| Problem::BadQuery(format!("`cursor`: {error}")))?,
            ),
        };
        Ok(Page::new(cursor, limit))
    }

    /// The value of a parameter.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a parameter, where it is more than nothing: a form sends fields that nobody filled in.
    #[must_use]
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The query with one parameter set.
    #[must_use]
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.0.retain(|(given, _)| given != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The query string with one parameter set.
    #[must_use]
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let others = self.0.iter().filter(|(given, _)| given != name);
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(others)
            .append_pair(name, value)
            .finish()
    }
}

/// A name that a client gave, short enough for a message.
pub(crate) fn shortened(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(40) {
        Some((end, _)) => Cow::Owned(format!("{}...", &name[..end])),
        None => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn read(query: &str) -> Result<Query, Problem> {
        let request = TestRequest::with_uri(&format!("/?{query}")).to_http_request();
        Query::read(&request, &["q", "limit"])
    }

    #[test]
    fn parameters_are_decoded_and_written_back() {
        let query = read("q=a+b%2Fc&limit=5").unwrap();
        assert_eq!(query.get("q"), Some("a b/c"));
        assert_eq!(query.with("limit", "6"), "q=a+b%2Fc&limit=6");
        assert_eq!(query.get("cursor"), None);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for (query, detail) in [
            ("Q=x", "there is no parameter `Q`; there are `q`, `limit`"),
            ("q=x&q=y", "`q` is given twice"),
        ] {
            assert_eq!(read(query).unwrap_err().detail().unwrap(), detail);
        }
        read(&format!("q={}", "x".repeat(QUERY_BYTES_MAX))).unwrap_err();
    }

    #[test]
    fn a_page_takes_what_it_knows() {
        let uri = "/?utm_source=x&q=a&q=b&limit=5";
        let query = Query::of_page(&TestRequest::with_uri(uri).to_http_request(), &["q"]);
        assert_eq!(query.with("cursor", "c"), "q=a&cursor=c");
    }

    #[test]
    fn a_value_is_cut_between_characters() {
        let query = |value: &str| Query(vec![("q".to_owned(), value.to_owned())]);
        for (value, expected) in [(" abc ", "abc"), ("abcdef", "abcd"), ("abcé", "abc")] {
            assert_eq!(query(value).cut("q", 4).get("q"), Some(expected));
        }
    }
}
