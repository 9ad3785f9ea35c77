//! Letters to those who asked for a registry.

use wharfinger_store::{Failure, RegistryRequestId};

use super::Sources;
use crate::mail::contents::Contents;
use crate::mail::links::LocalPath;

impl Sources {
    /// What the last answer says.
    pub(super) async fn registry_answered(
        &self,
        id: RegistryRequestId,
    ) -> Result<Option<Contents>, Failure> {
        let request = self.store.registry_request(id).await?;
        Ok(request.and_then(|request| {
            let answer = request.answer?;
            Some(Contents::RegistryAnswered {
                host: request.host,
                is_accepted: answer.is_accepted,
                reason: answer.reason,
                link: LocalPath::registry_request(id),
            })
        }))
    }
}
