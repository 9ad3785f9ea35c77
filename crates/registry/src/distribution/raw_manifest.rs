//! The JSON of manifests, before anything in it is believed.

use serde::Deserialize;

use super::Digest;
use super::manifest::{Descriptor, Entry, ManifestError};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawManifest {
    pub(super) schema_version: u64,
    pub(super) media_type: Option<String>,
    pub(super) config: Option<RawDescriptor>,
    pub(super) layers: Option<Vec<RawDescriptor>>,
    pub(super) manifests: Option<Vec<RawEntry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawDescriptor {
    media_type: String,
    digest: String,
    size: u64,
}

/// A descriptor with a platform. Not flattened: serde would let a member stand in it twice.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawEntry {
    media_type: String,
    digest: String,
    size: u64,
    platform: Option<RawPlatform>,
}

#[derive(Deserialize)]
struct RawPlatform {
    os: String,
    architecture: String,
    variant: Option<String>,
}

impl RawDescriptor {
    pub(super) fn check(self) -> Result<Descriptor, ManifestError> {
        Ok(Descriptor {
            media_type: self.media_type,
            digest: Digest::parse(&self.digest).ok_or(ManifestError::Digest(self.digest))?,
            size: self.size,
        })
    }
}

impl RawEntry {
    pub(super) fn check(self) -> Result<Entry, ManifestError> {
        let image = RawDescriptor {
            media_type: self.media_type,
            digest: self.digest,
            size: self.size,
        };
        Ok(Entry {
            image: image.check()?,
            platform: self.platform.map(|platform| {
                let mut parts = vec![platform.os, platform.architecture];
                parts.extend(platform.variant);
                parts.join("/")
            }),
        })
    }
}
