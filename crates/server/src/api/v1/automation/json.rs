//! How automation and connections are spelled in JSON.

use serde::Serialize;
use wharfinger_core::grants::Repository;
use wharfinger_ecr::connection as ecr;
use wharfinger_store::{Checked, Connection, Timestamp, Tool, Uuid};

use crate::access::names::Names;
use crate::api::v1::as_text;
use crate::automation::report::{Asked, is_all_right, read};
use crate::problem::Problem;
use crate::state::State;

/// How a tool's automation stands.
#[derive(Serialize)]
pub(super) struct AutomationJson {
    tool_path: String,
    repository: Option<PlaceJson>,
    pub(super) obstacle: Option<String>,
    simulated: bool,
    on: Option<OnJson>,
    pub(super) connection: Option<ConnectionJson>,
    pub(super) role: Option<RoleJson>,
}

/// Where an image is.
#[derive(Serialize)]
pub(crate) struct PlaceJson {
    arn: String,
    aws_account: String,
    region: String,
    name: String,
}

/// Automation that is on.
#[derive(Serialize)]
struct OnJson {
    holds: bool,
    by: String,
    since: String,
    repository: String,
    connection: String,
}

/// A connection to an AWS account.
#[derive(Serialize)]
pub(crate) struct ConnectionJson {
    id: String,
    partition: String,
    aws_account: String,
    role_arn: String,
    external_id: String,
    proven_at: Option<String>,
    checked: Option<CheckedJson>,
    healing_since: Option<String>,
    pull_passwords_since: Option<String>,
    revision: u32,
    #[serde(serialize_with = "as_text")]
    created_at: Timestamp,
}

/// What a check said.
#[derive(Serialize)]
pub(crate) struct CheckedJson {
    at: String,
    right: bool,
    asked: Vec<Asked>,
}

/// The role to make.
#[derive(Serialize)]
pub(super) struct RoleJson {
    repositories: Vec<String>,
    quick_create: Option<String>,
    cloudformation: Option<String>,
    terraform: Option<String>,
    commands: Option<String>,
    trust_policy: String,
    permissions_policy: String,
    exclusive_statement: String,
}

impl AutomationJson {
    /// What everybody sees who may see it at all.
    pub(super) async fn of(state: &State, tool: &Tool) -> Result<Self, Problem> {
        let path = tool.registration.tool_path();
        let on = match state.store.automation(tool.id).await? {
            Some((automation, holds)) => Some(OnJson {
                holds,
                by: Names::of(state, [automation.by])
                    .await?
                    .get(automation.by)
                    .to_owned(),
                since: automation.since.to_string(),
                repository: Uuid::from_bytes(automation.repository.0).to_string(),
                connection: automation.connection.to_string(),
            }),
            None => None,
        };
        let grants = state.grants.as_ref();
        Ok(Self {
            tool_path: path.to_string(),
            repository: Repository::of_tool(path).map(PlaceJson::new),
            obstacle: None,
            simulated: grants.is_some_and(|grants| grants.settings().is_simulated()),
            on,
            connection: None,
            role: None,
        })
    }
}

impl PlaceJson {
    pub(crate) fn new(place: Repository) -> Self {
        Self {
            arn: place.arn(),
            aws_account: place.account,
            region: place.region,
            name: place.name,
        }
    }
}

impl ConnectionJson {
    /// The JSON of a connection; only its owner sees it.
    pub(crate) fn of(connection: &Connection) -> Self {
        Self {
            id: connection.id.to_string(),
            partition: connection.partition.clone(),
            aws_account: connection.aws_account.clone(),
            role_arn: connection.authority.role_arn.clone(),
            external_id: connection.authority.external_id.clone(),
            proven_at: connection.proven_at.map(|at| at.to_string()),
            checked: connection.checked.as_ref().map(CheckedJson::of),
            healing_since: connection.heals_since.map(|at| at.to_string()),
            pull_passwords_since: connection.pull_passwords_since.map(|at| at.to_string()),
            revision: connection.revision.get(),
            created_at: connection.created_at,
        }
    }
}

impl CheckedJson {
    /// The JSON of what a check said.
    pub(crate) fn of(checked: &Checked) -> Self {
        Self {
            at: checked.at.to_string(),
            right: is_all_right(checked),
            asked: read(&checked.report),
        }
    }
}

impl RoleJson {
    pub(super) fn new(role: &ecr::Connection, region: &str, template_url: Option<&str>) -> Self {
        // None of them makes a role of another name.
        let made = role.is_named_by_us().then_some(role);
        Self {
            repositories: role.repositories().iter().map(Repository::arn).collect(),
            quick_create: template_url.and_then(|url| role.quick_create(region, url)),
            cloudformation: made.map(ecr::Connection::cloudformation),
            terraform: made.map(ecr::Connection::terraform),
            commands: made.map(ecr::Connection::commands),
            trust_policy: role.trust_policy(),
            permissions_policy: role.permissions_policy(),
            exclusive_statement: role.exclusive_statement(),
        }
    }
}
