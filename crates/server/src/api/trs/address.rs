//! Where things lie in this API.

use actix_web::HttpRequest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use wharfinger_store::ToolId;

use super::BASE;
use crate::origin;
use crate::state::State;

/// What an id may hold as it is (RFC 3986, 2.3); the standard has everything else escaped.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The addresses of this API, as whoever asks reaches it.
#[derive(Clone, Debug)]
pub(super) struct Addresses {
    base: String,
}

impl Addresses {
    pub(super) fn of(request: &HttpRequest, state: &State) -> Self {
        Self {
            base: format!("{}{BASE}", origin::public_url(request, &state.config)),
        }
    }

    /// The list of tools with this query.
    pub(super) fn list(&self, query: &str) -> String {
        format!("{}/tools?{query}", self.base)
    }

    /// A tool: by the id that holds no slash, so that no proxy on the way can take one for two.
    pub(super) fn tool(&self, id: ToolId) -> String {
        format!("{}/tools/{id}", self.base)
    }

    /// A file that describes a version, as it is.
    pub(super) fn descriptor(&self, id: ToolId, version: &str, kind: &str, path: &str) -> String {
        let version = self.version(id, version);
        format!("{version}/{kind}/descriptor/{path}")
    }

    /// A version of a tool.
    pub(super) fn version(&self, id: ToolId, version: &str) -> String {
        let version = utf8_percent_encode(version, RESERVED);
        format!("{}/tools/{id}/versions/{version}", self.base)
    }
}
