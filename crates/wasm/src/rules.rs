//! The rules: drafts and texts in, reports out, as plain objects.

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};
use wharfinger_core::access;
use wharfinger_core::image;
use wharfinger_core::principal;
use wharfinger_core::registration;
use wharfinger_core::registry::Catalogue;
use wharfinger_core::wire;

use crate::input;
use crate::reference::mode;

/// The rules under one catalogue of registries.
///
/// The methods take and return plain objects; the package around this gives both their types.
#[wasm_bindgen]
pub struct Rules {
    catalogue: Catalogue,
}

#[wasm_bindgen]
impl Rules {
    /// The built-in catalogue, with the operator's `registries` (an array) behind it.
    ///
    /// # Errors
    /// Which registry is refused and why.
    #[wasm_bindgen(constructor)]
    pub fn new(registries: &JsValue) -> Result<Rules, JsError> {
        let operators = input::operator_registries(registries)?;
        let catalogue = Catalogue::with_operators(operators)?;
        Ok(Self { catalogue })
    }

    /// The report about a draft: a plain object or a `FormData`.
    ///
    /// # Errors
    /// When the draft is no object.
    #[wasm_bindgen(js_name = checkRegistration)]
    pub fn check_registration(&self, draft: JsValue) -> Result<JsValue, JsError> {
        let draft = input::draft(draft)?;
        let report = registration::check(&self.catalogue, &draft);
        Ok(output(&wire::report(&draft, &report)))
    }

    /// The image that a draft names, with what it takes to pull it; `null` when it cannot be read.
    ///
    /// # Errors
    /// When the draft is no object.
    #[wasm_bindgen(js_name = readImage)]
    pub fn read_image(&self, draft: JsValue) -> Result<JsValue, JsError> {
        let draft = input::draft(draft)?;
        Ok(output(&wire::read_image(&self.catalogue, &draft)))
    }

    /// The image that a draft names once its likeliest mends are applied; `null` when it cannot be
    /// read even then.
    ///
    /// # Errors
    /// When the draft is no object.
    #[wasm_bindgen(js_name = readMendedImage)]
    pub fn read_mended_image(&self, draft: JsValue) -> Result<JsValue, JsError> {
        let draft = input::draft(draft)?;
        Ok(output(&wire::read_mended_image(&self.catalogue, &draft)))
    }

    /// The verdict about one image reference, with all issues.
    #[wasm_bindgen(js_name = parseImageReference)]
    pub fn parse_image_reference(&self, text: &str, compat: bool) -> JsValue {
        let checked = image::check(&self.catalogue, text, mode(compat));
        output(&wire::checked_image(text, &checked))
    }

    /// The verdict about somebody who asks for access to images on `host`.
    #[wasm_bindgen(js_name = checkPrincipal)]
    pub fn check_principal(&self, host: &str, text: &str) -> JsValue {
        let identified = self.catalogue.identify(host);
        let checked = principal::check(identified.entry(), identified.host(), text);
        output(&wire::checked_principal(text, &checked))
    }

    /// The report about a request for access to images on `host`: a plain object or a `FormData`.
    ///
    /// # Errors
    /// When the draft is no object.
    #[wasm_bindgen(js_name = checkAccessRequest)]
    pub fn check_access_request(&self, host: &str, draft: JsValue) -> Result<JsValue, JsError> {
        let draft = input::access_draft(draft)?;
        let identified = self.catalogue.identify(host);
        let report = access::check(identified.entry(), identified.host(), &draft);
        Ok(output(&wire::access_report(&draft, &report)))
    }

    /// Every registry of the catalogue.
    pub fn registries(&self) -> JsValue {
        output(&wire::registries(&self.catalogue))
    }
}

/// A value of the contracts as `JSON.parse` would make it.
fn output(value: &impl Serialize) -> JsValue {
    value
        .serialize(&Serializer::json_compatible())
        .expect("the contracts are made of objects, lists, texts, truths and small whole numbers")
}
