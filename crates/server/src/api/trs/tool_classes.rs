//! `GET /toolClasses`: the one kind of tool there is.

use actix_web::HttpResponse;
use serde::Serialize;

use super::answer;

/// A class of tools.
#[derive(Serialize)]
pub(super) struct ToolClass {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    description: &'static str,
}

/// What every tool here is: a container, no workflow of several.
pub(super) const CONTAINER: ToolClass = ToolClass {
    id: "CommandLineTool",
    name: "CommandLineTool",
    description: "A program in a container image, run by its command line",
};

/// Answers 200 with all classes.
pub(super) async fn handle() -> HttpResponse {
    answer(&[CONTAINER])
}
