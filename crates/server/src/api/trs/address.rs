//! Where things lie in this API.

use actix_web::HttpRequest;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use wharfinger_store::ToolId;

use super::BASE;
use crate::escapes::NOT_UNRESERVED;
use crate::origin;
use crate::state::State;

/// What an id in an address cannot hold as it is: the standard has everything escaped that may mean
/// something there, the slash too.
const NOT_IN_IDS: &AsciiSet = NOT_UNRESERVED;

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
        let version = utf8_percent_encode(version, NOT_IN_IDS);
        format!("{}/tools/{id}/versions/{version}", self.base)
    }
}
