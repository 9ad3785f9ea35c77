//! Whether an image is there, as its repository tells whoever acts for its owner.

use aws_sdk_ecr::Client;
use aws_sdk_ecr::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ecr::operation::describe_images::builders::DescribeImagesFluentBuilder;
use aws_sdk_ecr::types::{DescribeImagesFilter, ImageIdentifier, TagStatus};
use serde_json::json;
use tokio::time::Instant;
use wharfinger_core::grants::{Failure, Repository, Target};

use super::failure::{Call, failure};
use super::session::allowing;
use super::told::tell;
use super::{Amazon, within};

/// What the role must allow.
pub const DESCRIBE_IMAGES: &str = "ecr:DescribeImages";

/// The tag that is meant where none is named (distribution's `TagNameOnly`).
const LATEST: &str = "latest";

/// Most images of one answer (ECR API Reference, `DescribeImages`).
const PAGE: i32 = 1_000;

/// What a repository says about an image of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Described {
    /// It is there. The digest of its manifest, where one image was found and not only that there are some.
    There(Option<String>),
    /// It is not there, or the repository is not.
    Missing,
}

impl Amazon {
    /// Asks whether an image is there, by a tag or a digest; where neither is given, whether `latest` is, or any
    /// with a tag. In a session that may do nothing else.
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
        let place = &target.repository;
        let external_id = Some(target.authority.external_id.as_str());
        let session = self
            .assume(target, external_id, &may_describe(place))
            .await?;
        let images = Images {
            client: self.ecr(&place.region, session),
            place,
        };
        match reference {
            Some(reference) => images.one(reference).await,
            // What `docker pull` takes; a repository without it has other tags, or nothing.
            None => match images.one(LATEST).await? {
                Described::Missing => images.any().await,
                there @ Described::There(_) => Ok(there),
            },
        }
    }
}

/// The images of a repository, for whoever acts for its owner.
struct Images<'a> {
    client: Client,
    place: &'a Repository,
}

impl Images<'_> {
    async fn one(&self, reference: &str) -> Result<Described, Failure> {
        self.answered(self.question().image_ids(named(reference)))
            .await
    }

    /// Whether there are any that have a name.
    async fn any(&self) -> Result<Described, Failure> {
        let tagged = DescribeImagesFilter::builder().tag_status(TagStatus::Tagged);
        let question = self.question().filter(tagged.build()).max_results(PAGE);
        Ok(match self.answered(question).await? {
            Described::There(_) => Described::There(None),
            Described::Missing => Described::Missing,
        })
    }

    fn question(&self) -> DescribeImagesFluentBuilder {
        let question = self.client.describe_images();
        question
            .registry_id(&self.place.account)
            .repository_name(&self.place.name)
    }

    async fn answered(&self, question: DescribeImagesFluentBuilder) -> Result<Described, Failure> {
        let call = Call {
            action: DESCRIBE_IMAGES,
            resource: &self.place.arn(),
            is_write: false,
        };
        let answer = question.send().await;
        tell(call, &answer);
        match answer {
            Ok(answer) => {
                let images = answer.image_details.unwrap_or_default();
                let first = images.into_iter().next();
                Ok(first.map_or(Described::Missing, |image| {
                    Described::There(image.image_digest)
                }))
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
