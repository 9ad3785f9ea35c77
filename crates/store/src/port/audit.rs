//! Reading the audit log.

use super::{Answer, Failure};
use crate::{AuditEntry, AuditFilter, AuditLine, AuditPage, AuditVerdict, Found, Page, RequestId};

/// Most answers to questions for more time that are told of one request: access lasts at least a week
/// between two as a rule, and nobody reads more.
pub const RENEWALS_TOLD_MAX: u32 = 50;

/// The audit log. Nothing but the transactions of the other traits writes to it.
pub trait Audit {
    /// One page of entries, newest first; damaged ones are passed over, and told of.
    fn audit_entries(
        &self,
        filter: AuditFilter,
        page: Page,
    ) -> Answer<'_, Result<AuditPage, Failure>>;

    /// Up to `limit` entries behind the one with that number, oldest first: for an export. A damaged one
    /// keeps its place.
    fn audit_after(&self, number: u64, limit: u32) -> Answer<'_, Result<Vec<AuditLine>, Failure>>;

    /// What became of the questions for more time of a request, oldest first: given or not. Of more than
    /// [`RENEWALS_TOLD_MAX`], the newest. Damaged ones are told of.
    fn renewals_of(&self, request: RequestId) -> Answer<'_, Result<Found<AuditEntry>, Failure>>;

    /// Follows the chain from the first entry to the last, and compares what is stored with what the
    /// last entry about it says. The operator's account, about which there is no entry, is compared with
    /// the one that is built in.
    ///
    /// For an operator's command, not for a request: it takes time in proportion to the log.
    fn verify_audit(&self) -> Answer<'_, Result<AuditVerdict, Failure>>;
}
