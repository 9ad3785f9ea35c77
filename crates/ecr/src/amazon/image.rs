//! Whether an image is there, as its repository tells whoever acts for its owner.

use aws_sdk_ecr::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ecr::types::ImageIdentifier;
use serde_json::json;
use tokio::time::Instant;
use wharfinger_core::grants::{Failure, Repository, Target};

use super::failure::{Call, failure};
use super::session::allowing;
use super::told::tell;
use super::{Amazon, within};

/// What the role must allow.
pub const DESCRIBE_IMAGES: &str = "ecr:DescribeImages";

/// What a repository says about an image of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Described {
    /// It is there. The digest of its manifest, where one image was asked about and not the repository.
    There(Option<String>),
    /// It is not there, or the repository is not.
    Missing,
}

impl Amazon {
    /// Asks whether an image is there, by a tag or a digest, or whether the repository is where neither is
    /// given; in a session that may do nothing else.
    ///
    /// # Errors
    /// What came in place of an answer. The role must allow [`DESCRIBE_IMAGES`].
    pub async fn describe_image(
        &self,
        target: &Target,
        reference: Option<&str>,
    ) -> Result<Described, Failure> {
        self.check(target)?;
        let end = Instant::now() + self.settings().call_timeout;
        match within(end, Failure::Unavailable, self.describe(target, reference)).await {
            Err(Failure::NoRepository) => Ok(Described::Missing),
            answer => answer,
        }
    }

    async fn describe(
        &self,
        target: &Target,
        reference: Option<&str>,
    ) -> Result<Described, Failure> {
        let Repository {
            account,
            region,
            name,
            ..
        } = &target.repository;
        let arn = target.repository.arn();
        let policy = may_describe(&target.repository);
        let external_id = Some(target.authority.external_id.as_str());
        let session = self.assume(target, external_id, &policy).await?;
        let call = Call {
            action: DESCRIBE_IMAGES,
            resource: &arn,
            is_write: false,
        };
        let question = self
            .ecr(region, session)
            .describe_images()
            .registry_id(account)
            .repository_name(name);
        let question = match reference {
            Some(reference) => question.image_ids(named(reference)),
            // Whether there are any does not matter.
            None => question.max_results(1),
        };
        let answer = question.send().await;
        tell(call, &answer);
        match answer {
            Ok(answer) => {
                let images = answer.image_details.unwrap_or_default();
                let first = images.into_iter().next().filter(|_| reference.is_some());
                Ok(Described::There(first.and_then(|image| image.image_digest)))
            }
            Err(error) if has_no_image(&error) => Ok(Described::Missing),
            Err(error) => Err(failure(&error, call)),
        }
    }
}

/// The session policy that leaves the images of one repository to be told of.
fn may_describe(repository: &Repository) -> String {
    allowing(&json!([{
        "Effect": "Allow",
        "Action": DESCRIBE_IMAGES,
        "Resource": repository.arn(),
    }]))
}

/// Digests hold a colon, tags none (OCI distribution specification, Pulling manifests).
fn named(reference: &str) -> ImageIdentifier {
    let named = ImageIdentifier::builder();
    if reference.contains(':') {
        named.image_digest(reference).build()
    } else {
        named.image_tag(reference).build()
    }
}

fn has_no_image<E: ProvideErrorMetadata>(error: &SdkError<E>) -> bool {
    error.code() == Some("ImageNotFoundException")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_may_tell_of_one_repository_and_nothing_else() {
        let repository = Repository {
            partition: "aws".to_owned(),
            account: "111122223333".to_owned(),
            region: "us-west-2".to_owned(),
            name: "tools/md5sum".to_owned(),
        };
        let policy: serde_json::Value = serde_json::from_str(&may_describe(&repository)).unwrap();
        let statement = json!({
            "Effect": "Allow",
            "Action": "ecr:DescribeImages",
            "Resource": "arn:aws:ecr:us-west-2:111122223333:repository/tools/md5sum",
        });
        assert_eq!(policy["Statement"], json!([statement]));
    }
}
