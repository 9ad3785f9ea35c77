#![doc = include_str!("../README.md")]

mod from_js;

use from_js::from_js;
use js_sys::Error;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wharfinger_core::reference::{ImageReference, Mode};
use wharfinger_core::registration::{self, Draft};
use wharfinger_core::registry::{Catalogue, OperatorRegistry};
use wharfinger_core::wire;

/// The rules under one catalogue of registries.
///
/// The methods take and return the JSON of the contracts as JavaScript values; the package around
/// this gives them their types.
#[wasm_bindgen]
pub struct Rules {
    catalogue: Catalogue,
}

#[wasm_bindgen]
impl Rules {
    /// The built-in catalogue, with an operator's registries behind it where `registries` is a
    /// list of them.
    ///
    /// # Errors
    /// A JavaScript error that says which registry is refused and why.
    #[wasm_bindgen(constructor)]
    pub fn new(registries: JsValue) -> Result<Rules, Error> {
        if registries.is_undefined() {
            let catalogue = Catalogue::built_in();
            return Ok(Self { catalogue });
        }
        let operators: Vec<OperatorRegistry> =
            from_js(registries).map_err(|error| js_error(&error))?;
        let catalogue = Catalogue::with_operators(operators).map_err(|error| js_error(&error))?;
        Ok(Self { catalogue })
    }

    /// The report about a draft.
    ///
    /// # Errors
    /// A JavaScript error when the draft is no object, or holds what JSON cannot.
    #[wasm_bindgen(js_name = checkRegistration)]
    pub fn check_registration(&self, draft: JsValue) -> Result<JsValue, Error> {
        let draft: Draft = from_js(draft).map_err(|error| js_error(&error))?;
        let report = registration::check(&self.catalogue, &draft);
        to_js(&wire::report(&draft, &report))
    }

    /// The image that a draft names, with what it takes to pull it; `null` when it cannot be read.
    ///
    /// # Errors
    /// A JavaScript error when the draft is no object, or holds what JSON cannot.
    #[wasm_bindgen(js_name = readImage)]
    pub fn read_image(&self, draft: JsValue) -> Result<JsValue, Error> {
        let draft: Draft = from_js(draft).map_err(|error| js_error(&error))?;
        to_js(&wire::read_image(&self.catalogue, &draft))
    }

    /// Every registry of the catalogue.
    ///
    /// # Errors
    /// None in practice; the conversion cannot be typed otherwise.
    pub fn registries(&self) -> Result<JsValue, Error> {
        to_js(&wire::registries(&self.catalogue))
    }
}

/// Whether a text is an image reference: no object is made, so this is the cheapest call.
#[wasm_bindgen(js_name = isImageReference)]
pub fn is_image_reference(text: &str, compat: bool) -> bool {
    ImageReference::parse(text, mode(compat)).is_some()
}

fn mode(compat: bool) -> Mode {
    if compat { Mode::Compat } else { Mode::Strict }
}

/// Turns a value of the contracts into the JavaScript value that `JSON.parse` would give.
fn to_js(value: &impl Serialize) -> Result<JsValue, Error> {
    value
        .serialize(&Serializer::json_compatible())
        .map_err(|error| js_error(&error))
}

fn js_error(error: &impl ToString) -> Error {
    Error::new(&error.to_string())
}
