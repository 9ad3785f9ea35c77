//! The pulling half of the OCI distribution specification, as far as evidence needs it: manifests,
//! tags, and the token dance in front of them.

mod challenge;
mod digest;
mod error;
mod habits;
mod image;
mod link;
mod login;
pub(crate) mod look;
mod manifest;
mod raw_manifest;
mod tags;
mod token;
pub(crate) mod visit;
pub(crate) mod voice;

pub use challenge::{CHALLENGE_BYTES_MAX, Challenge, PARTS_MAX, challenges};
pub use digest::Digest;
pub use error::RegistryError;
pub(crate) use habits::Habits;
pub use image::Image;
pub use link::{LinkTooLong, next_link};
pub use login::Login;
pub use manifest::{
    DESCRIPTORS_MAX, Descriptor, Entry, MANIFEST_BYTES_MAX, MANIFEST_TYPES, Manifest, ManifestError,
};
pub(crate) use tags::list;
pub use tags::{PAGES_MAX, TAGS_MAX, Tags};
