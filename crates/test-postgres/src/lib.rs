#![doc = include_str!("../README.md")]

mod account;
mod cluster;
mod database;
mod programs;
mod watcher;

pub use cluster::Cluster;
pub use database::Database;
