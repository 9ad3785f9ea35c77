//! A few real tools for a new database, so that there is something to look at.

use wharfinger_core::registration::{Draft, check};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::report::Field;
use wharfinger_store::{Actor, By, LinkPurpose, OPERATOR, RedeemError, Tool};

use crate::accounts::links;
use crate::api::v1::tools::problem;
use crate::limits::LINK_LIFETIME;
use crate::problem::Problem;
use crate::state::State;
use crate::tools::register::register;

/// Image, visibility, contact, description, source.
const TOOLS: &[[&str; 5]] = &[
    [
        "quay.io/biocontainers/samtools:1.17--h00cdaf9_0",
        "public",
        "",
        "Reads, writes and indexes SAM, BAM and CRAM files",
        "https://github.com/samtools/samtools",
    ],
    [
        "ghcr.io/astral-sh/uv:0.4.30",
        "public",
        "",
        "A Python package and project manager",
        "https://github.com/astral-sh/uv",
    ],
    [
        "docker.io/broadinstitute/gatk:4.5.0.0",
        "public",
        "",
        "Finds variants in high-throughput sequencing data",
        "https://github.com/broadinstitute/gatk",
    ],
    [
        "public.ecr.aws/docker/library/python:3.12-slim",
        "public",
        "",
        "The Python interpreter on Debian",
        "https://github.com/docker-library/python",
    ],
    [
        "registry.gitlab.com/gitlab-org/build/cng/gitlab-shell:v14.30.1",
        "public",
        "",
        "Serves Git over SSH for GitLab",
        "https://gitlab.com/gitlab-org/gitlab-shell",
    ],
    [
        "312767926603.dkr.ecr.us-west-2.amazonaws.com/md5sum:1.0",
        "private",
        "tools@example.org",
        "Prints MD5 checksums; an example of a private image on Amazon ECR",
        "https://github.com/dockstore/dockstore-tool-md5sum",
    ],
];

/// Registers the tools when the database holds none; returns how many.
pub(crate) async fn seed(state: &State) -> Result<usize, Problem> {
    if state.store.counts().await?.tools > 0 {
        return Ok(0);
    }
    // The newest tool is listed first, so the last one here would be.
    for [image, visibility, contact, description, source] in TOOLS.iter().rev() {
        let draft = Draft::default()
            .with(Field::Image, *image)
            .with(Field::Visibility, *visibility)
            .with(Field::ContactEmail, *contact)
            .with(Field::Description, *description)
            .with(Field::SourceUrl, *source);
        let by = By {
            actor: Actor::Account(OPERATOR),
            request_id: "demo".to_owned(),
            now: state.clock.now(),
        };
        let registered = register(state, &draft, None, None, by.clone())
            .await
            .map_err(|refused| problem(refused, &draft))?;
        confirm_contact(state, &registered.tool, by).await?;
    }
    Ok(TOOLS.len())
}

/// Takes the contact of an example as confirmed: it is nobody's address, and is not to be written to,
/// whatever mail server the demo has.
async fn confirm_contact(state: &State, tool: &Tool, by: By) -> Result<(), Problem> {
    let Some(contact) = tool.registration.contact_email() else {
        return Ok(());
    };
    let purpose = LinkPurpose::VerifyContact {
        tool: tool.id,
        address: contact.to_owned(),
    };
    let until = by.now.later(LINK_LIFETIME);
    let (store, entropy) = (&*state.store, &*state.entropy);
    let link = links::make_unasked(purpose, until, store, entropy, by.now).await?;
    let confirmed = store.verify_contact_by_link(link.hash(), by).await;
    confirmed.map(drop).map_err(|error| match error {
        RedeemError::Failure(failure) => failure.into(),
        error @ RedeemError::NoSuchLink => Problem::Internal(error.to_string()),
    })
}

/// The paths of the tools.
pub(super) fn paths() -> impl Iterator<Item = String> {
    TOOLS.iter().filter_map(|[image, visibility, contact, ..]| {
        let draft = Draft::default()
            .with(Field::Image, *image)
            .with(Field::Visibility, *visibility)
            .with(Field::ContactEmail, *contact);
        let report = check(&Catalogue::built_in(), &draft);
        let registration = report.registration?;
        Some(registration.tool_path().to_string())
    })
}
