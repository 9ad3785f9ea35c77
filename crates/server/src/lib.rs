#![doc = include_str!("../README.md")]

mod api;
pub mod app;
mod assets;
mod body;
mod checks;
mod conditional;
pub mod config;
mod cookie;
mod database;
mod demo;
pub mod edge;
mod guesses;
mod health;
pub mod limits;
mod operator;
pub mod operator_token;
mod origin;
mod pages;
pub mod problem;
mod query;
mod rate_limit;
mod request_id;
pub mod seams;
mod security_headers;
mod server;
mod sessions;
mod sign_in;
pub mod state;
mod tools;

pub use server::{Server, StartError, open};
