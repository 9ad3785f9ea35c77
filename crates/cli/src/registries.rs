//! `wharfinger registries`: what the catalogue knows.

use std::io::Write as _;
use std::process::ExitCode;

use anstyle::Style;
use unicode_width::UnicodeWidthStr as _;
use wharfinger_core::registry::{Catalogue, RegistryVisibility};
use wharfinger_core::wire;

use crate::arguments::{Format, Registries};
use crate::{output, serve};

const BOLD: Style = Style::new().bold();

/// Lists the registries: a table for people, or the JSON of `GET /api/v1/registries`.
pub(crate) fn run(arguments: &Registries) -> anyhow::Result<ExitCode> {
    let catalogue = serve::from_file(&arguments.catalogue)?.catalogue;
    match arguments.format {
        Format::Text => table(&catalogue)?,
        Format::Json => {
            #[derive(serde::Serialize)]
            struct RegistriesJson<R> {
                registries: R,
            }
            let registries = wire::registries(&catalogue);
            let mut out = output::plain();
            output::json_line(&mut out, &RegistriesJson { registries })?;
            out.flush()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn table(catalogue: &Catalogue) -> anyhow::Result<()> {
    let head = ["ID", "NAME", "HOST", "IMAGES", "REPOSITORY"];
    let rows: Vec<[&str; 5]> = catalogue
        .entries()
        .map(|entry| {
            let images = match entry.visibility() {
                RegistryVisibility::PublicOnly => "public",
                RegistryVisibility::PrivateOnly => "private",
                RegistryVisibility::Mixed => "public or private",
            };
            let host = entry.host_example();
            [entry.id(), entry.name(), host, images, entry.layout()]
        })
        .collect();
    let width = |column: usize| {
        let cells = rows.iter().chain([&head]).map(|row| row[column].width());
        cells.max().unwrap_or_default()
    };
    let widths: [usize; 5] = std::array::from_fn(width);
    let line = |row: &[&str; 5]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| {
            let padding = width - cell.width();
            format!("{cell}{:padding$}", "")
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut out = output::coloured();
    writeln!(out, "{BOLD}{}{BOLD:#}", line(&head))?;
    for row in &rows {
        writeln!(out, "{}", line(row))?;
    }
    Ok(())
}
