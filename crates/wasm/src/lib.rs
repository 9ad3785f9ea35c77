#![doc = include_str!("../README.md")]

mod json;
mod operators;

use serde::Deserialize;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;
use wharfinger_core::image;
use wharfinger_core::principal;
use wharfinger_core::reference::{ImageReference, Mode};
use wharfinger_core::registration::{self, Draft};
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;

/// Smaller than the standard library's allocator by 6 KB, and faster. `talc` is sound only where
/// there is one thread, which it checks when it is compiled.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// The rules under one catalogue of registries.
///
/// The methods take the texts that `JSON.stringify` makes and return texts for `JSON.parse`; the
/// package around this gives both sides their types.
#[wasm_bindgen]
pub struct Rules {
    catalogue: Catalogue,
}

#[wasm_bindgen]
impl Rules {
    /// The built-in catalogue, with the operator's `registries` (a JSON list) behind it.
    ///
    /// # Errors
    /// Which registry is refused and why.
    #[wasm_bindgen(constructor)]
    pub fn new(registries: &str) -> Result<Rules, JsError> {
        let list = json::read(registries).ok_or_else(|| JsError::new("not JSON"))?;
        let operators = operators::read(list).map_err(|message| JsError::new(&message))?;
        let catalogue = Catalogue::with_operators(operators)
            .map_err(|error| JsError::new(&error.to_string()))?;
        Ok(Self { catalogue })
    }

    /// The report about a draft.
    ///
    /// # Errors
    /// When the draft is no object.
    #[wasm_bindgen(js_name = checkRegistration)]
    pub fn check_registration(&self, draft: &str) -> Result<String, JsError> {
        let draft = read_draft(draft)?;
        let report = registration::check(&self.catalogue, &draft);
        Ok(json::write(&wire::report(&draft, &report)))
    }

    /// The image that a draft names, with what it takes to pull it; `null` when it cannot be read.
    ///
    /// # Errors
    /// When the draft is no object.
    #[wasm_bindgen(js_name = readImage)]
    pub fn read_image(&self, draft: &str) -> Result<String, JsError> {
        let draft = read_draft(draft)?;
        Ok(json::write(&wire::read_image(&self.catalogue, &draft)))
    }

    /// The verdict about one image reference, with all issues.
    #[wasm_bindgen(js_name = parseImageReference)]
    pub fn parse_image_reference(&self, text: &str, compat: bool) -> String {
        let checked = image::check(&self.catalogue, text, mode(compat));
        json::write(&wire::checked_image(text, &checked))
    }

    /// The verdict about somebody who asks for access to images on `host`.
    #[wasm_bindgen(js_name = checkPrincipal)]
    pub fn check_principal(&self, host: &str, text: &str) -> String {
        let identified = self.catalogue.identify(host);
        let checked = principal::check(identified.entry(), identified.host(), text);
        json::write(&wire::checked_principal(text, &checked))
    }

    /// Every registry of the catalogue.
    pub fn registries(&self) -> String {
        json::write(&wire::registries(&self.catalogue))
    }
}

/// Whether a text is an image reference: nothing is allocated but the text.
#[wasm_bindgen(js_name = isImageReference)]
pub fn is_image_reference(text: &str, compat: bool) -> bool {
    ImageReference::parse(text, mode(compat)).is_some()
}

fn mode(compat: bool) -> Mode {
    if compat { Mode::Compat } else { Mode::Strict }
}

fn read_draft(text: &str) -> Result<Draft, JsError> {
    let json = json::read(text).ok_or_else(|| JsError::new("a draft is an object"))?;
    Draft::deserialize(json).map_err(|error| JsError::new(&error.to_string()))
}
