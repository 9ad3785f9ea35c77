//! `wharfinger check`: references and drafts, from the command line or a line at a time.

mod lines;
mod verdict;

use std::io::{self, Write};
use std::process::ExitCode;

use wharfinger_core::image;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;

use crate::arguments::{Check, Format};
use crate::{output, serve};

/// Checks what was asked for; fails when something is wrong with any of it.
pub(crate) fn run(arguments: &Check) -> anyhow::Result<ExitCode> {
    let catalogue = serve::from_file(&arguments.catalogue)?.catalogue;
    let is_valid = if arguments.jsonl {
        let question = if arguments.registration {
            lines::Question::Registration
        } else {
            lines::Question::Image(arguments.mode.into())
        };
        lines::answer(
            &catalogue,
            question,
            io::stdin().lock(),
            &mut output::plain(),
        )?
    } else {
        check_images(&catalogue, arguments)?
    };
    Ok(if is_valid {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn check_images(catalogue: &Catalogue, arguments: &Check) -> anyhow::Result<bool> {
    let mut is_valid = true;
    let mut text_out = output::coloured();
    for image in &arguments.images {
        let checked = image::check(catalogue, image, arguments.mode.into());
        is_valid &= checked.reference.is_some();
        match arguments.format {
            Format::Text => verdict::write(&mut text_out, image, &checked)?,
            Format::Json => {
                output::json_line(&mut text_out, &wire::checked_image(image, &checked))?;
            }
        }
    }
    text_out.flush()?;
    Ok(is_valid)
}
