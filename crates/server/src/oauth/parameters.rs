//! The parameters of a request (RFC 6749, 3.2 and appendix B).

use actix_web::HttpRequest;
use actix_web::web::Payload;

use super::error::{OAuthError, Refused};
use crate::body;
use crate::devices::CLIENT;

/// What a client has sent.
#[derive(Debug)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads what the one client has sent. Parameters that nobody knows are ignored, as the RFC says.
    pub(super) async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Refused> {
        let (pairs, _place) = body::form(request, payload).await?;
        let parameters = Self(pairs);
        match parameters.get("client_id")? {
            Some(CLIENT) => Ok(parameters),
            _ => Err(OAuthError::InvalidClient.into()),
        }
    }

    /// A parameter. One without a value is as one that is not there; none may be there twice.
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, OAuthError> {
        let mut named = self.0.iter().filter(|(given, _)| given == name);
        let value = named.next().map(|(_, value)| value.as_str());
        if named.next().is_some() {
            return Err(OAuthError::InvalidRequest("a parameter is given twice"));
        }
        Ok(value.filter(|value| !value.is_empty()))
    }
}
