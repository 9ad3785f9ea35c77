//! What a repository on Amazon ECR can be.

use wharfinger_core::registry::{Partition, is_account};

use wharfinger_core::grants::Repository;

/// Bytes of a repository's name (Amazon ECR API Reference, `repositoryName`).
const NAME_BYTES: std::ops::RangeInclusive<usize> = 2..=256;

/// Whether the parts are those of a repository, with nothing in them that a policy reads as a
/// pattern, nor a shell or a template as anything else than text.
pub(crate) fn is_well_formed(repository: &Repository) -> bool {
    let name = &repository.name;
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-/".contains(&byte);
    let partition = Partition::of_region(&repository.region);
    partition.is_some_and(|partition| partition.id == repository.partition)
        && is_account(&repository.account)
        && NAME_BYTES.contains(&name.len())
        && name.bytes().all(is_plain)
}
