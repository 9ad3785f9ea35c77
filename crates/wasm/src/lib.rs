#![doc = include_str!("../README.md")]

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the rules.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
