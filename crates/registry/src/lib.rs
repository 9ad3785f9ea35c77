#![doc = include_str!("../README.md")]

pub mod distribution;
mod greeting;
pub mod guard;
pub mod http;
mod reason;
mod registries;

pub use greeting::{Greeting, GreetingKind};
pub use registries::{DETAIL_LETTERS_MAX, QUESTION_TIMEOUT, Registries};
