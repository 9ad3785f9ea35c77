//! `wharfinger registries`: what the catalogue knows.

use std::io::Write as _;
use std::process::ExitCode;

use anstyle::Style;
use wharfinger_core::registry::RegistryVisibility;

use crate::arguments::{Format, Registries};
use crate::{output, serve};

const BOLD: Style = Style::new().bold();

/// Lists the registries.
pub(crate) fn run(arguments: &Registries) -> anyhow::Result<ExitCode> {
    let catalogue = serve::catalogue(&arguments.catalogue)?;
    if arguments.format == Format::Json {
        todo!();
    }
    let mut rows = vec![["ID", "NAME", "HOST", "IMAGES", "REPOSITORY"].map(str::to_owned)];
    for entry in catalogue.entries() {
        let images = match entry.visibility() {
            RegistryVisibility::PublicOnly => "public",
            RegistryVisibility::PrivateOnly => "private",
            RegistryVisibility::Mixed => "public, private",
        };
        rows.push([
            entry.id().to_owned(),
            entry.name().to_owned(),
            entry.host_example().to_owned(),
            images.to_owned(),
            entry.layout().to_owned(),
        ]);
    }
    Ok(ExitCode::SUCCESS)
}
