#![doc = include_str!("../README.md")]

mod address;
mod faults;
mod hex;
mod http;
mod iam;
mod moment;
mod names;
mod operation;
mod random;
mod refusal;
mod world;

pub use address::RepositoryAddress;
pub use faults::{Chances, Fault, Faults, Landing};
pub use http::{Handle, Shared, Simulator};
pub use names::{AccountId, InvalidName, Partition, Region};
pub use operation::{Operation, Service};
pub use refusal::Refusal;
pub use world::{
    AssumeRole, AssumedRole, AuthorizationToken, Caller, Credentials, Event, EventPage, Identity,
    Image, ImageId, LookupEvents, Rate, RegistryScope, RepositoryDetails, SetUpError, World,
};
