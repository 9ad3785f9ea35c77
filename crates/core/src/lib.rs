#![doc = include_str!("../README.md")]

pub mod access;
pub mod account;
pub mod code;
pub mod contact;
pub mod descriptor;
#[cfg(feature = "diagnosis")]
pub mod diagnosis;
pub mod evidence;
pub mod grants;
pub mod image;
mod letters;
pub mod line;
pub mod mended;
pub mod policy;
pub mod principal;
pub mod privacy;
mod prose;
pub mod pull;
mod punycode;
pub mod reference;
pub mod registration;
pub mod registry;
pub mod report;
pub mod timestamp;
pub mod tool_path;
#[cfg(feature = "serde")]
pub mod wire;
