#![doc = include_str!("../README.md")]

mod amazon;
mod arn;
mod backoff;
mod book;
mod cloud;
pub mod connection;
pub mod doctor;
mod pace;
mod percent;
pub mod proof;
mod repository;
mod schedule;
mod seams;
mod worker;

pub use amazon::{
    Amazon, DESCRIBE_IMAGES, Described, Endpoints, PullPassword, SESSION_USED, Settings,
    credentials_from_environment, credentials_of_key,
};
pub use aws_sdk_sts::config::SharedCredentialsProvider;
pub use backoff::{BACKOFF_FIRST, BACKOFF_MAX, COOL_DOWN};
pub use book::{Book, Unrecorded};
pub use cloud::Cloud;
pub use pace::{Pace, READ_BURST, READ_EVERY, WRITE_BURST, WRITE_EVERY};
pub use schedule::{SWEEP_ACTIVE, SWEEP_IDLE, VERIFY_AGAIN};
pub use seams::{Clock, Random};
pub use worker::{CALL_TIMEOUT, Done, LEASE, LEASE_MARGIN, WRITE_MARGIN, Worker};
