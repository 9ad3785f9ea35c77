//! Files that tell workflow engines how to run a tool. Their addresses end with the tool's path, as the
//! tool's own does. They are part of the tool, so `If-Match` takes the tool's entity tag; their own is the
//! one that the tool has for strangers, since everybody sees the same of them.

pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod write;

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use wharfinger_store::{Descriptor, DescriptorKey, Timestamp, Tool};

use super::as_text;
use super::tools::Etag;
use crate::body::document;
use crate::hex;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::describe::{self, Unreadable, is_current};
use crate::tools::known::Known;
use crate::tools::sight::Sight;

/// The parameters that name a file.
pub(crate) const PARAMETERS: &[&str] = &["type", "file"];

#[derive(Serialize)]
struct DescriptorsJson<'a> {
    descriptors: Vec<DescriptorJson<'a>>,
}

#[derive(Serialize)]
struct DescriptorJson<'a> {
    r#type: &'static str,
    path: &'a str,
    text: &'a str,
    sha256: String,
    version: &'a str,
    is_current: bool,
    #[serde(serialize_with = "as_text")]
    written_at: Timestamp,
}

/// Answers what cannot be done to files.
pub(crate) async fn method_not_allowed() -> Result<HttpResponse, Problem> {
    Err(Problem::MethodNotAllowed {
        allow: "GET, HEAD, PUT, DELETE".to_owned(),
    })
}

/// Answers 200 with the files of a tool.
async fn respond(state: &State, tool: &Tool) -> Result<HttpResponse, Problem> {
    let descriptors = state.store.descriptors(tool.id).await?;
    let json = |descriptor| DescriptorJson::new(tool, descriptor);
    let descriptors = descriptors.iter().map(json).collect();
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::ETAG, etag(tool)))
        .insert_header((header::CACHE_CONTROL, "no-cache"));
    Ok(document(response, &DescriptorsJson { descriptors }))
}

/// Everybody sees the same of them.
fn etag(tool: &Tool) -> String {
    Etag::of(tool, Sight::Public, &Known::default()).to_string()
}

/// The file that a query names.
fn key(query: &Query) -> Result<DescriptorKey, Problem> {
    let given = |name| query.get(name).unwrap_or_default();
    describe::key(given("type"), given("file")).map_err(|unreadable| {
        Problem::BadQuery(match unreadable {
            Unreadable::Type => format!("`type` must be one of {}", describe::types()),
            Unreadable::Path(reason) => format!("`file`: {reason}"),
        })
    })
}

impl<'a> DescriptorJson<'a> {
    fn new(tool: &Tool, descriptor: &'a Descriptor) -> Self {
        Self {
            r#type: descriptor.key.kind.as_str(),
            path: descriptor.key.path.as_str(),
            text: descriptor.text.as_str(),
            sha256: hex::encode(&descriptor.sha256()),
            version: &descriptor.version,
            is_current: is_current(tool, &descriptor.version),
            written_at: descriptor.written_at,
        }
    }
}
