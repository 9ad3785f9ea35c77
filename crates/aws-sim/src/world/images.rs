//! Images: listing and pulling.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use wharfinger_core::timestamp::Timestamp;

use super::account::Repository;
use super::{Caller, World};
use crate::address::RepositoryAddress;
use crate::hex::hex;
use crate::moment;
use crate::names::Region;
use crate::operation::Operation;
use crate::refusal::Refusal;

/// How long a password for `docker login` is good (ECR API Reference, `GetAuthorizationToken`).
const TOKEN_SECONDS: i64 = 12 * 60 * 60;

/// An image, by its manifest. Its layers are not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// `sha256:...` of the manifest.
    pub digest: String,
    /// Its names. Another image that is pushed under one of them takes it away.
    pub tags: Vec<String>,
    /// The manifest.
    pub manifest: String,
    /// What kind of manifest it is.
    pub media_type: String,
    /// Since when it is there.
    pub pushed_at: Timestamp,
}

impl Image {
    /// An image of an OCI manifest.
    ///
    /// ```
    /// use wharfinger_aws_sim::Image;
    /// use wharfinger_core::timestamp::Timestamp;
    /// let image = Image::new(Timestamp::MIN, "1.0", "{}");
    /// assert!(image.digest.starts_with("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc2"));
    /// ```
    #[must_use]
    pub fn new(pushed_at: Timestamp, tag: &str, manifest: &str) -> Self {
        Self {
            digest: format!("sha256:{}", hex(&Sha256::digest(manifest))),
            tags: vec![tag.to_owned()],
            manifest: manifest.to_owned(),
            media_type: "application/vnd.oci.image.manifest.v1+json".to_owned(),
            pushed_at,
        }
    }
}

/// Which image: by tag, by digest or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageId {
    /// `sha256:...`.
    pub digest: Option<String>,
    /// A tag.
    pub tag: Option<String>,
}

impl ImageId {
    fn is(&self, image: &Image) -> bool {
        let has_digest = self
            .digest
            .as_ref()
            .is_none_or(|digest| *digest == image.digest);
        let has_tag = self.tag.as_ref().is_none_or(|tag| image.tags.contains(tag));
        has_digest && has_tag && (self.digest.is_some() || self.tag.is_some())
    }
}

/// What `docker login` is given. It opens nothing: there is no registry to log in to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationToken {
    /// `AWS:PASSWORD` in Base64.
    pub token: String,
    /// Until when.
    pub expires_at: Timestamp,
    /// Where to log in.
    pub proxy_endpoint: String,
}

impl World {
    /// Tells of images: of those named, which must all be there, or of all in the repository.
    ///
    /// # Errors
    /// [`Refusal::ImageNotFound`], [`Refusal::RepositoryNotFound`], and what any call can meet.
    pub fn describe_images(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
        named: &[ImageId],
    ) -> Result<Vec<Image>, Refusal> {
        let repository = self.open(now, caller, Operation::DescribeImages, address)?;
        if named.is_empty() {
            return Ok(repository.images.clone());
        }
        let images = named.iter().map(|id| {
            let image = repository.images.iter().find(|image| id.is(image));
            image.cloned().ok_or_else(|| not_found(id, address))
        });
        images.collect()
    }

    /// Reads manifests: the first half of a pull. Of an image that is not there, `None`.
    ///
    /// # Errors
    /// [`Refusal::RepositoryNotFound`], and what any call can meet.
    pub fn batch_get_image(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        address: &RepositoryAddress,
        named: &[ImageId],
    ) -> Result<Vec<(ImageId, Option<Image>)>, Refusal> {
        let repository = self.open(now, caller, Operation::BatchGetImage, address)?;
        let images = named.iter().map(|id| {
            let image = repository.images.iter().find(|image| id.is(image));
            (id.clone(), image.cloned())
        });
        Ok(images.collect())
    }

    /// Gives a password for `docker login`, good for 12 hours.
    ///
    /// # Errors
    /// What any call can meet.
    pub fn authorization_token(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        region: &Region,
    ) -> Result<AuthorizationToken, Refusal> {
        let operation = Operation::GetAuthorizationToken;
        self.admit(now, caller, operation, region)?;
        self.allow_own(now, caller, operation, region, "*")?;
        let expires_at = moment::seconds_later(now, TOKEN_SECONDS);
        let password = self.issue_password(now, caller, region, expires_at);
        let (account, domain) = (caller.account(), region.partition().domain());
        Ok(AuthorizationToken {
            token: STANDARD.encode(format!("AWS:{password}")),
            expires_at,
            proxy_endpoint: format!("https://{account}.dkr.ecr.{region}.{domain}"),
        })
    }

    fn open(
        &mut self,
        now: Timestamp,
        caller: &Caller,
        operation: Operation,
        address: &RepositoryAddress,
    ) -> Result<&Repository, Refusal> {
        self.admit(now, caller, operation, &address.region)?;
        self.allow(now, caller, operation, address)?;
        self.found(address)
    }
}

fn not_found(id: &ImageId, address: &RepositoryAddress) -> Refusal {
    let shown = |part: &Option<String>| part.clone().unwrap_or_else(|| "null".to_owned());
    Refusal::ImageNotFound(format!(
        "The image with imageId {{imageDigest:'{}', imageTag:'{}'}} does not exist within the repository \
         with name '{}' in the registry with id '{}'",
        shown(&id.digest),
        shown(&id.tag),
        address.name,
        address.account
    ))
}
