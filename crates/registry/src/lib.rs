#![doc = include_str!("../README.md")]

pub mod guard;
pub mod http;
