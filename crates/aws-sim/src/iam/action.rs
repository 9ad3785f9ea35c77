//! The actions that policies may name.

use super::policy::matches;

/// What a repository policy can allow (Service Authorization Reference, "Actions defined by Amazon
/// Elastic Container Registry", those with the resource type `repository`). `GetAuthorizationToken` is
/// not among them: it has no resource, and ECR refuses it here.
const REPOSITORY_ACTIONS: &[&str] = &[
    "BatchCheckLayerAvailability",
    "BatchDeleteImage",
    "BatchGetImage",
    "BatchImportUpstreamImage",
    "CompleteLayerUpload",
    "CreateRepository",
    "DeleteLifecyclePolicy",
    "DeleteRepository",
    "DeleteRepositoryPolicy",
    "DescribeImageReplicationStatus",
    "DescribeImageScanFindings",
    "DescribeImages",
    "DescribeRepositories",
    "GetDownloadUrlForLayer",
    "GetLifecyclePolicy",
    "GetLifecyclePolicyPreview",
    "GetRepositoryPolicy",
    "InitiateLayerUpload",
    "ListImageReferrers",
    "ListImages",
    "ListTagsForResource",
    "PutImage",
    "PutImageScanningConfiguration",
    "PutImageTagMutability",
    "PutLifecyclePolicy",
    "ReplicateImage",
    "SetRepositoryPolicy",
    "StartImageScan",
    "StartLifecyclePolicyPreview",
    "TagResource",
    "UntagResource",
    "UpdateImageStorageClass",
    "UploadLayerPart",
];

/// Whether a repository policy may name this action, or some that this pattern describes.
pub(super) fn is_of_repository(pattern: &str) -> bool {
    let pattern = pattern.to_ascii_lowercase();
    let mut actions = REPOSITORY_ACTIONS.iter();
    actions.any(|action| matches(&pattern, &format!("ecr:{}", action.to_ascii_lowercase())))
}

/// Whether it is an action of ECR.
pub(super) fn is_of_registry(pattern: &str) -> bool {
    pattern == "*" || pattern.to_ascii_lowercase().starts_with("ecr:")
}

/// Whether a role's trust policy may name this action.
pub(super) fn is_of_trust(pattern: &str) -> bool {
    pattern.to_ascii_lowercase().starts_with("sts:")
}

/// Whether it is `*` or `service:action`.
pub(super) fn is_any(pattern: &str) -> bool {
    pattern == "*"
        || pattern
            .split_once(':')
            .is_some_and(|(service, action)| !service.is_empty() && !action.is_empty())
}
