//! What belongs to an account and lies in tables of its own.

use crate::{AddedRegistry, PrincipalProof, RegistryRequest, RegistryRequestId, Timestamp};

/// What belongs to an account beside its row. Most accounts have nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Belongings {
    /// What it has shown to be its own on AWS, in the order of the ARNs.
    pub(crate) proofs: Vec<PrincipalProof>,
    /// The registries that it asked for before anybody else did, with what was answered; the oldest first.
    pub(crate) asked_for: Vec<RegistryRequest>,
    /// Which requests for registries it supports since when, in the order in which those were made.
    pub(crate) supported: Vec<(RegistryRequestId, Timestamp)>,
    /// The registries that it has added to the catalogue, the oldest first.
    pub(crate) added: Vec<AddedRegistry>,
}
