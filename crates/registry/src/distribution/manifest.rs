//! Manifests: what an image, or a choice of images, is made of.

use super::Digest;
use super::raw_manifest::{RawDescriptor, RawEntry, RawManifest};

/// Most bytes of a manifest: what registries have to take (OCI distribution specification, Pushing
/// manifests) and what Amazon ECR takes at most.
pub const MANIFEST_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Most descriptors of one manifest. Docker stops at 127 layers, the largest indexes of Docker Hub
/// have some 30 entries.
pub const DESCRIPTORS_MAX: usize = 1_000;

/// The media types of what can be pulled, as `Accept` has them: image and index of the OCI, image
/// and list of Docker. The first version of Docker's manifests is left out: its clients stopped
/// taking them in 2025.
pub const MANIFEST_TYPES: &str = "application/vnd.oci.image.index.v1+json, \
     application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json, \
     application/vnd.docker.distribution.manifest.v2+json";

/// A manifest that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Manifest {
    /// One image: its configuration and layers.
    Image {
        /// What names the image.
        config: Descriptor,
        /// From the bottom.
        layers: Vec<Descriptor>,
    },
    /// Images of one name for several platforms.
    Index(Vec<Entry>),
}

/// What a manifest says about another content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Its type.
    pub media_type: String,
    /// Its digest.
    pub digest: Digest,
    /// Its bytes.
    pub size: u64,
}

/// One image of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where the image is.
    pub image: Descriptor,
    /// `os/architecture[/variant]`, where the index says so.
    pub platform: Option<String>,
}

/// Why some bytes are no manifest.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// No JSON, or not that of a manifest.
    #[error("is no manifest: {0}")]
    Json(#[from] serde_json::Error),
    /// Another version.
    #[error("has the schema version {0}; 2 is known")]
    Version(u64),
    /// Of no known type.
    #[error("has the type `{0}`, which is no image and no index")]
    Type(String),
    /// The type that was announced is another.
    #[error("says that it is `{inside}`, though `{outside}` was announced")]
    TwoTypes {
        /// The type in the manifest.
        inside: String,
        /// The type in `Content-Type`.
        outside: String,
    },
    /// An image and an index at once.
    #[error("has both `layers` and `manifests`, so that it can be read in two ways")]
    TwoThings,
    /// It names contents that cannot be checked.
    #[error("names a content by `{0}`, which is no digest that can be checked")]
    Digest(String),
    /// Too long.
    #[error("names more than {DESCRIPTORS_MAX} contents")]
    TooMany,
    /// Lacks what its type is made of.
    #[error("has no `{0}`")]
    Lacks(&'static str),
}

impl Manifest {
    /// Reads a manifest that came with a `Content-Type`.
    ///
    /// ```
    /// use wharfinger_registry::distribution::{Digest, Manifest};
    ///
    /// let entry = format!(r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{}",
    ///     "size":2,"platform":{{"os":"linux","architecture":"arm64"}}}}"#, Digest::of(b"{}"));
    /// let text = format!(r#"{{"schemaVersion":2,"manifests":[{entry}]}}"#);
    /// let read = Manifest::read(text.as_bytes(), "application/vnd.oci.image.index.v1+json").unwrap();
    /// let Manifest::Index(entries) = read else { panic!() };
    /// assert_eq!(entries[0].platform.as_deref(), Some("linux/arm64"));
    /// ```
    pub fn read(bytes: &[u8], content_type: &str) -> Result<Self, ManifestError> {
        let raw: RawManifest = serde_json::from_slice(bytes)?;
        if raw.schema_version != 2 {
            return Err(ManifestError::Version(raw.schema_version));
        }
        let outside = essence(content_type);
        // Whoever is told one type and reads another can be shown two images under one digest
        // (CVE-2021-41190).
        if let Some(inside) = raw
            .media_type
            .as_deref()
            .filter(|inside| *inside != outside)
        {
            return Err(ManifestError::TwoTypes {
                inside: inside.to_owned(),
                outside: outside.to_owned(),
            });
        }
        if raw.layers.is_some() && raw.manifests.is_some() {
            return Err(ManifestError::TwoThings);
        }
        match Kind::of(outside) {
            None => Err(ManifestError::Type(outside.to_owned())),
            Some(Kind::Image) => Ok(Self::Image {
                config: raw.config.ok_or(ManifestError::Lacks("config"))?.check()?,
                layers: check_all(raw.layers, "layers", RawDescriptor::check)?,
            }),
            Some(Kind::Index) => {
                let entries = check_all(raw.manifests, "manifests", RawEntry::check)?;
                Ok(Self::Index(entries))
            }
        }
    }
}

/// What a media type stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Image,
    Index,
}

impl Kind {
    fn of(media_type: &str) -> Option<Self> {
        match media_type {
            "application/vnd.oci.image.index.v1+json"
            | "application/vnd.docker.distribution.manifest.list.v2+json" => Some(Self::Index),
            "application/vnd.oci.image.manifest.v1+json"
            | "application/vnd.docker.distribution.manifest.v2+json" => Some(Self::Image),
            _ => None,
        }
    }
}

/// Whether a `Content-Type` is that of something that can be pulled.
pub(super) fn is_manifest_type(content_type: &str) -> bool {
    Kind::of(essence(content_type)).is_some()
}

/// A media type without its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

fn check_all<R, T>(
    raw: Option<Vec<R>>,
    name: &'static str,
    check: impl Fn(R) -> Result<T, ManifestError>,
) -> Result<Vec<T>, ManifestError> {
    let raw = raw.ok_or(ManifestError::Lacks(name))?;
    if raw.len() > DESCRIPTORS_MAX {
        return Err(ManifestError::TooMany);
    }
    raw.into_iter().map(check).collect()
}
