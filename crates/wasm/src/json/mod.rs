//! The little JSON that crosses between JavaScript and the rules: text in, text out.
//!
//! One string each way is as fast as building objects from here, and the smallest by far:
//! `serde_json` adds 26 KB to what every visitor loads, most of it about numbers, and
//! `serde-wasm-bindgen` 12 KB. What comes in is the output of `JSON.stringify`, what goes out is
//! the input of `JSON.parse`; drafts and reports hold no fractions.

mod read;
mod write;

pub(crate) use read::{Json, read};
pub(crate) use write::write;
