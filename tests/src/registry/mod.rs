//! A real image registry, distribution's own, and real images in it.

#![expect(
    clippy::unwrap_used,
    reason = "a registry that does not start, or takes no image, fails the test"
)]

mod program;
mod push;

pub use program::Program;
pub use push::{DOCKER_IMAGE, OCI_IMAGE, OCI_INDEX, Pusher};
