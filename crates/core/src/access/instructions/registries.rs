//! Registries where access is a membership or a permission in their own pages.

use crate::registration::Registration;
use crate::registry::{Catalogue, DOCKER_HUB_ID};

use super::{Action, Step};

pub(super) fn own_side(tool: &Registration, name: &str) -> Vec<Step> {
    let host = tool.tool_path().host();
    match tool.registry() {
        DOCKER_HUB_ID => vec![
            Step::new(format!(
                "Sign in to Docker Hub as `{name}`. If you are invited to an organization, accept \
                 the invitation."
            ))
            .link("https://hub.docker.com"),
            Step::new(
                "Create a personal access token with the permission Read-only. It is the password \
                 when you log in; one for public repositories only is not enough.",
            )
            .link("https://app.docker.com/settings/personal-access-tokens"),
        ],
        "quay" if name.contains('+') => vec![Step::new(format!(
            "In Quay.io, open the robot account `{name}` and copy its token. It is the password \
             when you log in."
        ))],
        "quay" => vec![Step::new(format!(
            "In Quay.io, open the account settings of `{name}` and generate an encrypted password. \
             It is the password when you log in."
        ))],
        "gitlab" => vec![
            Step::new(format!(
                "Sign in to GitLab as `{name}`. If you are invited to the project, accept the \
                 invitation."
            ))
            .link("https://gitlab.com"),
            Step::new(
                "Create a personal access token with the scope `read_registry`. It is the password \
                 when you log in.",
            )
            .link("https://gitlab.com/-/user_settings/personal_access_tokens"),
        ],
        "ghcr" => vec![
            Step::new(format!(
                "Accept the invitation that GitHub sends to `{name}`, if one comes."
            ))
            .link("https://github.com/notifications"),
            Step::new(
                "Create a personal access token (classic) with the scope `read:packages`. It is the \
                 password when you log in; fine-grained tokens do not work.",
            )
            .link("https://github.com/settings/tokens/new?scopes=read:packages"),
        ],
        "seven-bridges" => vec![Step::new(format!(
            "On the platform of `{host}`, sign in as `{name}`, open Developer and copy your \
             authentication token. It is the password when you log in."
        ))],
        _ => vec![Step::new(format!(
            "Make sure that you can log in to `{host}` as `{name}`. If you are invited to the \
             repository, accept the invitation."
        ))],
    }
}

pub(super) fn by_hand(tool: &Registration, name: &str, action: Action) -> Vec<Step> {
    let (open, grant, remove) = match tool.registry() {
        DOCKER_HUB_ID => (
            on_page(tool, "On Docker Hub, open the repository `{}`.", page(tool)),
            "In a repository of an organization, open Permissions and give Read-only to a team that \
             this Docker ID belongs to. In one of your own, add it under Collaborators; mind that \
             collaborators can push too.",
            "In a repository of an organization, take this Docker ID out of every team that \
             Permissions lists. In one of your own, remove it under Collaborators.",
        ),
        "quay" => (
            on_page(
                tool,
                "In Quay.io, open the repository `{}` and its Settings.",
                page(tool),
            ),
            "Under User and Robot Permissions, add this name with the permission Read.",
            "Under User and Robot Permissions, delete this name. Look for it in the teams that are \
             listed there too.",
        ),
        "gitlab" => (
            on_page(
                tool,
                "In GitLab, open the members of the project that has the image `{}`: Manage, \
                 Members.",
                gitlab_members(tool),
            ),
            "Choose Invite members and add this user name with the role Reporter. Guests cannot \
             pull from a private project.",
            "Remove this user name from the project. Look for it in the members of the group too.",
        ),
        "ghcr" => (
            on_page(
                tool,
                "On GitHub, open the package `{}`, Package settings, Manage access.",
                page(tool),
            ),
            "Choose Invite teams or people and add this user name with the role Read.",
            "Remove this user name. If access is inherited from a repository, remove it there too.",
        ),
        "seven-bridges" => (
            on_page(
                tool,
                "On the platform, open Developer, Docker registry, and the members of the \
                 repository `{}`.",
                None,
            ),
            "Add this user name with the permission to read.",
            "Remove this user name.",
        ),
        _ => (
            on_page(
                tool,
                "Sign in to the registry as somebody who manages the repository `{}`, and open who \
                 may use it.",
                page(tool),
            ),
            "Give this name the permission to pull, and no other.",
            "Take the permission to pull from this name, and from every group that gives it.",
        ),
    };
    let act = match action {
        Action::Grant => grant,
        Action::Remove => remove,
    };
    vec![open, Step::new(act).copy(name)]
}

/// A step with the image in the place of `{}`.
fn on_page(tool: &Registration, text: &str, link: Option<String>) -> Step {
    let path = tool.tool_path();
    let image = [path.host(), "/", path.repository()].concat();
    Step {
        link,
        ..Step::new(text.replacen("{}", &image, 1))
    }
}

/// The registry's page about the repository, where the built-in catalogue knows one.
fn page(tool: &Registration) -> Option<String> {
    let path = tool.tool_path();
    let catalogue = Catalogue::built_in();
    let entry = catalogue.by_id(tool.registry())?;
    entry.page(path.host(), path.repository())
}

/// A project's members. An image may lie up to two names below its project, so that only the
/// shortest path tells which it is (GitLab documentation, Container registry: naming convention).
fn gitlab_members(tool: &Registration) -> Option<String> {
    let path = tool.tool_path().repository();
    let is_project = path.matches('/').count() == 1;
    is_project.then(|| format!("https://gitlab.com/{path}/-/project_members"))
}
