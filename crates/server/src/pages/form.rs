//! Posted forms, read into pairs and drafts.

use actix_web::HttpRequest;
use actix_web::web::Payload;
use wharfinger_core::registration::Draft;
use wharfinger_core::report::Field;

use crate::body;
use crate::problem::Problem;

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// A posted form.
#[derive(Clone, Debug, Default)]
pub(super) struct Form {
    pairs: Vec<(String, String)>,
}

impl Form {
    /// Reads the body of a request.
    pub(super) async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        let bytes = body::bytes(request, payload, &[FORM]).await?;
        Ok(Self::parse(&bytes))
    }

    fn parse(bytes: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(bytes)
            // Browsers send line breaks as CR LF (HTML, 4.10.21.4) and give scripts LF; what is
            // checked and stored must not depend on who sent it.
            .map(|(name, value)| (name.into_owned(), value.replace("\r\n", "\n")))
            .collect();
        Self { pairs }
    }

    /// The value of a control; the empty text where it was not sent.
    pub(super) fn get(&self, name: &str) -> &str {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(given, _)| given == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// The draft that the controls named like fields make.
    pub(super) fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        for (name, value) in &self.pairs {
            let field = Field::from_name(name)
                .filter(|field| !matches!(field, Field::Draft | Field::Principal));
            if let Some(field) = field.filter(|_| !value.is_empty()) {
                draft.set(field, value.as_str());
            }
        }
        draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_becomes_a_draft() {
        let form = Form::parse(b"csrf=t&image=quay.io%2Fa%2Fb%3A1+&tag=&description=a%0D%0Ab&fix=x&draft=y");
        assert_eq!(form.get("csrf"), "t");
        assert_eq!(form.get("fix"), "x");
        assert_eq!(form.get("missing"), "");
        let expected = Draft::default()
            .with(Field::Image, "quay.io/a/b:1 ")
            .with(Field::Description, "a\nb");
        assert_eq!(form.draft(), expected);
    }
}
