//! Reading one reference: no objects cross, so that it is small and quick enough for any filter.

use wasm_bindgen::prelude::wasm_bindgen;
use wharfinger_core::reference::{ImageReference, Mode};

/// Whether a text is an image reference: nothing is allocated but the text.
#[wasm_bindgen(js_name = isImageReference)]
pub fn is_image_reference(text: &str, compat: bool) -> bool {
    ImageReference::parse(text, mode(compat)).is_some()
}

/// The parts of a reference, a line each, in the order of `wire::checked_image`: domain, path, tag,
/// digest, familiar name. A missing tag or digest is an empty line; no part holds a line feed.
#[wasm_bindgen(js_name = readImageReference)]
pub fn read_image_reference(text: &str, compat: bool) -> Option<String> {
    let reference = ImageReference::parse(text, mode(compat))?;
    let parts = [
        reference.domain(),
        &reference.path(),
        reference.tag().unwrap_or_default(),
        reference.digest().unwrap_or_default(),
        &reference.familiar(),
    ];
    Some(parts.join("\n"))
}

pub(crate) fn mode(compat: bool) -> Mode {
    if compat { Mode::Compat } else { Mode::Strict }
}
