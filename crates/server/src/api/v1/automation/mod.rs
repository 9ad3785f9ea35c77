//! Access given by the server itself. Addresses end with the tool's path, as the tool's own does.

mod json;
pub(crate) mod show;
pub(crate) mod stop;
pub(crate) mod turn_on;

use actix_web::HttpResponse;
use actix_web::http::header;
use wharfinger_store::Tool;

use crate::automation::{Scene, role};
use crate::body::document;
use crate::identity::Who;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::sight::maintains;
use json::{AutomationJson, RoleJson};
pub(crate) use json::{CheckedJson, ConnectionJson, PlaceJson};

/// Answers what cannot be done to automation.
pub(crate) async fn method_not_allowed() -> Result<HttpResponse, Problem> {
    Err(Problem::MethodNotAllowed {
        allow: "GET, HEAD, PUT, DELETE".to_owned(),
    })
}

/// Answers 200 with how a tool's automation stands, and whoever asks with it.
async fn respond(state: &State, who: &Who, tool: &Tool) -> Result<HttpResponse, Problem> {
    let mut json = AutomationJson::of(state, tool).await?;
    match Scene::of(state, tool) {
        Ok(scene) => {
            if let Some(connection) = scene.connection_of(state, who).await? {
                let beside = maintains(state, who, tool.id).await?;
                let beside = beside.then(|| scene.place.clone());
                let role = role::role(state, scene.grants, &connection, beside).await?;
                let settings = scene.grants.settings();
                json.connection = Some(ConnectionJson::of(&connection));
                json.role = role.ok().map(|role| {
                    RoleJson::new(&role, &scene.place.region, settings.template_url.as_deref())
                });
            }
        }
        Err(obstacle) => json.obstacle = Some(obstacle.to_string()),
    }
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "private, no-cache"));
    Ok(document(response, &json))
}
