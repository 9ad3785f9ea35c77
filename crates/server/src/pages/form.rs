//! Posted forms, read into pairs and drafts.

use actix_web::HttpRequest;
use actix_web::web::Payload;
use wharfinger_core::access::AccessDraft;
use wharfinger_core::registration::Draft;
use wharfinger_store::Revision;

use crate::body::{self, LargeForm};
use crate::problem::Problem;

/// A posted form.
#[derive(Debug, Default)]
pub(super) struct Form {
    pairs: Vec<(String, String)>,
    /// The place of a large form, until it is answered.
    _large: LargeForm,
}

impl Form {
    /// Reads the body of a request.
    pub(super) async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        let (pairs, large) = body::form(request, payload).await?;
        Ok(Self {
            pairs,
            _large: large,
        })
    }

    /// The value of a control; the empty text where it was not sent.
    pub(super) fn get(&self, name: &str) -> &str {
        self.find(name).unwrap_or_default()
    }

    /// The value of a control, where it was sent.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// The values of the controls with that name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let pairs = self.pairs.iter();
        let named = pairs.filter(move |(given, _)| given == name);
        named.map(|(_, value)| value.as_str())
    }

    /// The revision of the tool, or of whatever else, that the form was drawn for. A form without one
    /// would overwrite what nobody has seen.
    pub(super) fn revision(&self) -> Result<Revision, Problem> {
        self.get("revision").parse().map_err(|_| {
            Problem::BadBody("the form does not say which revision it is for".to_owned())
        })
    }

    /// The request for access that the controls named like its fields make.
    pub(super) fn access_draft(&self) -> AccessDraft {
        AccessDraft::from_form(self.pairs.iter().map(|(name, value)| (name, value)))
    }

    /// The draft that the controls named like fields make.
    pub(super) fn draft(&self) -> Draft {
        Draft::from_form(self.pairs.iter().map(|(name, value)| (name, value)))
    }
}

/// A parameter of the query, where it is given and not empty. Others may be there: links get
/// decorated on their way.
pub(super) fn parameter(request: &HttpRequest, name: &str) -> Option<String> {
    form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(given, value)| given == name && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use wharfinger_core::report::Field;

    use super::*;

    #[test]
    fn a_form_becomes_a_draft() {
        let pairs = [
            ("csrf", "t"),
            ("image", "quay.io/a/b:1 "),
            ("tag", ""),
            ("description", "a\r\nb"),
            ("fix", "x"),
            ("draft", "y"),
        ];
        let form = Form {
            pairs: pairs
                .map(|(name, value)| (name.into(), value.into()))
                .into(),
            _large: None,
        };
        assert_eq!(form.get("csrf"), "t");
        assert_eq!(form.get("fix"), "x");
        assert_eq!(form.get("missing"), "");
        form.revision().unwrap_err();
        let expected = Draft::default()
            .with(Field::Image, "quay.io/a/b:1 ")
            .with(Field::Description, "a\nb");
        assert_eq!(form.draft(), expected);
    }
}
