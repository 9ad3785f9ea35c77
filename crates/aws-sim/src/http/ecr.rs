//! Amazon ECR: JSON 1.1.

use serde_json::{Map, Value, json};
use wharfinger_core::timestamp::Timestamp;

use super::answer::Answer;
use super::arguments::{Arguments, address, address_of_arn};
use super::paging::page;
use crate::address::RepositoryAddress;
use crate::moment::epoch_seconds;
use crate::names::Region;
use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::world::{Caller, Image, ImageId, RepositoryDetails, World};

/// A call of somebody at some time.
pub(super) struct Call<'a> {
    pub(super) now: Timestamp,
    pub(super) caller: &'a Caller,
    pub(super) region: &'a Region,
    /// How late a read of a policy is, in writes.
    pub(super) writes_ago: usize,
}

/// Makes a call.
pub(super) fn call(
    world: &mut World,
    operation: Operation,
    call: &Call<'_>,
    body: &[u8],
) -> Result<Answer, Refusal> {
    let arguments = Arguments::read(body)?;
    let (now, caller, region) = (call.now, call.caller, call.region);
    let repository = || arguments.repository(caller, region);
    Ok(Answer::Json(match operation {
        Operation::CreateRepository => {
            let tags = arguments.list("tags")?.iter().filter_map(tag).collect();
            let made = world.create_repository(now, caller, &repository()?, tags)?;
            json!({"repository": repository_json(&made)})
        }
        Operation::DescribeRepositories => describe_repositories(world, call, &arguments)?,
        Operation::GetRepositoryPolicy => {
            let repository = repository()?;
            let writes = call.writes_ago;
            let text = world.get_repository_policy_before(now, caller, &repository, writes)?;
            policy_json(&repository, &text)
        }
        Operation::SetRepositoryPolicy => {
            let (repository, text) = (repository()?, arguments.needed("policyText")?);
            let force = arguments.flag("force");
            let text = world.set_repository_policy(now, caller, &repository, text, force)?;
            policy_json(&repository, &text)
        }
        Operation::DeleteRepositoryPolicy => {
            let repository = repository()?;
            let text = world.delete_repository_policy(now, caller, &repository)?;
            policy_json(&repository, &text)
        }
        Operation::DescribeImages => {
            let repository = repository()?;
            let named = image_ids(&arguments)?;
            let mut images = world.describe_images(now, caller, &repository, &named)?;
            if let Some(is_tagged) = arguments.tag_status()? {
                images.retain(|image| image.tags.is_empty() != is_tagged);
            }
            let (images, next) = page(images, &arguments)?;
            let details = images.iter().map(|image| image_details(&repository, image));
            with_next(json!({"imageDetails": details.collect::<Vec<_>>()}), next)
        }
        Operation::BatchGetImage => {
            let repository = repository()?;
            let named = image_ids(&arguments)?;
            let images = world.batch_get_image(now, caller, &repository, &named)?;
            batch_json(&repository, &images)
        }
        Operation::GetAuthorizationToken => {
            let token = world.authorization_token(now, caller, region)?;
            json!({"authorizationData": [{
                "authorizationToken": token.token,
                "expiresAt": epoch_seconds(token.expires_at),
                "proxyEndpoint": token.proxy_endpoint,
            }]})
        }
        Operation::ListTagsForResource => {
            let repository = address_of_arn(arguments.needed("resourceArn")?, region)?;
            let tags = world.list_tags(now, caller, &repository)?;
            let tags = tags
                .iter()
                .map(|(key, value)| json!({"Key": key, "Value": value}));
            json!({"tags": tags.collect::<Vec<_>>()})
        }
        Operation::GetRegistryPolicy => {
            let text = world.get_registry_policy(now, caller, region)?;
            json!({"registryId": caller.account().as_str(), "policyText": text})
        }
        Operation::GetAccountSetting => {
            let name = arguments.needed("name")?;
            if name != "REGISTRY_POLICY_SCOPE" {
                return Err(Refusal::constraint("name", "Unknown account setting"));
            }
            let scope = world.registry_scope(now, caller, region)?;
            json!({"name": name, "value": scope.as_str()})
        }
        _ => return Err(Refusal::UnknownOperation(operation.to_string())),
    }))
}

