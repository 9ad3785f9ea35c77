#![doc = include_str!("../README.md")]

mod accounts;
mod api;
pub mod app;
mod assets;
mod body;
mod checks;
mod conditional;
pub mod config;
mod cookie;
mod demo;
pub mod edge;
mod guesses;
mod health;
mod idempotency;
mod identity;
pub mod limits;
pub mod operator_token;
mod origin;
mod pages;
mod password_guesses;
mod passwords;
pub mod problem;
mod query;
mod rate_limit;
mod request_id;
pub mod seams;
pub mod secret;
mod security_headers;
mod server;
mod sessions;
mod sign_in;
pub mod state;
mod tools;

pub use server::{Server, StartError, open};
