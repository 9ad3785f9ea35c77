//! `GET /tools/{id}/versions/{version}/..`: what describes a version.

use actix_web::http::header::{self, Accept, ContentType, Header as _, HeaderName, HeaderValue};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use wharfinger_core::descriptor::DescriptorType;
use wharfinger_store::{DescriptorKey, Tool};

use super::address::Addresses;
use super::answer;
use super::json::Checksum;
use super::tools::find_version;
use crate::hex;
use crate::problem::Problem;
use crate::query::Query;
use crate::state::State;
use crate::tools::describe::{is_current, types};

/// Leads the name of a type whose files are asked for as they are.
const PLAIN: &str = "PLAIN_";

/// Why a file is not given that is not there, or not any more.
const NOT_AT_PATH: &str = "no file of this type lies at this path";

/// What a file's answer depends on beside its address.
const VARIES: (HeaderName, HeaderValue) = (header::VARY, HeaderValue::from_static("accept"));

#[derive(Serialize)]
struct FileWrapper<'a> {
    content: &'a str,
    checksum: [Checksum<'a>; 1],
    url: String,
}

#[derive(Serialize)]
struct ToolFile<'a> {
    path: &'a str,
    file_type: &'static str,
}

/// Answers 404: what an image was built from is not registered.
pub(super) async fn containerfile(
    state: Data<State>,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version) = path.into_inner();
    find_version(&state, &id, &version).await?;
    Err(missing("no container file is registered with the tool"))
}

/// Answers 200 with the file that an engine starts with.
pub(super) async fn descriptor(
    state: Data<State>,
    request: HttpRequest,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version, kind) = path.into_inner();
    let files = Files::find(&state, &id, &version, &kind).await?;
    files.respond(&state, &request, files.first()).await
}

/// Answers 200 with the file at a path.
pub(super) async fn descriptor_at(
    state: Data<State>,
    request: HttpRequest,
    path: Path<(String, String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version, kind, relative_path) = path.into_inner();
    let files = Files::find(&state, &id, &version, &kind).await?;
    let key = files.at(&relative_path);
    let key = key.ok_or_else(|| missing(NOT_AT_PATH))?;
    files.respond(&state, &request, key).await
}

/// Answers 200 with none: tests are not registered.
pub(super) async fn tests(
    state: Data<State>,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version, kind) = path.into_inner();
    Files::find(&state, &id, &version, &kind).await?;
    let none: [(); 0] = [];
    Ok(answer(&none))
}

/// Answers 200 with the paths of the files.
pub(super) async fn list(
    state: Data<State>,
    request: HttpRequest,
    path: Path<(String, String, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, version, kind) = path.into_inner();
    let files = Files::find(&state, &id, &version, &kind).await?;
    let query = Query::read(&request, &["format"])?;
    if query.given("format").is_some() {
        return Err(missing(
            "the files are in no archive; read each of them at its path",
        ));
    }
    let named = files.keys.iter().enumerate();
    let named = named.map(|(place, key)| ToolFile {
        path: key.path.as_str(),
        file_type: if place == 0 {
            "PRIMARY_DESCRIPTOR"
        } else {
            "SECONDARY_DESCRIPTOR"
        },
    });
    Ok(answer(&named.collect::<Vec<_>>()))
}

/// The files of a type that describe a version, without what they hold; there is at least one.
struct Files {
    tool: Tool,
    keys: Vec<DescriptorKey>,
    /// Whether they are asked for as they are.
    is_plain: bool,
}

impl Files {
    async fn find(state: &State, id: &str, version: &str, kind: &str) -> Result<Self, Problem> {
        let tool = find_version(state, id, version).await?;
        let bare = kind.strip_prefix(PLAIN);
        let Some(kind) = DescriptorType::from_name(bare.unwrap_or(kind)) else {
            let known = types();
            return Err(missing(&format!(
                "no tool is described in this type; there are {known}, each also behind `{PLAIN}`"
            )));
        };
        let names = state.store.descriptor_names(tool.id).await?.into_iter();
        let keys: Vec<_> = names
            .filter(|file| file.key.kind == kind && is_current(&tool, &file.version))
            .map(|file| file.key)
            .collect();
        if keys.is_empty() {
            return Err(missing(
                "no descriptor of this type is registered for this version",
            ));
        }
        Ok(Self {
            tool,
            keys,
            is_plain: bare.is_some(),
        })
    }

    /// The one that an engine starts with.
    fn first(&self) -> &DescriptorKey {
        &self.keys[0]
    }

    /// The file at a path: that of the whole list, or the one by which the file that an engine starts with
    /// names it, from its own folder.
    fn at(&self, relative_path: &str) -> Option<&DescriptorKey> {
        let at = |path: &str| self.keys.iter().find(|key| key.path.as_str() == path);
        at(relative_path).or_else(|| {
            let (folder, _) = self.first().path.as_str().rsplit_once('/')?;
            at(&format!("{folder}/{relative_path}"))
        })
    }

    /// Answers with a file, unless it was removed or written for another version since it was found.
    async fn respond(
        &self,
        state: &State,
        request: &HttpRequest,
        key: &DescriptorKey,
    ) -> Result<HttpResponse, Problem> {
        let file = state.store.descriptor(self.tool.id, key.clone()).await?;
        let file = file
            .filter(|file| is_current(&self.tool, &file.version))
            .ok_or_else(|| missing(NOT_AT_PATH))?;
        if self.is_plain || prefers_plain(request) {
            return Ok(HttpResponse::Ok()
                .insert_header((header::CACHE_CONTROL, "no-cache"))
                .insert_header(VARIES)
                .content_type(ContentType::plaintext())
                .body(file.text.as_str().to_owned()));
        }
        let kind = format!("{PLAIN}{}", key.kind.as_str());
        let version = self.tool.registration.version();
        let addresses = Addresses::of(request, state);
        let mut wrapped = answer(&FileWrapper {
            content: file.text.as_str(),
            checksum: [Checksum {
                checksum: &hex::encode(&file.sha256()),
                r#type: "sha-256",
            }],
            url: addresses.descriptor(self.tool.id, version, &kind, key.path.as_str()),
        });
        let (name, value) = VARIES;
        wrapped.headers_mut().insert(name, value);
        Ok(wrapped)
    }
}

/// Whether a file is asked for as it is, although its type does not say so: the standard gives each in either
/// media type.
fn prefers_plain(request: &HttpRequest) -> bool {
    let accept = Accept::parse(request).map(|accept| accept.ranked());
    let either = accept.unwrap_or_default().into_iter().find(|accepted| {
        let accepted = accepted.essence_str();
        accepted == "text/plain" || accepted == "application/json"
    });
    either.is_some_and(|wanted| wanted.essence_str() == "text/plain")
}

fn missing(what: &str) -> Problem {
    Problem::NoSuchPart(what.to_owned())
}