fn describe_repositories(
    world: &mut World,
    call: &Call<'_>,
    arguments: &Arguments,
) -> Result<Value, Refusal> {
    let account = arguments.account(call.caller)?;
    let texts = arguments
        .list("repositoryNames")?
        .iter()
        .filter_map(Value::as_str);
    let named: Vec<RepositoryAddress> = texts
        .map(|name| address(&account, call.region, name))
        .collect::<Result<_, _>>()?;
    let (now, caller, region) = (call.now, call.caller, call.region);
    let all = world.describe_repositories(now, caller, &account, region, &named)?;
    let (repositories, next) = page(all, arguments)?;
    let repositories: Vec<Value> = repositories.iter().map(repository_json).collect();
    Ok(with_next(json!({"repositories": repositories}), next))
}

fn with_next(mut answer: Value, next: Option<String>) -> Value {
    if let Some(next) = next {
        answer["nextToken"] = next.into();
    }
    answer
}

fn tag(tag: &Value) -> Option<(String, String)> {
    let part = |name: &str| tag.get(name).and_then(Value::as_str).map(str::to_owned);
    part("Key").zip(part("Value"))
}

fn image_ids(arguments: &Arguments) -> Result<Vec<ImageId>, Refusal> {
    let ids = arguments.list("imageIds")?.iter().map(|id| {
        let part = |name: &str| id.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = ImageId {
            digest: part("imageDigest"),
            tag: part("imageTag"),
        };
        let is_named = id.digest.is_some() || id.tag.is_some();
        is_named.then_some(id).ok_or_else(|| {
            Refusal::constraint("imageIds", "must have an imageDigest or an imageTag")
        })
    });
    ids.collect()
}

fn repository_json(details: &RepositoryDetails) -> Value {
    json!({
        "repositoryArn": details.address.to_string(),
        "registryId": details.address.account.as_str(),
        "repositoryName": details.address.name,
        "repositoryUri": details.uri,
        "createdAt": epoch_seconds(details.created_at),
        "imageTagMutability": "MUTABLE",
        "imageScanningConfiguration": {"scanOnPush": false},
        "encryptionConfiguration": {"encryptionType": "AES256"},
    })
}

fn policy_json(repository: &RepositoryAddress, text: &str) -> Value {
    json!({
        "registryId": repository.account.as_str(),
        "repositoryName": repository.name,
        "policyText": text,
    })
}

fn image_details(repository: &RepositoryAddress, image: &Image) -> Value {
    json!({
        "registryId": repository.account.as_str(),
        "repositoryName": repository.name,
        "imageDigest": image.digest,
        "imageTags": image.tags,
        "imageSizeInBytes": image.manifest.len(),
        "imagePushedAt": epoch_seconds(image.pushed_at),
        "imageManifestMediaType": image.media_type,
    })
}

fn batch_json(repository: &RepositoryAddress, images: &[(ImageId, Option<Image>)]) -> Value {
    let (mut found, mut failures) = (Vec::new(), Vec::new());
    for (id, image) in images {
        let mut shown = Map::new();
        let digest = image
            .as_ref()
            .map(|image| image.digest.clone())
            .or_else(|| id.digest.clone());
        for (name, part) in [("imageDigest", digest), ("imageTag", id.tag.clone())] {
            shown.extend(part.map(|part| (name.to_owned(), Value::from(part))));
        }
        match image {
            Some(image) => found.push(json!({
                "registryId": repository.account.as_str(),
                "repositoryName": repository.name,
                "imageId": shown,
                "imageManifest": image.manifest,
                "imageManifestMediaType": image.media_type,
            })),
            None => failures.push(json!({
                "imageId": shown,
                "failureCode": "ImageNotFound",
                "failureReason": "Requested image not found",
            })),
        }
    }
    json!({"images": found, "failures": failures})
}
