#![doc = include_str!("../README.md")]

mod reference;

#[cfg(feature = "rules")]
mod input;
#[cfg(feature = "rules")]
mod rules;

pub use reference::{is_image_reference, read_image_reference};
#[cfg(feature = "rules")]
pub use rules::Rules;

/// Smaller than the standard library's allocator by 6 KB, and faster. `talc` is sound only where
/// there is one thread, which it checks when it is compiled.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
