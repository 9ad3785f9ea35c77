//! Who this server is, to those who let it in.

use wharfinger_core::registry::Partition;

use super::InvalidConnection;
use crate::arn::{Arn, is_plain};

/// The partition of the role or user that a server is, and in which it can be let in.
///
/// # Errors
/// [`InvalidConnection::Principal`] when it is neither.
///
/// ```
/// use wharfinger_ecr::connection::partition_of;
/// let partition = partition_of("arn:aws-cn:iam::999900001111:role/wharfinger").unwrap();
/// assert_eq!(partition.id, "aws-cn");
/// assert!(partition_of("arn:aws:iam::999900001111:root").is_err());
/// ```
pub fn partition_of(principal: &str) -> Result<&'static Partition, InvalidConnection> {
    let us = Arn::global(principal).filter(|arn| {
        let user = arn.resource.strip_prefix("user/");
        let is_user = user.is_some_and(|name| !name.is_empty() && is_plain(name));
        arn.service == "iam" && (is_user || arn.role().is_some())
    });
    us.and_then(|arn| Partition::by_id(arn.partition))
        .ok_or_else(|| InvalidConnection::Principal {
            found: principal.to_owned(),
        })
}
